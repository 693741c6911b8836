import TruceDocument
import TruceEditor
import TruceScreen
import TruceText

/// Prompts, questions, palette, help and the HTTP panel, drawn over what is there.
struct OverlayView {
    let editor: Editor

    func draw(in frame: inout Frame) {
        switch editor.overlay {
        case nil: break
        case .find(let line, _):
            prompt(
                "Find: ", line,
                hint: editor.notice.text.isEmpty ? "Enter next, Up previous, Esc ends" : editor.notice.text, in: &frame)
        case .replace(.pattern(let line)): prompt("Replace: ", line, hint: "Enter goes on, Esc ends", in: &frame)
        case .replace(.text(let line, let pattern)):
            prompt("Replace '\(pattern)' with: ", line, hint: "Enter goes on, Esc ends", in: &frame)
        case .replace(.asking(let pattern, let text, _)):
            question(["Replace '\(pattern)' with '\(text)'?"], in: &frame)
        case .open(let line):
            prompt(
                editor.isFile ? "Open the file: " : "Open the document: ", line,
                hint: editor.notice.isError ? editor.notice.text : "Enter opens, Esc stays", in: &frame)
        case .goToLine(let line):
            prompt(
                "Go to line: ", line, hint: editor.notice.isError ? editor.notice.text : "Enter goes, Esc stays",
                in: &frame)
        case .saveAs(let line):
            prompt(
                "Save as: ", line, hint: editor.notice.isError ? editor.notice.text : "Enter saves, Esc stays",
                in: &frame)
        case .quit:
            let unfinished = editor.fileMerge == nil ? "The conflict is not resolved." : "The merge is not written."
            question([editor.resolver == nil ? "Unsaved text." : unfinished], in: &frame)
        case .recover(let recovered):
            let isOwn = recovered.actor.isEmpty || recovered.actor == editor.actor
            let owner = isOwn ? "You" : recovered.actor
            let what =
                switch (editor.fileMerge, recovered.isKept) {
                case (nil, true): "\(owner) left a draft"
                case (nil, false): "\(isOwn ? "A draft" : "\(owner)'s draft") was left behind"
                case (_, true): "\(owner) left decisions"
                case (_, false): "Decisions were left behind"
                }
            let failure = editor.notice.isError ? [editor.notice.text] : []
            let name = recovered.typedAs.map { ", typed as '\($0)'" } ?? ""
            question(failure + ["\(what) at \(editor.clock(recovered.at))\(name)."], in: &frame)
        case .gone(let gone): question([gone.sentence + "."], in: &frame)
        case .vanished: question(["Somebody else removed the file."], in: &frame)
        case .malformed(let defect): question(["\(defect)."], in: &frame)
        case .overwrite: question(["\(editor.name) was written by somebody else meanwhile."], in: &frame)
        case .binary(let theirs): question([editor.binaryQuestion(theirs)], in: &frame)
        case .palette(let palette): draw(palette, in: &frame)
        case .help(let top): panel("Help", editor.helpLines, top: top, selected: nil, in: &frame)
        case .why(let top):
            panel("Why", editor.resolver?.explanation ?? [], top: top, selected: nil, in: &frame)
        case .traffic(let panel): draw(panel, in: &frame)
        }
    }

    private func prompt(_ label: String, _ line: LineInput, hint: String, in frame: inout Frame) {
        let row = frame.size.rows - 2
        guard row >= 0 else { return }
        let style = Style(.prompt)
        frame.fill(Rect(row: row, column: 0, rows: 1, columns: frame.size.columns), style: style)
        var column = 1 + frame.put(label, at: Position(row: row, column: 1), style: Style(.prompt, .bold))
        let before = String(line.text.prefix(line.cursor))
        let room = max(1, frame.size.columns - column - 2)
        let skipped = max(0, Visible.width(before) - room + 1)
        let used = frame.put(
            line.text, at: Position(row: row, column: column), style: style, maxWidth: room, skipping: skipped)
        frame.cursor = Position(row: row, column: column + Visible.width(before) - skipped)
        column += max(used, Visible.width(before) - skipped) + 3
        if column + Visible.width(hint) < frame.size.columns {
            frame.put(
                hint, at: Position(row: row, column: frame.size.columns - Visible.width(hint) - 1),
                style: Style(.prompt, .dim))
        } else if editor.notice.isError {
            drawAbove(hint, row, in: &frame)
        }
    }

