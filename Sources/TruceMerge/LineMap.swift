import TruceDiff

/// Where the lines of a text lay in an older one.
struct LineMap {
    private let hunks: [Hunk]

    init(from old: Snapshot, to new: Snapshot) {
        hunks = difference(from: old, to: new)
    }

    /// What some lines correspond to.
    enum Origin: Equatable {
        /// Just these old lines, none changed, none added or taken away between.
        case lines(Range<Int>)
        /// No lines, at one of these places between the old lines.
        case gap(ClosedRange<Int>)
    }

    /// The origin of some new lines; nil where one of them is new or a line between them was taken away.
    func origin(of lines: Range<Int>) -> Origin? {
        let next = firstHunk(endingAfter: lines.lowerBound)
        let shift = next > 0 ? hunks[next - 1].old.upperBound - hunks[next - 1].new.upperBound : 0
        if lines.isEmpty {
            let place = lines.lowerBound
            // A deletion at the place leaves open on which side of the deleted lines it was.
            if next > 0, hunks[next - 1].new.isEmpty, hunks[next - 1].new.lowerBound == place {
                return .gap(hunks[next - 1].old.lowerBound...hunks[next - 1].old.upperBound)
            }
            if next < hunks.count, hunks[next].new.lowerBound < place { return nil }
            return .gap((place + shift)...(place + shift))
        }
        if next < hunks.count, hunks[next].new.lowerBound < lines.upperBound { return nil }
        return .lines((lines.lowerBound + shift)..<(lines.upperBound + shift))
    }

    /// The old lines that some new lines replace or keep: those of every change that touches them included.
    func hull(of lines: Range<Int>) -> ClosedRange<Int> {
        let next = firstHunk(endingAfter: lines.lowerBound)
        let shift = next > 0 ? hunks[next - 1].old.upperBound - hunks[next - 1].new.upperBound : 0
        var lower = lines.lowerBound + shift
        if next > 0, hunks[next - 1].new.upperBound == lines.lowerBound { lower = hunks[next - 1].old.lowerBound }
        if next < hunks.count { lower = min(lower, hunks[next].old.lowerBound) }
        let last = firstHunk(endingAfter: lines.upperBound)
        var upper = lines.upperBound
        if last < hunks.count, hunks[last].new.lowerBound <= lines.upperBound {
            upper = hunks[last].old.upperBound
        } else if last > 0 {
            upper += hunks[last - 1].old.upperBound - hunks[last - 1].new.upperBound
        }
        return lower...max(lower, upper)
    }

    /// The first change whose new lines end after a line.
    private func firstHunk(endingAfter line: Int) -> Int {
        hunks.partitioningIndex { $0.new.upperBound > line }
    }
}
