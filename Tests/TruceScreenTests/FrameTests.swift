import Testing
import TruceTestSupport

@testable import TruceScreen

/// A frame of one row.
private func row(_ columns: Int, _ draw: (inout Frame) -> Void) -> String {
    var frame = Frame(size: Size(rows: 1, columns: columns))
    draw(&frame)
    return frame.lines[0]
}

/// Every rule that the cells of a frame keep; nil if they do.
private func problem(in frame: Frame) -> String? {
    for line in 0..<frame.size.rows {
        let cells = Array(frame.cells(inRow: line))
        for (column, cell) in cells.enumerated() {
            if let problem = problem(in: cell) { return "\(line):\(column) \(problem)" }
            let isRight = column > 0 && cells[column - 1].width == 2
            if (cell.width == 0) != isRight { return "\(line):\(column) half a wide cell" }
            if cell.width == 2, column + 1 == cells.count { return "\(line):\(column) a wide cell sticks out" }
        }
    }
    return nil
}

struct PutCase: Sendable {
    let text: String
    let column: Int
    var maxWidth = Int.max
    var skipping = 0
    var overflow = Frame.Overflow.clip
    let line: String
    let used: Int
}

@Suite("Frame") struct FrameTests {
    @Test(arguments: [
        PutCase(text: "abc", column: 1, line: " abc    ", used: 3),
        PutCase(text: "漢字", column: 0, line: "漢字    ", used: 4),
        PutCase(text: "abcdefghij", column: 0, line: "abcdefgh", used: 8),
        PutCase(text: "abcdefghij", column: 5, line: "     abc", used: 3),
        PutCase(text: "abc", column: 8, line: "        ", used: 0),
        PutCase(text: "abc", column: -1, line: "bc      ", used: 3),
        PutCase(text: "漢b", column: -1, line: " b      ", used: 3),
        PutCase(text: "abc", column: -9, line: "        ", used: 3),
        // Wide cells that do not fit
        PutCase(text: "a漢", column: 6, line: "      a ", used: 2),
        PutCase(text: "漢字", column: 0, maxWidth: 3, line: "漢      ", used: 3),
        // Limits and marks
        PutCase(text: "abcdef", column: 0, maxWidth: 3, line: "abc     ", used: 3),
        PutCase(text: "abcdef", column: 0, maxWidth: 3, overflow: .mark, line: "ab»     ", used: 3),
        PutCase(text: "abc", column: 0, maxWidth: 3, overflow: .mark, line: "abc     ", used: 3),
        PutCase(text: "漢字", column: 0, maxWidth: 3, overflow: .mark, line: "漢»     ", used: 3),
        PutCase(text: "漢字x", column: 0, maxWidth: 4, overflow: .mark, line: "漢 »    ", used: 4),
        PutCase(text: "abcdefghi", column: 0, overflow: .mark, line: "abcdefg»", used: 8),
        PutCase(text: "abc", column: 0, maxWidth: 0, overflow: .mark, line: "        ", used: 0),
        PutCase(text: "\u{202E}", column: 0, maxWidth: 4, overflow: .mark, line: "<U+»    ", used: 4),
        // Scrolled sideways
        PutCase(text: "abcdef", column: 1, skipping: 2, line: " cdef   ", used: 4),
        PutCase(text: "漢字", column: 0, skipping: 1, line: " 字     ", used: 3),
        PutCase(text: "ab", column: 0, skipping: 5, line: "        ", used: 0),
        PutCase(text: "\u{1}b", column: 0, skipping: 1, line: "Ab      ", used: 2),
        // Safe forms
        PutCase(text: "a\tb", column: 0, line: "a^Ib    ", used: 4),
        PutCase(text: "\u{1B}[2J", column: 0, line: "^[[2J   ", used: 5),
        PutCase(text: "e\u{301}x", column: 0, line: "e\u{301}x      ", used: 2),
        PutCase(text: "👨\u{200D}👩x", column: 0, line: "👨+x    ", used: 4),
    ]) func put(_ example: PutCase) {
        var frame = Frame(size: Size(rows: 1, columns: 8))
        let used = frame.put(
            example.text, at: Position(row: 0, column: example.column), maxWidth: example.maxWidth,
            skipping: example.skipping, overflow: example.overflow)
        #expect(frame.lines == [example.line])
        #expect(used == example.used)
        #expect(problem(in: frame) == nil)
    }

