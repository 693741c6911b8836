import TruceEditor
import TruceScreen

/// A line's number, from 1, in columns 2 to 5 of a pane, or one further to the right; of a longer one the last digits.
func drawLineNumber(_ line: Int, at row: Int, of pane: ResolverLayout.PaneFrame, in frame: inout Frame) {
    let digits = String(line + 1)
    let number = digits.count > 5 ? "…" + digits.suffix(4) : digits
    frame.put(
        number, at: Position(row: row, column: pane.body.origin.column + max(1, 5 - number.count)),
        style: Style(.lineNumber))
}
