internal import _RopeModule

extension Rope {
    /// The offset of the first byte of a line (from 0, below ``lineCount``).
    public func lineStart(_ line: Int) -> Int {
        precondition(line >= 0 && line < lineCount, "line outside of the text")
        guard line > 0 else { return 0 }
        let (index, ordinal) = tree.find(at: line, in: NewlineMetric(), preferEnd: true)
        return tree.offset(of: index, in: ByteMetric()) + tree[index].offset(afterNewline: ordinal)
    }

    /// The line (from 0) that holds an offset; the end of the text is in the last line.
    public func line(at byte: Int) -> Int {
        guard !isEmpty else {
            precondition(byte == 0, "offset outside of the text")
            return 0
        }
        let (index, offset) = tree.find(at: byte, in: ByteMetric(), preferEnd: true)
        return tree.offset(of: index, in: NewlineMetric()) + tree[index].newlines(before: offset)
    }

    /// The bytes of a line with its terminator, where it has one.
    public func lineRangeWithTerminator(_ line: Int) -> Range<Int> {
        let start = lineStart(line)
        return start..<(line + 1 < lineCount ? lineStart(line + 1) : byteCount)
    }

    /// The bytes of a line without its terminator (LF or CRLF).
    public func lineRange(_ line: Int) -> Range<Int> {
        let whole = lineRangeWithTerminator(line)
        return whole.lowerBound..<whole.upperBound - (terminator(ofLine: line, whole)?.bytes.count ?? 0)
    }

    /// How a line ends; nil for the last one.
    public func terminator(ofLine line: Int) -> LineTerminator? {
        terminator(ofLine: line, lineRangeWithTerminator(line))
    }

    private func terminator(ofLine line: Int, _ whole: Range<Int>) -> LineTerminator? {
        guard line + 1 < lineCount else { return nil }
        let returnOffset = whole.upperBound - 2
        return returnOffset >= whole.lowerBound && self[returnOffset] == Byte.carriageReturn ? .crlf : .lf
    }

    /// Which terminators the text uses. Constant time: the tree counts them.
    public var lineEnding: LineEnding {
        let summary = tree.summary
        if summary.newlines == 0 { return .none }
        if summary.pairs == 0 { return .lf }
        return summary.pairs == summary.newlines ? .crlf : .mixed
    }

    /// Whether the last line is empty because the text ends with a terminator. False for an empty text.
    public var hasFinalNewline: Bool {
        !isEmpty && self[byteCount - 1] == Byte.newline
    }

    /// The terminator for a new line at an offset: that of its line, else of the line before, else LF.
    public func terminatorForNewLine(at byte: Int) -> LineTerminator {
        let line = line(at: byte)
        return terminator(ofLine: line) ?? (line > 0 ? terminator(ofLine: line - 1) : nil) ?? .lf
    }
}
