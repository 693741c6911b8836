import Testing
import TruceScreen
import TruceTestSupport
import TruceText

@testable import TruceEditor

@Suite struct LineLayoutTests {
    /// Grapheme by grapheme from the start of the line.
    private func naive(_ bytes: [UInt8]) -> [LineLayout.Item] {
        var items: [LineLayout.Item] = []
        var column = 0
        Visible.forEachGlyph(in: bytes.span) { range, glyph in
            let isTab = Array(bytes[range]) == [9]
            let width = isTab ? 4 - column % 4 : glyph.width
            items.append(LineLayout.Item(range: range, column: column, width: width, glyph: isTab ? nil : glyph))
            column += width
            return true
        }
        return items
    }

    private func check(_ bytes: [UInt8], _ random: inout SeededGenerator, _ comment: Comment) {
        let items = naive(bytes)
        let layout = LineLayout(bytes)
        let width = items.last.map { $0.column + $0.width } ?? 0
        var faults: [String] = []
        if layout.width != width { faults.append("width \(layout.width)") }
        for byte in 0...bytes.count {
            let expected = items.last { $0.range.lowerBound < byte }
            let column =
                items.first { $0.range.lowerBound == byte }?.column ?? expected.map { $0.column + $0.width } ?? 0
            if layout.column(ofByte: byte) != column { faults.append("column of byte \(byte)") }
        }
        for column in 0...width + 2 {
            let item = items.first { $0.column + $0.width > column }
            if layout.byte(atColumn: column) != item?.range.lowerBound ?? bytes.count {
                faults.append("byte at \(column)")
            }
        }
        for _ in 0..<4 {
            let start = Int.random(in: 0...width + 2, using: &random)
            let columns = start..<start + Int.random(in: 0...12, using: &random)
            let expected = items.filter {
                $0.column < columns.upperBound && $0.column + $0.width > columns.lowerBound && !columns.isEmpty
            }
            if layout.items(in: columns) != expected { faults.append("items in \(columns)") }
        }
        #expect(faults == [], comment)
    }

    /// Pieces of lines that are hard to lay out: what joins the character before, what is wider than one cell, what is no text.
    static let pieces: [[UInt8]] = [
        [97], [32], [98, 32], [9], [0xCC, 0x81], [101, 0xCC, 0x81], Array("漢".utf8), Array("👩‍👩‍👧".utf8), Array("🇩🇪".utf8),
        [0xFF], [0xC3], [27], [0x7F], Array("\u{202E}".utf8), Array("\u{200B}".utf8), [13], Array("é".utf8),
    ]

    @Test func agreesWithGraphemeByGrapheme() {
        for seed in repeated(300) {
            var random = SeededGenerator(seed: seed)
            var bytes: [UInt8] = []
            for _ in 0..<Int.random(in: 0...14, using: &random) {
                // A long plain run first makes the shortcut matter.
                if Int.random(in: 0..<4, using: &random) == 0 { bytes += Array(repeating: 120, count: 7) }
                bytes += Self.pieces.randomElement(using: &random) ?? []
            }
            check(bytes, &random, "seed \(seed) \(bytes)")
        }
    }

    @Test func aMarkJoinsTheLastPlainCharacter() {
        let layout = LineLayout(Array("abcdefge\u{301}x".utf8))
        #expect(layout.items(in: 7..<8).map(\.range) == [7..<10])
        #expect(layout.byte(atColumn: 8) == 10)
        #expect(layout.column(ofByte: 10) == 8)
    }

    @Test func hugeLinesAreFastWhereTheyArePlain() {
        let line = [UInt8](repeating: 97, count: 1 << 20) + [9, 98]
        let layout = LineLayout(line)
        #expect(layout.items(in: (1 << 20) - 1..<(1 << 20) + 5).map(\.width) == [1, 4, 1])
        #expect(layout.byte(atColumn: 1 << 19) == 1 << 19)
    }

    @Test(arguments: [
        ("one two three", 8, ["one two ", "three"]),
        ("", 8, [""]),
        ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
        ("a b c d", 1, ["a", " ", "b", " ", "c", " ", "d"]),
        ("漢字漢字x", 4, ["漢字", "漢字", "x"]),
        ("ends here ", 5, ["ends ", "here "]),
        ("a \u{202E}b", 4, ["a ", "\u{202E}", "b"]),
    ])
    func wraps(text: String, width: Int, expected: [String]) {
        let layout = LineLayout(Array(text.utf8))
        let pieces = layout.wrapped(width: width, limit: .max / 2)
        let drawn = pieces.map { columns in
            let bytes = layout.items(in: columns).filter { $0.column >= columns.lowerBound }.flatMap {
                Array(text.utf8)[$0.range]
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(drawn == expected)
        #expect(layout.wrapped(width: width, limit: 2) == Array(pieces.prefix(2)))
    }

    @Test func wrappedPiecesTileTheLine() {
        for seed in repeated(200) {
            var random = SeededGenerator(seed: seed)
            let bytes = (0..<10).flatMap { _ in Self.pieces.randomElement(using: &random) ?? [] }
            let layout = LineLayout(bytes)
            let width = Int.random(in: 1...12, using: &random)
            let pieces = layout.wrapped(width: width, limit: 1000)
            #expect(pieces.first?.lowerBound == 0 && pieces.last?.upperBound == max(1, layout.width), "seed \(seed)")
            #expect(zip(pieces, pieces.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound }, "seed \(seed)")
            for piece in pieces where piece.count > width {
                #expect(layout.items(in: piece).count == 1, "seed \(seed): only a glyph wider than the row is cut")
            }
        }
    }

    @Test(
        arguments: [
            ([], [0, 1, 2]), ([0..<1], [0, 1, 2]), ([22..<24], [3, 4, 5]), ([59..<60], [9, 10, 11]),
            ([3..<4, 58..<59], [0, 1, 11]), ([3..<4, 13..<14, 33..<34, 43..<44], [0, 2, 6]), ([4..<6], [0, 1, 2]),
        ] as [([Range<Int>], [Int])])
    func excerptsHoldWhatIsMarked(marked: [Range<Int>], expected: [Int]) {
        let layout = LineLayout(Array(String(repeating: "abcd ", count: 12).utf8))
        let pieces = layout.wrapped(width: 5, limit: .max / 2)
        #expect(pieces.count == 12)
        #expect(layout.excerpt(of: pieces, marked: marked, limit: 3) == expected)
        #expect(layout.excerpt(of: pieces, marked: marked, limit: 12) == Array(0..<12))
        #expect(layout.excerpt(of: [], marked: marked, limit: 3) == [])
    }

    /// The beginning of a line shows the same cells as the whole line.
    @Test func beginningsShowTheSameCells() {
        for seed in repeated(60) {
            var random = SeededGenerator(seed: seed)
            // But for the mark: so many of them are one grapheme, of which nothing less than all can be laid out.
            let unit = Self.pieces.filter { $0 != [0xCC, 0x81] }.randomElement(using: &random) ?? []
            let line = Array(repeatElement(unit, count: 4000).joined())
            let column = Int.random(in: 0...300, using: &random)
            let rope = Rope([120, 10] + line + [10])
            let beginning = rope.beginning(ofLine: 2..<2 + line.count, upToColumn: column)
            #expect(beginning == LineLayout.beginning(of: line[...], upToColumn: column), "seed \(seed)")
            #expect(beginning.count < 4 * 4 * (column + 200), "seed \(seed): no more than is needed is read")
            #expect(
                LineLayout(beginning).items(in: 0..<column) == LineLayout(line).items(in: 0..<column), "seed \(seed)")
        }
    }
}
