public import TruceDiff
import TruceMerge

/// The texts of the sides, line by line.
extension Resolver {
    /// The text of a side; RESULT is no side, and stands here for none.
    public func snapshot(of pane: Pane) -> Snapshot {
        switch pane {
        case .mine: merge.ours
        case .theirs: merge.theirs
        case .base, .result: merge.base
        }
    }

    /// The lines of a region that a side has.
    public func lines(of region: Int, in pane: Pane) -> Range<Int> {
        let region = merge.regions[region]
        switch pane {
        case .mine: return region.ours
        case .theirs: return region.theirs
        case .base, .result: return region.base
        }
    }

    /// A line of a side without its terminator.
    public func content(ofLine line: Int, of pane: Pane) -> ArraySlice<UInt8> {
        let whole = snapshot(of: pane).bytes(lines: line..<line + 1)
        guard whole.last == 10 else { return whole }
        let content = whole.dropLast()
        return content.last == 13 ? content.dropLast() : content
    }

    /// A line of a side cut into pieces of at most `width` cells, `limit` of them at most: ranges of cells.
    public func wrapped(_ line: Int, of pane: Pane, width: Int, limit: Int) -> [Range<Int>] {
        let bytes = LineLayout.beginning(of: content(ofLine: line, of: pane), upToColumn: width * limit)
        return LineLayout(bytes).wrapped(width: width, limit: limit)
    }

    /// Screen rows that the sides of a region take at this width, counted no further than `limit`.
    func sideRows(of region: Int, width: Int, limit: Int) -> ResolverLayout.SideRows {
        func height(_ line: Int?, _ pane: Pane) -> Int {
            line.map { wrapped($0, of: pane, width: width, limit: limit).count } ?? 0
        }
        func sum(_ pane: Pane) -> Int {
            var rows = 0
            for line in lines(of: region, in: pane) where rows <= limit { rows += height(line, pane) }
            return max(1, rows)
        }
        var aligned = 0
        for index in alignment.rows(of: region) where aligned <= limit {
            let row = alignment[index]
            aligned += max(1, height(row.mine, .mine), height(row.theirs, .theirs))
        }
        return ResolverLayout.SideRows(
            mine: sum(.mine), base: sum(.base), theirs: sum(.theirs), aligned: max(1, aligned))
    }
}
