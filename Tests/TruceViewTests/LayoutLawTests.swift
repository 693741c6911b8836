import Testing
import TruceScreen

@testable import TruceEditor
@testable import TruceView

/// What holds of every screen, whatever its size.
@Suite struct LayoutLawTests {
    /// Editors in many states, each as it came to be on some size.
    private static func states(_ size: Size) -> [(name: String, editor: Editor)] {
        var editing = Runbook.conflict(size)
        editing.press(.character("e"), .character("b"), .end)
        editing.type("x")
        var asking = Runbook.conflict(size)
        asking.press(.character("M"))
        var zoomed = Runbook.conflict(size)
        zoomed.press(.character("z"), .character("z"))
        var decided = Runbook.conflict(size)
        decided.press(.character("M"), .character("y"))
        var prompt = opened(Array("wide 漢字\n".utf8), size)
        prompt.press(.control("f"))
        prompt.type("漢")
        var palette = opened([], size)
        palette.press(.control("p"))
        var help = opened([], size)
        help.press(.function(1))
        var quit = opened([97], size)
        quit.type("x")
        quit.press(.control("q"))
        return [
            ("decide", Runbook.conflict(size)), ("folded", Handover.conflict(size)), ("edit", editing),
            ("question", asking), ("zoomed", zoomed), ("decided", decided), ("text", opened(Array(Runbook.base.utf8), size)),
            ("find", prompt), ("palette", palette), ("help", help), ("quit", quit),
        ]
    }

    @Test(arguments: [1, 2, 3, 4, 5, 8, 13, 14, 17, 18, 24, 50, 100]) func everySizeCanBeDrawn(rows: Int) {
        for columns in [0, 1, 2, 3, 5, 7, 8, 12, 20, 49, 50, 79, 99, 100, 159, 160, 300] {
            let size = Size(rows: rows, columns: columns)
            for (name, editor) in Self.states(size) {
                let frame = render(editor)
                #expect(frame.size == size, "\(name) \(size)")
                if let cursor = frame.cursor { #expect(Rect(size).contains(cursor), "\(name) \(size)") }
            }
        }
        let empty = Size(rows: 0, columns: 80)
        for (_, editor) in Self.states(empty) { #expect(render(editor).size == empty) }
    }

    /// A state that was reached on one size can be drawn after a change to another.
    @Test func everyStateSurvivesResizing() {
        for (_, editor) in Self.states(Size(rows: 24, columns: 80)) {
            var editor = editor
            for (rows, columns) in [(1, 1), (50, 200), (14, 50), (13, 49), (40, 120), (5, 300), (24, 80)] {
                _ = editor.handle(.resize(Size(rows: rows, columns: columns)), at: noon)
                #expect(render(editor).size == Size(rows: rows, columns: columns))
            }
        }
    }

    @Test func theCounterIsNeverCut() {
        for columns in 20...200 {
            for (editor, counters) in [
                (Runbook.conflict(Size(rows: 24, columns: columns)), ["conflict 1/3 · 3 left", "1/3 · 3 left"]),
                (Self.states(Size(rows: 24, columns: columns))[5].editor, ["Nothing left: ^S resubmits", "0 left: ^S"]),
            ] {
                let title = render(editor).lines[0]
                let isWhole = counters.contains { title.hasSuffix($0 + " ") || title.hasSuffix($0 + " · 3 merged ") }
                #expect(isWhole, "\(columns): \(title)")
                #expect(title.hasPrefix(" 409 ") || columns < 24, "\(columns): \(title)")
            }
        }
    }

    @Test func keysAreNeverCut() {
        for columns in 20...200 {
            for (name, editor) in Self.states(Size(rows: 24, columns: columns)) {
                let row = Array(render(editor).lines[23])
                let bar = KeyBar(editor)
                var end = -1
                for item in bar.items {
                    let shown = item.title.isEmpty ? item.label : item.label + " " + item.title
                    #expect(item.column > end && item.column + item.width <= columns, "\(name) \(columns)")
                    #expect(String(row[item.column..<item.column + item.width]) == shown, "\(name) \(columns)")
                    for column in [item.column, item.column + item.width - 1] {
                        #expect(bar.key(at: column) == item.key, "\(name) \(columns)")
                    }
                    end = item.column + item.width
                }
                guard name == "decide" else { continue }
                #expect(
                    ["m", "t", "e", "u", "^S", "Esc"].allSatisfy { label in bar.items.contains { $0.label == label } },
                    "\(columns): these are never dropped")
            }
        }
    }

    /// Headings, bodies and rules share no cell, and lie between the sentence and the status.
    @Test func panesDoNotOverlap() {
        for rows in 8...60 {
            for columns in stride(from: 20, through: 200, by: 7) {
                for editor in [Runbook.conflict(Size(rows: rows, columns: columns)), Handover.conflict(Size(rows: rows, columns: columns))] {
                    var editor = editor
                    for _ in 0..<4 {
                        guard let resolver = editor.openResolver else { continue }
                        check(resolver.layout(editor.size), editor.size)
                        editor.press(.character("v"), .character("="))
                    }
                }
            }
        }
    }

    private func check(_ layout: ResolverLayout, _ size: Size) {
        let rects = layout.panes.flatMap { [$0.heading, $0.body] }.filter { !$0.isEmpty }
        for (index, rect) in rects.enumerated() {
            #expect(
                rect.rows.lowerBound >= 2 && rect.rows.upperBound <= size.rows - 2 && rect.columns.upperBound <= size.columns,
                "\(size)")
            for other in rects[(index + 1)...] { #expect(rect.intersection(other).isEmpty, "\(size) \(layout.arrangement)") }
        }
        if case .single = layout.arrangement { return }
        let wanted: [Pane] = [.mine, .theirs, .result]
        #expect(wanted.allSatisfy { (layout[$0]?.body.size.rows ?? 0) >= 1 }, "\(size) \(layout.arrangement)")
        #expect((layout[.result]?.rows ?? 0) >= (size.rows < 18 ? 2 : 4), "\(size) \(layout.arrangement)")
    }

    /// In EDIT the cursor is on the screen and stands where the next letter goes.
    @Test func theCursorOfEditIsOnTheScreen() {
        for rows in [14, 18, 24, 40] {
            for columns in [50, 80, 99, 100, 120, 160, 200] {
                let size = Size(rows: rows, columns: columns)
                for start in [Runbook.conflict(size), Handover.conflict(size)] {
                    var editor = start
                    editor.press(.character("2"), .character("e"), .character("b"))
                    for key in [Key.end, .down, .pageDown, .end, Key.end.with(.control), .pageUp, Key.home.with(.control)] {
                        editor.press(key)
                        let before = render(editor)
                        guard let cursor = before.cursor else {
                            Issue.record("no cursor on \(size) after \(key)")
                            continue
                        }
                        editor.type("§")
                        #expect(render(editor).lines[cursor.row].contains("§"), "\(size) \(key)")
                        editor.press(.backspace)
                    }
                }
            }
        }
    }
}
