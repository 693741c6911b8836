/// What keys do to a text.
extension TextBuffer {
    /// Replaces the selection; the cursor goes behind what was inserted.
    /// - Parameter kind: `.typing` for a key, so that a word typed is one step to undo; `.other` for a paste.
    @discardableResult
    public mutating func insert(_ bytes: [UInt8], at time: Int64, kind: History.Kind = .typing) -> Transaction? {
        replaceSelected(selection.range, with: bytes, at: time, kind: kind)
    }

    /// Starts a line with the terminator of the line that the cursor is on (see ``Rope/terminatorForNewLine(at:)``).
    /// - Parameter keepingIndentation: begin with the blanks that the present line begins with, as far as the cursor.
    @discardableResult
    public mutating func newline(keepingIndentation: Bool, at time: Int64) -> Transaction? {
        let offset = selection.range.lowerBound
        var bytes = rope.terminatorForNewLine(at: offset).bytes
        if keepingIndentation {
            let start = rope.lineStart(rope.line(at: offset))
            bytes += rope.bytes(in: start..<min(rope.indentationEnd(ofLineFrom: start), offset))
        }
        return insert(bytes, at: time)
    }

    /// Deletes the selection, or the grapheme before the cursor.
    @discardableResult
    public mutating func deleteBackward(at time: Int64) -> Transaction? {
        delete(at: time) { rope, head in rope.previousGrapheme(before: head)..<head }
    }

    /// Deletes the selection, or the grapheme behind the cursor.
    @discardableResult
    public mutating func deleteForward(at time: Int64) -> Transaction? {
        delete(at: time) { rope, head in head..<rope.nextGrapheme(after: head) }
    }

    /// Deletes the selection, or to the start of the word before the cursor; at the start of a line only the line end.
    @discardableResult
    public mutating func deleteWordBackward(at time: Int64) -> Transaction? {
        delete(at: time) { rope, head in
            let lineStart = rope.lineStart(rope.line(at: head))
            let target = head == lineStart ? rope.previousGrapheme(before: head) : rope.previousWord(before: head)
            return target..<head
        }
    }

    /// Deletes the selection, or to the end of the word behind the cursor; at the end of a line only the line end.
    @discardableResult
    public mutating func deleteWordForward(at time: Int64) -> Transaction? {
        delete(at: time) { rope, head in
            let lineEnd = rope.lineRange(rope.line(at: head)).upperBound
            return head..<(head == lineEnd ? rope.nextGrapheme(after: head) : rope.nextWord(after: head))
        }
    }

    private mutating func delete(at time: Int64, _ target: (Rope, Int) -> Range<Int>) -> Transaction? {
        if !selection.isEmpty { return replaceSelected(selection.range, with: [], at: time, kind: .other) }
        return replaceSelected(target(rope, selection.head), with: [], at: time, kind: .deleting)
    }

    /// Removes the lines that the selection touches, with their terminators. What was cut is the edit's `removed`.
    /// - Returns: nil on an empty last line.
    @discardableResult
    public mutating func cutLine(at time: Int64) -> Transaction? {
        let range = selection.range
        let first = rope.line(at: range.lowerBound)
        var last = rope.line(at: range.upperBound)
        // A selection that ends at the start of a line does not touch it.
        if last > first, rope.lineStart(last) == range.upperBound { last -= 1 }
        let lines = rope.lineStart(first)..<rope.lineRangeWithTerminator(last).upperBound
        return replaceSelected(lines, with: [], at: time, kind: .other)
    }

    /// Replaces every match as one step; the number of replacements is the number of edits.
    @discardableResult
    public mutating func replaceAll(_ search: Search, with bytes: [UInt8], at time: Int64) -> Transaction? {
        let inserted = Rope(bytes)
        // Matches are of few kinds: each kind's text is kept once, however often it is found.
        var removed: [[UInt8]: Rope] = [:]
        let edits = search.matches(in: rope).map { range in
            let bytes = rope.bytes(in: range)
            let text = removed[bytes] ?? Rope(bytes)
            removed[bytes] = text
            return Edit(range: range, removed: text, inserted: inserted)
        }
        return edit(edits, at: time)
    }

    private mutating func replaceSelected(
        _ range: Range<Int>, with bytes: [UInt8], at time: Int64, kind: History.Kind
    ) -> Transaction? {
        edit(
            [Edit(replacing: range, of: rope, with: Rope(bytes))],
            selecting: Selection(at: range.lowerBound + bytes.count), at: time, kind: kind)
    }
}
