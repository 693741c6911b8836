/// Words by offset: runs of letters and digits, of punctuation, of one CJK script, of emoji. Blanks belong to no word, and
/// line ends stop a movement. Offsets are grapheme boundaries. The cost is the distance moved.
extension Rope {
    /// The end of the word behind an offset. At the end of a line: into the next one.
    public func nextWord(after byte: Int) -> Int {
        var walker = WordWalker(self)
        var offset = byte
        offset += walker.terminatorLength(at: offset)
        offset = walker.end(of: .blank, from: offset)
        guard let kind = walker.unit(at: offset)?.kind, kind != .lineBreak else { return offset }
        return roundedUp(walker.end(of: kind, from: offset))
    }

    /// The start of the word before an offset. At the start of a line: into the one before.
    public func previousWord(before byte: Int) -> Int {
        var walker = WordWalker(self)
        var offset = byte
        offset -= walker.terminatorLength(before: offset)
        offset = walker.start(of: .blank, from: offset)
        guard let kind = walker.unit(before: offset)?.kind, kind != .lineBreak else { return offset }
        return roundedDown(walker.start(of: kind, from: offset))
    }

    /// The word, or the run of blanks, around an offset; at the end of a line the one before it. Empty on an empty line.
    public func wordRange(at byte: Int) -> Range<Int> {
        let byte = roundedDown(byte)
        var walker = WordWalker(self)
        var kind = walker.unit(at: byte)?.kind
        if kind == nil || kind == .lineBreak { kind = walker.unit(before: byte)?.kind }
        guard let kind, kind != .lineBreak else { return byte..<byte }
        let start = roundedDown(walker.start(of: kind, from: byte))
        return start..<max(start, roundedUp(walker.end(of: kind, from: byte)))
    }
}

/// Steps through a rope by scalars with what attaches to them.
private struct WordWalker {
    private var cursor: ByteCursor
    private let count: Int

    init(_ rope: Rope) {
        cursor = ByteCursor(rope)
        count = rope.byteCount
    }

    /// The scalar at an offset with the marks behind it; nil at the end.
    mutating func unit(at offset: Int) -> (kind: WordClass, end: Int)? {
        guard offset < count else { return nil }
        if terminatorLength(at: offset) > 0 { return (.lineBreak, offset + terminatorLength(at: offset)) }
        let first = cursor.scalar(at: offset, end: count)
        var end = offset + first.length
        while end < count {
            let next = cursor.scalar(at: end, end: count)
            guard let scalar = next.scalar, WordClass(scalar) == nil else { break }
            end += next.length
        }
        return (first.scalar.flatMap { WordClass($0) } ?? .punctuation, end)
    }

    /// The scalar before an offset, reached over the marks behind it; nil at the start.
    mutating func unit(before offset: Int) -> (kind: WordClass, start: Int)? {
        guard offset > 0 else { return nil }
        if terminatorLength(before: offset) > 0 { return (.lineBreak, offset - terminatorLength(before: offset)) }
        var start = offset
        while start > 0 {
            let previous = cursor.scalar(before: start, start: 0)
            let kind = previous.scalar.map { WordClass($0) } ?? .punctuation
            // Marks at the start of a line have nothing to attach to.
            if kind == .lineBreak { break }
            start -= previous.length
            if let kind { return (kind, start) }
        }
        return (.punctuation, start)
    }

    mutating func end(of kind: WordClass, from offset: Int) -> Int {
        var end = offset
        while let unit = unit(at: end), unit.kind == kind { end = unit.end }
        return end
    }

    mutating func start(of kind: WordClass, from offset: Int) -> Int {
        var start = offset
        while let unit = unit(before: start), unit.kind == kind { start = unit.start }
        return start
    }

    /// 1 for LF, 2 for CRLF, 0 for anything else.
    mutating func terminatorLength(at offset: Int) -> Int {
        switch cursor.byte(at: offset) {
        case Byte.newline: 1
        case Byte.carriageReturn: cursor.byte(at: offset + 1) == Byte.newline ? 2 : 0
        default: 0
        }
    }

    mutating func terminatorLength(before offset: Int) -> Int {
        guard cursor.byte(at: offset - 1) == Byte.newline else { return 0 }
        return cursor.byte(at: offset - 2) == Byte.carriageReturn ? 2 : 1
    }
}
