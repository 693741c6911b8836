import Testing
import TruceDiff
import TruceMerge
import TruceTestSupport

/// Whether a text with markers is what a merge left behind, or was worked on since.
struct MarkedOriginTests {
    private static let labels = MarkerLabels(ours: "mine", base: "old", theirs: "yours")

    @Test(arguments: MarkerOptions.Style.allCases, [3, 7, 12])
    func whatAMergeLeavesBehind(_ style: MarkerOptions.Style, _ size: Int) {
        let merge = merge("a x b c d e y f", "a k 1 b c d e 1 f g", "a k 2 b C d e 2 f")
        let options = MarkerOptions(style: style, size: .exactly(size), labels: Self.labels)
        let marked = MarkedText(Snapshot(merge.marked([:], options).bytes), markerSize: size)
        #expect(marked.conflicts.count == 2)
        #expect(marked.isMerge(base: merge.base, ours: merge.ours, theirs: merge.theirs))
    }

    @Test(arguments: [
        // Outside of the conflicts: added, changed, deleted.
        ("a\n", "a\nmore\n"), ("f\n", "F\n"), ("b\nc\n", "c\n"),
        // Inside a side.
        ("\n1\n", "\none\n"), ("\n2\n", "\n\n"),
        // A conflict that was resolved by hand.
        ("<<<<<<< mine\n1\n=======\n2\n>>>>>>> yours\nb", "1\n2\nb"),
    ])
    func whatWasWorkedOnSince(_ text: String, _ edited: String) throws {
        let merge = merge("a x b c d e y f", "a 1 b c d e 1 f", "a 2 b c d e 2 f")
        let bytes = merge.marked([:], MarkerOptions(labels: Self.labels)).bytes
        let whole = String(decoding: bytes, as: UTF8.self).replacing(text, with: edited, maxReplacements: 1)
        try #require(whole != String(decoding: bytes, as: UTF8.self))
        #expect(!MarkedText(Snapshot(whole)).isMerge(base: merge.base, ours: merge.ours, theirs: merge.theirs))
    }

    @Test func aMissingLastNewlineIsNoEdit() {
        let texts = ["a\nx", "a\n1", "a\n2"].map { Snapshot($0) }
        let merge = Merge(base: texts[0], ours: texts[1], theirs: texts[2])
        let marked = MarkedText(Snapshot(merge.marked([:]).bytes))
        #expect(marked.isMerge(base: texts[0], ours: texts[1], theirs: texts[2]))
        let longer = MarkedText(Snapshot(merge.marked([:]).bytes + Array("more\n".utf8)))
        #expect(!longer.isMerge(base: texts[0], ours: texts[1], theirs: texts[2]))
    }

    /// What git merges, by either algorithm and in any style, is found to be its merge.
    @Test(arguments: MarkerOptions.Style.allCases)
    func agreesWithGit(_ style: MarkerOptions.Style) throws {
        var random = SeededGenerator(seed: 5)
        for _ in 0..<20 {
            let texts = seededTriplet(lines: 30, edits: 8, random: &random).map { lines in
                Array(lines.map { $0 + "\n" }.joined().utf8)
            }
            let flags = style == .merge ? [] : ["--\(style.rawValue)"]
            let merged = try run(
                "git", ["merge-file", "-p"] + flags + ["0", "1", "2"], on: [texts[1], texts[0], texts[2]])
            let marked = MarkedText(Snapshot(merged.output))
            #expect(marked.isMerge(base: Snapshot(texts[0]), ours: Snapshot(texts[1]), theirs: Snapshot(texts[2])))
        }
    }
}
