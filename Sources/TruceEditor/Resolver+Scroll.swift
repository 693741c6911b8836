import TruceMerge
public import TruceScreen
import TruceText

/// Which part of the panes shows.
extension Resolver {
    /// Where the panes lie on a screen of this size.
    public func layout(_ size: Size) -> ResolverLayout {
        let region = focus.map { merge.regions[$0] }
        let isFitting = ResolverLayout.fits(
            size, mine: region?.ours.count ?? 0, base: region?.base.count ?? 0, theirs: region?.theirs.count ?? 0)
        return ResolverLayout(
            size,
            ResolverLayout.Wishes(
                arrangement: arrangement, showsBase: baseWish ?? (size.columns >= 100 || isFitting),
                mineRows: region?.ours.count ?? 0, baseRows: region?.base.count ?? 0,
                theirsRows: region?.theirs.count ?? 0))
    }

    /// Rows of the conflict at hand where it stands alone.
    public var conflictRows: Int { focus.map { alignment.rows(of: $0).count } ?? 0 }

    /// Brings the region at hand onto the screen, a quarter of the pane below its top.
    mutating func reveal(_ size: Size) {
        conflictTop = 0
        guard let focus else { return }
        let layout = layout(size)
        let rows = ResultRows(result)
        if layout.arrangement == .columns {
            let joint = JointRows(self)
            let height = layout[.mine]?.body.size.rows ?? 1
            sidesTop = Self.top(showing: joint.rows(of: focus).lowerBound, height: height, count: joint.count)
        } else {
            let height = layout[.mine]?.body.size.rows ?? layout.panes.first?.body.size.rows ?? 1
            sidesTop = Self.top(
                showing: alignment.rows(of: focus).lowerBound, height: height, count: alignment.rowCount)
        }
        let height = layout[.result]?.body.size.rows ?? 1
        resultTop = Self.top(showing: rows.rows(of: focus).lowerBound, height: height, count: rows.count)
    }

    private static func top(showing row: Int, height: Int, count: Int) -> Int {
        max(0, min(row - max(2, height / 4 + 1), count - height))
    }

    /// The terminal has another size.
    mutating func resized(to size: Size) {
        reveal(size)
        revealCursor(size)
    }

    /// Changes the cursor of EDIT from outside: a search found something.
    mutating func changeEditing(_ change: (inout TextArea) -> Void, size: Size) {
        guard case .editing(var editing) = state else { return }
        change(&editing.area)
        state = .editing(editing)
        revealCursor(size)
    }

    /// Keeps the text cursor of EDIT on the screen.
    mutating func revealCursor(_ size: Size) {
        guard case .editing(var editing) = state, let pane = layout(size)[.result] else { return }
        let line = result.text.line(at: editing.area.cursor)
        let height = max(1, pane.body.size.rows)
        if layout(size).arrangement == .columns {
            let joint = JointRows(self)
            let row = joint.row(ofLine: line)
            sidesTop = min(max(sidesTop, row - height + 1), row)
        } else {
            let row = ResultRows(result).row(ofLine: line)
            resultTop = min(max(resultTop, row - height + 1), row)
        }
        editing.area.revealColumn(width: max(1, pane.body.size.columns - 8))
        state = .editing(editing)
    }

    /// Scrolls by rows: the conflict's sides where it stands alone and does not fit, else everything together.
    mutating func scroll(by rows: Int, size: Size) {
        let layout = layout(size)
        switch layout.arrangement {
        case .stacked:
            let height = layout[.mine]?.body.size.rows ?? 1
            if conflictRows > height {
                conflictTop = max(0, min(conflictTop + rows, conflictRows - height))
            } else {
                scrollResult(by: rows, height: layout[.result]?.body.size.rows ?? 1)
            }
        case .columns:
            let count = JointRows(self).count
            sidesTop = max(0, min(sidesTop + rows, count - 1))
        case .panes, .single:
            sidesTop = max(0, min(sidesTop + rows, alignment.rowCount - 1))
            scrollResult(by: rows, height: layout[.result]?.body.size.rows ?? 1)
        }
    }

    private mutating func scrollResult(by rows: Int, height: Int) {
        resultTop = max(0, min(resultTop + rows, ResultRows(result).count - height))
    }

    mutating func cycleLayout(_ size: Size) {
        let fitting: [Arrangement] = [.stacked, .panes, .columns].filter { candidate in
            var copy = self
            copy.arrangement = candidate
            return copy.layout(size).arrangement == candidate
        }
        let present = layout(size).arrangement
        if case .single(let pane) = present, fitting.isEmpty {
            let panes = Pane.allCases
            arrangement = .single(panes[(panes.firstIndex(of: pane)! + 1) % panes.count])
        } else {
            let index = fitting.firstIndex(of: present) ?? -1
            arrangement = fitting.isEmpty ? nil : fitting[(index + 1) % fitting.count]
            if fitting.count == 1 { message = "Only one layout fits here: make the terminal wider" }
        }
        reveal(size)
    }

    /// Each press shows another pane alone: RESULT, MINE, BASE, THEIRS, and back to all.
    mutating func zoom(_ size: Size) {
        let order: [Pane] = [.result, .mine, .base, .theirs]
        if case .single(let pane)? = arrangement {
            let next = order.firstIndex(of: pane)! + 1
            arrangement = next < order.count ? .single(order[next]) : nil
        } else {
            arrangement = .single(.result)
        }
        reveal(size)
    }
}

/// The rows of the layout in which RESULT stands between MINE and THEIRS: each region is as high as its highest column.
public struct JointRows: Sendable {
    private let starts: [Int]
    private let alignment: Alignment
    private let result: ResultRows
    private let regionCount: Int

    public init(_ resolver: Resolver) {
        alignment = resolver.alignment
        result = ResultRows(resolver.result)
        regionCount = resolver.merge.regions.count
        var starts = [0]
        starts.reserveCapacity(regionCount + 1)
        for region in 0..<regionCount {
            starts.append(starts[region] + max(alignment.rows(of: region).count, result.rows(of: region).count))
        }
        self.starts = starts
    }

    /// All rows; the empty line after RESULT's last newline is the last of them.
    public var count: Int {
        starts[regionCount] + result.count - (regionCount == 0 ? 0 : result.rows(of: regionCount - 1).upperBound)
    }

    public func rows(of region: Int) -> Range<Int> { starts[region]..<starts[region + 1] }

    /// The region, the row of the sides and the row of RESULT that stand in row `row`.
    public subscript(row: Int) -> (region: Int?, sides: Int?, result: Int?) {
        guard row < starts[regionCount] else {
            let end = regionCount == 0 ? 0 : result.rows(of: regionCount - 1).upperBound
            let own = end + row - starts[regionCount]
            return (nil, nil, own < result.count ? own : nil)
        }
        var low = 0
        var high = regionCount
        while low + 1 < high {
            let middle = (low + high) / 2
            if starts[middle] <= row { low = middle } else { high = middle }
        }
        let offset = row - starts[low]
        let sides = alignment.rows(of: low)
        let own = result.rows(of: low)
        return (
            low, offset < sides.count ? sides.lowerBound + offset : nil,
            offset < own.count ? own.lowerBound + offset : nil
        )
    }

    /// The row in which line `line` of RESULT stands.
    public func row(ofLine line: Int) -> Int {
        let own = result.row(ofLine: line)
        guard let region = result.region(at: own) else {
            return starts[regionCount] + own - (regionCount == 0 ? 0 : result.rows(of: regionCount - 1).upperBound)
        }
        return starts[region] + own - result.rows(of: region).lowerBound
    }
}
