import TruceEditor
import TruceScreen

/// A line's number, from 1, in columns 2 to 5 of a pane, or as far to the right as it needs.
func drawLineNumber(_ line: Int, at row: Int, of pane: ResolverLayout.PaneFrame, in frame: inout Frame) {
    let number = String(line + 1)
    frame.put(
        number, at: Position(row: row, column: pane.body.origin.column + max(1, 5 - number.count)),
        style: Style(.lineNumber), maxWidth: ResolverLayout.PaneFrame.textColumn - 1, overflow: .mark)
}
