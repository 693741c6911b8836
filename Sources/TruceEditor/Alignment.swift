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
        /// How many lines of each it stands for that are folded: it has none of its own then.
        public var folded = 0

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
    private var starts: [Int]
    private var folds = Folds.none

    public init(_ merge: Merge) {
        var changed: [Int: Changed] = [:]
        var starts = [0]
        starts.reserveCapacity(merge.regions.count + 1)
        for (index, region) in merge.regions.enumerated() {
            var count = region.base.count
            if region.kind != .unchanged {
                let mine = merge.hunks(of: region, \.ours, in: merge.ours)
                let theirs = merge.hunks(of: region, \.theirs, in: merge.theirs)
                let rows = Self.rows(
                    of: region, mine: merge.paired(mine, in: merge.ours), theirs: merge.paired(theirs, in: merge.theirs)
                )
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

    /// The same with some rows folded into one; O(regions).
    func folded(_ folds: Folds) -> Alignment {
        if folds.isEmpty { return self }
        var folded = self
        folded.folds = folds
        for (index, region) in regions.enumerated() {
            let count = changed[index]?.rows.count ?? folds.rows(region.base.count, of: index).shown
            folded.starts[index + 1] = folded.starts[index] + count
        }
        return folded
    }

    /// Changes with more bytes on either side are not looked into: nobody sees both ends of them at once.
    fileprivate static let pairingLimit = 64 << 10

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
        let rows = folds.rows(region.base.count, of: index)[offset]
        if rows.count > 1 {
            var row = Row(base: nil, mine: nil, theirs: nil)
            row.folded = rows.count
            return row
        }
        return Row(
            base: region.base.lowerBound + rows.lowerBound, mine: region.ours.lowerBound + rows.lowerBound,
            theirs: region.theirs.lowerBound + rows.lowerBound)
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

extension Merge {
    /// Changes cut so that lines which have most in common stand beside one another: a line that was put in between others
    /// does not shift all that follow. Only changes of unequally many lines can shift anything.
    fileprivate func paired(_ hunks: [Hunk], in side: Snapshot) -> [Hunk] {
        hunks.flatMap { hunk -> [Hunk] in
            guard hunk.old.count != hunk.new.count, !hunk.old.isEmpty, !hunk.new.isEmpty else { return [hunk] }
            let old = base.bytes(lines: hunk.old)
            let new = side.bytes(lines: hunk.new)
            guard max(old.count, new.count) <= Alignment.pairingLimit, let changes = wordDifference(from: old, to: new)
            else { return [hunk] }
            var pairs = LinePairs(old: base, oldLines: hunk.old, new: side, newLines: hunk.new)
            var at = (old: old.startIndex, new: new.startIndex)
            for change in changes + [WordHunk(old: old.endIndex..<old.endIndex, new: new.endIndex..<new.endIndex)] {
                pairs.keep(from: at, count: change.old.lowerBound - at.old)
                at = (change.old.upperBound, change.new.upperBound)
            }
            return pairs.hunks(of: hunk)
        }
    }
}

/// Which lines of a change have most bytes in common, in order.
private struct LinePairs {
    let old: Snapshot
    let new: Snapshot
    private var oldLine: Int
    private var newLine: Int
    /// For each new line the old line that it has most bytes of, and how many.
    private var best: [(line: Int, bytes: Int)?]
    private let firstNew: Int
    private var present: (old: Int, new: Int, bytes: Int)?

    init(old: Snapshot, oldLines: Range<Int>, new: Snapshot, newLines: Range<Int>) {
        self.old = old
        self.new = new
        oldLine = oldLines.lowerBound
        newLine = newLines.lowerBound
        firstNew = newLines.lowerBound
        best = Array(repeating: nil, count: newLines.count)
    }

    /// Takes note of `count` bytes that both texts have from these offsets on; offsets rise from call to call.
    mutating func keep(from start: (old: Int, new: Int), count: Int) {
        var at = start
        let end = start.old + count
        while at.old < end {
            while old.byteRange(line: oldLine).upperBound <= at.old { oldLine += 1 }
            while new.byteRange(line: newLine).upperBound <= at.new { newLine += 1 }
            let piece = min(
                end - at.old, old.byteRange(line: oldLine).upperBound - at.old,
                new.byteRange(line: newLine).upperBound - at.new)
            if let last = present, last.old == oldLine, last.new == newLine {
                present?.bytes += piece
            } else {
                present = (oldLine, newLine, piece)
            }
            if let present, present.bytes > best[newLine - firstNew]?.bytes ?? 0 {
                best[newLine - firstNew] = (present.old, present.bytes)
            }
            at = (at.old + piece, at.new + piece)
        }
    }

    /// The change cut before and behind every pair. Of new lines that want one old line the one with most of it gets it.
    func hunks(of hunk: Hunk) -> [Hunk] {
        var hunks: [Hunk] = []
        var at = (old: hunk.old.lowerBound, new: hunk.new.lowerBound)
        func add(old: Range<Int>, new: Range<Int>) {
            if !old.isEmpty || !new.isEmpty { hunks.append(Hunk(old: old, new: new)) }
        }
        for (offset, pair) in best.enumerated() {
            guard let pair, pair.line >= at.old,
                !best[offset...].contains(where: { $0.map { $0.line == pair.line && $0.bytes > pair.bytes } ?? false })
            else { continue }
            let new = hunk.new.lowerBound + offset
            add(old: at.old..<pair.line, new: at.new..<new)
            add(old: pair.line..<pair.line + 1, new: new..<new + 1)
            at = (pair.line + 1, new + 1)
        }
        add(old: at.old..<hunk.old.upperBound, new: at.new..<hunk.new.upperBound)
        return hunks
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

extension [Int] {
    /// In an ascending list that begins with 0, but for its last element: the last index whose element is not above `value`.
    func lastIndex(notAbove value: Int) -> Int { dropLast().partitioningIndex { $0 > value } - 1 }
}