    /// What is wrong with what was typed, in as many rows above the prompt as it takes.
    private func drawAbove(_ text: String, _ below: Int, in frame: inout Frame) {
        for (distance, line) in wrappedWords(text, width: max(1, frame.size.columns - 2)).reversed().enumerated() {
            let row = below - 1 - distance
            guard row >= 0 else { break }
            frame.fill(Rect(row: row, column: 0, rows: 1, columns: frame.size.columns), style: Style(.prompt))
            frame.put(line, at: Position(row: row, column: 1), style: Style(.error))
        }
    }

    /// What is asked. The answers are in the row of keys; where that has no room for what they mean, here too.
    private func question(_ text: [String], in frame: inout Frame) {
        let text = text + (editor.awaitsPause ? ["Keys wait for a pause."] : [])
        let answers = editor.answers.map { "\($0.key) \($0.title)" }
        let hasTitles = KeyBar(editor).items.allSatisfy { !$0.title.isEmpty }
        drawQuestion(text.joined(separator: "  "), answers: hasTitles ? [] : answers, in: &frame)
    }

    /// A box over the text with a title and lines, of which those from `top` show.
    private func panel(_ title: String, _ lines: [String], top: Int, selected: Int?, in frame: inout Frame) {
        let height = max(0, frame.size.rows - 3)
        let rect = Rect(row: 1, column: 0, rows: height, columns: frame.size.columns)
        frame.fill(rect, style: Style(.panel))
        frame.fill(Rect(row: 0, column: 0, rows: 1, columns: frame.size.columns), style: Style(.title))
        frame.put(
            " " + title, at: Position(row: 0, column: 0), style: Style(.title, .bold), maxWidth: frame.size.columns)
        for row in 0..<height {
            let index = top + row
            guard index < lines.count else { break }
            let style = index == selected ? Style(.selection) : Style(.panel)
            if index == selected {
                frame.fill(Rect(row: row + 1, column: 0, rows: 1, columns: frame.size.columns), style: style)
            }
            frame.put(
                lines[index], at: Position(row: row + 1, column: 1), style: style, maxWidth: frame.size.columns - 2,
                overflow: .mark)
        }
        frame.cursor = nil
    }

    private func draw(_ palette: Palette, in frame: inout Frame) {
        let entries = palette.entries(editor.keys)
        let rect = Palette.rect(entries: entries.count, on: frame.size)
        let (left, width, height) = (rect.origin.column, rect.size.columns, rect.size.rows)
        guard width > 10, height > 2 else { return }
        frame.fill(rect, style: Style(.panel))
        let used = frame.put(
            " > ", at: Position(row: 2, column: left), style: Style(.panel, .bold))
        frame.put(
            palette.input.text, at: Position(row: 2, column: left + used), style: Style(.panel), maxWidth: width - used)
        let cursor = left + used + Visible.width(String(palette.input.text.prefix(palette.input.cursor)))
        frame.cursor = Position(row: 2, column: min(cursor, left + width - 1))
        let rows = height - 2
        let top = palette.top(rows: height)
        if entries.isEmpty {
            frame.put(" no command of that name", at: Position(row: 3, column: left), style: Style(.panel, .dim))
        }
        for row in 0..<max(0, rows) where top + row < entries.count {
            let entry = entries[top + row]
            let style = Style(top + row == palette.selected ? .selection : .panel)
            frame.fill(Rect(row: 3 + row, column: left, rows: 1, columns: width), style: style)
            frame.put(" " + entry.title, at: Position(row: 3 + row, column: left), style: style, maxWidth: width - 12)
            let keyWidth = Visible.width(entry.key)
            frame.put(entry.key, at: Position(row: 3 + row, column: left + width - keyWidth - 1), style: style)
        }
    }

    // MARK: The HTTP panel

    private func draw(_ panel: TrafficPanel, in frame: inout Frame) {
        let exchanges = editor.exchanges
        guard let exchange = panel.exchange(of: exchanges) else {
            self.panel("HTTP", ["", "No request has been sent yet."], top: 0, selected: nil, in: &frame)
            return
        }
        if panel.isOpen {
            self.panel(
                "HTTP  \(exchange.method) \(exchange.path)  (Esc back, y copies a curl command)", exchange.details,
                top: panel.top, selected: nil, in: &frame)
        } else {
            let height = max(1, frame.size.rows - 3)
            let index = exchanges.count - 1 - min(panel.selected, exchanges.count - 1)
            let lines = exchanges.map { $0.summary(clock: editor.clock($0.at), width: frame.size.columns - 2) }
            self.panel(
                "HTTP  newest last  (Enter opens, y copies a curl command, Esc closes)", lines,
                top: max(0, min(index - height / 2, lines.count - height)), selected: index, in: &frame)
        }
    }
}
