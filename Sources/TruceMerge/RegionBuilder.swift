import TruceDiff

/// Builds the regions of a merge from both sides' changes against the base.
struct RegionBuilder {
    let base: Snapshot
    let ours: Snapshot
    let theirs: Snapshot
    private(set) var regions: [Region] = []

    init(base: Snapshot, ours: Snapshot, theirs: Snapshot) {
        self.base = base
        self.ours = ours
        self.theirs = theirs
    }

    /// Adds the regions of the whole merge: changes that overlap or touch form one, the rest is unchanged.
    mutating func add(ours ourHunks: [Hunk], theirs theirHunks: [Hunk]) {
        var ourSide = SideCursor(hunks: ourHunks)
        var theirSide = SideCursor(hunks: theirHunks)
        var done = 0
        while let start = [ourSide.nextStart, theirSide.nextStart].compactMap({ $0 }).min() {
            append(
                .unchanged, base: done..<start, ours: ourSide.unchanged(done..<start),
                theirs: theirSide.unchanged(done..<start))
            var end = start
            var isGrowing = true
            while isGrowing {
                // Both are asked every time: a change of one side may reach out to the next one of the other.
                let ourEnd = ourSide.take(through: end)
                let theirEnd = theirSide.take(through: ourEnd ?? end)
                isGrowing = ourEnd != nil || theirEnd != nil
                end = theirEnd ?? ourEnd ?? end
            }
            let taken = (ours: ourSide.finish(at: start..<end), theirs: theirSide.finish(at: start..<end))
            addChange(
                base: start..<end, ours: taken.ours.lines, theirs: taken.theirs.lines,
                isOurs: taken.ours.isChanged, isTheirs: taken.theirs.isChanged)
            done = end
        }
        let rest = done..<base.lineCount
        append(.unchanged, base: rest, ours: ourSide.unchanged(rest), theirs: theirSide.unchanged(rest))
    }

    private mutating func addChange(
        base: Range<Int>, ours: Range<Int>, theirs: Range<Int>, isOurs: Bool, isTheirs: Bool
    ) {
        if !isTheirs {
            append(.ours, base: base, ours: ours, theirs: theirs)
        } else if !isOurs {
            append(.theirs, base: base, ours: ours, theirs: theirs)
        } else if self.ours.bytes(lines: ours) == self.theirs.bytes(lines: theirs) {
            append(.both, base: base, ours: ours, theirs: theirs)
        } else {
            for part in ConflictEnds(base: self.base, ours: self.ours, theirs: self.theirs)
                .split(base: base, ours: ours, theirs: theirs)
            {
                append(part.kind, base: part.base, ours: part.ours, theirs: part.theirs)
            }
        }
    }

    private mutating func append(_ kind: Region.Kind, base: Range<Int>, ours: Range<Int>, theirs: Range<Int>) {
        if base.isEmpty && ours.isEmpty && theirs.isEmpty { return }
        if kind == .unchanged, let last = regions.last, last.kind == .unchanged {
            regions[regions.count - 1] = Region(
                kind: .unchanged, base: last.base.lowerBound..<base.upperBound,
                ours: last.ours.lowerBound..<ours.upperBound, theirs: last.theirs.lowerBound..<theirs.upperBound)
            return
        }
        regions.append(Region(kind: kind, base: base, ours: ours, theirs: theirs))
    }
}

/// A place in one side's list of changes.
private struct SideCursor {
    private let hunks: [Hunk]
    private var index = 0
    private var first = 0
    /// How far this side's lines lie behind the base's after the changes passed so far.
    private var shift = 0

    init(hunks: [Hunk]) {
        self.hunks = hunks
    }

    /// The base line at which the next change begins.
    var nextStart: Int? { index < hunks.count ? hunks[index].old.lowerBound : nil }

    /// This side's lines for base lines that it did not change.
    func unchanged(_ lines: Range<Int>) -> Range<Int> {
        (lines.lowerBound + shift)..<(lines.upperBound + shift)
    }

    /// Takes the changes that begin at or before a base line; nil where there is none, else where the last one ends, or
    /// the line itself if that is further.
    mutating func take(through line: Int) -> Int? {
        var end = line
        let start = index
        while let next = nextStart, next <= end {
            end = max(end, hunks[index].old.upperBound)
            index += 1
        }
        return index > start ? end : nil
    }

    /// This side's lines for the base lines of a finished group of changes, and whether it changed any of them.
    mutating func finish(at base: Range<Int>) -> (lines: Range<Int>, isChanged: Bool) {
        let start = base.lowerBound + shift
        let isChanged = index > first
        if isChanged { shift = hunks[index - 1].new.upperBound - hunks[index - 1].old.upperBound }
        first = index
        return (start..<(base.upperBound + shift), isChanged)
    }
}
