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
        let own = editor.actor + " "
        let width = frame.size.columns
        let facts = (editor.isModified ? " ● " : " ") + state
        let room = width - Visible.width(own) - 2
        if room > 10 {
            frame.put(own, at: Position(row: 0, column: width - Visible.width(own)), style: Style(style.role, .bold))
        }
        // What others do has the room that is left; a name has what its facts leave.
        let excess = 1 + Visible.width(editor.name) + Visible.width(facts) - room
        let left = " " + (excess > 0 ? shortened(editor.name, by: excess) : editor.name) + facts
        let used = frame.put(
            left, at: Position(row: 0, column: 0), style: style, maxWidth: max(0, room), overflow: .mark)
        guard let company = company(within: room - used - 2) else { return }
        frame.put(company, at: Position(row: 0, column: room - Visible.width(company)), style: style)
    }

    /// What somebody else saved, and who else is here and on which version, as much of it as has room; nil for nothing.
    private func company(within room: Int) -> String? {
        func name(_ actor: String) -> String { actor == editor.actor ? "you" : actor }
        let news = editor.news.map { "\(name($0.actor)) saved v\($0.version)" }
        let foreseen = news.map { news in editor.preview.map { "\(news) \($0.title)" } ?? news }
        var names: [String] = []
        for other in editor.company.others {
            let version = other.baseVersion.flatMap { $0 == editor.base.version ? nil : " v\($0)" } ?? ""
            let text = name(other.actor) + version
            if !names.contains(text) { names.append(text) }
        }
        let texts = (0...names.count).reversed().map { shown in
            let rest = shown < names.count ? ["+\(names.count - shown)"] : []
            let people = (names.prefix(shown) + rest).joined(separator: "  ")
            return [foreseen, people].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "   ")
        }
        return (texts + [foreseen ?? "", news ?? ""]).first { !$0.isEmpty && Visible.width($0) <= room }
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
        if editor.awaitsStore { parts.append("waits for the store") }
        if editor.lacksJournal { parts.append("no draft kept") }
        return parts.joined(separator: " · ")
    }

    private func drawFailure(_ reason: String, in frame: inout Frame) {
        for (index, line) in wrappedWords(reason, width: max(1, frame.size.columns - 4)).enumerated() {
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

/// A name with its middle left out, so many cells narrower; at least its ends stay.
func shortened(_ name: String, by excess: Int) -> String {
    let width = Visible.width(name) - excess
    func cut(to kept: Int) -> String { name.prefix((kept + 1) / 2) + "…" + name.suffix(kept / 2) }
    var kept = max(4, min(name.count, width) - 1)
    guard kept < name.count - 1 else { return name }
    // Some characters take two cells.
    while kept > 4, Visible.width(cut(to: kept)) > width { kept -= 1 }
    return cut(to: kept)
}
