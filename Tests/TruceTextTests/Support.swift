import TruceTestSupport

@testable import TruceText

extension SeededGenerator {
    mutating func below(_ bound: Int) -> Int {
        Int.random(in: 0..<bound, using: &self)
    }

    mutating func range(in bound: Int, upTo length: Int) -> Range<Int> {
        let lower = below(bound + 1)
        return lower..<lower + below(min(length, bound - lower) + 1)
    }
}

/// Bits of text that meet in ways that break: line ends, clusters, broken UTF-8.
let awkwardPieces: [[UInt8]] =
    [
        "a", "b", "Hello ", "\n", "\r", "\r\n", "\t", " ", "é", "e\u{301}", "\u{301}", "漢", "字", "ひら", "カナ", "한글",
        "\u{1100}\u{1161}\u{11A8}", "👨‍👩‍👧", "👍🏽", "🇩🇪", "🇫", "\u{200D}", "\u{200B}", "\u{202E}", "\u{FEFF}", "\u{600}1",
        "क्षि", "\u{E000}", "ß", "\u{0}", "\u{7F}", "\u{85}",
    ].map { Array($0.utf8) } + [[0xFF], [0x80], [0xE2, 0x82], [0xF0, 0x9F], [0xC0, 0xAF], [0xED, 0xA0, 0x80]]

extension SeededGenerator {
    /// Awkward text of about this many bytes.
    mutating func awkwardBytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count { bytes += awkwardPieces[below(awkwardPieces.count)] }
        return bytes
    }
}

/// A text with its selection drawn into it: `Hel[lo|] world`, `[|lo]`, or `|` for a cursor.
struct Marked: CustomStringConvertible {
    let bytes: [UInt8]
    let selection: Selection

    init(_ drawn: String) {
        var bytes: [UInt8] = []
        var head: Int?
        var anchor: Int?
        var closing: Int?
        for byte in drawn.utf8 {
            switch byte {
            case UInt8(ascii: "["): anchor = bytes.count
            case UInt8(ascii: "]"): closing = bytes.count
            case UInt8(ascii: "|"): head = bytes.count
            default: bytes.append(byte)
            }
        }
        self.bytes = bytes
        let cursor = head ?? 0
        selection = Selection(anchor: (cursor == anchor ? closing : anchor) ?? cursor, head: cursor)
    }

    init(_ buffer: TextBuffer) {
        bytes = buffer.rope.allBytes
        selection = buffer.selection
    }

    var buffer: TextBuffer {
        var buffer = TextBuffer(Rope(bytes))
        buffer.select(selection)
        return buffer
    }

    var description: String {
        var drawn = ""
        for offset in 0...bytes.count {
            if selection.isEmpty {
                if selection.head == offset { drawn += "|" }
            } else {
                if offset == selection.head, offset == selection.range.upperBound { drawn += "|" }
                if offset == selection.range.upperBound { drawn += "]" }
                if offset == selection.range.lowerBound { drawn += "[" }
                if offset == selection.head, offset == selection.range.lowerBound { drawn += "|" }
            }
            guard offset < bytes.count else { break }
            drawn.unicodeScalars.append(Unicode.Scalar(bytes[offset]))
        }
        // The bytes stand in the scalars one by one, so that a cursor can be drawn between any two.
        return String(decoding: drawn.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }, as: UTF8.self)
    }
}

extension Rope {
    /// The pieces that the text is kept in.
    var pieces: [[UInt8]] {
        var pieces: [[UInt8]] = []
        forEachChunk(in: 0..<byteCount) { span, _ in
            pieces.append(span.withUnsafeBufferPointer { Array($0) })
            return true
        }
        return pieces
    }
}
