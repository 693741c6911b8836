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
        guard let places = places(of: smallHunks, in: largeHunks) else { return nil }
        let between = WordAlignment(old: small, new: large, distinct: merge.distinct).hunks
        guard keepsMost(of: small, between), areFound(smallHunks, in: places, between) else { return nil }
        return between.map(\.new)
    }

    /// For each hunk of the one side the hunk of the other in which it lies; nil where one lies in none, or only deletes what
    /// the other side put something in the place of.
    private static func places(of hunks: [Hunk], in others: [Hunk]) -> [Hunk]? {
        var others = others[...]
        var places: [Hunk] = []
        for hunk in hunks {
            while let other = others.first, other.old.upperBound < hunk.old.upperBound { others.removeFirst() }
            guard let place = others.first, place.old.lowerBound <= hunk.old.lowerBound,
                !hunk.new.isEmpty || place.new.isEmpty || place.old != hunk.old
            else { return nil }
            places.append(place)
        }
        return places
    }

    /// Whether at least half of a text's words are left alone: in one that was written anew words are found by chance.
    private static func keepsMost(of text: SpacedWords, _ changes: [Hunk]) -> Bool {
        func count(_ words: Range<Int>) -> Int { text.words[words].count(where: \.isRead) }
        return 2 * changes.reduce(0) { $0 + count($1.old) } <= count(0..<text.count)
    }

    /// Whether the words that each hunk brought are left alone by the changes that follow, and come to stand in its place.
    private static func areFound(_ hunks: [Hunk], in places: [Hunk], _ changes: [Hunk]) -> Bool {
        var changes = changes[...]
        var shift = 0
        func pass(_ end: Int) {
            while let change = changes.first, change.old.upperBound <= end {
                shift = change.new.upperBound - change.old.upperBound
                changes.removeFirst()
            }
        }
        return zip(hunks, places).allSatisfy { hunk, place in
            guard let last = hunk.new.last else { return true }
            pass(hunk.new.lowerBound)
            let start = hunk.new.lowerBound + shift
            let isCut = changes.prefix { $0.old.lowerBound < hunk.new.upperBound }.contains { !$0.old.isEmpty }
            pass(last)
            return !isCut && place.new.lowerBound <= start && last + shift < place.new.upperBound
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
