import Testing
import TruceDiff

@testable import TruceMerge

/// The newline at the end and the way lines end are properties of a text: to change them is no edit of a line.
struct TextEndTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var base: String
        var ours: String
        var theirs: String
        /// The result; nil where it conflicts.
        var result: String?
    }

    static let newlines = [
        Case(
            testDescription: "one side ends the line that the other one changed", base: "a\nb", ours: "a\nb\n",
            theirs: "a\nB", result: "a\nB\n"),
        Case(
            testDescription: "one side takes the newline of a line that the other one changed", base: "a\nb\n",
            ours: "a\nb", theirs: "a\nB\n", result: "a\nB"),
        Case(testDescription: "a single word", base: "a", ours: "a\n", theirs: "b", result: "b\n"),
        Case(testDescription: "none has one", base: "a\nb", ours: "a\nb", theirs: "a\nB", result: "a\nB"),
        Case(
            testDescription: "what is behind the last line does not change that", base: "a\nb\nc", ours: "a\nb\nc\nd",
            theirs: "x\nb\nc\n", result: "x\nb\nc\nd\n"),
        Case(
            testDescription: "the last line goes with its newline", base: "a\nb\nc\n", ours: "a\nb",
            theirs: "x\nb\nc\n", result: "x\nb"),
        Case(
            testDescription: "CR LF", base: "a\r\nb", ours: "a\r\nb\r\n", theirs: "a\r\nB", result: "a\r\nB\r\n"),
        Case(
            testDescription: "CR LF behind a line whose newline goes", base: "p\r\nq\r\nr\r\n",
            ours: "p\r\nq\r\nr\r\ns\r\n", theirs: "p\r\nq\r\nr", result: "p\r\nq\r\nr\r\ns"),
        Case(
            testDescription: "the last line goes, the newline of the one before too", base: "a\nx\nb\n", ours: "a\nx\n",
            theirs: "a\nx\nb", result: "a\nx"),
        Case(
            testDescription: "an empty line is more than an end", base: "p\nb\n", ours: "p\nb", theirs: "p\nq\n\n",
            result: "p\nq\n\n"),
        Case(testDescription: "both changed the line", base: "a\nb", ours: "a\nx\n", theirs: "a\ny", result: nil),
    ]

    @Test(arguments: newlines) func theFinalNewline(_ example: Case) {
        func merge(_ ours: String, _ theirs: String) -> Merge {
            Merge(
                base: Snapshot(example.base), ours: Snapshot(ours), theirs: Snapshot(theirs),
                options: MergeOptions(level: .word))
        }
        for merge in [merge(example.ours, example.theirs), merge(example.theirs, example.ours)] {
            #expect(merge.conflicts.isEmpty == (example.result != nil))
            guard let result = example.result else { continue }
            #expect(text(merge.render().bytes) == result)
            #expect(text(merge.marked().bytes) == result)
        }
    }

    /// Whoever is taken, lines end in one way.
    @Test(arguments: [Decision.ours, .theirs, .base, .oursThenTheirs, .theirsThenOurs])
    func whatIsTakenEndsLinesAsTheRestDoes(decision: Decision) throws {
        let merge = Merge(
            base: Snapshot("a\nb\nc\nd\n"), ours: Snapshot("a\r\nMINE\r\nc\r\nd\r\n"),
            theirs: Snapshot("a\nTHEIRS\nc\nD\n"),
            options: MergeOptions(level: .word))
        let conflict = try #require(merge.conflicts.first)
        let decided = merge.render([conflict: decision]).bytes
        #expect(decided.count { $0 == 10 } == decided.count { $0 == 13 })
        let favoured = merge.marked([:], MarkerOptions(favour: .theirs)).bytes
        #expect(text(favoured) == "a\r\nTHEIRS\r\nc\r\nD\r\n")
        let marked = merge.marked([:], MarkerOptions()).bytes
        #expect(marked.count { $0 == 10 } == marked.count { $0 == 13 })
    }
}
