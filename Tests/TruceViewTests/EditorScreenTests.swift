import Testing
import TruceDocument
import TruceScreen
import TruceText

@testable import TruceEditor
@testable import TruceView

@Suite struct EditorScreenTests {
    private let small = Size(rows: 24, columns: 80)

    @Test func plain() {
        expectScreen(render(opened(Array(Runbook.base.utf8), name: "runbook.md", version: 17, small)), "editor-80x24")
        var editor = opened(Array(Runbook.base.utf8), name: "runbook.md", version: 17, Size(rows: 50, columns: 200))
        editor.type("x")
        expectScreen(render(editor), "editor-200x50")
        editor.press(.control("s"))
        expectScreen(render(editor), "editor-saving-200x50")
    }

    /// Wide characters, marks, tabs, invalid and invisible bytes: each takes the cells that it is drawn in.
    @Test func oddText() {
        let text =
            Array("wide 漢字 é e\u{301} 👩‍👩‍👧 🇩🇪\n\ttab\tx\ty\ncontrol \u{1B}[31m \u{7F} \u{200B}zero \u{202E}bidi\n".utf8)
            + Array("bytes ".utf8) + [0xFF, 0xC3, 13] + Array(" end\r\n\n".utf8)
        var editor = opened(text, small)
        expectScreen(render(editor), "odd-text-80x24")
        editor.press(.down, .end)
        #expect(render(editor).cursor == Position(row: 2, column: 5 + 13))
        editor.press(.up, .end)
        #expect(render(editor).cursor?.row == 1)
    }

    /// The title says who is here and on which version, and what somebody else saved; what has no room goes first.
    @Test(arguments: [
        (80, "bob saved v18   bob v18  carol  you  alice "), (58, "bob saved v18   bob v18  +2  alice "),
        (50, "bob saved v18   +3  alice "), (44, "bob saved v18  alice "), (38, "alice "),
    ])
    func titleShowsCompany(columns: Int, right: String) {
        var editor = opened(Array("text".utf8), version: 17, Size(rows: 6, columns: columns), isAnnounced: true)
        let others = [("bob", 18), ("carol", 17), ("alice", 17), ("carol", 17)].enumerated().map { index, other in
            Presence(actor: other.0, session: "\(index)", baseVersion: other.1, state: .editing, since: noon)
        }
        _ = editor.handle(.company(others), at: noon)
        let saved = StoreEvent(
            cursor: .start, kind: .contentUpdated, document: "notes.md", version: 18, actor: "bob", at: noon)
        _ = editor.handle(.feed(.event(saved), of: .document(document("notes.md", version: 17).id)), at: noon)
        let title = render(editor).lines[0]
        #expect(title.hasPrefix(" notes.md v17 · draft"))
        #expect(title.hasSuffix(right))
    }

    /// Whether unsaved text would merge is said beside what was saved; it goes after the names, and before the news.
    @Test(arguments: [
        (80, 0, "bob saved v18 [~ merges]   bob v18  alice "),
        (80, 1, "bob saved v18 [! 1 conflict]   bob v18  alice "),
        (64, 2, "bob saved v18 [! 2 conflicts]  alice "), (50, 2, "bob saved v18  alice "),
    ])
    func titleForeseesTheMerge(columns: Int, conflicts: Int, right: String) {
        var editor = opened(Array("text".utf8), version: 17, Size(rows: 6, columns: columns), isAnnounced: true)
        editor.type("x")
        let other = Presence(actor: "bob", session: "1", baseVersion: 18, state: .editing, since: noon)
        _ = editor.handle(.company([other]), at: noon)
        let saved = StoreEvent(
            cursor: .start, kind: .contentUpdated, document: "notes.md", version: 18, actor: "bob", at: noon)
        _ = editor.handle(.feed(.event(saved), of: .document(document("notes.md", version: 17).id)), at: noon)
        editor.take(.foreseen(MergePreview(conflicts: conflicts)))
        #expect(render(editor).lines[0].hasSuffix(right))
    }

    /// A long name loses its middle; what is known of the document stays.
    @Test(arguments: ["n", "漢"]) func titleKeepsTheFactsOfALongName(_ letter: String) {
        let name = "a" + String(repeating: letter, count: 100) + "z.md"
        var editor = opened(Array("text".utf8), name: name, version: 17, small)
        editor.type("x")
        let title = render(editor).lines[0]
        #expect(title.hasPrefix(" a\(letter)") && title.contains("…"))
        #expect(title.contains("\(letter)z.md ● v17 · draft "))
        #expect(title.hasSuffix("alice "))
    }

