internal import TruceDiff
public import TruceMerge

/// Which lines of MINE, BASE and THEIRS stand beside one another.
///
/// Rows are counted region by region: an unchanged region has a row a line, a changed one as many rows as its longest
/// side needs where lines that the diffs pair stand in one row.
public struct Alignment: Sendable, Equatable {
    /// One row: the line of each side, from 0, nil where the side has none.
    public struct Row: Sendable, Equatable {
        public var base: Int?
        public var mine: Int?
        public var theirs: Int?

        public init(base: Int?, mine: Int?, theirs: Int?) {
            self.base = base
            self.mine = mine
            self.theirs = theirs
        }
    }

    private let regions: [Region]
    /// The rows of the regions whose sides differ; the others are told by their ranges.
    private let changed: [Int: [Row]]
    /// The first row of each region, and the number of all rows at the end.
    private let starts: [Int]

    public init(_ merge: Merge) {
        var changed: [Int: [Row]] = [:]
        var starts = [0]
        starts.reserveCapacity(merge.regions.count + 1)
        for (index, region) in merge.regions.enumerated() {
            var count = region.base.count
            if region.kind != .unchanged {
                let rows = Self.rows(of: region, in: merge)
                changed[index] = rows
                count = rows.count
            }
            starts.append(starts[index] + count)
        }
        regions = merge.regions
        self.changed = changed
        self.starts = starts
    }

    public var rowCount: Int { starts[regions.count] }

    /// The rows of a region, counted over the whole alignment.
    public func rows(of region: Int) -> Range<Int> { starts[region]..<starts[region + 1] }

    /// The region that row `row` is in; O(log regions).
    public func region(at row: Int) -> Int {
        var low = 0
        var high = regions.count
        while low + 1 < high {
            let middle = (low + high) / 2
            if starts[middle] <= row { low = middle } else { high = middle }
        }
        return low
    }

    public subscript(row: Int) -> Row {
        let index = region(at: row)
        let offset = row - starts[index]
        if let rows = changed[index] { return rows[offset] }
        let region = regions[index]
        return Row(
            base: region.base.lowerBound + offset, mine: region.ours.lowerBound + offset,
            theirs: region.theirs.lowerBound + offset)
    }

    /// Blocks of base lines that one side or both replaced stand side by side from their top; lines between are paired.
    private static func rows(of region: Region, in merge: Merge) -> [Row] {
        let base = Snapshot(Array(merge.base.bytes(lines: region.base)))
        let mine = difference(from: base, to: Snapshot(Array(merge.ours.bytes(lines: region.ours))))
        let theirs = difference(from: base, to: Snapshot(Array(merge.theirs.bytes(lines: region.theirs))))
        var rows: [Row] = []
        var at = (base: 0, mine: 0, theirs: 0)
        var nextMine = 0
        var nextTheirs = 0

        /// Takes lines from each side into rows side by side.
        func take(base: Int, mine: Int, theirs: Int) {
            for offset in 0..<max(base, mine, theirs) {
                rows.append(
                    Row(
                        base: offset < base ? region.base.lowerBound + at.base + offset : nil,
                        mine: offset < mine ? region.ours.lowerBound + at.mine + offset : nil,
                        theirs: offset < theirs ? region.theirs.lowerBound + at.theirs + offset : nil))
            }
            at = (at.base + base, at.mine + mine, at.theirs + theirs)
        }

        while nextMine < mine.count || nextTheirs < theirs.count {
            let start = min(
                nextMine < mine.count ? mine[nextMine].old.lowerBound : .max,
                nextTheirs < theirs.count ? theirs[nextTheirs].old.lowerBound : .max)
            take(base: start - at.base, mine: start - at.base, theirs: start - at.base)
            var end = start
            var mineGrowth = 0
            var theirsGrowth = 0
            // Hunks of either side that touch what the block covers so far belong to the block.
            while true {
                if nextMine < mine.count, mine[nextMine].old.lowerBound <= end {
                    end = max(end, mine[nextMine].old.upperBound)
                    mineGrowth += mine[nextMine].new.count - mine[nextMine].old.count
                    nextMine += 1
                } else if nextTheirs < theirs.count, theirs[nextTheirs].old.lowerBound <= end {
                    end = max(end, theirs[nextTheirs].old.upperBound)
                    theirsGrowth += theirs[nextTheirs].new.count - theirs[nextTheirs].old.count
                    nextTheirs += 1
                } else {
                    break
                }
            }
            let length = end - start
            take(base: length, mine: length + mineGrowth, theirs: length + theirsGrowth)
        }
        let rest = region.base.count - at.base
        take(base: rest, mine: rest, theirs: rest)
        return rows
    }
}
