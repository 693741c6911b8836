public import TruceDiff
public import TruceMerge

/// Which lines of MINE, BASE and THEIRS stand beside one another.
///
/// Rows are counted region by region. A line of the base stands beside the line that a side kept of it, or the line that
/// replaced it; lines that a side added have rows of their own, which both sides share.
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

        /// The line of a side; nil for RESULT, which is aligned with nothing.
        public subscript(pane: Pane) -> Int? {
            switch pane {
            case .base: base
            case .mine: mine
            case .theirs: theirs
            case .result: nil
            }
        }
    }

    /// What is known of a region whose sides differ.
    private struct Changed: Sendable, Equatable {
        var rows: [Row]
        /// Changes against the base, in lines of the whole texts.
        var mine: [Hunk]
        var theirs: [Hunk]
    }

    private let regions: [Region]
    private let hasBase: Bool
    private let changed: [Int: Changed]
    /// The first row of each region, and the number of all rows at the end.
    private let starts: [Int]

    public init(_ merge: Merge) {
        var changed: [Int: Changed] = [:]
        var starts = [0]
        starts.reserveCapacity(merge.regions.count + 1)
        for (index, region) in merge.regions.enumerated() {
            var count = region.base.count
            if region.kind != .unchanged {
                let mine = merge.hunks(of: region, \.ours, in: merge.ours)
                let theirs = merge.hunks(of: region, \.theirs, in: merge.theirs)
                let rows = Self.rows(of: region, mine: mine, theirs: theirs)
                changed[index] = Changed(rows: rows, mine: mine, theirs: theirs)
                count = rows.count
            }
            starts.append(starts[index] + count)
        }
        regions = merge.regions
        hasBase = merge.hasBase
        self.changed = changed
        self.starts = starts
    }

    public var rowCount: Int { starts[regions.count] }

    /// The rows of a region, counted over the whole alignment.
    public func rows(of region: Int) -> Range<Int> { starts[region]..<starts[region + 1] }

    /// The region that row `row`, which is in `0..<rowCount`, is in; O(log regions).
    public func region(at row: Int) -> Int { starts.lastIndex(notAbove: row) }

    public subscript(row: Int) -> Row {
        let index = region(at: row)
        let offset = row - starts[index]
        if let changed = changed[index] { return changed.rows[offset] }
        let region = regions[index]
        return Row(
            base: region.base.lowerBound + offset, mine: region.ours.lowerBound + offset,
            theirs: region.theirs.lowerBound + offset)
    }

    /// The change against the base that a line of a side is part of, in lines of the whole texts; nil for a line that the side
    /// kept, and for one that both wrote alike where there is no base.
    public func hunk(of pane: Pane, line: Int, in region: Int) -> Hunk? {
        guard let changed = changed[region], hasBase || regions[region].kind != .both else { return nil }
        let hunks =
            switch pane {
            case .mine: changed.mine
            case .theirs: changed.theirs
            case .base, .result: [Hunk]()
            }
        let next = hunks.partitioningIndex { $0.new.upperBound > line }
        return next < hunks.count && hunks[next].new.lowerBound <= line ? hunks[next] : nil
    }

    /// Line by line of the base: what a side added before it, then the line itself with what stands in its place.
    private static func rows(of region: Region, mine: [Hunk], theirs: [Hunk]) -> [Row] {
        var mine = SideCursor(line: region.ours.lowerBound, hunks: mine[...])
        var theirs = SideCursor(line: region.theirs.lowerBound, hunks: theirs[...])
        var rows: [Row] = []
        rows.reserveCapacity(max(region.base.count, region.ours.count, region.theirs.count))
        for base in region.base.lowerBound...region.base.upperBound {
            let addedMine = mine.takeAdded(before: base)
            let addedTheirs = theirs.takeAdded(before: base)
            for offset in 0..<max(addedMine.count, addedTheirs.count) {
                rows.append(
                    Row(
                        base: nil, mine: addedMine.dropFirst(offset).first,
                        theirs: addedTheirs.dropFirst(offset).first))
            }
            guard base < region.base.upperBound else { break }
            rows.append(Row(base: base, mine: mine.take(at: base), theirs: theirs.take(at: base)))
        }
        return rows
    }
}

/// A place in one side's lines, going through the base line by line.
private struct SideCursor {
    /// The side's next line.
    var line: Int
    var hunks: ArraySlice<Hunk>

    /// The lines of changes that end before line `base` which have not found a line of the base to stand beside.
    mutating func takeAdded(before base: Int) -> Range<Int> {
        let start = line
        while let hunk = hunks.first, hunk.old.upperBound <= base {
            line = hunk.new.upperBound
            hunks.removeFirst()
        }
        return start..<line
    }

    /// The line that stands beside line `base`: it itself, or one that replaced it.
    mutating func take(at base: Int) -> Int? {
        if let hunk = hunks.first, hunk.old.lowerBound <= base, line >= hunk.new.upperBound { return nil }
        defer { line += 1 }
        return line
    }
}

extension Merge {
    /// How a side's lines of a region came from the base's, in lines of the whole texts.
    fileprivate func hunks(of region: Region, _ lines: KeyPath<Region, Range<Int>>, in side: Snapshot) -> [Hunk] {
        let own = region[keyPath: lines]
        if base.bytes(lines: region.base) == side.bytes(lines: own) { return [] }
        if region.base.isEmpty || own.isEmpty { return [Hunk(old: region.base, new: own)] }
        return difference(
            from: Snapshot(Array(base.bytes(lines: region.base))), to: Snapshot(Array(side.bytes(lines: own)))
        ).map { hunk in
            Hunk(old: hunk.old.shifted(by: region.base.lowerBound), new: hunk.new.shifted(by: own.lowerBound))
        }
    }
}

extension Range<Int> {
    fileprivate func shifted(by offset: Int) -> Range<Int> { lowerBound + offset..<upperBound + offset }
}

extension RandomAccessCollection where Index == Int {
    /// The first index at which a condition that holds from somewhere on holds; `endIndex` where it never does.
    func partitioningIndex(where holds: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension [Int] {
    /// In an ascending list that begins with 0, but for its last element: the last index whose element is not above `value`.
    func lastIndex(notAbove value: Int) -> Int { dropLast().partitioningIndex { $0 > value } - 1 }
}
