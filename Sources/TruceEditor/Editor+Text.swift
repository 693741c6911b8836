import TruceDocument
public import TruceScreen
import TruceText

/// Editing the person's own text.
extension Editor {
    /// The rows and columns of the text: below the title, above status and keys, right of the line numbers.
    public var textRect: Rect {
        let gutter = Self.gutterWidth(lines: area.rope.lineCount)
        return Rect(row: 1, column: gutter, rows: max(0, size.rows - 3), columns: max(0, size.columns - gutter))
    }

    /// Cells of the line numbers with the room to the text.
    public static func gutterWidth(lines: Int) -> Int { max(3, String(lines).count) + 2 }

    mutating func handleText(_ input: Input, at now: Timestamp) -> [Effect] {
        switch input {
        case .key(let key):
            if let action = keys.action(for: key, in: .text) { return perform(action, at: now) }
            if key == .escape {
                say("")
                return []
            }
            guard let command = EditCommand(key) else {
                if key.isCommand { say(key.isUnbound) }
                return []
            }
            return run(command, at: now)
        case .paste(let bytes):
            let terminator = area.rope.terminatorForNewLine(at: area.cursor)
            return type(terminator.normalizing(bytes), at: now)
        case .pasteTooLong(let count):
            fail("A paste of \(count) bytes is too long: nothing was pasted")
            return []
        case .mouse(let event): return handle(event)
        case .focus: return []
        }
    }

    mutating func type(_ bytes: [UInt8], at now: Timestamp) -> [Effect] { run(.insert(bytes), at: now) }

    mutating func run(_ command: EditCommand, at now: Timestamp) -> [Effect] {
        if phase != .ready, !command.onlyMoves {
            say("The text is still being read")
            return []
        }
        if mergeBarrier?.stops(command, at: area.buffer.history.state) == true {
            say("^Z again takes back the merge, theirs with it")
            return []
        }
        let done = area.perform(command, pageRows: textRect.size.rows, at: now.milliseconds)
        notice = Notice(text: done.message ?? "")
        revealCursor()
        if let copied = done.copied { clipboard = copied }
        return journal(done.edits) + (done.copied.map { [.copy($0)] } ?? [])
    }

    /// The edits as the journal wants them: each in the coordinates it applies to.
    func journal(_ edits: [Edit]) -> [Effect] {
        edits.map { .journal(.edited(range: $0.range, $0.inserted)) }
    }

    mutating func revealCursor() {
        let rect = textRect
        area.revealCursor(rows: rect.size.rows, width: rect.size.columns)
    }

    private mutating func handle(_ event: MouseEvent) -> [Effect] {
        let rect = textRect
        let line = area.top + event.position.row - rect.origin.row
        let column = area.left + event.position.column - rect.origin.column
        switch event.kind {
        case .wheelUp: area.scroll(by: -3)
        case .wheelDown: area.scroll(by: 3)
        case .press(let clicks) where event.button == .left && rect.rows.contains(event.position.row):
            area.point(line: line, column: column, clicks: clicks, extend: event.modifiers.contains(.shift))
        case .drag where event.button == .left:
            area.point(line: line, column: column, clicks: 1, extend: true)
            revealCursor()
        default: break
        }
        return []
    }

    // MARK: Find

    /// Selects the next match of what was last looked for.
    mutating func findAgain(backwards: Bool) {
        guard let search = lastSearch else {
            say("^F looks for something first")
            return
        }
        let selection = activeArea.selection.range
        select(search, from: backwards ? selection.lowerBound : selection.upperBound, backwards: backwards)
    }

    /// Selects the match that a search finds from byte `start`; says so where there is none, and returns false.
    @discardableResult
    mutating func select(_ search: Search, from start: Int, backwards: Bool = false) -> Bool {
        guard let match = search.firstMatch(in: activeArea.rope, from: start, backwards: backwards) else {
            let text = String(decoding: search.pattern, as: UTF8.self)
            say(text.isEmpty ? "" : "'\(text)' is not in the text")
            return false
        }
        changeActiveArea { $0.select(match.range) }
        say(match.hasWrapped ? (backwards ? "Found from the end again" : "Found from the beginning again") : "")
        return true
    }

    /// Changes the cursor of the text that has it, and shows it.
    mutating func changeActiveArea(_ change: (inout TextArea) -> Void) {
        if isResolving {
            resolver?.changeEditing(change, size: size)
        } else {
            change(&area)
            revealCursor()
        }
    }
}

extension EditCommand {
    /// Whether it leaves the text as it is.
    var onlyMoves: Bool {
        switch self {
        case .move, .copy, .selectAll: true
        case .insert, .newline, .tab, .deleteBackward, .deleteForward, .deleteWordBackward, .deleteWordForward, .cut,
            .cutLine, .undo, .redo, .replaceAll:
            false
        }
    }
}
