import Testing
import TruceDocument
import TruceEditor
import TruceScreen
import TruceView

@testable import TruceDemo

@Suite struct DemoTests {
    private func opened(_ rows: Int = 24, _ columns: Int = 80) -> DemoUnderTest {
        var test = DemoUnderTest(Size(rows: rows, columns: columns))
        test.start()
        return test
    }

    @Test(arguments: [Key.function(6), .control("t"), .alt("6")]) func keysSwitchEditors(key: Key) {
        var test = opened()
        #expect(test.demo.active == 0)
        test.press(key)
        test.type("x")
        #expect(test.demo.active == 1 && test.demo.editors.map(\.isModified) == [false, true])
        test.press(key)
        #expect(test.demo.active == 0)
    }

    @Test(arguments: [(24, 80), (30, 120)]) func clicksSwitchEditorsAndNothingElse(rows: Int, columns: Int) throws {
        var test = opened(rows, columns)
        let other = test.demo.layout.editors[1]
        let place = Position(row: other.origin.row + 3, column: other.origin.column + 9)
        test.click(row: place.row, column: place.column)
        #expect(test.demo.active == 1 && test.demo.editors[1].area.cursor == 0)
        test.click(row: place.row, column: place.column)
        #expect(test.demo.editors[1].area.cursorPlace == (2, 4))
        let item = try #require(KeyBar(test.demo.editors[1]).items.first { $0.title == "Help" })
        test.click(row: rows - 1, column: item.column)
        #expect(test.demo.editors[1].overlay == .help(top: 0))
    }

    /// As a person plays it: the hint says what comes next.
    @Test func theHintsLeadThroughIt() {
        var test = opened()
        #expect(test.demo.hint == "You are alice. Change a line and press ^S; F6 goes to bob")
        test.type("A ")
        #expect(test.demo.hint == "^S saves alice's text: PUT with the If-Match of v1")
        test.press(.control("s"))
        #expect(test.demo.hint == "F6 goes to bob, who still has v1 (^Q ends)")
        test.press(.function(6))
        #expect(test.demo.hint == "bob still has v1: change the same line here, then press ^S")
        test.type("B ")
        #expect(test.demo.hint == "^S saves bob's text with the If-Match of v1, but v2 is there: watch the 409")
        test.press(.control("s"))
        #expect(test.demo.hint.hasPrefix("409: letters decide"))
        test.press(.function(6))
        #expect(test.demo.hint == "F6 goes to bob, whose 409 is still to be resolved (^Q ends)")
        test.press(.function(6))
        test.press(.escape)
        #expect(test.demo.hint == "The conflict is pending: ^S shows it again")
        test.press(.control("s"), .character("b"), .control("s"))
        #expect(test.versions.count == 3 && test.demo.isResolved)
        #expect(test.demo.hint == "Resolved: v3 is what bob decided. F6 goes to alice, who still has v2 (^Q ends)")
        #expect(String(decoding: test.versions[2], as: UTF8.self).hasPrefix("B # Runbook"))
    }

    /// bob may look at the three-way view while alice types: each has the room that the layout gives.
    @Test func theViewTakesTheWholeScreen() {
        var test = opened(24, 80)
        test.type("A")
        test.press(.control("s"), .function(6))
        test.type("B")
        test.press(.control("s"))
        #expect(test.demo.layout.isWhole && test.demo.editors[1].size == Size(rows: 23, columns: 80))
        let lines = test.demo.frame.lines
        #expect(lines[0].contains("409 runbook.md") && lines[23].contains("m Mine"))
        #expect(lines[22].contains("bob") && lines[22].contains("→ 409"), "the last request in the last row but one")
        test.press(.function(6))
        #expect(!test.demo.layout.isWhole)
        for seat in 0...1 {
            #expect(test.demo.editors[seat].size == test.demo.layout.size(of: seat))
        }
        test.pause()
        test.press(.function(6), .character("t"))
        #expect(test.demo.editors[1].resolver?.undecided == [])
        let resubmit = KeyBar(test.demo.editors[1]).items.first { $0.title == "Resubmit" }
        test.click(row: 23, column: resubmit?.column ?? 0)
        #expect(test.versions.count == 3)
    }

    @Test func anEditorsEndIsTheEnd() {
        var test = opened()
        test.press(.control("p"))
        test.type("quit")
        test.press(.enter)
        #expect(test.status == 0)
    }

    @Test func theStripShowsTheTraffic() {
        var test = opened(30, 120)
        test.type("A")
        test.press(.control("s"), .function(6))
        test.type("B")
        test.press(.control("s"))
        let rows = test.demo.frame.lines.filter { $0.contains("PUT") }
        #expect(rows.count == 2)
        #expect(
            rows[0].hasPrefix(
                " alice PUT /v1/documents/runbook.md/content  If-Match \"1-23456789abcd\"  → 200  ETag \"2-23456789abcd\""
            ))
        #expect(rows[1].hasPrefix(" bob   PUT /v1/documents/runbook.md/content  If-Match \"1-23456789abcd\"  → 409"))
    }

    /// Frames of the editors, the strip and the hint share no row, whatever the size, and everything fits.
    @Test func layoutsFit() {
        for rows in 0...60 {
            for columns in [0, 1, 10, 50, 80, 99, 100, 160, 300] {
                let size = Size(rows: rows, columns: columns)
                for isResolving in [false, true] {
                    let layout = DemoLayout(size, isResolving: isResolving)
                    var rects = [layout.strip] + layout.editors
                    if isResolving { rects.removeLast() }
                    rects = rects.filter { !$0.isEmpty }
                    for (index, rect) in rects.enumerated() {
                        let isInside = Rect(size).intersection(rect) == rect && rect.rows.upperBound <= max(0, rows - 1)
                        #expect(isInside, "\(size) \(rect)")
                        for other in rects[(index + 1)...] { #expect(rect.intersection(other).isEmpty, "\(size)") }
                    }
                }
                var test = DemoUnderTest(size)
                test.start()
                #expect(test.demo.frame.size == size)
            }
        }
    }

    @Test func survivesResizing() {
        var test = opened()
        test.type("A")
        test.press(.control("s"), .function(6))
        test.type("B")
        test.press(.control("s"))
        for (rows, columns) in [(1, 1), (50, 200), (10, 40), (24, 80), (0, 0), (30, 100)] {
            test.handle(.resize(Size(rows: rows, columns: columns)))
            #expect(test.demo.frame.size == Size(rows: rows, columns: columns))
        }
    }

    @Test func theScreens() {
        for (rows, columns) in [(24, 80), (30, 120)] {
            var test = opened(rows, columns)
            test.type("A ")
            test.press(.control("s"))
            expectScreen(test.demo.frame, "demo-\(columns)x\(rows)")
            test.press(.function(6))
            test.type("B ")
            test.press(.control("s"))
            test.pause()
            expectScreen(test.demo.frame, "demo-409-\(columns)x\(rows)")
        }
    }
}
