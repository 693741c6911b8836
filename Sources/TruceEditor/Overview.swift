import TruceMerge
import TruceScreen

/// The column at the right edge of a pane: the whole document in small, with its conflicts and changes.
public struct Overview: Sendable {
    /// What stands in one row, the weightiest of all that lies there.
    public enum Mark: Sendable, Comparable {
        case nothing, merged, proposed, undecided
    }

    private struct Cell {
        var mark = Mark.nothing
        /// The first region with that mark.
        var region: Int?
    }

    private var cells: [Cell]

    public init(_ resolver: Resolver, _ layout: ResolverLayout, _ pane: ResolverLayout.PaneFrame) {
        let height = pane.body.size.rows
        cells = Array(repeating: Cell(), count: height)
        if height == 0 { return }
        let rows = Self.rows(resolver, layout, pane)
        for (index, region) in resolver.merge.regions.enumerated() where region.kind != .unchanged {
            let row = min(height - 1, rows.start(index) * height / max(1, height, rows.count))
            let mark = Mark(resolver.result.pieces[index].state)
            if mark > cells[row].mark { cells[row] = Cell(mark: mark, region: index) }
        }
    }

    /// From the top, one a row of the pane.
    public var marks: [Mark] { cells.map(\.mark) }

    /// The region whose mark stands in a row of the pane; nil where there is none.
    func region(at row: Int) -> Int? { cells.indices.contains(row) ? cells[row].region : nil }

    /// The first row of each region, and how many rows there are, in what the pane shows.
    private static func rows(
        _ resolver: Resolver, _ layout: ResolverLayout, _ pane: ResolverLayout.PaneFrame
    ) -> (start: (Int) -> Int, count: Int) {
        let alignment = resolver.alignment.folded(resolver.folds)
        if layout.hasJointRows {
            let joint = JointRows(alignment, resolver.resultRows)
            return ({ joint.rows(of: $0).lowerBound }, joint.endOfRegions)
        }
        if pane.pane == .result {
            let rows = resolver.resultRows
            return ({ rows.rows(of: $0).lowerBound }, rows.endOfRegions)
        }
        return ({ alignment.rows(of: $0).lowerBound }, alignment.rowCount)
    }
}

extension Overview.Mark {
    fileprivate init(_ state: ResultText.State) {
        switch state {
        case .undecided: self = .undecided
        case .proposed: self = .proposed
        case .merged, .edited, .accepted, .decided, .byHand: self = .merged
        }
    }
}
