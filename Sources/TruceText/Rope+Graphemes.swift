/// Graphemes by offset. Each costs a few lookups and a window of at most about 2 KB, however long the line is.
extension Rope {
    /// The grapheme or invalid byte that holds an offset below ``byteCount``.
    public func graphemeSpan(at byte: Int) -> GraphemeSpan {
        precondition(byte >= 0 && byte < byteCount, "offset outside of the text")
        var scanner = scanner(near: byte)
        while let span = scanner.next() {
            if span.range.upperBound > byte { return span }
        }
        // Its spans tile the text from where it starts to the end, so one of them holds the offset.
        preconditionFailure("the scanner starts at or before an offset inside of the text and ends behind it")
    }

    /// The first grapheme boundary behind an offset; the end of the text has none behind it.
    public func nextGrapheme(after byte: Int) -> Int {
        guard byte < byteCount else { return byteCount }
        var cursor = ByteCursor(self)
        let first = cursor.byte(at: byte)
        if first < 0x80, first != Byte.carriageReturn, cursor.byte(at: byte + 1) < 0x80 { return byte + 1 }
        return graphemeSpan(at: byte).range.upperBound
    }

    /// The last grapheme boundary before an offset; the start of the text has none before it.
    public func previousGrapheme(before byte: Int) -> Int {
        byte > 0 ? roundedDown(byte - 1) : 0
    }

    /// The last grapheme boundary at or before an offset.
    public func roundedDown(_ byte: Int) -> Int {
        guard byte > 0, byte < byteCount else { return byte }
        var cursor = ByteCursor(self)
        let first = cursor.byte(at: byte)
        if first < 0x80, first != Byte.newline, cursor.byte(at: byte - 1) < 0x80 { return byte }
        return graphemeSpan(at: byte).range.lowerBound
    }

    /// The first grapheme boundary at or behind an offset.
    public func roundedUp(_ byte: Int) -> Int {
        let down = roundedDown(byte)
        return down == byte ? byte : nextGrapheme(after: down)
    }

    /// The number of graphemes of a range that starts and ends at boundaries: a column, from the start of the line. Linear
    /// in the range, at a stride over ASCII.
    public func graphemeCount(in range: Range<Int>) -> Int {
        guard !range.isEmpty else { return 0 }
        var scanner = scanner(near: range.lowerBound)
        while scanner.position < range.lowerBound, scanner.next() != nil {}
        return scanner.count(upTo: range.upperBound)
    }

    /// The graphemes of a range that starts and ends at boundaries; their ranges are relative to its start, as for bytes.
    public func graphemes(in range: Range<Int>) -> [GraphemeSpan] {
        guard !range.isEmpty else { return [] }
        var scanner = scanner(near: range.lowerBound)
        while scanner.position < range.lowerBound, scanner.next() != nil {}
        var spans: [GraphemeSpan] = []
        while scanner.position < range.upperBound, let span = scanner.next() {
            let lower = span.range.lowerBound - range.lowerBound
            spans.append(GraphemeSpan(range: lower..<lower + span.range.count, isValid: span.isValid))
        }
        return spans
    }

    /// A scanner that starts at a boundary at or before an offset, and close to it.
    private func scanner(near byte: Int) -> GraphemeScanner<ByteCursor> {
        let origin = lineStart(line(at: byte))
        var cursor = ByteCursor(self)
        // Into the middle of a scalar the way leads over its start.
        var offset = byte
        while offset > origin, byte - offset < 3, cursor.byte(at: offset) & 0xC0 == 0x80 { offset -= 1 }
        if offset + cursor.scalar(at: offset, end: byteCount).length <= byte { offset = byte }

        let multiple = GraphemeInterval.floor(offset, from: origin)
        let limit = max(origin, multiple - GraphemeInterval.length + 1)
        var right = cursor.scalar(at: offset, end: byteCount)
        var candidate = offset
        var cut = offset
        while candidate > origin, candidate >= limit {
            if candidate >= multiple { cut = candidate }
            let left = cursor.scalar(before: candidate, start: origin)
            if isCertainBoundary(between: left, and: right) {
                return GraphemeScanner(cursor, origin: origin, start: candidate, certain: candidate, end: byteCount)
            }
            right = left
            candidate -= left.length
        }
        if candidate <= origin {
            return GraphemeScanner(cursor, origin: origin, start: origin, certain: origin, end: byteCount)
        }
        return GraphemeScanner(cursor, origin: origin, start: cut, certain: multiple, end: byteCount)
    }
}
