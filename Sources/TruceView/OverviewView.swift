import TruceEditor
import TruceScreen

/// Draws the column at the right edge of a pane.
struct OverviewView {
    let resolver: Resolver
    let layout: ResolverLayout
    let pane: ResolverLayout.PaneFrame

    func draw(in frame: inout Frame) {
        for (row, mark) in Overview(resolver, layout, pane).marks.enumerated() {
            frame.put(
                mark.text, at: Position(row: pane.body.origin.row + row, column: pane.body.columns.upperBound - 1),
                style: Style(.overview, mark >= .proposed ? .bold : []))
        }
    }
}

extension Overview.Mark {
    fileprivate var text: String {
        switch self {
        case .nothing: "│"
        case .merged: "+"
        case .proposed: "~"
        case .undecided: "!"
        }
    }
}
