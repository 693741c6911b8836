import Testing
import TruceDocument
import TruceScreen
import TruceText

@testable import TruceEditor

/// The document moves, goes and comes back while a conflict with it is resolved.
@Suite struct GoneWhileResolvingTests {
    typealias Test = EditorUnderTest

    /// alice has changed b to M and d to N; her save met bob's version 2, which changed both.
    private func met() -> EditorUnderTest {
        var test = CompanyTests.opened(lines("a b c d e"))
        test.press("Down Shift-End \"M\" Down Down Home Shift-End \"N\" ^S")
        test.answer(test.save, Test.mismatch(2, lines("a T c U e")))
        #expect(test.editor.resolver?.undecided.count == 2)
        return test
    }

    private func event(_ kind: StoreEvent.Kind, _ version: Int?) -> Event {
        let event = StoreEvent(
            cursor: EventCursor(sequence: 9), kind: kind, document: "notes", version: version, actor: "bob", at: noon)
        return .feed(.event(event), of: .document("01J9"))
    }

    private func head(_ text: String, _ version: Int, id: String = "01J9") -> Reply {
        .opened(
            .document(
                Head(
                    document: EditorUnderTest.document(version, by: "bob", id: id), content: Array(lines(text).utf8)),
                recovered: nil))
    }

    private func result(_ test: EditorUnderTest) -> String? { test.editor.resolver.map { String($0.result.text) } }

    /// Whatever the store says, no RESULT that is not wholly decided is sent.
    @Test func theGateHoldsWhereTheDocumentIsGone() throws {
        var test = met()
        test.handle(event(.contentUpdated, 3))
        #expect(test.editor.resolver?.newer?.number == 3)
        test.press("r")
        #expect(test.effects.contains(.ask(.open("notes"))))
        test.handle(event(.documentDeleted, 3))
        #expect(test.editor.resolver?.newer == nil, "what is gone is not offered")
        test.handle(.opened(.new(recovered: nil)))
        #expect(test.editor.overlay == nil)
        #expect(
            test.editor.resolver?.message
                == "bob deleted the document after v3: 2 conflicts are left, then ^S asks where to")
        test.press("^S")
        #expect(test.save == nil && test.editor.resolver?.message.hasPrefix("Not sent: 2 conflicts are left") == true)
        test.press("m m ^S")
        test.answer(test.save, Test.deleted())
        #expect(test.editor.overlay.map { if case .gone = $0 { true } else { false } } == true)
        test.press("r")
        let save = try #require(test.save)
        #expect(String(decoding: save.request.content, as: UTF8.self) == lines("a M c N e"))
        #expect(save.request.precondition == .ifNoneExists)
    }

    /// Deleted, and made anew by somebody: the new text is merged with.
    @Test func goesOnWithTheDocumentThatTookItsPlace() throws {
        var test = met()
        test.handle(event(.contentUpdated, 3))
        test.handle(event(.documentDeleted, 3))
        test.handle(.looked(EditorUnderTest.document(4, by: "carol", id: "01NEW")))
        #expect(test.editor.resolver?.newer == Resolver.Newer(number: 4, actor: "carol", isOfAnother: true))
        #expect(test.editor.resolver?.message == "", "it is no longer so that there is no document")
        test.press("m m ^S")
        #expect(test.effects.contains(.ask(.open("notes"))) && test.save == nil)
        test.handle(head("a TT c d e", 4, id: "01NEW"))
        #expect(test.editor.resolver?.theirs.version?.number == 4 && test.editor.resolver?.newer == nil)
        test.press("m ^S")
        let save = try #require(test.save)
        #expect(save.request.precondition == .ifMatch(.tags([etag(4)])))
    }

    /// What was typed after the view was left is MINE from then on, also where the newer version is slow to come.
    @Test func typedTextIsMergedBeforeTheNewerVersionIsThere() {
        var test = met()
        test.press("Esc")
        test.handle(event(.contentUpdated, 3))
        test.press("Ctrl-Home \"typed \" ^S")
        #expect(test.effects.contains(.ask(.open("notes"))) && test.editor.isResolving)
        #expect(
            test.editor.resolver.map { String($0.mine) }
                == lines("typed-a M c N e").replacing("typed-a", with: "typed a"))
        test.press("e m Down Down Down Down \"else\" Esc Esc")
        #expect(!test.editor.isResolving)
        #expect(test.text.hasPrefix("typed a\nM\n") && test.text.contains("else"))
    }

    /// Nothing moves under the fingers: in EDIT the newer version waits, and after Esc it stays where it is.
    @Test func anAnswerWaitsForTheEndOfEdit() {
        var test = met()
        test.handle(event(.contentUpdated, 3))
        test.press("r e t \"Z\"")
        test.handle(head("a TT c U e", 3))
        guard case .editing = test.editor.resolver?.state else { return #expect(Bool(false), "EDIT goes on") }
        #expect(test.editor.resolver?.message == "v3 is there: Esc ends EDIT, then r merges it in")
        test.press("\"Y\" Esc")
        #expect(result(test) == lines("a ZYT c e") && test.editor.resolver?.newer?.number == 3)
        test.press("r")
        test.press("Esc \"x\"")
        test.handle(head("a TT c U e", 3))
        #expect(!test.editor.isResolving && test.editor.notice.text == "v3 is there: ^S merges it with yours")
        #expect(test.editor.resolver?.newer?.number == 3)
    }

    /// Who created a document that was there already hears of its later versions.
    @Test func aDocumentThatIsToBeCreatedIsFollowedOnceItIsThere() {
        var test = EditorUnderTest()
        test.editor = Editor(
            target: .document("notes"), actor: "alice", endpoint: .url("http://localhost"), isAnnounced: true,
            size: Size(rows: 24, columns: 80))
        test.handle(.opened(.new(recovered: nil)))
        test.press("\"mine\" ^S")
        test.answer(test.save, Test.exists(1, "theirs\n"))
        #expect(test.effects.contains(.ask(.look("notes"))))
        test.handle(.looked(EditorUnderTest.document(1, by: "bob", id: "01J9")))
        #expect(test.effects.contains(.follow(.document("01J9"))))
        test.handle(event(.contentUpdated, 2))
        #expect(test.editor.resolver?.newer?.number == 2)
        test.press("r")
        #expect(test.effects.contains(.ask(.open("notes"))))
        test.handle(head("theirs2", 2))
        #expect(test.editor.resolver?.theirs.version?.number == 2)
    }
}
