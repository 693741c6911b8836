import Testing
import TruceDiff
import TruceMerge
import TruceTestSupport

/// The same merges as `git merge-file` makes, where both are asked.
struct GitAgreementTests {
    /// Random edits leave some choice of which equal lines correspond, and the two programs need not choose alike; one
    /// case in a hundred may differ, the text of a clean merge never.
    @Test func seededTriplets() throws {
        var (asked, different) = (0, [UInt64]())
        for seed in 0..<150 as Range<UInt64> {
            var random = SeededGenerator(seed: seed)
            let texts = seededTriplet(
                lines: Int.random(in: 5...60, using: &random), edits: Int.random(in: 1...6, using: &random),
                random: &random
            ).map { lines in
                Snapshot(lines.joined(separator: "\n") + (Int.random(in: 0..<8, using: &random) == 0 ? "" : "\n"))
            }
            let merge = Merge(base: texts[0], ours: texts[1], theirs: texts[2])
            let peer = try run("git", ["merge-file", "-p", "-q", "1", "0", "2"], on: texts.map(\.bytes))
            asked += 1
            if merge.conflicts.isEmpty != (peer.status == 0) {
                different.append(seed)
            } else if peer.status == 0 {
                #expect(text(merge.render().bytes) == text(peer.output), "seed \(seed)")
            }
        }
        #expect(different.count * 100 <= asked, "seeds \(different)")
    }
}
