public import TruceText

/// A text being edited together with the part of it that shows.
public struct TextArea: Sendable, Equatable {
    public private(set) var buffer: TextBuffer
    /// The first line that shows, from 0.
    public private(set) var top = 0
    /// The first cell of the lines that shows.
    public private(set) var left = 0
    /// The cell that vertical moves aim at.
    private var goalColumn: Int?
    /// What a tab inserts.
    public var indentation: [UInt8] = [9]

    /// What a command did.
    public struct Done {
        /// In the order to apply them one after the other: from the end of the text to its beginning.
        public var edits: [Edit] = []
        /// What goes to the clipboard.
        public var copied: [UInt8]?
        /// What the status row should say.
        public var message: String?
    }

    public init(_ rope: Rope, cursor: Int = 0) {
        buffer = TextBuffer(rope)
        buffer.select(Selection(at: cursor))
    }

    public static func == (left: TextArea, right: TextArea) -> Bool {
        left.buffer.rope == right.buffer.rope && left.buffer.selection == right.buffer.selection
            && left.top == right.top && left.left == right.left
    }

    public var rope: Rope { buffer.rope }
    public var selection: Selection { buffer.selection }
    /// The byte where the cursor is.
    public var cursor: Int { buffer.selection.head }

    /// The line of the cursor, from 0, and its cell in the line.
    public var cursorPlace: (line: Int, column: Int) {
        let line = rope.line(at: cursor)
        let range = rope.lineRange(line)
        return (line, LineLayout(rope.bytes(in: range)).column(ofByte: cursor - range.lowerBound))
    }

    mutating func load(_ bytes: [UInt8]) { buffer.load(bytes) }

    /// The text as it is, to be saved.
    mutating func snapshot() -> TextBuffer.Snapshot { buffer.snapshot() }

    mutating func markSaved(_ snapshot: TextBuffer.Snapshot) { buffer.markSaved(snapshot) }

    /// Selects bytes `range`, the cursor at its end.
    mutating func select(_ range: Range<Int>) {
        goalColumn = nil
        buffer.select(Selection(anchor: range.lowerBound, head: range.upperBound))
    }

    /// Places the cursor at a cell of a line, both from 0; the nearest place where there is none.
    mutating func place(line: Int, column: Int, extend: Bool) {
        goalColumn = nil
        moveCursor(line: line, column: column, extend: extend)
    }

    /// Shows another text, of which nothing can be undone, and scrolls no further than the cursor wants.
    mutating func show(_ rope: Rope, cursor: Int) {
        goalColumn = nil
        buffer = TextBuffer(rope)
        buffer.select(Selection(at: cursor))
    }

    /// Replaces the whole text as one step that undo takes back.
    mutating func replaceAll(with rope: Rope, at time: Int64) -> Done {
        goalColumn = nil
        let cursor = min(self.cursor, rope.byteCount)
        let (prefix, suffix) = commonEnds(self.rope, rope)
        let range = prefix..<self.rope.byteCount - suffix
        let inserted = rope.slice(prefix..<rope.byteCount - suffix)
        let transaction = buffer.edit(
            [Edit(replacing: range, of: self.rope, with: inserted)], selecting: Selection(at: cursor), at: time)
        return Done(transaction)
    }

    /// - Parameters:
    ///   - pageRows: rows that the text shows on, for paging.
    ///   - time: milliseconds, for putting typed characters together into one step of undo.
    mutating func perform(_ command: EditCommand, pageRows: Int, at time: Int64 = 0) -> Done {
        if case .move(let motion, let extend) = command {
            move(motion, extend: extend, pageRows: pageRows)
            return Done()
        }
        goalColumn = nil
        // Nobody replaces a whole text unawares: how much it was is said.
        let lines = rope.lineCount - (rope.hasFinalNewline ? 1 : 0)
        let isWhole = selection.range == 0..<rope.byteCount && lines > 1
        var done = change(command, at: time)
        if isWhole, !done.edits.isEmpty {
            done.message = "\(lines) lines \(rope.isEmpty ? "deleted" : "replaced") · ^Z"
        }
        return done
    }

