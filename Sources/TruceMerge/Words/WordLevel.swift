import TruceDiff

/// The level of words: makes a text for each conflict that lines leave, or says why not.
struct WordLevel {
    let base: Snapshot
    let ours: Snapshot
    let theirs: Snapshot
    let options: MergeOptions

    /// A place where a text has more bytes is not looked at by words: they take ten times the time and memory of lines.
    private static let largestPlace = 1 << 20

    /// The regions with each conflict, and what both sides have alike next to it, looked at by words.
    func refined(_ regions: [Region]) -> [Region] {
        var refined: [Region] = []
        refined.reserveCapacity(regions.count)
        var index = 0
        while index < regions.count {
            let end = regions[index...].firstIndex { !$0.kind.isPartOfConflict } ?? regions.count
            let group = regions[index..<end]
            if group.contains(where: \.isConflict) {
                refined += resolved(group)
            } else {
                refined += regions[index..<max(end, index + 1)]
            }
            index = max(end, index + 1)
        }
        return refined
    }

    private func resolved(_ group: ArraySlice<Region>) -> [Region] {
        let whole = Region.hull(of: group)
        let texts = (
            base: TokenisedText(lines: whole.base, of: base), ours: TokenisedText(lines: whole.ours, of: ours),
            theirs: TokenisedText(lines: whole.theirs, of: theirs)
        )
        guard max(texts.base.bytes.count, texts.ours.bytes.count, texts.theirs.bytes.count) <= Self.largestPlace else {
            return group.map { explained($0, .tooLarge) }
        }
        let merge = WordMerge(base: texts.base, ours: texts.ours, theirs: texts.theirs)
        switch WordJudge(merge: merge, mayContain: !group.contains(where: \.isOfNewKey)).verdict {
        case .merged(let proposal, let mode) where mode <= min(options.mode, .default):
            return [Region(kind: .merged(proposal), base: whole.base, ours: whole.ours, theirs: whole.theirs)]
        case .merged(let proposal, let mode) where mode <= options.mode:
            let conflict = Conflict(.tooClose, suggestion: proposal)
            return [Region(kind: .conflict(conflict), base: whole.base, ours: whole.ours, theirs: whole.theirs)]
        case .merged: return group.map { explained($0, .tooClose) }
        case .open(let obstacle): return group.map { explained($0, obstacle) }
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
    /// Whether it is a conflict because both sides added one key.
    fileprivate var isOfNewKey: Bool {
        if case .newKey = conflict?.obstacle { true } else { false }
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
