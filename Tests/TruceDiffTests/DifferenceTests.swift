import Testing
import TruceDiff
import TruceTestSupport

struct DifferenceTests {
    static let algorithms: [DiffAlgorithm] = [.myers, .histogram]

    /// `-` a line only in the old text, `+` only in the new one, ` ` in both.
    @Test(arguments: [
        ("replace", [" a", "-b", "+x", " c"]),
        ("insert at the start", ["+x", " a", " b"]),
        ("delete at the end", [" a", "-b"]),
        ("from nothing", ["+a", "+b"]),
        ("to nothing", ["-a", "-b"]),
        ("two places", ["-a", "+x", " b", " c", "+d"]),
        (
            "a block that could lie higher goes below its like",
            [" {", "   x", " }", " ", "+{", "+  y", "+}", "+", " {", "   z", " }"]
        ),
        ("a repeated line is inserted last", [" a", " a", "+a", " b"]),
    ])
    func placesThatChange(name: String, lines: [String]) {
        let old = lines.filter { !$0.hasPrefix("+") }.map { $0.dropFirst() + "\n" }.joined()
        let new = lines.filter { !$0.hasPrefix("-") }.map { $0.dropFirst() + "\n" }.joined()
        for algorithm in Self.algorithms {
            let hunks = difference(from: Snapshot(old), to: Snapshot(new), algorithm: algorithm)
            var marked: [String] = []
            var done = 0
            let (oldLines, newLines) = (
                old.split(separator: "\n", omittingEmptySubsequences: false),
                new.split(separator: "\n", omittingEmptySubsequences: false)
            )
            for hunk in hunks {
                marked += oldLines[done..<hunk.old.lowerBound].map { " " + $0 }
                marked += oldLines[hunk.old].map { "-" + $0 } + newLines[hunk.new].map { "+" + $0 }
                done = hunk.old.upperBound
            }
            marked += oldLines[done...].dropLast().map { " " + $0 }
            #expect(marked == lines, "\(name), \(algorithm)")
        }
    }

    @Test(arguments: algorithms)
    func everySmallPair(algorithm: DiffAlgorithm) {
        let texts =
            (allTexts(of: ["a", "b", " c"], longest: 4) + allTexts(of: ["a", "b"], longest: 2, withoutNewline: true))
            .map { Snapshot($0) }
        for old in texts {
            for new in texts {
                let hunks = difference(from: old, to: new, algorithm: algorithm)
                guard isWellFormed(hunks), apply(hunks, to: old, from: new) == new.bytes else {
                    Issue.record("\(text(old.bytes)) -> \(text(new.bytes)): \(hunks)")
                    return
                }
                if algorithm == .myers, cost(hunks) != shortestCost(old, new) {
                    Issue.record("not the shortest: \(text(old.bytes)) -> \(text(new.bytes)): \(hunks)")
                    return
                }
            }
        }
    }

    /// Many edits, few different lines, so that searches are cut short and histogram falls back.
    @Test(arguments: algorithms, [(1, 3), (2, 20), (3, 400), (4, 100_000)] as [(UInt64, Int)])
    func largeSeededTexts(algorithm: DiffAlgorithm, seedAndAlphabet: (UInt64, Int)) {
        let (seed, alphabet) = seedAndAlphabet
        var random = SeededGenerator(seed: seed)
        let oldLines = (0..<3_000).map { _ in Int.random(in: 0..<alphabet, using: &random) }
        var newLines = oldLines
        for _ in 0..<1_500 {
            let place = Int.random(in: 0..<newLines.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: newLines[place] = Int.random(in: 0..<alphabet, using: &random)
            case 1: newLines.insert(Int.random(in: 0..<alphabet, using: &random), at: place)
            default: newLines.remove(at: place)
            }
        }
        let old = Snapshot(oldLines.map { "\($0)\n" }.joined())
        let new = Snapshot(newLines.map { "\($0)\n" }.joined())
        let hunks = difference(from: old, to: new, algorithm: algorithm)
        #expect(isWellFormed(hunks), "seed \(seed)")
        #expect(apply(hunks, to: old, from: new) == new.bytes, "seed \(seed)")
    }

    /// Whenever nobody wants it any more: the script is right, and nothing else is looked at.
    @Test(arguments: algorithms, [0, 1, 2, 5, 20])
    func whatIsNotWantedIsRough(algorithm: DiffAlgorithm, asked: Int) {
        var random = SeededGenerator(seed: 7)
        let texts = (0..<2).map { _ in
            Snapshot((0..<3_000).map { _ in "\(Int.random(in: 0..<30, using: &random))\n" }.joined())
        }
        let whole = difference(from: texts[0], to: texts[1], algorithm: algorithm)
        var left = asked
        let rough = difference(from: texts[0], to: texts[1], algorithm: algorithm) {
            left -= 1
            return left >= 0
        }
        #expect(isWellFormed(rough))
        #expect(apply(rough, to: texts[0], from: texts[1]) == texts[1].bytes)
        #expect(rough.count < whole.count && rough.count <= 2_000 * (asked + 1) / 4)
        if asked == 0 { #expect(rough.count == 1) }
    }

    @Test(arguments: algorithms)
    func unlikeTextsAreOneHunk(algorithm: DiffAlgorithm) {
        let old = Snapshot((0..<20_000).map { "old \($0)\n" }.joined())
        let new = Snapshot((0..<30_000).map { "new \($0)\n" }.joined())
        #expect(difference(from: old, to: new, algorithm: algorithm) == [Hunk(old: 0..<20_000, new: 0..<30_000)])
    }

    @Test func aMissingFinalNewlineIsAChange() {
        #expect(difference(from: Snapshot("a\nb\n"), to: Snapshot("a\nb")) == [Hunk(old: 1..<2, new: 1..<2)])
        #expect(difference(from: Snapshot("a"), to: Snapshot("ab")) == [Hunk(old: 0..<1, new: 0..<1)])
        #expect(difference(from: Snapshot("b\na"), to: Snapshot("ba")) == [Hunk(old: 0..<2, new: 0..<1)])
    }

    private func cost(_ hunks: [Hunk]) -> Int {
        hunks.reduce(0) { $0 + $1.old.count + $1.new.count }
    }

    /// By the textbook's table.
    private func shortestCost(_ old: Snapshot, _ new: Snapshot) -> Int {
        var row = Array(0...new.lineCount)
        for oldLine in 0..<old.lineCount {
            var diagonal = row[0]
            row[0] = oldLine + 1
            for newLine in 0..<new.lineCount {
                let isAlike = old.bytes(lines: oldLine..<(oldLine + 1)) == new.bytes(lines: newLine..<(newLine + 1))
                let next = isAlike ? diagonal : 1 + min(row[newLine], row[newLine + 1])
                diagonal = row[newLine + 1]
                row[newLine + 1] = next
            }
        }
        return row[new.lineCount]
    }
}
