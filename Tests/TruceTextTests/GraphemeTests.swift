import Testing
import TruceTestSupport

@testable import TruceText

struct GraphemeTests {
    /// Units as their bytes, `!` behind an invalid one.
    private func units(_ bytes: [UInt8]) -> [String] {
        graphemes(in: bytes).map { span in
            let text = span.isValid ? String(decoding: bytes[span.range], as: UTF8.self) : ""
            let hex = bytes[span.range].map { String($0, radix: 16) }.joined(separator: " ")
            return span.isValid
                ? text.unicodeScalars.map { String($0.value, radix: 16) }.joined(separator: " ") : hex + "!"
        }
    }

    static let table: [(name: String, bytes: [UInt8], units: [String])] = [
        ("nothing", [], []),
        ("ASCII", Array("ab".utf8), ["61", "62"]),
        ("CRLF is one", Array("a\r\nb".utf8), ["61", "d a", "62"]),
        ("a lone CR", Array("a\rb".utf8), ["61", "d", "62"]),
        ("CR, CRLF", Array("\r\r\n".utf8), ["d", "d a"]),
        ("LF, CR", Array("\n\r".utf8), ["a", "d"]),
        ("controls", Array("\u{0}\u{1B}\u{7F}\t".utf8), ["0", "1b", "7f", "9"]),
        ("C1", Array("a\u{85}b".utf8), ["61", "85", "62"]),
        ("combining marks", Array("e\u{301}\u{323}x".utf8), ["65 301 323", "78"]),
        ("a mark alone", Array("\u{301}a".utf8), ["301", "61"]),
        ("a mark behind a line end", Array("\n\u{301}".utf8), ["a", "301"]),
        ("a mark behind CRLF", Array("\r\n\u{301}".utf8), ["d a", "301"]),
        ("precomposed", Array("né".utf8), ["6e", "e9"]),
        ("CJK", Array("漢字".utf8), ["6f22", "5b57"]),
        ("family", Array("👨‍👩‍👧x".utf8), ["1f468 200d 1f469 200d 1f467", "78"]),
        ("skin", Array("👍🏽👍".utf8), ["1f44d 1f3fd", "1f44d"]),
        ("flags", Array("🇩🇪🇫🇷🇮".utf8), ["1f1e9 1f1ea", "1f1eb 1f1f7", "1f1ee"]),
        ("keycap", Array("1\u{FE0F}\u{20E3}2".utf8), ["31 fe0f 20e3", "32"]),
        ("Hangul jamo", Array("\u{1100}\u{1161}\u{11A8}\u{1100}".utf8), ["1100 1161 11a8", "1100"]),
        ("Hangul syllables", Array("한글".utf8), ["d55c", "ae00"]),
        ("conjunct", Array("क्षि".utf8), ["915 94d 937 93f"]),
        ("prepended mark", Array("\u{600}1a".utf8), ["600 31", "61"]),
        ("bidi control", Array("a\u{202E}b".utf8), ["61", "202e", "62"]),
        ("zero width space", Array("a\u{200B}b".utf8), ["61", "200b", "62"]),
        ("joiner alone", Array("\u{200D}".utf8), ["200d"]),
        ("byte order mark", Array("\u{FEFF}a".utf8), ["feff", "61"]),
        ("invalid bytes", [0x61, 0xFF, 0xFE, 0x62], ["61", "ff!", "fe!", "62"]),
        ("a lone continuation", [0x80, 0xBF], ["80!", "bf!"]),
        ("cut off at the end", [0x61, 0xE2, 0x82], ["61", "e2!", "82!"]),
        ("cut off inside", [0xF0, 0x9F, 0x61], ["f0!", "9f!", "61"]),
        ("overlong", [0xC0, 0xAF, 0xE0, 0x80, 0xAF], ["c0!", "af!", "e0!", "80!", "af!"]),
        ("surrogate", [0xED, 0xA0, 0x80], ["ed!", "a0!", "80!"]),
        ("above U+10FFFF", [0xF4, 0x90, 0x80, 0x80], ["f4!", "90!", "80!", "80!"]),
        ("no mark attaches to an invalid byte", [0xFF, 0xCC, 0x81], ["ff!", "301"]),
        ("an invalid byte ends a cluster", [0x65, 0xFF, 0xCC, 0x81], ["65", "ff!", "301"]),
    ]

    @Test(arguments: table)
    func `bytes fall into units`(name: String, bytes: [UInt8], units expected: [String]) {
        #expect(units(bytes) == expected)
    }