    @Test func glyphsAreDrawnAsTheirText() {
        for text in ["a", "漢", "\u{202E}", "e\u{301}"] {
            let grapheme = Character(text)
            #expect(
                row(12) { $0.put(Glyph(grapheme), at: Position(row: 0, column: 2)) }
                    == row(12) { $0.put(text, at: Position(row: 0, column: 2)) })
        }
    }

    @Test func rowsOutsideTakeNothing() {
        var frame = Frame(size: Size(rows: 2, columns: 4))
        #expect(frame.put("abc", at: Position(row: -1, column: 0)) == 0)
        #expect(frame.put("abc", at: Position(row: 2, column: 0)) == 0)
        #expect(frame == Frame(size: Size(rows: 2, columns: 4)))
    }

    @Test func halfAWideCellDrawnOverLeavesASpace() {
        #expect(
            row(6) {
                $0.put("漢字", at: .init(row: 0, column: 0)); $0.put("x", at: .init(row: 0, column: 1))
            } == " x字  ")
        #expect(
            row(6) {
                $0.put("漢字", at: .init(row: 0, column: 0)); $0.put("x", at: .init(row: 0, column: 2))
            } == "漢x   ")
        #expect(
            row(6) {
                $0.put("漢字", at: .init(row: 0, column: 0)); $0.put("漢", at: .init(row: 0, column: 1))
            } == " 漢   ")
        #expect(
            row(6) {
                $0.put("漢字", at: .init(row: 0, column: 0))
                $0.horizontalLine(at: .init(row: 0, column: 1), width: 2, style: .text)
            } == " ──   ")
    }

    @Test func replacementFormsHaveAStyleOfTheirOwn() {
        var frame = Frame(size: Size(rows: 2, columns: 10))
        frame.put("a\u{1}b", at: Position(row: 0, column: 0))
        frame.put("a\u{1}b", at: Position(row: 1, column: 0), style: Style(.selection, .bold))
        #expect(frame.styled == "a{replacement:^A}b\n{selection+bold:a}{selection+bold+reverse:^A}{selection+bold:b}\n")
    }

    @Test func textLeavesOutSpacesAtTheEnd() {
        var frame = Frame(size: Size(rows: 2, columns: 6))
        frame.put("a漢", at: Position(row: 0, column: 1))
        #expect(frame.text == " a漢\n\n")
        #expect(frame.lines == [" a漢  ", "      "])
    }

    @Test func fillsAreClipped() {
        var frame = Frame(size: Size(rows: 2, columns: 4))
        frame.put("abcd", at: Position(row: 0, column: 0))
        frame.fill(Rect(row: -1, column: 2, rows: 9, columns: 9), style: Style(.status))
        #expect(frame.styled == "ab{status:  }\n  {status:  }\n")
        frame.verticalLine(at: Position(row: 0, column: 0), height: 9, style: .text)
        #expect(frame.lines == ["│b  ", "│   "])
    }

    @Test func restyleKeepsTheText() {
        var frame = Frame(size: Size(rows: 1, columns: 6))
        frame.put("a漢b", at: Position(row: 0, column: 0))
        frame.restyle(Rect(row: 0, column: 1, rows: 1, columns: 1)) { Style($0.role, .dim) }
        #expect(frame.styled == "a{text+dim:漢}b\n")
        frame.restyle(Rect(row: 0, column: 2, rows: 5, columns: 9)) { _ in Style(.dimmed) }
        #expect(frame.styled == "a{text+dim:漢}{dimmed:b  }\n")
        #expect(problem(in: frame) == nil)
    }

    @Test func compositionIsClipped() {
        var part = Frame(size: Size(rows: 1, columns: 4), style: Style(.panel))
        part.put("漢字", at: Position(row: 0, column: 0), style: Style(.panel))
        part.cursor = Position(row: 0, column: 2)
        for (column, line, cursor) in [
            (0, "漢字xx", 2 as Int?), (-1, " 字xxx", 1), (1, "x漢字x", 3), (3, "xxx漢 ", 5), (4, "xxxx漢", nil),
            (5, "xxxxx ", nil),
        ] {
            var frame = Frame(size: Size(rows: 1, columns: 6))
            frame.put("xxxxxx", at: Position(row: 0, column: 0))
            frame.blit(part, at: Position(row: 0, column: column), takingCursor: true)
            #expect(frame.lines == [line])
            #expect(frame.cursor?.column == cursor)
            #expect(problem(in: frame) == nil)
        }
    }

    @Test func aPartDrawnBackChangesNothing() {
        var frame = Frame(size: Size(rows: 4, columns: 12))
        for line in 0..<4 { frame.put("abc漢字def漢", at: Position(row: line, column: line)) }
        frame.cursor = Position(row: 2, column: 5)
        let rect = Rect(row: 1, column: 2, rows: 2, columns: 7)
        let part = frame.sub(rect)
        #expect(part.cursor == Position(row: 1, column: 3))
        #expect(part.size == rect.size)
        #expect(part.lines.map { Visible.width($0) } == [7, 7])
        #expect(frame.sub(Rect(frame.size)) == frame)
        #expect(frame.sub(Rect(row: 9, column: 9, rows: 1, columns: 1)).lines == [" "])
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>) func anythingDrawnKeepsTheRules(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "ascii", "漢字", "e\u{301}", "\u{202E}", "\u{1B}[31m", "👨\u{200D}👩\u{200D}👧", "🇩🇪", "\u{301}", "क्षि",
            "\u{0}\t\n", "한\u{1112}\u{1161}",
            String(repeating: "\u{300}", count: 9), "\u{10FFFF}",
        ]
        let size = Size(rows: Int.random(in: 1...4, using: &random), columns: Int.random(in: 1...12, using: &random))
        var frame = Frame(size: size)
        for _ in 0..<200 {
            let position = Position(
                row: Int.random(in: -1...size.rows, using: &random),
                column: Int.random(in: -4...size.columns, using: &random))
            var bytes =
                Array((pieces.randomElement(using: &random) ?? "").utf8)
                + Array((pieces.randomElement(using: &random) ?? "").utf8)
            if Bool.random(using: &random) {
                bytes.insert(UInt8.random(in: 0...255, using: &random), at: bytes.count / 2)
            }
            switch Int.random(in: 0...4, using: &random) {
            case 0...2:
                frame.put(
                    bytes.span, at: position, maxWidth: Int.random(in: 0...9, using: &random),
                    skipping: Int.random(in: 0...3, using: &random),
                    overflow: Bool.random(using: &random) ? .clip : .mark)
            case 3: frame.fill(Rect(origin: position, size: Size(rows: 2, columns: 3)), style: Style(.panel))
            default:
                frame.blit(
                    frame.sub(Rect(origin: position, size: Size(rows: 2, columns: 3))), at: Position(row: 0, column: 1))
            }
            if let problem = problem(in: frame) {
                Issue.record("seed \(seed): \(problem)")
                return
            }
        }
    }

    @Test func stylesGoInAndComeOut() {
        for role in Style.Role.allCases {
            for emphasis in UInt8(0)..<32 {
                let style = Style(role, Style.Emphasis(rawValue: emphasis))
                var frame = Frame(size: Size(rows: 1, columns: 2))
                frame.put("a\u{301}\u{302}\u{303}\u{10FFFD}", at: Position(row: 0, column: 0), style: style)
                frame.put("漢", at: Position(row: 0, column: 0), style: style)
                #expect(frame[Position(row: 0, column: 0)]?.style == style)
                #expect(frame[Position(row: 0, column: 1)]?.style == style)
                #expect(frame[Position(row: 0, column: 0)]?.text == "漢")
            }
        }
        #expect(Frame(size: Size(rows: 1, columns: 1))[Position(row: 0, column: 1)] == nil)
    }
}

@Suite("Rect") struct RectTests {
    @Test func intersections() {
        let rect = Rect(row: 1, column: 2, rows: 3, columns: 4)
        #expect(
            rect.intersection(Rect(row: 0, column: 0, rows: 2, columns: 3))
                == Rect(row: 1, column: 2, rows: 1, columns: 1))
        #expect(rect.intersection(Rect(row: 9, column: 9, rows: 2, columns: 3)).isEmpty)
        #expect(rect.contains(Position(row: 3, column: 5)))
        #expect(!rect.contains(Position(row: 4, column: 5)))
        #expect(Size(rows: -1, columns: 3).isEmpty)
    }
}
