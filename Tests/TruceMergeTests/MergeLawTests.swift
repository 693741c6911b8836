import Testing
import TruceDiff
import TruceTestSupport

@testable import TruceMerge

/// What holds for every merge, over all small texts and over seeded large ones.
struct MergeLawTests {
    @Test func everySmallTriplet() {
        check(allTexts(of: ["a", "b"], longest: 4))
    }

    @Test func everySmallTripletOfThreeLines() {
        check(allTexts(of: ["a", "b", "c"], longest: 3))
    }

    @Test func everySmallTripletWithoutFinalNewlines() {
        let texts = allTexts(of: ["a", "b"], longest: 2)
        check(texts + texts.dropFirst().map { Snapshot(Array($0.bytes.dropLast())) })
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func seededTexts(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let texts = seededTriplet(
            lines: Int.random(in: 1...400, using: &random), edits: Int.random(in: 0...60, using: &random),
            random: &random
        ).map { lines in
            Snapshot(lines.joined(separator: "\n") + (Bool.random(using: &random) ? "\n" : ""))
        }
        let failure = firstBrokenLaw(texts[0], texts[1], texts[2])
        #expect(failure == nil, "seed \(seed)")
    }

    /// Bytes that are no text: lone carriage returns, NUL, broken UTF-8, empty and unfinished lines.
    @Test(arguments: 0..<200 as Range<UInt64>)
    func anyBytes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces: [[UInt8]] = [
            [0x0A], [0x0D, 0x0A], [0x0D], [0], [0xFF], [0xC3], [0xE6, 0xBC, 0xA2], [0x61], [0x20],
        ]
        let texts = (0..<3).map { _ in
            Snapshot(
                (0..<Int.random(in: 0...30, using: &random)).flatMap { _ in pieces.randomElement(using: &random) ?? [] }
            )
        }
        let failure = firstBrokenLaw(texts[0], texts[1], texts[2])
        #expect(failure == nil, "seed \(seed)")
    }

    private func check(_ texts: [Snapshot]) {
        for base in texts where isNamedInOrder(base) {
            for (index, ours) in texts.enumerated() {
                // The other half is what swapping the sides gives, and that is one of the laws.
                for theirs in texts[index...] {
                    if let law = firstBrokenLaw(base, ours, theirs) {
                        let shown = [base, ours, theirs].map { text($0.bytes) }
                        Issue.record("\(law): \(shown)")
                        return
                    }
                }
            }
        }
    }

    /// Whether new letters come in the order of the alphabet: other texts are such ones with other names.
    private func isNamedInOrder(_ text: Snapshot) -> Bool {
        var next = UInt8(ascii: "a")
        for byte in text.bytes where byte >= next {
            if byte > next { return false }
            next += 1
        }
        return true
    }

    private func firstBrokenLaw(_ base: Snapshot, _ ours: Snapshot, _ theirs: Snapshot) -> String? {
        let merge = Merge(base: base, ours: ours, theirs: theirs)
        let mirrored = Merge(base: base, ours: theirs, theirs: ours)
        let pair = Merge(ours: ours, theirs: theirs)
        let rendering = merge.render()
        if !merge.tilesTexts || !pair.tilesTexts { return "regions tile the texts" }
        if !tellsTheTruth(merge) || !tellsTheTruth(pair) { return "kinds say what is alike" }
        if mirrored.regions != merge.regions.map(\.mirrored) { return "swapping the sides mirrors the regions" }
        if Merge(ours: theirs, theirs: ours).regions != pair.regions.map(\.mirrored) { return "swap without a base" }
        if ours == base || ours == theirs, rendering.bytes != theirs.bytes {
            return "merge(b, b, x) = merge(b, x, x) = x"
        }
        if theirs == base, rendering.bytes != ours.bytes { return "merge(b, x, b) = x" }
        if rendering.isComplete != merge.conflicts.isEmpty { return "a text is whole without conflicts" }
        if rendering.ranges.last?.upperBound ?? 0 != rendering.bytes.count { return "ranges cover the result" }
        for (side, decision) in [(ours, Decision.ours), (theirs, .theirs), (base, .base)] {
            let all = merge.render(Dictionary(uniqueKeysWithValues: merge.regions.indices.map { ($0, decision) }))
            if all.bytes != side.bytes { return "deciding everything for one text gives that text" }
        }
        return nil
    }

    private func tellsTheTruth(_ merge: Merge) -> Bool {
        var previous: Region.Kind?
        for region in merge.regions {
            let base = merge.base.bytes(lines: region.base)
            let ours = merge.ours.bytes(lines: region.ours)
            let theirs = merge.theirs.bytes(lines: region.theirs)
            let isTrue =
                switch region.kind {
                case .unchanged: base == ours && base == theirs && previous != .unchanged
                case .ours: base == theirs && base != ours
                case .theirs: base == ours && base != theirs
                case .both: ours == theirs && base != ours
                case .conflict: ours != theirs && previous?.isConflict != true
                case .merged: false
                }
            if !isTrue { return false }
            previous = region.kind
        }
        return true
    }
}
