import Testing
import TruceDiff
import TruceMerge
import TruceTestSupport

struct CarryTests {
    /// Base, ours, theirs, and theirs after the head has moved, one word a line; the decisions for the old conflicts in
    /// order (`-` none), those expected for the new ones, and the counts: kept, asked again, new.
    @Test(arguments: [
        ("nothing moved", "a b c d e", "a 1 c 2 e", "a 3 c 4 e", "a 3 c 4 e", "m t", "m t", [2, 0, 0]),
        ("a far edit", "a b c d e f g", "a 1 c d e f g", "a 2 c d e f g", "a 2 c d e f x", "m", "m", [1, 0, 0]),
        ("lines above", "a b c", "a 1 c", "a 2 c", "x y a 2 c", "t", "t", [1, 0, 0]),
        ("their part changed", "a b c", "a 1 c", "a 2 c", "a 3 c", "t", "-", [0, 1, 0]),
        ("a new conflict", "a b c d e", "a 1 c 2 e", "a 3 c d e", "a 3 c 4 e", "m", "m -", [1, 0, 1]),
        ("one goes, one stays", "a b c d e", "a 1 c 2 e", "a 3 c 4 e", "a b c 4 e", "m t", "t", [1, 0, 0]),
        ("undecided stays undecided", "a b c d e", "a 1 c 2 e", "a 3 c 4 e", "a 3 c 4 e x", "- t", "- t", [1, 0, 0]),
        (
            "equal conflicts keep their own", "b k b k b l c", "1 k 1 k 1 l c", "2 k 2 k 2 l c", "2 k 2 k 2 l z",
            "m t b", "m t b",
            [3, 0, 0]
        ),
        (
            "the first of equal ones goes", "b k b l b", "1 k 1 l 1", "2 k 2 l 2", "b k 2 l 2", "m t b", "t b",
            [2, 0, 0]
        ),
        (
            "the middle of equal ones goes", "b k b l b", "1 k 1 l 1", "2 k 2 l 2", "2 k b l 2", "m t b", "m b",
            [2, 0, 0]
        ),
        ("alike in the middle now", "a b c d e", "a 1 2 3 e", "a 4 5 6 e", "a 4 2 6 e", "m", "-", [0, 1, 0]),
        (
            "split where theirs took the base back", "p q r s t u v", "p 1 r 2 t 3 v", "p 4 5 6 t 7 v", "p 4 r 6 t 7 v",
            "m t", "m m t", [3, 0, 0]
        ),
        ("joined", "a b c d e", "a 1 c 2 e", "a 3 c 4 e", "a 3 x 4 e", "m t", "-", [0, 1, 0]),
    ])
    func headMoves(
        name: String, base: String, ours: String, theirs: String, moved: String, decided: String, expected: String,
        counts: [Int]
    ) {
        let old = merge(base, ours, theirs)
        let new = merge(base, ours, moved)
        let carried = old.carry(decisions(decided, for: old), to: new)
        #expect(carried.decisions == decisions(expected, for: new), "\(name): \(drawn(old)) -> \(drawn(new))")
        #expect([carried.decisions.count, carried.askedAgain.count, carried.new.count] == counts, "\(name)")
    }

    @Test func typingOnAsksOnlyWhereMineChanged() {
        let old = merge("a b c d e", "a 1 c 2 e", "a 3 c 4 e")
        let new = merge("a b c d e", "x a 1 c 2 typed e", "a 3 c 4 e")
        let carried = old.carry([1: .oursThenTheirs, 3: .theirs], to: new)
        #expect(carried.decisions == [new.conflicts[0]: .oursThenTheirs])
        #expect(carried.askedAgain.count == 1)
    }

    /// Both in one order, or a text, mean something else for a part than for the whole.
    @Test func partsDoNotInheritBoth() {
        let old = merge("p q r s t", "p 1 r 2 t", "p 4 5 6 t")
        let new = merge("p q r s t", "p 1 r 2 t", "p 4 r 6 t")
        let carried = old.carry([1: .oursThenTheirs], to: new)
        #expect(new.conflicts.count == 2)
        #expect(carried.decisions.isEmpty)
        #expect(carried.askedAgain.count == 2)
    }

