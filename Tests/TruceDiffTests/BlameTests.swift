import Testing
import TruceDiff
import TruceTestSupport

struct BlameTests {
    /// The version of each line of the last text, by walking back as far as `depth`.
    private static func blame(_ texts: [Snapshot], depth: Int = .max) -> [Int] {
        versions(of: walk(texts, depth: depth))
    }

    private static func walk(_ texts: [Snapshot], depth: Int = .max) -> Blame<Int> {
        var blame = Blame(texts[texts.count - 1], version: texts.count - 1)
        for version in texts.indices.dropLast().reversed().prefix(depth) {
            blame.walk(to: texts[version], version: version)
        }
        return blame
    }

    /// The same, walking no further than to a version whose blame is known.
    private static func blame(_ texts: [Snapshot], knowing version: Int) -> [Int] {
        var blame = walk(texts, depth: texts.count - 1 - version)
        blame.finish(with: walk(Array(texts[...version])).runs)
        #expect(blame.isDone)
        return versions(of: blame)
    }

    private static func versions(of blame: Blame<Int>) -> [Int] {
        var versions: [Int] = []
        for run in blame.runs {
            #expect(run.lines.lowerBound == versions.count && !run.lines.isEmpty)
            versions += run.lines.map { _ in run.version }
        }
        return versions
    }

    /// The same from the other end: each version keeps the owners of the lines it keeps and owns those it inserts.
    private static func ownersByWalkingForward(_ texts: [Snapshot]) -> [Int] {
        var owners = [Int](repeating: 0, count: texts[0].lineCount)
        for version in texts.indices.dropFirst() {
            let hunks = difference(from: texts[version - 1], to: texts[version])
            for hunk in hunks.reversed() { owners.replaceSubrange(hunk.old, with: hunk.new.map { _ in version }) }
        }
        return owners
    }

    @Test(arguments: [
        (["a\nb\n"], [0, 0]), ([""], []), (["", "a\n"], [1]), (["a\n", ""], []), (["a\n", "b\n"], [1]),
        (["a\n", "a\nb\n", "x\na\nb\n"], [2, 0, 1]), (["a\nb\nc\n", "a\nX\nc\n", "a\nX\nc\nd\n"], [0, 1, 0, 2]),
        (["a\nb\nc\n", "b\nc\n", "a\nb\nc\n"], [2, 0, 0]), (["a\nb", "a\nb\n"], [0, 1]), (["a\n", "a\n", "a\n"], [0]),
        (["a\nb\n", "a\r\nb\n"], [1, 0]), (["a\n", "a\na\n"], [0, 1]),
    ])
    func table(texts: [String], versions: [Int]) {
        #expect(Self.blame(texts.map { Snapshot($0) }) == versions)
    }

    @Test func runsAreAsLongAsTheyCanBe() {
        var blame = Blame(Snapshot("a\nx\ny\nb\n"), version: "new")
        #expect(blame.runs == [BlamedLines(lines: 0..<4, version: "new")])
        #expect(!blame.isDone)
        blame.walk(to: Snapshot("a\nb\n"), version: "old")
        #expect(
            blame.runs == [
                BlamedLines(lines: 0..<1, version: "old"), BlamedLines(lines: 1..<3, version: "new"),
                BlamedLines(lines: 3..<4, version: "old"),
            ])
        #expect(Blame(Snapshot(""), version: 1).runs.isEmpty && Blame(Snapshot(""), version: 1).isDone)
    }

    /// Every chain of three small texts: backwards finds what forwards does.
    @Test func everySmallChain() {
        let texts = allTexts(of: ["a", "b"], longest: 2, withoutNewline: true).map { Snapshot($0) }
        var failures = 0
        for first in texts {
            for second in texts {
                for third in texts {
                    let chain = [first, second, third]
                    if Self.blame(chain) != Self.ownersByWalkingForward(chain) { failures += 1 }
                }
            }
        }
        #expect(failures == 0)
    }

    /// Long chains of random edits: a line is in the text of its version and in all since, its version's difference
    /// inserted it, and what a shorter walk knows a longer one does not take back.
    @Test(arguments: 0..<20)
    func laws(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var lines = (0..<Int.random(in: 0...30, using: &random)).map { "line \($0 % 7)\n" }
        var texts: [Snapshot] = []
        for version in 0..<25 {
            texts.append(Snapshot(lines.joined()))
            let start = Int.random(in: 0...lines.count, using: &random)
            let end = min(lines.count, start + Int.random(in: 0...4, using: &random))
            let new = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                "line \(version * Int.random(in: 0...1, using: &random))\n"
            }
            lines.replaceSubrange(start..<end, with: new)
        }
        let owners = Self.blame(texts)
        #expect(owners == Self.ownersByWalkingForward(texts), "seed \(seed)")
        for version in texts.indices { #expect(owners == Self.blame(texts, knowing: version), "seed \(seed)") }
        let last = texts[texts.count - 1]
        for (line, owner) in owners.enumerated() {
            let bytes = Array(last.bytes[last.byteRange(line: line)])
            for version in owner..<texts.count {
                let text = texts[version]
                #expect((0..<text.lineCount).contains { Array(text.bytes[text.byteRange(line: $0)]) == bytes })
            }
            guard owner > 0 else { continue }
            let inserted = difference(from: texts[owner - 1], to: texts[owner]).flatMap { Array($0.new) }
            let text = texts[owner]
            #expect(inserted.contains { Array(text.bytes[text.byteRange(line: $0)]) == bytes }, "seed \(seed)")
        }
        for depth in 0..<25 {
            let stopped = Self.blame(texts, depth: depth)
            let oldest = texts.count - 1 - depth
            #expect(stopped == owners.map { max($0, oldest) }, "seed \(seed), depth \(depth)")
        }
    }

    /// A walk that has explained every line looks at no older text.
    @Test func whatIsDoneIsDone() {
        var blame = Blame(Snapshot("a\nb\n"), version: 3)
        blame.walk(to: Snapshot("a\n"), version: 2)
        blame.walk(to: Snapshot(""), version: 1)
        let runs = blame.runs
        #expect(blame.isDone)
        blame.walk(to: Snapshot("a\nb\n"), version: 0)
        #expect(blame.runs == runs && runs.map(\.version) == [2, 3])
    }
}
