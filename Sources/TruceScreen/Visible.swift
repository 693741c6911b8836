/// Text as it may be shown: nothing that a terminal acts upon, nothing that cannot be seen.
public enum Visible {
    /// Cuts UTF-8 into graphemes and calls `body` with the byte range and the drawn form of each, in order, until `body`
    /// returns false.
    ///
    /// Graphemes are extended grapheme clusters (UAX 29), as `Character` has them; each byte that is not part of well-formed
    /// UTF-8 is one by itself. Linear in the bytes that are looked at.
    public static func forEachGlyph(in bytes: Span<UInt8>, _ body: (Range<Int>, Glyph) -> Bool) {
        var start = 0
        while start < bytes.count {
            let end = graphemeEnd(in: bytes, from: start)
            guard body(start..<end, Glyph(bytes.extracting(start..<end))) else { return }
            start = end
        }
    }

    /// The end of the grapheme that begins at byte `start`, which must be below the count.
    public static func graphemeEnd(in bytes: Span<UInt8>, from start: Int) -> Int {
        let first = bytes[start]
        let second = start + 1
        if first < 0x80, second == bytes.count || bytes[second] < 0x80 {
            return first == 0x0D && second < bytes.count && bytes[second] == 0x0A ? second + 1 : second
        }
        guard let (scalar, length) = bytes.scalar(at: start) else { return second }
        var recognizer = Unicode._CharacterRecognizer()
        _ = recognizer.hasBreak(before: scalar)
        var end = start + length
        while end < bytes.count, let (next, length) = bytes.scalar(at: end), !recognizer.hasBreak(before: next) {
            end += length
        }
        return end
    }

    /// Cells that the text takes when it is drawn.
    public static func width(_ text: String) -> Int { width(text.utf8.span) }

    /// Cells that UTF-8 takes when it is drawn.
    public static func width(_ bytes: Span<UInt8>) -> Int {
        var width = 0
        forEachGlyph(in: bytes) { _, glyph in
            width += glyph.width
            return true
        }
        return width
    }

    /// The text as a plain terminal may print it: the drawn forms one after the other, newlines and tabs as they are.
    public static func string(_ text: String) -> String { string(text.utf8.span) }

    /// UTF-8, or what should be, as a plain terminal may print it: the drawn forms one after the other, newlines and tabs as
    /// they are. Linear; a run of printable ASCII is copied as a whole.
    public static func string(_ bytes: Span<UInt8>) -> String {
        var result = ""
        result.reserveCapacity(bytes.count)
        var start = 0
        while start < bytes.count {
            let plain = plainEnd(in: bytes, from: start)
            if plain > start {
                bytes.extracting(start..<plain).withUnsafeBufferPointer {
                    result += String(decoding: $0, as: UTF8.self)
                }
                start = plain
            } else {
                var end = graphemeEnd(in: bytes, from: start)
                // Of CR LF, one grapheme, the LF stays.
                if bytes[start] == 0x0D { end = start + 1 }
                result += Glyph(bytes.extracting(start..<end)).text
                start = end
            }
        }
        return result
    }

    /// The end of the run of printable ASCII, tabs and newlines from `start` that no other byte can join: before a byte that
    /// is not ASCII one of them is left, since a mark may stand there.
    private static func plainEnd(in bytes: Span<UInt8>, from start: Int) -> Int {
        var end = start
        while end < bytes.count {
            let byte = bytes[end]
            guard (byte >= 0x20 && byte < 0x7F) || byte == 0x0A || byte == 0x09 else { break }
            end += 1
        }
        guard end < bytes.count, bytes[end] >= 0x80, end > start, bytes[end - 1] >= 0x20 else { return end }
        return end - 1
    }
}
