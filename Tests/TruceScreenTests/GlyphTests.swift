import Testing
import TruceTestSupport

@testable import TruceScreen

/// A grapheme, what is drawn, in how many cells, and whether that is a replacement form.
struct GlyphCase: Sendable, CustomTestStringConvertible {
    let bytes: [UInt8]
    let text: String
    let width: Int
    let isReplacement: Bool

    init(_ bytes: [UInt8], _ text: String, _ width: Int, replaced isReplacement: Bool) {
        self.bytes = bytes
        self.text = text
        self.width = width
        self.isReplacement = isReplacement
    }

    static func same(_ grapheme: String, _ width: Int) -> GlyphCase {
        GlyphCase(Array(grapheme.utf8), grapheme, width, replaced: false)
    }

    static func replaced(_ grapheme: String, _ text: String, _ width: Int) -> GlyphCase {
        GlyphCase(Array(grapheme.utf8), text, width, replaced: true)
    }

    var testDescription: String { "\(bytes) \(text)" }
}

@Suite("Glyph") struct GlyphTests {
    private static let kept: [GlyphCase] = [
        .same("a", 1), .same(" ", 1), .same("~", 1), .same("é", 1), .same("e\u{301}", 1), .same("ß", 1), .same("»", 1),
        .same("─", 1), .same("Ω", 1), .same("ж", 1), .same("א", 1), .same("ع", 1), .same("\u{A0}", 1), .same("…", 1),
        .same("漢", 2), .same("字", 2), .same("ｱ", 1), .same("Ａ", 2), .same("한", 2), .same("か\u{3099}", 2),
        .same("\u{3000}", 2),
        .same("😀", 2), .same("⌚", 2), .same("❤", 1), .same("👍", 2), .same("\u{1F3FB}", 2), .same("™", 1),
        .same("a\u{301}\u{302}\u{303}\u{304}", 1), .same("漢\u{301}", 2),
        // Jamo that join, spacing marks and conjuncts in cells of their own
        .same("\u{1112}\u{1161}\u{11AB}", 2), .same("कि", 2), .same("क्ष", 2), .same("กำ", 2),
    ]

    private static let replaced: [GlyphCase] = [
        .replaced("\u{0}", "^@", 2), .replaced("\u{1}", "^A", 2), .replaced("\t", "^I", 2), .replaced("\n", "^J", 2),
        .replaced("\r\n", "^M^J", 4), .replaced("\u{1B}", "^[", 2), .replaced("\u{1F}", "^_", 2),
        .replaced("\u{7F}", "^?", 2),
        .replaced("\u{80}", "<U+0080>", 8), .replaced("\u{85}", "<U+0085>", 8), .replaced("\u{9B}", "<U+009B>", 8),
        .replaced("\u{AD}", "<U+00AD>", 8), .replaced("\u{202E}", "<U+202E>", 8), .replaced("\u{2066}", "<U+2066>", 8),
        .replaced("\u{061C}", "<U+061C>", 8), .replaced("\u{200E}", "<U+200E>", 8),
        .replaced("\u{200B}", "<U+200B>", 8),
        .replaced("\u{200D}", "<U+200D>", 8), .replaced("\u{FEFF}", "<U+FEFF>", 8),
        .replaced("\u{FE0F}", "<U+FE0F>", 8),
        .replaced("\u{2028}", "<U+2028>", 8), .replaced("\u{2029}", "<U+2029>", 8),
        .replaced("\u{FFF9}", "<U+FFF9>", 8),
        .replaced("\u{180E}", "<U+180E>", 8), .replaced("\u{3164}", "<U+3164>", 8), .replaced("\u{34F}", "<U+034F>", 8),
        .replaced("\u{E0041}", "<U+E0041>", 9), .replaced("\u{E000}", "<U+E000>", 8),
        .replaced("\u{378}", "<U+0378>", 8),
        .replaced("\u{FFFE}", "<U+FFFE>", 8), .replaced("\u{10FFFF}", "<U+10FFFF>", 10),
        .replaced("\u{600}", "<U+0600>", 8),
        .replaced("n\u{200D}", "n<U+200D>", 9), .replaced("م\u{200C}", "م<U+200C>", 9),
        .replaced("漢\u{E0100}", "漢<U+E0100>", 11),
        // Emoji on whose width terminals differ
        .replaced("👨\u{200D}👩\u{200D}👧", "👨+", 3), .replaced("👍🏽", "👍+", 3), .replaced("❤\u{FE0F}", "❤+", 2),
        .replaced("1\u{FE0F}\u{20E3}", "1+", 2), .replaced("⌚\u{FE0E}", "⌚+", 3),
        .replaced("🏳\u{FE0F}\u{200D}🌈", "🏳+", 2),
        .replaced("🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}", "🏴+", 3),
        .replaced("🇩🇪", "DE", 2), .replaced("🇩", "<U+1F1E9>", 9),
        // Marks: alone, and too many
        .replaced("\u{301}", "\u{25CC}\u{301}", 1), .replaced("\u{301}\u{302}", "\u{25CC}\u{301}\u{302}", 1),
        .replaced("a\u{301}\u{302}\u{303}\u{304}\u{305}", "a\u{301}\u{302}\u{303}\u{304}+", 2),
        .replaced("a" + String(repeating: "\u{301}", count: 1000), "a\u{301}\u{301}\u{301}\u{301}+", 2),
        GlyphCase([0xFF], "<FF>", 4, replaced: true), GlyphCase([0x80], "<80>", 4, replaced: true),
        GlyphCase([0xE2, 0x82], "<E2><82>", 8, replaced: true), GlyphCase([0xC0, 0x80], "<C0><80>", 8, replaced: true),
        GlyphCase([0xFF, 0xCC, 0x81], "<FF>\u{25CC}\u{301}", 5, replaced: true),
        GlyphCase([], " ", 1, replaced: false),
    ]

