import Testing
import TruceDiff
import TruceTestSupport

struct UnifiedDiffTests {
    @Test(arguments: [
        ("a\nb\nc\n", "a\nx\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n"),
        ("", "a\n", "@@ -0,0 +1 @@\n+a\n"),
        ("a\nb\n", "", "@@ -1,2 +0,0 @@\n-a\n-b\n"),
        ("a\n", "a", "@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n"),
        ("a\nb", "x\nb", "@@ -1,2 +1,2 @@\n-a\n+x\n b\n\\ No newline at end of file\n"),
        ("1\n2\n3\n4\n5\n", "1\n2\n3\n4\n5\n6\n", "@@ -3,3 +3,4 @@\n 3\n 4\n 5\n+6\n"),
    ])
    func sections(old: String, new: String, sections: String) {
        let diff = unifiedDiff(from: Snapshot(old), to: Snapshot(new), oldLabel: "v1", newLabel: "v2")
        #expect(text(diff) == "--- v1\n+++ v2\n" + sections)
    }

    @Test func equalTextsGiveNothing() {
        #expect(unifiedDiff(from: Snapshot("a\n"), to: Snapshot("a\n"), oldLabel: "a", newLabel: "b").isEmpty)
    }

    @Test(arguments: [0, 1, 3, 10])
    func asDiffWritesIt(context: Int) throws {
        var random = SeededGenerator(seed: UInt64(context))
        for round in 0..<12 {
            // Lines that differ from each other leave one shortest script, so the peer has no choice either.
            let old = (0..<60).map { "line \($0)" }
            var new = old
            for _ in 0..<5 {
                let place = Int.random(in: 0..<new.count, using: &random)
                if Bool.random(using: &random) { new[place] += " edited" } else { new.remove(at: place) }
            }
            let oldText = Snapshot(old.joined(separator: "\n") + (round % 2 == 0 ? "\n" : ""))
            let newText = Snapshot(new.joined(separator: "\n") + (round % 3 == 0 ? "\n" : ""))
            let own = unifiedDiff(from: oldText, to: newText, oldLabel: "a", newLabel: "b", context: context)
            let peer = try run(
                "diff", ["-U\(context)", "--label", "a", "--label", "b", "0", "1"],
                on: [oldText.bytes, newText.bytes])
            #expect(text(own) == text(peer.output), "seed \(context), round \(round)")
        }
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func gitAppliesIt(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        func lines() -> [String] {
            (0..<40).map { _ in ["", "x", "  x", "}", "y\r"].randomElement(using: &random) ?? "" }
        }
        let old = Snapshot(lines().joined(separator: "\n") + (seed % 2 == 0 ? "\n" : ""))
        let new = Snapshot(lines().joined(separator: "\n") + (seed % 3 == 0 ? "\n" : ""))
        let diff = unifiedDiff(from: old, to: new, oldLabel: "a/0", newLabel: "b/0")
        let peer = try run("sh", ["-c", "git apply --unsafe-paths 1 && cat 0"], on: [old.bytes, diff])
        #expect(peer.status == 0, "seed \(seed)")
        #expect(peer.output == new.bytes, "seed \(seed)")
    }
}
