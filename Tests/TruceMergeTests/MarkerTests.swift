import Testing
import TruceDiff
import TruceMerge
import TruceTestSupport

/// Conflict markers: written, and read back.
struct MarkerTests {
    private static let labels = MarkerLabels(ours: "mine", base: "old", theirs: "yours")

    // MARK: - Written

    @Test func decisionsAreTextWithoutMarkers() {
        let merge = merge("a x b c d e y f", "a 1 b c d e 1 f", "a 2 b c d e 2 f")
        let first = merge.conflicts[0]
        let rendering = merge.marked([first: .theirsThenOurs], MarkerOptions(labels: Self.labels))
        #expect(
            text(rendering.bytes)
                == "a\n2\n1\nb\nc\nd\ne\n<<<<<<< mine\n1\n=======\n2\n>>>>>>> yours\nf\n")
        #expect(rendering.conflicts == 1)
    }

    @Test func aDecidedTextEndsItsLineBeforeAMarker() {
        let merge = merge("a x b c d e y f", "a 1 b c d e 1 f", "a 2 b c d e 2 f")
        let rendering = merge.marked([merge.conflicts[0]: .text(Array("own".utf8))])
        #expect(text(rendering.bytes) == "a\nown\nb\nc\nd\ne\n<<<<<<<\n1\n=======\n2\n>>>>>>>\nf\n")
    }

    @Test func everythingDecidedIsWhatIsRendered() {
        let merge = merge("a x b y c", "a 1 b y c d", "a 2 b z c")
        for decision in [Decision.ours, .theirs, .base, .neither, .oursThenTheirs] {
            let decisions = [merge.conflicts[0]: decision]
            #expect(merge.marked(decisions).bytes == merge.render(decisions).bytes)
        }
    }

    @Test(arguments: [(0, 7), (7, 7), (3, 3), (12, 12)])
    func exactSizes(_ asked: Int, _ used: Int) {
        let rendering = merge("x", "<<<<<<<<", "y").marked([:], MarkerOptions(size: .exactly(asked)))
        #expect(rendering.markerSize == used)
        #expect(text(rendering.bytes).hasSuffix("\n" + String(repeating: ">", count: used) + "\n"))
    }

    @Test(arguments: [("y", 7), ("=======", 8), ("<<<<<<<<<<", 11), ("a========", 7), (">>>", 7)])
    func longerSizes(_ line: String, _ used: Int) {
        #expect(merge("x", line, "z").marked([:], MarkerOptions(size: .atLeast(5))).markerSize == used)
    }

    @Test func withoutABaseOnlyConflictsHaveMarkers() {
        let merge = Merge(ours: lines("a 1 b"), theirs: lines("a 2 b"))
        let expected = "a\n<<<<<<<\n1\n|||||||\n=======\n2\n>>>>>>>\nb\n"
        #expect(text(merge.marked([:], MarkerOptions(style: .diff3)).bytes) == expected)
    }

    @Test(arguments: [
        (true, "a\n<<<<<<<\n1\n=======\n3\n>>>>>>>\nm\nn\no\np\n<<<<<<<\n2\n=======\n4\n>>>>>>>\nb\n"),
        (false, "a\n<<<<<<<\n1\nm\nn\no\np\n2\n=======\n3\nm\nn\no\np\n4\n>>>>>>>\nb\n"),
    ])
    func aConflictIsCutAnewOrStaysOne(cutsAnew: Bool, expected: String) {
        let merge = merge("a x b", "a 1 m n o p 2 b", "a 3 m n o p 4 b")
        #expect(text(merge.marked([:], MarkerOptions(cutsAnew: cutsAnew)).bytes) == expected)
    }

    // MARK: - Read

    /// A text with markers, `/` for newlines, and its parts: `=` text, `!ours|base|theirs` a conflict, `-` for no base.
    @Test(arguments: [
        ("", []),
        ("a/b/", ["=a/b/"]),
        ("a/<<<<<<< x/b/=======/c/>>>>>>> y/d/", ["=a/", "!b/|-|c/", "=d/"]),
        ("<<<<<<</=======/>>>>>>>", ["!|-|"]),
        ("<<<<<<< x/b/||||||| o/a/=======/c/>>>>>>> y/", ["!b/|a/|c/"]),
        ("<<<<<<< x/b/|||||||/=======/c/=======/d/>>>>>>> y/", ["!b/||c/=======/d/"]),
        // No conflict at all.
        ("=======/", ["========/"]),
        ("<<<<<<< x/b/", ["=<<<<<<< x/b/"]),
        ("<<<<<<< x/b/>>>>>>> y/", ["=<<<<<<< x/b/>>>>>>> y/"]),
        ("<<<<<<< x/b/=======/c/", ["=<<<<<<< x/b/=======/c/"]),
        ("<<<<<< x/b/======/c/>>>>>> y/", ["=<<<<<< x/b/======/c/>>>>>> y/"]),
        ("<<<<<<<x/b/=======/c/>>>>>>> y/", ["=<<<<<<<x/b/=======/c/>>>>>>> y/"]),
        ("<<<<<<< x/b/======= z/c/>>>>>>> y/", ["=<<<<<<< x/b/======= z/c/>>>>>>> y/"]),
        ("<<<<<<< x/b/========/c/>>>>>>> y/", ["=<<<<<<< x/b/========/c/>>>>>>> y/"]),
        // One that begins again; one inside another; one behind one without an end.
        ("<<<<<<< x/b/<<<<<<< x/c/=======/d/>>>>>>> y/", ["=<<<<<<< x/b/", "!c/|-|d/"]),
        (
            "<<<<<<< x/b/||||||| o/<<<<<<<<< i/j/=========/k/>>>>>>>>> l/=======/d/>>>>>>> y/",
            ["!b/|<<<<<<<<< i/j/=========/k/>>>>>>>>> l/|d/"]
        ),
        ("<<<<<<< x/b/<<<<<<<<< i/j/=========/k/>>>>>>>>> l/", ["=<<<<<<< x/b/", "!j/|-|k/"]),
        ("<<<<<<<<< x/b/<<<<<<< i/=========/k/>>>>>>>>> l/", ["!b/<<<<<<< i/|-|k/"]),
        ("<<<<<<< x/b/=======/c/>>>>>>> y/<<<<<<< x/b/=======/c/>>>>>>> y/", ["!b/|-|c/", "!b/|-|c/"]),
    ])
    func parts(_ source: String, _ expected: [String]) {
        for newline in ["\n", "\r\n"] {
            let marked = MarkedText(Snapshot(source.replacing("/", with: newline)))
            func lines(_ range: Range<Int>) -> String {
                text(marked.text.bytes(lines: range)).replacing(newline, with: "/")
            }
            let found = marked.parts.map { part in
                switch part {
                case .text(let range): "=" + lines(range)
                case .conflict(let conflict):
                    "!\(lines(conflict.ours))|\(conflict.base.map(lines) ?? "-")|\(lines(conflict.theirs))"
                }
            }
            #expect(found == expected)
        }
    }

    @Test func labelsAndSizesAreKept() throws {
        let source = "<<<<<<<< HEAD  x\na\n|||||||| \nb\n========\nc\n>>>>>>>>\n"
        let conflict = try #require(MarkedText(Snapshot(source)).conflicts.first)
        #expect(conflict.labels == MarkerLabels(ours: "HEAD  x", base: "", theirs: nil))
        #expect(conflict.markerSize == 8)
        #expect(MarkedText(Snapshot(source), markerSize: 7).conflicts.isEmpty)
    }

    @Test func aMergeOfWhatWasRead() {
        let source = "a\n<<<<<<<\nb\n|||||||\nc\n=======\nd\n>>>>>>>\ne\n"
        let merge = MarkedText(Snapshot(source)).merge
        #expect(text(merge.base.bytes) == "a\nc\ne\n")
        #expect(text(merge.ours.bytes) == "a\nb\ne\n")
        #expect(text(merge.theirs.bytes) == "a\nd\ne\n")
        #expect(drawn(merge) == "=a !c>b|d =e")
        #expect(text(merge.marked([:], MarkerOptions(style: .diff3)).bytes) == source)
        let without = MarkedText(Snapshot("a\n<<<<<<<\nb\n=======\nd\n>>>>>>>\ne\n")).merge
        #expect(!without.hasBase)
        #expect(drawn(without) == "+>a !>b|d +>e")
    }

    // MARK: - Laws

    /// Conflicts that are written are found again, and nothing else is, whatever the texts contain.
    @Test(arguments: MarkerOptions.Style.allCases)
    func whatIsWrittenIsRead(_ style: MarkerOptions.Style) {
        let marks = ["<<<<<<< x", "|||||||", "=======", ">>>>>>> y", "<<<<<<<<", "========", ">>>>>>>>"]
        for seed in 0..<200 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let texts = seededTriplet(lines: 30, edits: 8, random: &random).map { lines in
                Snapshot(
                    lines.map { Int.random(in: 0..<6, using: &random) == 0 ? marks.randomElement(using: &random)! : $0 }
                        .joined(separator: "\n") + "\n")
            }
            let merge = Merge(base: texts[0], ours: texts[1], theirs: texts[2])
            let options = MarkerOptions(style: style, size: .atLeast(7), labels: Self.labels)
            let rendering = merge.marked([:], options)
            let marked = MarkedText(Snapshot(rendering.bytes), markerSize: rendering.markerSize)
            #expect(marked.conflicts.count == rendering.conflicts, "seed \(seed)")
            #expect(marked.conflicts.allSatisfy { ($0.base != nil) == (style != .merge) }, "seed \(seed)")
            // Each side of what was read is what the merge gives in favour of that side.
            let read = marked.merge
            for (favour, side) in [(MarkerOptions.Favour.ours, read.ours), (.theirs, read.theirs)] {
                var options = options
                options.favour = favour
                #expect(side.bytes == merge.marked([:], options).bytes, "seed \(seed)")
            }
            if style != .merge {
                let again = read.marked([:], MarkerOptions(style: .diff3, size: options.size, labels: Self.labels))
                #expect(again.bytes == rendering.bytes, "seed \(seed)")
            }
        }
    }

    /// Any bytes are read, and every line is in one part.
    @Test func anyTextIsRead() {
        let pieces = [
            "<<<<<<<", "<<<<<<<<", "|||||||", "=======", "========", ">>>>>>>", ">>>>>>>>", " a", "\n", "\r\n", "\u{0}",
        ]
        for seed in 0..<500 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let source = (0..<60).map { _ in pieces.randomElement(using: &random)! }.joined()
            let marked = MarkedText(Snapshot(source))
            var done = 0
            for part in marked.parts {
                let lines: Range<Int>
                switch part {
                case .text(let text): lines = text
                case .conflict(let conflict): lines = conflict.lines
                }
                #expect(lines.lowerBound == done && !lines.isEmpty, "seed \(seed)")
                done = lines.upperBound
            }
            #expect(done == marked.text.lineCount, "seed \(seed)")
            #expect(marked.merge.conflicts.count == marked.conflicts.count, "seed \(seed)")
        }
    }
}