    @Test(arguments: kept + replaced) func isDrawn(_ example: GlyphCase) {
        let glyph = Glyph(example.bytes.span)
        #expect(glyph.text == example.text)
        #expect(glyph.width == example.width)
        #expect(glyph.isReplacement == example.isReplacement)
    }

    @Test func charactersAreGraphemes() {
        #expect(Glyph("漢").width == 2)
        #expect(Glyph("\u{202E}").text == "<U+202E>")
        #expect(Glyph("a") == Glyph([0x61].span))
    }

    @Test func noGlyphIsWiderThanABound() {
        let chain = Array(String(repeating: "क्", count: 500).utf8) + Array("क".utf8)
        #expect(Glyph(chain.span).width <= 20)
        #expect(Glyph([UInt8](repeating: 0xFF, count: 100).span).width <= 24)
    }

    /// Draws scalars alone and behind a letter: whatever comes out, no cell holds what a terminal would act upon or draw in
    /// no cell at all. Every scalar but for the ideographs, the syllables and the private planes, of which some.
    @Test(
        arguments: [
            (0...0x33FF, 1), (0x3400...0x9FFF, 61), (0xA000...0xABFF, 1), (0xAC00...0xD7A3, 61), (0xD7A4...0xDFFF, 1),
            (0xE000...0xF8FF, 61), (0xF900...0xFFFF, 1), (0x10000...0x16FFF, 1), (0x17000...0x1AFEF, 61),
            (0x1AFF0...0x1FFFF, 1),
            (0x20000...0xDFFFF, 499), (0xE0000...0xE0FFF, 1), (0xE1000...0x10FFFF, 499),
        ] as [(ClosedRange<UInt32>, Int)]) func scalarsAreSafe(range: ClosedRange<UInt32>, stride step: Int)
    {
        for value in Array(stride(from: range.lowerBound, through: range.upperBound, by: step)) + [range.upperBound] {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let utf8 = Array(String(scalar).utf8)
            if let problem = unsafe(Glyph(utf8.span)) ?? unsafe(Glyph(([0x61] + utf8).span)) {
                Issue.record("U+\(String(value, radix: 16)): \(problem)")
            }
        }
    }

