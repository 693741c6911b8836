import Testing
import TruceDiff

@testable import TruceMerge

/// One key that both sides inserted at places apart: by lines a clean text, and no TOML.
struct CollisionTests {
    private static let base = "[p]\na = 1\nb = 2\nc = 3\nd = 4\ne = 5\n"

    private func merge(_ ours: String, _ theirs: String, _ mode: MergeMode = .default) -> Merge {
        Merge(
            base: Snapshot(Self.base), ours: Snapshot(ours), theirs: Snapshot(theirs),
            options: MergeOptions(level: .typed, mode: mode, kind: .toml))
    }

    private func inserting(_ line: String, behind key: String) -> String {
        Self.base.split(separator: "\n").flatMap { $0.hasPrefix(key) ? [String($0), line] : [String($0)] }
            .map { $0 + "\n" }.joined()
    }

    /// With one value it stands once.
    @Test func theSameValueStandsOnce() {
        let merge = merge(inserting("k = 9", behind: "a"), inserting("k = 9", behind: "d"))
        #expect(merge.conflicts.isEmpty)
        #expect(text(merge.render().bytes).split(separator: "\n").count { $0 == "k = 9" } == 1)
    }

    /// With two values, or unattended, both places are open, and either side alone gives a good text.
    @Test(arguments: [("9", MergeMode.cautious), ("8", .cautious), ("8", .default), ("8", .wide)])
    func twoValuesAreOpen(value: String, mode: MergeMode) {
        for merge in [
            merge(inserting("k = 9", behind: "a"), inserting("k = \(value)", behind: "d"), mode),
            merge(inserting("k = \(value)", behind: "d"), inserting("k = 9", behind: "a"), mode),
        ] {
            #expect(merge.conflicts.count == 2)
            for decision in [Decision.ours, .theirs] {
                let decided = merge.render(Dictionary(uniqueKeysWithValues: merge.conflicts.map { ($0, decision) }))
                    .bytes
                #expect(decided == (decision == .ours ? merge.ours : merge.theirs).bytes)
            }
        }
    }

    @Test func oneTableTwice() {
        let merge = merge(Self.base + "\n[t]\nx = 1\n", "[t]\nx = 2\n\n" + Self.base)
        #expect(merge.conflicts.count == 2)
    }

    /// Beside what conflicts anyway.
    @Test func collisionsBesideConflicts() {
        let base = "[p]\na = 1\nb = 2\nc = 3\nd = 4\ne = 5\n"
        let merge = merge(
            base.replacing("c = 3", with: "c = 33").replacing("[p]\n", with: "[p]\nn = 1\n"),
            base.replacing("c = 3", with: "c = 44") + "n = 2\n")
        #expect(merge.conflicts.count == 3)
    }

    /// A name as a table here, as a value, an array or a dotted key there.
    @Test(arguments: [("t.k = 1", "[t]\nk = 2"), ("y = [1]", "[[y]]\nk = 1"), ("t = 1", "[t]\nk = 2")])
    func namesOfTwoKinds(first: String, second: String) {
        let base = "a = 1\n\n[x]\nq = 1\n"
        let merge = Merge(
            base: Snapshot(base), ours: Snapshot(first + "\n" + base), theirs: Snapshot(base + "\n" + second + "\n"),
            options: MergeOptions(level: .typed, kind: .toml))
        #expect(merge.conflicts.count == 2)
    }

    /// Other keys at the same places are no conflict, nor is a key that both texts had twice before.
    @Test func othersStayClean() {
        let apart = merge(inserting("k = 9", behind: "a"), inserting("l = 9", behind: "d"))
        #expect(apart.conflicts.isEmpty && apart.fallback == nil)
        let old = Snapshot(inserting("a = 1", behind: "e"))
        let broken = Merge(
            base: old, ours: Snapshot("x = 0\n" + text(old.bytes)), theirs: Snapshot(text(old.bytes) + "y = 0\n"),
            options: MergeOptions(level: .typed, kind: .toml))
        #expect(broken.conflicts.isEmpty)
    }
}