    private mutating func change(_ command: EditCommand, at time: Int64) -> Done {
        switch command {
        case .insert(let bytes):
            let isKey = bytes.count <= 4
            return Done(buffer.insert(bytes, at: time, kind: isKey ? .typing : .other))
        case .newline: return Done(buffer.newline(keepingIndentation: true, at: time))
        case .tab: return Done(buffer.insert(indentation, at: time))
        case .deleteBackward: return Done(buffer.deleteBackward(at: time))
        case .deleteForward: return Done(buffer.deleteForward(at: time))
        case .deleteWordBackward: return Done(buffer.deleteWordBackward(at: time))
        case .deleteWordForward: return Done(buffer.deleteWordForward(at: time))
        case .copy where selection.isEmpty: return Done(message: "^Q quits")
        case .cut where selection.isEmpty: return Done(message: "^Q quits · ^K cuts the line")
        case .copy: return Done(copied: rope.bytes(in: selection.range))
        case .cut:
            let selected = rope.bytes(in: selection.range)
            return Done(buffer.deleteBackward(at: time), copied: selected)
        case .cutLine:
            let transaction = buffer.cutLine(at: time)
            return Done(transaction, copied: transaction?.edits.first?.removed.allBytes)
        case .selectAll:
            buffer.selectAll()
            return Done()
        case .undo:
            let transaction = buffer.undo()
            return Done(transaction, message: transaction == nil ? "Nothing to undo" : nil)
        case .redo:
            let transaction = buffer.redo()
            return Done(transaction, message: transaction == nil ? "Nothing to redo" : nil)
        case .replaceAll(let search, let bytes):
            let transaction = buffer.replaceAll(search, with: bytes, at: time)
            return Done(transaction, message: "\(transaction?.edits.count ?? 0) replaced · ^Z takes it back")
        case .move: return Done()
        }
    }

    private mutating func move(_ motion: EditCommand.Motion, extend: Bool, pageRows: Int) {
        let page = max(1, pageRows - 1)
        switch motion {
        case .by(let movement):
            goalColumn = nil
            buffer.move(movement, extend: extend)
        case .up: moveLines(-1, extend: extend)
        case .down: moveLines(1, extend: extend)
        case .pageUp:
            top = max(0, top - page)
            moveLines(-page, extend: extend)
        case .pageDown:
            top = min(max(0, rope.lineCount - 1), top + page)
            moveLines(page, extend: extend)
        }
    }

    private mutating func moveLines(_ count: Int, extend: Bool) {
        let (line, column) = cursorPlace
        let goal = goalColumn ?? column
        let target = line + count
        if target < 0 {
            buffer.move(.documentStart, extend: extend)
        } else if target >= rope.lineCount {
            buffer.move(.documentEnd, extend: extend)
        } else {
            moveCursor(line: target, column: goal, extend: extend)
        }
        goalColumn = goal
    }

    private mutating func moveCursor(line: Int, column: Int, extend: Bool) {
        let line = max(0, min(line, rope.lineCount - 1))
        let range = rope.lineRange(line)
        let head = range.lowerBound + LineLayout(rope.bytes(in: range)).byte(atColumn: max(0, column))
        buffer.select(extend ? Selection(anchor: selection.anchor, head: head) : Selection(at: head))
    }

    /// Scrolls so that the cursor shows in a window of `rows` rows and `width` cells.
    mutating func revealCursor(rows: Int, width: Int) {
        let line = rope.line(at: cursor)
        top = min(max(top, line - max(1, rows) + 1), line)
        revealColumn(width: width)
    }

    /// Scrolls sideways so that the cursor shows, with some room around it.
    mutating func revealColumn(width: Int) {
        let column = cursorPlace.column
        let margin = min(8, width / 4)
        if column < width - 1, left == 0 { return }
        if column < left + margin { left = max(0, column - margin) }
        if column >= left + width - 1 { left = column - width + 1 + margin }
        if column < width - 1 - margin { left = 0 }
    }

    /// Takes a press or a drag at a cell of a line, both from 0; a second click selects the word, a third the line.
    mutating func point(line: Int, column: Int, clicks: Int, extend: Bool) {
        place(line: line, column: column, extend: extend)
        if clicks == 2 { select(rope.wordRange(at: cursor)) }
        if clicks >= 3 { select(rope.lineRangeWithTerminator(rope.line(at: cursor))) }
    }

    /// Scrolls by rows and leaves the cursor where it is.
    mutating func scroll(by rows: Int) {
        top = max(0, min(top + rows, rope.lineCount - 1))
    }
}

extension TextArea.Done {
    init(_ transaction: Transaction?, copied: [UInt8]? = nil, message: String? = nil) {
        edits = transaction?.edits.reversed() ?? []
        self.copied = copied
        self.message = message
    }
}

/// How many bytes two texts begin and end with alike, not overlapping in either.
private func commonEnds(_ a: Rope, _ b: Rope) -> (prefix: Int, suffix: Int) {
    let left = a.allBytes
    let right = b.allBytes
    let limit = min(left.count, right.count)
    var prefix = 0
    while prefix < limit, left[prefix] == right[prefix] { prefix += 1 }
    var suffix = 0
    while suffix < limit - prefix, left[left.count - 1 - suffix] == right[right.count - 1 - suffix] { suffix += 1 }
    return (prefix, suffix)
}