    private func unsafe(_ glyph: Glyph) -> String? {
        guard glyph.width > 0 else { return "no width" }
        return ([glyph.first] + glyph.rest).lazy.compactMap(problem(in:)).first
    }
}

/// What makes a cell unfit for a terminal; nil if nothing does.
func problem(in cell: Cell) -> String? {
    if cell.width == 0 { return cell.scalarCount == 0 ? nil : "a right half with text" }
    guard cell.scalarCount >= 1 else { return "no base" }
    for index in 0..<cell.scalarCount {
        let properties = cell.scalar(index).properties
        switch properties.generalCategory {
        case .control, .format, .privateUse, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator:
            return "\(properties.generalCategory)"
        case .nonspacingMark, .enclosingMark:
            if index == 0 { return "a mark without a base" }
        default: break
        }
        if properties.isDefaultIgnorableCodePoint || properties.isBidiControl { return "invisible" }
    }
    return nil
}

@Suite("Visible") struct VisibleTests {
    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("tab\tand\nnewline\n", "tab\tand\nnewline\n"), ("\r\n", "^M\n"),
        ("a\r\nb", "a^M\nb"),
        ("\u{1B}[31mred", "^[[31mred"), ("user\u{202E}gnp.exe", "user<U+202E>gnp.exe"), ("e\u{301}!", "e\u{301}!"),
        ("漢字 é", "漢字 é"), ("a\u{200B}b", "a<U+200B>b"), ("\u{9B}2J", "<U+009B>2J"),
        ("line\n\u{301}x", "line\n\u{25CC}\u{301}x"),
        ("👨\u{200D}👩", "👨+"), ("\u{FEFF}bom", "<U+FEFF>bom"),
    ]) func strings(_ text: String, _ visible: String) {
        #expect(Visible.string(text) == visible)
    }

    @Test func bytes() {
        #expect(Visible.string(([0x61, 0xFF, 0x0A, 0xC3, 0x28] as [UInt8]).span) == "a<FF>\n<C3>(")
    }

    @Test(arguments: [("abc", 3), ("漢字", 4), ("e\u{301}", 1), ("\u{1}", 2), ("🇩🇪", 2), ("a\u{202E}", 9), ("", 0)])
    func width(_ text: String, _ width: Int) {
        #expect(Visible.width(text) == width)
    }

    @Test(arguments: 1...30 as ClosedRange<UInt64>) func graphemesAreTheStandardLibrarys(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let alphabet = [
            "a", "b", " ", "\r\n", "\n", "é", "e\u{301}", "漢", "👨\u{200D}👩", "🇩🇪", "क्ष", "\u{200D}", "\u{301}", "한", "\t",
            "\u{1F1E9}",
        ]
        let text = (0..<200).map { _ in alphabet.randomElement(using: &random) ?? "a" }.joined()
        var graphemes: [String] = []
        let bytes = Array(text.utf8)
        Visible.forEachGlyph(in: bytes.span) { range, _ in
            graphemes.append(String(decoding: bytes[range], as: UTF8.self))
            return true
        }
        // `Character` compares canonically; what matters is where the cuts are.
        #expect(graphemes.map { Array($0.utf8) } == text.map { Array(String($0).utf8) }, "seed \(seed)")
    }

    @Test func bytesThatAreNotUTF8AreGraphemesOfTheirOwn() {
        var ranges: [Range<Int>] = []
        let bytes: [UInt8] = [0x61, 0xFF, 0xCC, 0x81, 0xE2, 0x82, 0x62]
        Visible.forEachGlyph(in: bytes.span) { range, _ in
            ranges.append(range)
            return true
        }
        #expect(ranges == [0..<1, 1..<2, 2..<4, 4..<5, 5..<6, 6..<7])
    }

    @Test func stopsOnRequest() {
        var count = 0
        Visible.forEachGlyph(in: Array("abc".utf8).span) { _, _ in
            count += 1
            return count < 2
        }
        #expect(count == 2)
    }
}
