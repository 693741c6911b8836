import TruceDiff

/// The level of words: makes a text for each conflict that lines leave, or says why not.
struct WordLevel {
    let base: Snapshot
    let ours: Snapshot
    let theirs: Snapshot
    let options: MergeOptions

    /// A place where a text has more bytes is not looked at by words: they take ten times the time and memory of lines.
    private static let largestPlace = 1 << 20

    /// So many bytes of smaller places are looked at together, so that lines which they share are cut once.
    private static let largestBatch = 1 << 16

    /// The regions with each conflict, and what both sides have alike next to it, looked at by words.
    func refined(_ regions: [Region]) -> [Region] {
        var refined: [Region] = []
        refined.reserveCapacity(regions.count)
        var done = 0
        var places = places(in: regions)[...]
        while !places.isEmpty {
            let batch = Self.takeBatch(from: &places)
            let isTooLarge = batch[batch.startIndex].size > Self.largestPlace
            var cutter = WordCutter(isTooLarge ? [] : batch.map { $0.texts })
            for place in batch {
                refined += regions[done..<place.regions.lowerBound]
                let group = regions[place.regions]
                refined +=
                    isTooLarge ? group.map { explained($0, .tooLarge) } : resolved(group, WordMerge(cutter.takeNext()))
                done = place.regions.upperBound
            }
        }
        return refined + regions[done...]
    }

    /// A conflict and what both sides have alike next to it.
    private struct Place {
        var regions: Range<Int>
        /// Its lines in base, ours and theirs.
        var texts: WordCutter.Place

        /// The bytes of the longest of its texts.
        var size: Int { texts.reduce(0) { max($0, $1.bytes.count) } }
    }

    /// At least one; one that is too large comes alone.
    private static func takeBatch(from places: inout ArraySlice<Place>) -> ArraySlice<Place> {
        var size = 0
        let batch = places.prefix { place in
            size += place.size
            return size == place.size || size <= largestBatch
        }
        places = places[batch.endIndex...]
        return batch
    }

    private func places(in regions: [Region]) -> [Place] {
        var places: [Place] = []
        var index = 0
        while index < regions.count {
            let end = regions[index...].firstIndex { !$0.kind.isPartOfConflict } ?? regions.count
            if regions[index..<end].contains(where: \.isConflict) {
                let whole = Region.hull(of: regions[index..<end])
                let texts = [(base, whole.base), (ours, whole.ours), (theirs, whole.theirs)]
                places.append(Place(regions: index..<end, texts: texts.map { TokenisedText(lines: $1, of: $0) }))
            }
            index = max(end, index + 1)
        }
        return places
    }

    private func resolved(_ group: ArraySlice<Region>, _ merge: WordMerge) -> [Region] {
        let whole = Region.hull(of: group)
        // What only one side changed has no words to merge: it is open for what it does elsewhere in the text.
        let old = base.bytes(lines: whole.base)
        if ours.bytes(lines: whole.ours) == old || theirs.bytes(lines: whole.theirs) == old { return Array(group) }
        let judge = WordJudge(
            merge: merge, subject: Region.subject(of: group), isData: options.kind.isData)
        switch judge.verdict {
        case .merged(let proposal, let mode, _) where mode <= min(options.mode, .default):
            return [Region(kind: .merged(proposal), base: whole.base, ours: whole.ours, theirs: whole.theirs)]
        case .merged(let proposal, let mode, let obstacle) where mode <= options.mode:
            let conflict = Conflict(obstacle, suggestion: proposal)
            return [Region(kind: .conflict(conflict), base: whole.base, ours: whole.ours, theirs: whole.theirs)]
        case .merged(_, _, let obstacle), .open(let obstacle): return group.map { explained($0, obstacle) }
        }
    }

    /// A conflict with the reason that words gave; two insertions at one point also with their union.
    private func explained(_ region: Region, _ obstacle: Obstacle) -> Region {
        guard var conflict = region.conflict else { return region }
        switch conflict.obstacle {
        case .sameLines: conflict.obstacle = obstacle
        case .insertions: conflict.suggestion = conflict.suggestion ?? union(of: region)
        default: break
        }
        return Region(kind: .conflict(conflict), base: region.base, ours: region.ours, theirs: region.theirs)
    }

    private func union(of region: Region) -> Proposal? {
        if region.ours.isEmpty || region.theirs.isEmpty { return nil }
        let joined = joinLines([ours.bytes(lines: region.ours), theirs.bytes(lines: region.theirs)], in: base)
        let second = joined.count - theirs.byteRange(lines: region.theirs).count
        return Proposal(rule: .union, parts: [(joined[..<second], .ours), (joined[second...], .theirs)])
    }
}

extension Region.Kind {
    /// Whether it may be one of the regions that a conflict was cut into.
    fileprivate var isPartOfConflict: Bool { self == .both || isConflict }
}

extension Region {
    /// What the words of some regions are of, by what keeps their conflicts open.
    fileprivate static func subject(of regions: ArraySlice<Region>) -> WordSubject {
        let obstacles = regions.compactMap { $0.conflict?.obstacle }
        if obstacles.contains(where: { if case .newKey = $0 { true } else { false } }) { return .newValue }
        return obstacles.contains { if case .sameKey = $0 { true } else { false } } ? .value : .text
    }

    /// All lines of regions that follow each other; at least one.
    fileprivate static func hull(
        of regions: ArraySlice<Region>
    ) -> (
        base: Range<Int>, ours: Range<Int>, theirs: Range<Int>
    ) {
        let (first, last) = (regions[regions.startIndex], regions[regions.endIndex - 1])
        return (
            first.base.lowerBound..<last.base.upperBound, first.ours.lowerBound..<last.ours.upperBound,
            first.theirs.lowerBound..<last.theirs.upperBound
        )
    }
}
