import TruceDocument
import TruceEditor
import TruceScreen
import TruceText

/// Title, text, status and keys of the editor.
struct EditorView {
    let editor: Editor

    func draw(in frame: inout Frame) {
        drawTitle(in: &frame)
        switch editor.phase {
        case .failed(let reason): drawFailure(reason, in: &frame)
        case .opening, .reading, .ready: drawText(in: &frame)
        }
        drawStatus(in: &frame)
        drawKeys(KeyBar(editor), in: &frame)
    }

    private func drawTitle(in frame: inout Frame) {
        let isPending = editor.resolver != nil
        let style = Style(isPending ? .titleWarning : .title)
        frame.fill(Rect(row: 0, column: 0, rows: 1, columns: frame.size.columns), style: style)
        let right = editor.actor + " "
        let width = frame.size.columns
        let rightWidth = Visible.width(right)
        let left = " " + editor.name + (editor.isModified ? " ● " : " ") + state
        let room = width - rightWidth - 2
        frame.put(left, at: Position(row: 0, column: 0), style: style, maxWidth: max(0, room), overflow: .mark)
        if room > 10 {
            frame.put(right, at: Position(row: 0, column: width - rightWidth), style: Style(style.role, .bold))
        }
    }

    /// Base version and status, or what stands in their place.
    private var state: String {
        var parts: [String] = []
        switch (editor.target, editor.base, editor.phase) {
        case (_, _, .opening): parts.append("opening…")
        case (_, _, .failed): parts.append("cannot be opened")
        case (_, _, .reading): parts.append("reading…")
        case (_, .none, _): parts.append("new")
        case (_, .file, _): parts.append("file")
        case (_, .version(let version), _): parts.append("v\(version.number)")
        }
        if let status = editor.document?.status { parts.append(status) }
        if editor.resolver != nil { parts.append(editor.isFile ? "merge pending" : "409 pending") }
        return parts.joined(separator: " · ")
    }

    private func drawFailure(_ reason: String, in frame: inout Frame) {
        for (index, line) in wrapped(reason, width: max(1, frame.size.columns - 4)).enumerated() {
            frame.put(line, at: Position(row: 2 + index, column: 2), style: Style(.error))
        }
    }

    private func drawText(in frame: inout Frame) {
        let rect = editor.textRect
        let area = editor.area
        let selection = area.selection.range
        let gutter = rect.origin.column
        for row in 0..<rect.size.rows {
            let line = area.top + row
            guard line < area.rope.lineCount else { break }
            let screenRow = rect.origin.row + row
            let range = area.rope.lineRange(line)
            let number = String(line + 1)
            frame.put(
                number, at: Position(row: screenRow, column: gutter - 2 - number.count), style: Style(.lineNumber))
            var painter = LinePainter(area.rope, line: range, upToColumn: area.left + rect.size.columns)
            painter.mark(editor.presentSearch, in: area.rope, line: range)
            painter.select(selection, in: range)
            painter.draw(
                in: &frame, at: Position(row: screenRow, column: gutter),
                columns: area.left..<area.left + rect.size.columns)
            // A selected line end shows as one cell, so that selected empty lines are seen.
            if selection.contains(range.upperBound) {
                let end = painter.layout.width - area.left
                if end >= 0, end < rect.size.columns {
                    frame.put(" ", at: Position(row: screenRow, column: gutter + end), style: Style(.selection))
                }
            }
        }
        let place = area.cursorPlace
        let position = Position(
            row: rect.origin.row + place.line - area.top, column: rect.origin.column + place.column - area.left)
        if rect.contains(position), editor.overlay == nil { frame.cursor = position }
    }

    private func drawStatus(in frame: inout Frame) {
        var right = ""
        if editor.phase == .ready || editor.phase == .reading {
            right = position(editor.area) + "  " + kind(of: editor) + "  " + label(editor.area.rope.lineEnding)
        }
        drawStatusRow(editor.notice.text, isError: editor.notice.isError, right: right, in: &frame)
    }
}

extension Editor {
    /// What ^F looks for while its prompt is open.
    var presentSearch: Search? {
        switch overlay {
        case .find, .replace(.asking): lastSearch
        default: nil
        }
    }
}

/// Words of `text` put into lines of at most `width` characters; a longer word is cut.
func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: true) {
        var word = word
        while word.count > width {
            if !line.isEmpty { lines.append(line) }
            lines.append(String(word.prefix(width)))
            word = word.dropFirst(width)
            line = ""
        }
        if line.isEmpty {
            line = String(word)
        } else if line.count + 1 + word.count <= width {
            line += " " + word
        } else {
            lines.append(line)
            line = String(word)
        }
    }
    return line.isEmpty ? lines : lines + [line]
}
