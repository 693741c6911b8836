import Testing
import TruceDiff
import TruceTestSupport

@testable import TruceMerge

/// What holds for every merge above the level of lines, over all small texts of words and over seeded larger ones.
struct WordLawTests {
    /// All texts of at most two words, and sides of at most three, with spaces or line ends between them.
    @Test(arguments: MergeMode.allCases)
    func everySmallTriplet(mode: MergeMode) {
        let texts = allTexts(longest: mode == .wide ? 3 : 2)
        for base in allTexts(longest: 2) where !base.bytes.starts(with: Array("b".utf8)) {
            for (index, ours) in texts.enumerated() {
                for theirs in texts[index...] {
                    if let law = firstBrokenLaw(base, ours, theirs, MergeOptions(level: .word, mode: mode)) {
                        let shown = [base, ours, theirs].map { text($0.bytes) }
                        Issue.record("\(law): \(shown)")
                        return
                    }
                }
            }
        }
    }

    /// Documents of every kind, so that the typed level meets what it cannot take apart.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func seededTexts(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let texts = seededWords(&random)
        for level in MergeLevel.allCases {
            for mode in MergeMode.allCases {
                let kind = TextKind.allCases[Int(seed) % TextKind.allCases.count]
                let law = firstBrokenLaw(
                    texts[0], texts[1], texts[2], MergeOptions(level: level, mode: mode, kind: kind))
                #expect(law == nil, "seed \(seed), \(level), \(mode), \(kind): \(texts.map { text($0.bytes) })")
            }
        }
    }

    /// Lines that all three have far away change nothing about a merge.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func equalLinesFarAway(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let texts = seededWords(&random)
        let before = (0..<9).map { "before \($0)\n" }.joined()
        let after = (0..<9).map { "after \($0)\n" }.joined()
        let wrapped = texts.map { Snapshot(Array(before.utf8) + $0.bytes + Array(after.utf8)) }
        for mode in MergeMode.allCases {
            let options = MergeOptions(level: .word, mode: mode)
            let plain = Merge(base: texts[0], ours: texts[1], theirs: texts[2], options: options).render()
            let merge = Merge(base: wrapped[0], ours: wrapped[1], theirs: wrapped[2], options: options).render()
            if plain.isComplete {
                #expect(merge.isComplete, "seed \(seed), \(mode)")
                #expect(text(merge.bytes) == before + text(plain.bytes) + after, "seed \(seed), \(mode)")
            }
        }
    }

    private func firstBrokenLaw(
        _ base: Snapshot, _ ours: Snapshot, _ theirs: Snapshot, _ options: MergeOptions
    ) -> String? {
        let merge = Merge(base: base, ours: ours, theirs: theirs, options: options)
        let mirrored = Merge(base: base, ours: theirs, theirs: ours, options: options)
        let rendering = merge.takingSuggestions.render()
        if mirrored.regions.map(\.withoutUnion) != merge.regions.map(\.mirrored.withoutUnion) {
            return "swapping the sides mirrors the regions"
        }
        if ours == base || ours == theirs, rendering.bytes != theirs.bytes {
            return "merge(b, b, x) = merge(b, x, x) = x"
        }
        if theirs == base, rendering.bytes != ours.bytes { return "merge(b, x, b) = x" }
        for (side, decision) in [(ours, Decision.ours), (theirs, .theirs), (base, .base)] {
            let all = merge.render(Dictionary(uniqueKeysWithValues: merge.regions.indices.map { ($0, decision) }))
            if all.bytes != side.bytes { return "deciding everything for one text gives that text" }
        }
        for region in merge.regions {
            guard let proposal = region.proposal ?? region.conflict?.suggestion else { continue }
            if let law = brokenLaw(
                of: proposal, base: base.bytes(lines: region.base), ours: ours.bytes(lines: region.ours),
                theirs: theirs.bytes(lines: region.theirs))
            {
                return law
            }
        }
        return nil
    }

    private func brokenLaw(
        of proposal: Proposal, base: ArraySlice<UInt8>, ours: ArraySlice<UInt8>, theirs: ArraySlice<UInt8>
    ) -> String? {
        var end = 0
        for piece in proposal.pieces {
            if piece.range.lowerBound != end || piece.range.isEmpty { return "pieces tile a proposal" }
            end = piece.range.upperBound
        }
        if end != proposal.bytes.count { return "pieces tile a proposal" }
        let merged = count(proposal.bytes[...])
        let (old, our, their) = (count(base), count(ours), count(theirs))
        for word in Set(merged.keys).union(our.keys).union(their.keys) {
            let (was, first, second) = (old[word] ?? 0, our[word] ?? 0, their[word] ?? 0)
            let (added, alsoAdded) = (max(0, first - was), max(0, second - was))
            let has = merged[word] ?? 0
            if has < max(added, alsoAdded) { return "no word of a side is lost" }
            if has > first + second { return "no word is invented" }
        }
        return nil
    }

    private func count(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>: Int] {
        var count: [ArraySlice<UInt8>: Int] = [:]
        for word in words(in: bytes) where word.kind != .space && word.kind != .newline {
            count[bytes[word.range], default: 0] += 1
        }
        return count
    }

    private func allTexts(longest: Int) -> [Snapshot] {
        var texts = [""]
        var last = ["a", "b"]
        for _ in 0..<longest {
            texts += last.map { $0 + "\n" }
            last = last.flatMap { text in [" a", " b", "\na", "\nb"].map { text + $0 } }
        }
        return texts.map { Snapshot($0) }
    }

    /// Lines of words and two edited copies of them: words replaced, inserted, removed, lines broken elsewhere.
    private func seededWords(_ random: inout SeededGenerator) -> [Snapshot] {
        let names = ["the", "a", "merge", "text", "of", "line", "key:", "-", "12", "漢", "[x]", "end."]
        let base = (0..<Int.random(in: 1...60, using: &random)).map { _ in
            names.randomElement(using: &random) ?? "" + "\(Int.random(in: 0..<3, using: &random))"
        }
        let ends = base.map { _ in Int.random(in: 0..<6, using: &random) == 0 ? "\n" : " " }
        return (0..<3).map { side in
            var pieces = zip(base, ends).map { ($0, $1) }
            let edits = side == 0 ? 0 : Int.random(in: 0...4, using: &random)
            for edit in 0..<edits where !pieces.isEmpty {
                let place = Int.random(in: 0..<pieces.count, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: pieces.remove(at: place)
                case 1: pieces.insert(("new\(side)\(edit)", " "), at: place)
                case 2: pieces.insert(("alike", "\n"), at: place)
                case 3: pieces[place].1 = pieces[place].1 == " " ? "\n" : " "
                default: pieces[place].0 = "other\(side)\(edit)"
                }
            }
            return Snapshot(pieces.map { $0 + $1 }.joined() + "\n")
        }
    }
}
