import TruceDiff

/// One side's text where it holds all that the other side did, and more: both began with the same change, as where
/// one side took it over from the other.
struct Containment {
    /// Nil where neither side holds the other, or each the other.
    let proposal: Proposal?
    /// Whether the other side's words stand where it put them; else they may be there by chance.
    let isCertain: Bool

    init(_ merge: WordMerge) {
        let inOurs = Held(by: merge.ours, merge.ourHunks, merge.theirs, merge.theirHunks, in: merge)
        let inTheirs = Held(by: merge.theirs, merge.theirHunks, merge.ours, merge.ourHunks, in: merge)
        switch (inOurs, inTheirs) {
        case (let held?, let other) where other == nil || held.isCertain && other?.isCertain == false:
            proposal = Self.proposal(merge.ours, changed: merge.ourHunks, added: held.added, origin: .ours)
            isCertain = held.isCertain
        case (let other, let held?) where other == nil || held.isCertain && other?.isCertain == false:
            proposal = Self.proposal(merge.theirs, changed: merge.theirHunks, added: held.added, origin: .theirs)
            isCertain = held.isCertain
        case (_?, _?):
            proposal = merge.edits.obstacle == nil ? merge.proposal(.spaces) : nil
            isCertain = true
        default:
            proposal = nil
            isCertain = true
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

/// What one side has beyond all that the other one did.
private struct Held {
    /// The words that the larger side has and the smaller has not.
    let added: [Range<Int>]
    let isCertain: Bool

    /// Nil where the smaller side's edits are not all among those of the larger one.
    init?(
        by large: SpacedWords, _ largeHunks: [Hunk], _ small: SpacedWords, _ smallHunks: [Hunk], in merge: WordMerge
    ) {
        // Who deleted all of it has said nothing that the other side's text could hold.
        guard small.count > 0 || merge.base.count == 0 else { return nil }
        guard let places = Self.places(of: smallHunks, in: largeHunks) else { return nil }
        let between = WordAlignment(old: small, new: large, distinct: merge.distinct).hunks
        guard Self.areApart(smallHunks.map(\.new), between.map(\.old).filter { !$0.isEmpty }) else { return nil }
        added = between.map(\.new)
        guard !Self.returnsDeleted(smallHunks, added, large, in: merge) else { return nil }
        isCertain = Self.keepsMost(of: small, between) && Self.areFound(smallHunks, in: places, between)
    }

    /// For each hunk of the smaller side the hunk of the larger one in which it lies, none for an insertion that lies in none;
    /// nil where another lies in none.
    private static func places(of hunks: [Hunk], in others: [Hunk]) -> [Hunk?]? {
        var others = others[...]
        var places: [Hunk?] = []
        for hunk in hunks {
            while let other = others.first, other.old.upperBound < hunk.old.upperBound { others.removeFirst() }
            let place = others.first.flatMap { $0.old.lowerBound <= hunk.old.lowerBound ? $0 : nil }
            guard place != nil || hunk.old.isEmpty else { return nil }
            places.append(place)
        }
        return places
    }

    /// Whether all words of something that the smaller side deleted are among those that the larger one has more: it only
    /// moved them.
    private static func returnsDeleted(
        _ hunks: [Hunk], _ added: [Range<Int>], _ large: SpacedWords, in merge: WordMerge
    ) -> Bool {
        let deleted = hunks.filter { $0.new.isEmpty }.map { $0.old.filter { merge.base.words[$0].isRead } }
        if added.isEmpty || deleted.allSatisfy(\.isEmpty) { return false }
        let ids = Set(added.joined().map { large.ids[$0] })
        return deleted.contains { words in !words.isEmpty && words.allSatisfy { ids.contains(merge.base.ids[$0]) } }
    }

    /// Whether no two of some rising ranges and others share an element.
    private static func areApart(_ ranges: [Range<Int>], _ others: [Range<Int>]) -> Bool {
        var others = others[...]
        return ranges.allSatisfy { range in
            while let other = others.first, other.upperBound <= range.lowerBound { others.removeFirst() }
            return others.first.map { !$0.overlaps(range) } ?? true
        }
    }

    /// Whether at least half of a text's words are left alone: in one that was written anew words are found by chance.
    private static func keepsMost(of text: SpacedWords, _ changes: [Hunk]) -> Bool {
        func count(_ words: Range<Int>) -> Int { text.words[words].count(where: \.isRead) }
        return 2 * changes.reduce(0) { $0 + count($1.old) } <= count(0..<text.count)
    }

    /// Whether the words that each hunk brought come to stand in its place, by the changes that lead from the smaller text to
    /// the larger one, and nothing stands there that a hunk only deleted something for.
    private static func areFound(_ hunks: [Hunk], in places: [Hunk?], _ changes: [Hunk]) -> Bool {
        var changes = changes[...]
        var shift = 0
        func pass(_ end: Int) {
            while let change = changes.first, change.old.upperBound <= end {
                shift = change.new.upperBound - change.old.upperBound
                changes.removeFirst()
            }
        }
        return zip(hunks, places).allSatisfy { hunk, place in
            guard let place else { return false }
            guard let last = hunk.new.last else { return place.new.isEmpty || place.old != hunk.old }
            pass(hunk.new.lowerBound)
            let start = hunk.new.lowerBound + shift
            pass(last)
            return place.new.lowerBound <= start && last + shift < place.new.upperBound
        }
    }
}
