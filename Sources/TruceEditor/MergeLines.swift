import TruceDiff
import TruceMerge

/// Places of a merge by the lines of one text: of BASE, which stays as it is however often is merged again, or of MINE where
/// there is no base.
extension Merge {
    var reference: Snapshot { hasBase ? base : ours }

    /// The lines that a region covers.
    func lines(of region: Int) -> Range<Int> { hasBase ? regions[region].base : regions[region].ours }

    /// The lines that some regions cover; nil for none.
    func lines(of regions: Range<Int>) -> Range<Int>? {
        guard let first = regions.first, let last = regions.last else { return nil }
        return lines(of: first).lowerBound..<lines(of: last).upperBound
    }

    /// Whether all texts have the same in a region.
    func isAgreed(_ region: Int) -> Bool {
        regions[region].kind == .unchanged || !hasBase && regions[region].kind == .both
    }

    /// The regions with lines among these, or between them.
    func regions(meeting lines: Range<Int>) -> Range<Int> {
        let first = regions.indices.partitioningIndex {
            let own = self.lines(of: $0)
            return own.upperBound > lines.lowerBound || own.isEmpty && own.lowerBound == lines.lowerBound
        }
        let end = regions.indices.partitioningIndex {
            let own = self.lines(of: $0)
            return own.lowerBound > lines.upperBound || !own.isEmpty && own.lowerBound == lines.upperBound
        }
        return first..<max(first, end)
    }

    /// The regions that meet some lines, and where none does, for there are none, the region that they stand before or in.
    func regions(around lines: Range<Int>) -> Range<Int> {
        let there = regions(meeting: lines)
        guard there.isEmpty, !regions.isEmpty else { return there }
        let nearest = min(there.lowerBound, regions.count - 1)
        return nearest..<nearest + 1
    }

    /// Some lines and those of all regions that meet them and in which something changed, as `counts` has it or the texts.
    func extent(of lines: Range<Int>, counting counts: (Int) -> Bool = { _ in false }) -> Range<Int> {
        var extent = lines
        while true {
            let wider = regions(meeting: extent).reduce(extent) { wider, region in
                isAgreed(region) && !counts(region) ? wider : wider.union(self.lines(of: region))
            }
            if wider == extent { return extent }
            extent = wider
        }
    }
}

/// Where lines of one merge are in a later one.
struct LineMove {
    /// What changed of the text that tells places; none where that is the same BASE.
    private let hunks: [Hunk]

    init(from old: Merge, to new: Merge) {
        let (before, now) = (old.reference, new.reference)
        hunks = before == now ? [] : difference(from: before, to: now, algorithm: .histogram)
    }

    /// Whether any line has another place.
    var isNeeded: Bool { !hunks.isEmpty }

    /// The lines, with all that is in the place of a change that meets them.
    func callAsFunction(_ lines: Range<Int>) -> Range<Int> {
        var (start, end) = (lines.lowerBound, lines.upperBound)
        var shift = 0
        var lower: Int?
        for hunk in hunks {
            if hunk.old.upperBound < lines.lowerBound || hunk.old.upperBound == lines.lowerBound && !hunk.old.isEmpty {
                shift = hunk.new.upperBound - hunk.old.upperBound
                continue
            }
            if lower == nil {
                start += shift
                end += shift
                lower = start
            }
            guard hunk.old.lowerBound < lines.upperBound || hunk.old.lowerBound == lines.lowerBound else { break }
            start = min(start, hunk.new.lowerBound)
            let behind = hunk.new.upperBound - hunk.old.upperBound
            end = max(hunk.new.upperBound, lines.upperBound + behind)
        }
        return lower == nil ? start + shift..<end + shift : start..<max(start, end)
    }
}

extension Range<Int> {
    /// Both, and what is between them.
    func union(_ other: Range<Int>?) -> Range<Int> {
        guard let other else { return self }
        return Swift.min(lowerBound, other.lowerBound)..<Swift.max(upperBound, other.upperBound)
    }
}
