import TruceEditor
import TruceMerge
import TruceScreen

/// The column at the right edge: the whole document in small, with its conflicts and merged changes.
struct Overview {
    let resolver: Resolver
    let layout: ResolverLayout
    let pane: ResolverLayout.PaneFrame

    func draw(in frame: inout Frame) {
        let height = pane.body.size.rows
        guard height > 0 else { return }
        var marks = [Mark](repeating: .nothing, count: height)
        let (start, count) = rows
        for (index, region) in resolver.merge.regions.enumerated() where region.kind != .unchanged {
            let row = min(height - 1, start(index) * height / max(1, height, count))
            marks[row] = max(marks[row], resolver.result.pieces[index].state == .undecided ? .undecided : .merged)
        }
        for (row, mark) in marks.enumerated() {
            frame.put(
                mark.text, at: Position(row: pane.body.origin.row + row, column: pane.body.columns.upperBound - 1),
                style: Style(.overview, mark == .undecided ? .bold : []))
        }
    }

    /// The first row of each region, and how many rows there are, in what the pane shows.
    private var rows: (start: (Int) -> Int, count: Int) {
        if layout.hasJointRows {
            let joint = JointRows(resolver.alignment, ResultRows(resolver.result))
            return ({ joint.rows(of: $0).lowerBound }, joint.endOfRegions)
        }
        if pane.pane == .result {
            let rows = ResultRows(resolver.result)
            return ({ rows.rows(of: $0).lowerBound }, rows.endOfRegions)
        }
        return ({ resolver.alignment.rows(of: $0).lowerBound }, resolver.alignment.rowCount)
    }

    private enum Mark: Comparable {
        case nothing, merged, undecided

        var text: String {
            switch self {
            case .nothing: "│"
            case .merged: "+"
            case .undecided: "!"
            }
        }
    }
}