    @Test func withoutABase() {
        let old = Merge(ours: lines("a 1 b 1 c"), theirs: lines("a 2 b 2 c"))
        let new = Merge(ours: lines("a 1 b 1 c"), theirs: lines("x a 2 b 2 c"))
        let carried = old.carry([1: .ours, 3: .theirs], to: new)
        #expect(carried.decisions == [new.conflicts[1]: .ours, new.conflicts[2]: .theirs])
        #expect(carried.decisions.count == 2)
        #expect(carried.new.count == 1)
    }

    /// Where a whole block is new beside its like, place tells nothing and content does.
    @Test func movedTextIsFoundByContent() {
        let old = merge("a b c d e f g", "a 1 c d e f g", "a 2 c d e f g")
        let new = merge("d e f g a b c", "d e f g a 1 c", "d e f g a 2 c")
        let carried = old.carry([1: .theirsThenOurs], to: new)
        #expect(carried.decisions == [new.conflicts[0]: .theirsThenOurs])
    }

    @Test(arguments: 0..<60 as Range<UInt64>)
    func laws(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let texts = seededTriplet(lines: 120, edits: 40, random: &random)
        func snapshot(_ lines: [String]) -> Snapshot { Snapshot(lines.map { $0 + "\n" }.joined()) }
        let merge = Merge(base: snapshot(texts[0]), ours: snapshot(texts[1]), theirs: snapshot(texts[2]))
        var decisions: [Int: Decision] = [:]
        for region in merge.regions.indices where Bool.random(using: &random) {
            decisions[region] = [.ours, .theirs, .base, .neither, .oursThenTheirs, .text([0x78, 0x0A])]
                .randomElement(using: &random)
        }

        let again = merge.carry(decisions, to: merge)
        #expect(again.decisions == decisions, "to the same merge, seed \(seed)")
        #expect([again.askedAgain, again.new] == [[], []], "seed \(seed)")

        // An edit far from all that is decided: everything before it is as it was.
        let far = ["far 1", "far 2", "far 3"]
        let open = decisions.filter { merge.regions[$0.key].isConflict }
        let longer = Merge(
            base: snapshot(texts[0] + far), ours: snapshot(texts[1] + far), theirs: snapshot(texts[2] + far))
        let longerStill = Merge(
            base: longer.base, ours: longer.ours, theirs: snapshot(texts[2] + far.dropLast() + ["elsewhere"]))
        let kept = longer.carry(
            Dictionary(uniqueKeysWithValues: zip(longer.conflicts, open.values)), to: longerStill)
        #expect(kept.decisions.count == min(longer.conflicts.count, open.count), "seed \(seed)")
        #expect(kept.askedAgain == [], "seed \(seed)")

        // Whatever moves, a kept decision is about the very texts it was made for, or a part of them.
        let moved = seededTriplet(lines: 120, edits: 40, random: &random)
        let other = Merge(base: merge.base, ours: merge.ours, theirs: snapshot(moved[1]))
        let carried = merge.carry(decisions, to: other)
        #expect(
            carried.decisions.allSatisfy { region, decision in
                decisions.contains { $0.value == decision && merge.holds($0.key, other, region) }
            }, "seed \(seed)")
    }

    private func decisions(_ letters: String, for merge: Merge) -> [Int: Decision] {
        var decisions: [Int: Decision] = [:]
        for (conflict, letter) in zip(merge.conflicts, letters.split(separator: " ")) {
            decisions[conflict] = ["m": .ours, "t": .theirs, "b": .oursThenTheirs][letter]
        }
        return decisions
    }
}

extension Merge {
    /// Whether the texts of a region hold those of a region of another merge.
    fileprivate func holds(_ region: Int, _ other: Merge, _ part: Int) -> Bool {
        let (whole, piece) = (regions[region], other.regions[part])
        func contains(_ text: Snapshot, _ lines: Range<Int>, _ otherText: Snapshot, _ otherLines: Range<Int>) -> Bool {
            TruceMergeTests.text(otherText.bytes(lines: otherLines)).isEmpty
                || TruceMergeTests.text(text.bytes(lines: lines)).contains(
                    TruceMergeTests.text(otherText.bytes(lines: otherLines)))
        }
        return contains(base, whole.base, other.base, piece.base) && contains(ours, whole.ours, other.ours, piece.ours)
            && contains(theirs, whole.theirs, other.theirs, piece.theirs)
    }
}