    @Test(arguments: 1...20)
    func `well-formed text breaks where the standard library breaks it`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let text = String(decoding: random.awkwardBytes(300), as: UTF8.self)
        let expected = text.map { $0.utf8.count }
        #expect(graphemes(in: Array(text.utf8)).map(\.range.count) == expected)
    }

    @Test func `scalars called plain never join each other`() {
        // Each with a letter before and behind it is enough: joining depends on classes, and letters are of the plainest.
        for value in UInt32(0)...0xFFFF {
            guard let scalar = Unicode.Scalar(value), isPlain(scalar), scalar != "\r", scalar != "\n" else { continue }
            var text = String.UnicodeScalarView()
            text.append(contentsOf: ["a", scalar, "漢", scalar, scalar, "b"])
            #expect(String(text).count == 6, "U+\(String(value, radix: 16))")
        }
    }

    /// Lines on which stepping back has far to go, or nothing to hold on to.
    static let hardLines: [(name: String, bytes: [UInt8])] = [
        ("marks", Array(("a" + String(repeating: "\u{301}", count: 4000)).utf8)),
        ("flags", Array(String(repeating: "🇩🇪", count: 700).utf8)),
        ("flags behind a letter", Array(("x\n12" + String(repeating: "🇩🇪", count: 700)).utf8)),
        ("joined emoji", Array(String(repeating: "👩\u{200D}", count: 700).utf8)),
        ("viramas", Array(String(repeating: "क्", count: 900).utf8)),
        ("three-byte marks", Array(("\n\n字" + String(repeating: "\u{20D0}", count: 1500) + "b").utf8)),
        ("continuations", [UInt8](repeating: 0x80, count: 3000)),
        ("CRs", [UInt8](repeating: 0x0D, count: 3000) + [0x0A]),
        ("CJK", Array(String(repeating: "漢字かな", count: 500).utf8)),
        ("marks and lines", Array(String(repeating: "\u{301}\u{302}\n\u{20D0}", count: 500).utf8)),
        (
            "marks with letters apart",
            Array(String(repeating: "q" + String(repeating: "\u{301}", count: 450), count: 5).utf8)
        ),
    ]

    private func checkLocal(_ bytes: [UInt8], step: Int) {
        let rope = Rope(bytes)
        let spans = graphemes(in: bytes)
        #expect(spans.map(\.range.count).reduce(0, +) == bytes.count)
        #expect(spans.allSatisfy { $0.range.count <= 2 * GraphemeInterval.length + 8 })
        var index = 0
        for offset in stride(from: 0, to: bytes.count, by: step) {
            while spans[index].range.upperBound <= offset { index += 1 }
            let span = spans[index]
            #expect(rope.graphemeSpan(at: offset) == span, "offset \(offset)")
            #expect(rope.nextGrapheme(after: offset) == span.range.upperBound)
            #expect(rope.roundedDown(offset) == span.range.lowerBound)
            #expect(rope.roundedUp(offset) == (offset == span.range.lowerBound ? offset : span.range.upperBound))
            #expect(rope.previousGrapheme(before: span.range.upperBound) == span.range.lowerBound)
        }
        #expect(rope.nextGrapheme(after: bytes.count) == bytes.count)
        #expect(rope.previousGrapheme(before: 0) == 0)
        #expect(rope.graphemeCount(in: 0..<bytes.count) == spans.count)
        #expect(rope.graphemes(in: 0..<bytes.count) == spans)
        let middle = spans[spans.count / 2].range.lowerBound
        #expect(rope.graphemeCount(in: middle..<bytes.count) == spans.count - spans.count / 2)
        #expect(rope.graphemeCount(in: 0..<middle) == spans.count / 2)
    }

    @Test(arguments: hardLines)
    func `every way to a boundary finds the same one on hard lines`(name: String, bytes: [UInt8]) {
        checkLocal(bytes, step: 211)
    }

    @Test(arguments: 1...8)
    func `every way to a boundary finds the same one on awkward text`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        checkLocal(random.awkwardBytes(1500), step: 1)
    }

    @Test(arguments: 1...6)
    func `every way to a boundary finds the same one among marks and flags`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let marks = ["\u{301}", "\u{20D0}", "🇩", "\u{200D}", "\u{1F3FD}"].map { Array($0.utf8) }
        var bytes: [UInt8] = []
        while bytes.count < 6000 {
            bytes += random.below(150) == 0 ? awkwardPieces[random.below(awkwardPieces.count)] : marks[random.below(5)]
        }
        checkLocal(bytes, step: 101)
    }

    @Test(arguments: 1...40)
    func `validity is the standard library's`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var bytes = random.awkwardBytes(40)
        if seed % 2 == 0 { bytes = Array(String(decoding: bytes, as: UTF8.self).utf8) }
        if seed % 4 == 0 { bytes.removeLast() }
        let isValid = String(validating: bytes, as: UTF8.self) != nil
        let first = firstInvalidByte(in: bytes)
        #expect((first == nil) == isValid)
        #expect(Rope(bytes).firstInvalidByte() == first)
        if let first { #expect(String(validating: bytes[..<first], as: UTF8.self) != nil) }
    }

    @Test func `validity sees over the borders of chunks`() {
        let bytes = Array(String(repeating: "a漢é🇩", count: 2000).utf8)
        #expect(Rope(bytes).firstInvalidByte() == nil)
        for offset in stride(from: 1500, to: 4000, by: 11) {
            var broken = bytes
            broken[offset] = 0xFF
            let rope = Rope(broken)
            #expect(rope.firstInvalidByte() == firstInvalidByte(in: broken))
        }
        #expect(firstInvalidByte(in: bytes.dropLast()) == bytes.count - 4)
    }
}
