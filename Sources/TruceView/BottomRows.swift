import TruceEditor
import TruceScreen

/// The last row but one: a message from column 2, facts at the right edge; the message has the way. One that is cut all
/// the same is followed by the key that shows the whole of it.
func drawStatusRow(_ message: String, isError: Bool, right: String, in frame: inout Frame) {
    let row = frame.size.rows - 2
    let width = frame.size.columns
    guard row >= 0 else { return }
    frame.fill(Rect(row: row, column: 0, rows: 1, columns: width), style: Style(.status))
    let rightWidth = Visible.width(right)
    if !right.isEmpty, Visible.width(message) + rightWidth + 4 <= width {
        frame.put(right, at: Position(row: row, column: width - rightWidth - 1), style: Style(.status))
    }
    let style = Style(isError ? .error : .status)
    let more = Visible.width(message) > width - 2 ? " F1" : ""
    frame.put(
        message, at: Position(row: row, column: 1), style: style, maxWidth: width - 2 - more.count, overflow: .mark)
    frame.put(more, at: Position(row: row, column: width - 1 - more.count), style: style)
}

/// The rows above the row of keys while a question is open, the text in as many as it takes and each answer in one: nothing
/// else has a cursor then. Where not all have room the first ones are left out.
func drawQuestion(_ text: String, answers: [String] = [], in frame: inout Frame) {
    let room = frame.size.columns - 2
    let rows = (Visible.width(text) <= room ? [text] : wrappedWords(text, width: max(1, room))) + answers
    let style = Style(.prompt, .bold)
    for (distance, text) in rows.reversed().enumerated() {
        let row = frame.size.rows - 2 - distance
        guard row >= 0 else { break }
        frame.fill(Rect(row: row, column: 0, rows: 1, columns: frame.size.columns), style: style)
        frame.put(
            text, at: Position(row: row, column: 1), style: style, maxWidth: room, overflow: .mark)
    }
    frame.cursor = nil
}

/// The row of keys, the last of the screen.
func drawKeys(_ bar: KeyBar, in frame: inout Frame) {
    let row = frame.size.rows - 1
    frame.fill(Rect(row: row, column: 0, rows: 1, columns: frame.size.columns), style: Style(.keyBar))
    for item in bar.items {
        let emphasis: Style.Emphasis = item.isChosen ? .reverse : []
        let used = frame.put(item.label, at: Position(row: row, column: item.column), style: Style(.keyName, emphasis))
        frame.put(
            item.title, at: Position(row: row, column: item.column + used + 1), style: Style(.keyBar, emphasis))
    }
}
