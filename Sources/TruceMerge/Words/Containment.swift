import TruceDiff

/// One side's text where it holds all that the other side did, and more: both began with the same change, as where
/// one side took it over from the other.
struct Containment {
    /// Nil where neither side holds the other, or each the other.
    let proposal: Proposal?

    init(_ merge: WordMerge) {
        let inOurs = Self.added(by: merge.ours, merge.ourHunks, to: merge.theirs, merge.theirHunks, in: merge)
        let inTheirs = Self.added(by: merge.theirs, merge.theirHunks, to: merge.ours, merge.ourHunks, in: merge)
        switch (inOurs, inTheirs) {
        case (let added?, nil):
            proposal = Self.proposal(merge.ours, changed: merge.ourHunks, added: added, origin: .ours)
        case (nil, let added?):
            proposal = Self.proposal(merge.theirs, changed: merge.theirHunks, added: added, origin: .theirs)
        case (_?, _?): proposal = merge.edits.obstacle == nil ? merge.proposal(.spaces) : nil
        case (nil, nil): proposal = nil
        }
    }

    /// The words that the larger side has and the smaller has not; nil where the smaller one's edits are not all among
    /// those of the larger one.
    private static func added(
        by large: SpacedWords, _ largeHunks: [Hunk], to small: SpacedWords, _ smallHunks: [Hunk], in merge: WordMerge
    ) -> [Range<Int>]? {
        // Who deleted all of it has said nothing that the other side's text could hold.
        guard small.count > 0 || merge.base.count == 0 else { return nil }
        guard isCovered(smallHunks.map(\.old), by: largeHunks.map(\.old)) else { return nil }
        let between = WordAlignment(old: small, new: large, distinct: merge.distinct).hunks
        guard areApart(smallHunks.map(\.new), between.map(\.old).filter { !$0.isEmpty }) else { return nil }
        return between.map(\.new)
    }

    /// Whether every element of some rising ranges is in one of the others.
    private static func isCovered(_ ranges: [Range<Int>], by others: [Range<Int>]) -> Bool {
        var others = others[...]
        return ranges.allSatisfy { range in
            if range.isEmpty { return true }
            while let other = others.first, other.upperBound <= range.lowerBound { others.removeFirst() }
            return others.first.map { $0.lowerBound <= range.lowerBound && range.upperBound <= $0.upperBound } ?? false
        }
    }

    /// Whether no two of some rising ranges and others share an element.
    private static func areApart(_ ranges: [Range<Int>], _ others: [Range<Int>]) -> Bool {
        var others = others[...]
        return ranges.allSatisfy { range in
            while let other = others.first, other.upperBound <= range.lowerBound { others.removeFirst() }
            return others.first.map { !$0.overlaps(range) } ?? true
        }
    }

    private static func proposal(
        _ large: SpacedWords, changed: [Hunk], added: [Range<Int>], origin: Proposal.Origin
    ) -> Proposal {
        var (changed, added) = (changed.map(\.new)[...], added[...])
        func isIn(_ ranges: inout ArraySlice<Range<Int>>, _ word: Int) -> Bool {
            while let range = ranges.first, range.upperBound <= word { ranges.removeFirst() }
            return ranges.first?.contains(word) ?? false
        }
        var parts: [(bytes: ArraySlice<UInt8>, origin: Proposal.Origin)] = []
        for word in 0..<large.count {
            let isAdded = isIn(&added, word)
            let isChanged = isIn(&changed, word)
            let source: Proposal.Origin = isAdded ? origin : isChanged ? .both : .base
            parts.append((large.space(before: word), source))
            parts.append((large[word], source))
        }
        parts.append((large.space(before: large.count), .base))
        return Proposal(rule: .contained, parts: parts)
    }
}