    /// What the status row has no room for is read with F1.
    @Test func aLongMessageIsReadWithF1() {
        var editor = opened(Array("text".utf8), small)
        _ = editor.handle(.journalFailed("open /" + String(repeating: "x", count: 90) + "end"), at: noon)
        #expect(render(editor).lines[22].hasSuffix("xx» F1 "))
        editor.press(.function(1))
        let shown = render(editor).lines
        #expect(shown[1].hasPrefix(" No draft can be kept: save with ^S soon (open"))
        #expect(shown[1...4].contains { $0.contains("end)") })
        #expect(shown[5...].contains { $0.contains("^S  Save") })
    }

    /// Whoever goes on typing sees that it is kept nowhere.
    @Test func theTitleSaysThatNoDraftIsKept() {
        var editor = opened(Array("text".utf8), version: 17, small)
        editor.type("x")
        _ = editor.handle(.journalFailed("The disk is full."), at: noon)
        editor.type("y")
        #expect(render(editor).lines[0].hasPrefix(" notes.md ● v17 · draft · no draft kept "))
        _ = editor.handle(.journalRecovered, at: noon)
        #expect(!render(editor).lines[0].contains("no draft kept"))
    }

    /// What is wrong with a name is said, above the prompt where there is no room in it.
    @Test func aBadNameIsExplained() {
        var editor = opened(Array("text".utf8), small)
        editor.press(.control("o"))
        editor.type("a b")
        editor.press(.enter)
        let rows = render(editor).lines
        #expect(rows[21].hasPrefix(" The name contains U+0020; letters, digits, '.', '_', '-' and '/' are allowed. "))
        #expect(rows[22].hasPrefix(" Open the document: a b "))
        _ = editor.handle(.resize(Size(rows: 10, columns: 40)), at: noon)
        #expect(
            render(editor).lines[5...7].map { $0.split(separator: " ").joined(separator: " ") } == [
                "The name contains U+0020; letters,", "digits, '.', '_', '-' and '/' are", "allowed.",
            ])
    }

    /// The person's own save in another session is called that in the title too.
    @Test func theTitleSaysYou() {
        var editor = opened(Array("text".utf8), version: 17, small, isAnnounced: true)
        let saved = StoreEvent(
            cursor: .start, kind: .contentUpdated, document: "notes.md", version: 18, actor: editor.actor, at: noon)
        _ = editor.handle(.feed(.event(saved), of: .document(document("notes.md", version: 17).id)), at: noon)
        #expect(render(editor).lines[0].hasSuffix(" you saved v18  alice "))
    }

    /// The answers are in the row of keys, and there alone.
    @Test func aLongQuestionKeepsItsAnswers() {
        var editor = opened(Array("text".utf8), small)
        editor.overlay = .gone(Gone(deletedBy: "bob", lastVersion: 2))
        let rows = render(editor).lines
        #expect(rows[22].hasPrefix(" bob deleted the document after v2.   "))
        #expect(rows[23].hasPrefix(" r Recreate  n Save under another name  d Discard (a draft stays)  Esc Stay"))

        // Where the row of keys has no room for what they mean, they stand above it.
        _ = editor.handle(.resize(Size(rows: 10, columns: 40)), at: noon)
        #expect(
            render(editor).lines[4...].map { $0.split(separator: " ").joined(separator: " ") } == [
                "bob deleted the document after v2.", "r Recreate", "n Save under another name",
                "d Discard (a draft stays)", "Esc Stay", "r n d Esc",
            ])
    }

    @Test func longLinesScrollSideways() {
        let line = (0..<40).map { "part\($0)" }.joined(separator: " ")
        var editor = opened(Array("short\n\(line)\n漢\(line)\n".utf8), small)
        expectScreen(render(editor), "long-80x24")
        editor.press(.down, .end)
        let frame = render(editor)
        expectScreen(frame, "long-scrolled-80x24")
        #expect(frame.cursor.map { frame.lines[$0.row].contains("part39") } == true)
    }

    @Test func selection() {
        var editor = opened(Array("one\n\ntwo 漢字 three\n".utf8), Size(rows: 8, columns: 30))
        editor.press(.right, Key.down.with(.shift), Key.down.with(.shift), Key.end.with(.shift))
        let rows = render(editor).styled.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(rows[1].contains("o{selection:ne }"))
        #expect(rows[2].contains("{selection: }"))
        #expect(rows[3].contains("{selection:two 漢字 three}"))
    }

    @Test func matchesAreMarkedWhileFinding() {
        var editor = opened(Array("one two one\nONE\n".utf8), Size(rows: 8, columns: 40))
        editor.press(.control("f"))
        editor.type("one")
        let styled = render(editor).styled
        #expect(styled.contains("{selection:one} two {match:one}"))
        #expect(styled.contains("{match:ONE}"))
        expectScreen(render(editor), "find-40x8")
    }

    @Test func matchesAreMarkedInResult() {
        var editor = Runbook.conflict(small)
        editor.press(.character("e"), .character("m"), .control("f"))
        editor.type("pager")
        #expect(render(editor).styled.contains("{selection:Pager}"))
        editor.press(.backspace, .backspace, .backspace, .backspace)
        let styled = render(editor).styled
        #expect(styled.contains("{selection:P}") && styled.contains("{match:p}"))
    }

    @Test func promptsAndPanels() {
        var editor = opened(Array("a\nb\n".utf8), small)
        editor.press(.control("g"))
        editor.type("12")
        expectScreen(render(editor), "go-to-line-80x24")
        #expect(render(editor).cursor == Position(row: 22, column: 15))
        editor.press(.escape, .control("p"))
        editor.type("find")
        expectScreen(render(editor), "palette-80x24")
        editor.press(.escape, .function(1))
        expectScreen(render(editor), "help-80x24")
        editor.press(.escape)
        editor.type("x")
        editor.press(.control("q"))
        expectScreen(render(editor), "quit-80x24")
    }

    @Test func traffic() {
        var editor = opened(Array("a\nb\n".utf8), small)
        editor.press(.function(4))
        expectScreen(render(editor), "traffic-empty-80x24")
        for (status, etag) in [(200, "\"1-aa\""), (409, nil), (nil, nil)] as [(Int?, String?)] {
            let exchange = Exchange(
                method: "PUT", path: "/v1/documents/notes/content",
                requestHeaders: [Exchange.Header("If-Match", "\"1-0123456789ab\"")],
                requestBody: Exchange.Body(Array("one\n\ttwo\u{1B}[2J\n".utf8)), status: status,
                responseHeaders: etag.map { [Exchange.Header("ETag", $0)] } ?? [],
                responseBody: Exchange.Body(Array("{\"reason\":\"version_mismatch\"}".utf8)), at: noon,
                microseconds: 2_600)
            _ = editor.handle(.exchanged(exchange), at: noon)
        }
        editor.press(.up)
        expectScreen(render(editor), "traffic-80x24")
        editor.press(.enter)
        expectScreen(render(editor), "traffic-open-80x24")
    }

    @Test func openingAndFailing() {
        var editor = Editor(target: .document("notes"), actor: "alice", endpoint: .url("http://h"), size: small)
        #expect(render(editor).lines[0].contains("notes opening…"))
        let reason = String(repeating: "The store cannot be reached. ", count: 6)
        editor.take(.opened(.failed(Problem(.internalError, detail: reason), recovered: nil)))
        expectScreen(render(editor), "failed-80x24")
    }

    @Test func aDraftIsOffered() {
        var editor = Editor(target: .document("notes"), actor: "alice", endpoint: .url("http://h"), size: small)
        let draft = Recovered(id: "1", at: noon, base: .none, text: Rope(), resolution: nil, isKept: false)
        editor.take(
            .opened(.document(Head(document: document("notes", version: 1), content: [97]), recovered: draft)))
        #expect(render(editor).lines[22].hasPrefix(" A draft was left behind at 12:08.  Keys wait for a pause.  "))
        #expect(render(editor).lines[23].hasPrefix(" Esc Not now  "))
        editor.pauseEnd = nil
        #expect(render(editor).lines[22].hasPrefix(" A draft was left behind at 12:08.    "))
        #expect(render(editor).lines[23].hasPrefix(" r Take it up  d Throw it away  Esc Not now  "))
        for (isKept, said) in [(true, "bob left a draft at 12:08."), (false, "bob's draft was left behind at 12:08.")] {
            editor.overlay = .recover(
                Recovered(
                    id: "1", actor: "bob", at: noon, base: .none, text: Rope(), resolution: nil, isKept: isKept))
            #expect(render(editor).lines[22].hasPrefix(" " + said))
        }
    }
}
