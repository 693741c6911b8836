import TruceScreen

/// Says behind a last line, which has `column` cells of the `width` there are, that it has no end; nothing where there is no
/// room for that.
func drawMissingLineEnd(afterColumn column: Int, at place: Position, width: Int, in frame: inout Frame) {
    let words = "(no line end)"
    guard column >= 0, column + 1 + words.count <= width else { return }
    frame.put(words, at: Position(row: place.row, column: place.column + column + 1), style: Style(.dimmed))
}
