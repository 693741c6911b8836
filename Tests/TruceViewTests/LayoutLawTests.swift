import Testing
import TruceDocument
import TruceScreen
import TruceTestSupport

@testable import TruceEditor
@testable import TruceView

/// What holds of every screen, whatever its size.
@Suite struct LayoutLawTests {
    /// Editors in many states, each as it came to be on some size.
    private static func states(_ size: Size) -> [(name: String, editor: Editor)] {
        var editing = Runbook.conflict(size)
        editing.press(.character("e"), .character("b"), .end)
        editing.type("x")
        var proposal = Runbook.conflict(size)
        proposal.press(.character("n"))
        var unfolded = Runbook.conflict(size)
        unfolded.press(.character("c"))
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
            ("question", asking), ("proposal", proposal), ("agreeing rows folded", unfolded), ("zoomed", zoomed),
            ("decided", decided),
            ("text", opened(Array(Runbook.base.utf8), size)),
            ("find", prompt), ("palette", palette), ("help", help), ("quit", quit),
        ]
    }

    @Test(arguments: [0, 1, 2, 3, 5, 8, 13, 14, 18, 24, 100]) func everyStateCanBeDrawnInEverySize(rows: Int) {
        let states = Self.states(Size(rows: 24, columns: 80))
        for columns in [0, 1, 2, 7, 8, 20, 50, 99, 100, 160, 300] {
            let size = Size(rows: rows, columns: columns)
            for (name, editor) in states {
                var editor = editor
                _ = editor.handle(.resize(size), at: noon)
                let frame = render(editor)
                #expect(frame.size == size, "\(name) \(size)")
                if let cursor = frame.cursor { #expect(Rect(size).contains(cursor), "\(name) \(size)") }
            }
        }
    }

    /// Random keys, pastes and sizes, drawn after each.
    @Test func randomKeysCanBeDrawn() {
        let keys: [Key] =
            "mtbBoxaAcenN.,MTuU?v=z1qy".unicodeScalars.map { .character($0) } + [
                .enter, .escape, .tab, .backspace, .delete, .up, .down, .left, .right, .home, .end, .pageUp, .pageDown,
                .control("s"), .control("z"), .control("a"), .control("k"), .control("f"), .control("g"), .control("p"),
                .function(1), .function(4), .right.with(.shift),
            ]
        for (seed, start) in Self.states(Size(rows: 24, columns: 80)).enumerated() {
            var random = SeededGenerator(seed: UInt64(seed))
            var editor = start.editor
            for step in 0..<70 {
                let key = keys.randomElement(using: &random) ?? .enter
                _ = editor.handle(
                    .input(.key(key)), at: Timestamp(milliseconds: noon.milliseconds + Int64(step) * 1_000))
                if step % 7 == 0 {
                    let size = Size(
                        rows: .random(in: 0...60, using: &random), columns: .random(in: 0...220, using: &random))
                    _ = editor.handle(.resize(size), at: noon)
                }
                if step % 31 == 0 { _ = editor.handle(.input(.paste(Array("漢\t\u{1B}\r\n".utf8))), at: noon) }
                let frame = render(editor)
                if let cursor = frame.cursor {
                    #expect(Rect(frame.size).contains(cursor), "seed \(seed), step \(step)")
                }
            }
        }
    }

    @Test func theCounterIsNeverCut() {
        let open = Runbook.conflict(Size(rows: 24, columns: 80))
        var decided = open
        decided.press(.character("M"), .character("y"), .character("A"), .character("y"))
        for columns in 20...200 where columns < 60 || columns % 5 == 0 {
            for (editor, counters) in [
                (open, ["conflict 1/3 · 3 left · 1 auto", "1/3 · 3 left · 1 auto", "4 left"]),
                (decided, ["Nothing left: ^S resubmits", "0 left: ^S"]),
            ] {
                var editor = editor
                _ = editor.handle(.resize(Size(rows: 24, columns: columns)), at: noon)
                let title = render(editor).lines[0]
                let isWhole = counters.contains { title.hasSuffix($0 + " ") || title.hasSuffix($0 + " · 3 merged ") }
                #expect(isWhole && title.hasPrefix(" 409"), "\(columns): \(title)")
            }
        }
    }

    @Test func keysAreNeverCut() {
        let states = Self.states(Size(rows: 24, columns: 80)).filter {
            ["decide", "proposal", "edit", "question", "text", "quit"].contains($0.name)
        }
        for columns in 20...200 {
            for (name, editor) in states {
                var editor = editor
                _ = editor.handle(.resize(Size(rows: 5, columns: columns)), at: noon)
                let row = Array(render(editor).lines[4])
                let bar = KeyBar(editor)
                var end = -1
                for item in bar.items {
                    let shown = item.title.isEmpty ? item.label : item.label + " " + item.title
                    let isWhole = String(row[item.column..<item.column + item.width]) == shown
                    #expect(item.column > end && isWhole, "\(name) \(columns)")
                    let ends = [item.column, item.column + item.width - 1]
                    #expect(ends.allSatisfy { bar.key(at: $0) == item.key }, "\(name) \(columns)")
                    end = item.column + item.width
                }
                guard name == "decide" || name == "proposal" else { continue }
                let labels = Set(bar.items.map(\.label))
                #expect(name == "decide" || bar.items.first?.label == "a", "\(columns): first, and never dropped")
                #expect(labels.isSuperset(of: ["m", "t", "e", "u", "^S", "Esc"]), "\(columns): never dropped")
            }
        }
    }

    /// Headings, bodies and rules share no cell, and lie between the sentence and the status.
    @Test func panesDoNotOverlap() {
        let small = Size(rows: 24, columns: 80)
        for editor in [Runbook.conflict(small), Handover.conflict(small)] {
            for rows in [8, 13, 14, 17, 18, 24, 31, 60] {
                for columns in stride(from: 20, through: 200, by: 15) {
                    var editor = editor
                    _ = editor.handle(.resize(Size(rows: rows, columns: columns)), at: noon)
                    for _ in 0..<3 {
                        if let resolver = editor.openResolver { check(resolver.layout(editor.size), editor.size) }
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
                rect.rows.lowerBound >= 2 && rect.rows.upperBound <= size.rows - 2
                    && rect.columns.upperBound <= size.columns,
                "\(size)")
            for other in rects[(index + 1)...] {
                #expect(rect.intersection(other).isEmpty, "\(size) \(layout.arrangement)")
            }
        }
        if case .single = layout.arrangement { return }
        let wanted: [Pane] = [.mine, .theirs, .result]
        #expect(wanted.allSatisfy { (layout[$0]?.body.size.rows ?? 0) >= 1 }, "\(size) \(layout.arrangement)")
        #expect((layout[.result]?.rows ?? 0) >= (size.rows < 18 ? 2 : 4), "\(size) \(layout.arrangement)")
    }

    /// In EDIT the cursor is on the screen and stands where the next letter goes.
    @Test func theCursorOfEditIsOnTheScreen() {
        for rows in [14, 24, 40] {
            for columns in [50, 99, 100, 160] {
                let size = Size(rows: rows, columns: columns)
                for start in [Runbook.conflict(size), Handover.conflict(size)] {
                    var editor = start
                    editor.press(.character("2"), .character("e"), .character("b"))
                    for key in [
                        Key.end, .down, .pageDown, .end, Key.end.with(.control), .pageUp, Key.home.with(.control),
                    ] {
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
