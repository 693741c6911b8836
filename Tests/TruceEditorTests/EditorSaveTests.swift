import Testing
import TruceDocument
import TruceScreen
import TruceText

@testable import TruceEditor

@Suite struct EditorSaveTests {
    typealias Test = EditorUnderTest

    // MARK: Opening

    @Test func opensADocument() {
        var test = Test()
        #expect(test.editor.start == [.ask(.open("notes"))])
        test.press("\"x\"")
        #expect(test.text.isEmpty)
        test.handle(.opened(.document(Test.head("a\n"), recovered: nil)))
        #expect(test.entries.first == .began(name: "notes", id: "01J9", base("a\n"), Rope("a\n")))
        #expect(test.editor.phase == .ready && test.text == "xa\n", "what was typed waited for the text")
        test.press("^Z")
        #expect(!test.editor.isModified)
        test.press("^S")
        #expect(test.effects.isEmpty && test.editor.notice.text == "Nothing to save: the text is as it was read")
    }

    @Test func createsADocument() throws {
        var test = Test()
        test.handle(.opened(.new(recovered: nil)))
        #expect(test.editor.notice.text == "A new document: ^S creates it")
        test.press("\"hi\" ^S")
        let save = try #require(test.save)
        #expect(save.request == SaveRequest(name: "notes", content: Array("hi".utf8), precondition: .ifNoneExists))
        test.press("^S")
        #expect(test.effects.isEmpty && test.editor.notice.text == "Saving…")
        test.answer(save, Test.done(1))
        #expect(!test.editor.isModified && test.editor.base == base("hi"))
        #expect(test.editor.notice.text == "Saved v1 · \(etag(1))")
        #expect(test.entries.last == .began(name: "notes", id: "01J9", base("hi"), Rope("hi")))
    }

    @Test func emptyDocumentsCanBeCreated() {
        var test = Test()
        test.handle(.opened(.new(recovered: nil)))
        test.press("^S")
        #expect(test.save?.request.content == [])
    }

    @Test func failureToOpenIsFinal() {
        var test = Test()
        test.handle(.opened(.failed(Problem(.internalError, detail: "The disk is on fire."), recovered: draft("ax\n"))))
        #expect(test.editor.phase == .failed("The disk is on fire."))
        test.press("\"x\" ^S m")
        #expect(test.text.isEmpty && test.effects.isEmpty)
        test.press("^Q")
        #expect(test.effects == [.quit(1)])
    }

    // MARK: Saving

    @Test func savesWithTheETagThatWasRead() throws {
        var test = Test.opened("a\n")
        test.press("\"x\" ^S")
        let save = try #require(test.save)
        #expect(
            save.request
                == SaveRequest(name: "notes", content: Array("xa\n".utf8), precondition: .ifMatch(.tags([etag(1)]))))
        test.answer(save, Test.done(2))
        test.press("\"y\" ^S")
        #expect(test.save?.request.precondition == .ifMatch(.tags([etag(2)])))
    }

    @Test func whatIsTypedWhileSavingStaysModified() throws {
        var test = Test.opened("a\n")
        test.press("\"x\" ^S")
        let save = test.save
        test.press("\"y\"")
        test.answer(save, Test.done(2))
        #expect(test.editor.isModified && test.text == "xya\n")
        #expect(test.editor.base == base("xa\n", version: 2))
        test.press("Backspace")
        #expect(!test.editor.isModified)
    }

    @Test func aFailureChangesNothing() {
        var test = Test.opened("a\n")
        test.press("\"x\" ^S")
        test.answer(test.save, Test.unavailable)
        #expect(
            test.editor.notice == Editor.Notice(text: Test.awayNotice, isError: true))
        #expect(test.editor.isModified && test.text == "xa\n" && test.editor.base == base("a\n"))
        test.press("^S")
        #expect(test.save?.request.precondition == .ifMatch(.tags([etag(1)])))
    }

    @Test func answersToOldTicketsCountForNothing() {
        var test = Test.opened("a\n")
        test.press("\"x\" ^S")
        let first = test.save
        test.answer(first, .failure(Problem(.storageFull, detail: "full")))
        test.press("^S")
        test.answer(first, Test.done(9))
        #expect(test.editor.isSaving && test.editor.base == base("a\n"))
    }

    @Test func otherRefusalsAreSaid() {
        var test = Test.opened("a\n")
        test.press("\"x\" ^S")
        test.answer(test.save, Test.conflict(.constraintViolation(constraint: "size", errors: [])))
        #expect(test.editor.notice == Editor.Notice(text: "Not saved: conflict", isError: true))
        #expect(test.text == "xa\n" && test.editor.resolver == nil)
    }

    // MARK: Files

    @Test func filesAreReadInPiecesAndWritten() throws {
        var test = Test(.file("/tmp/x.yaml"))
        #expect(test.editor.start == [.ask(.readFile("/tmp/x.yaml"))])
        test.handle(.read(.bytes(Array("a\r".utf8))))
        test.press("\"x\"")
        #expect(test.text == "a\r")
        test.handle(.read(.bytes(Array("\nb\n".utf8))))
        test.handle(.read(.end(recovered: nil)))
        #expect(test.entries.first == .began(name: "/tmp/x.yaml", .file(Rope("a\r\nb\n")), Rope("a\r\nb\n")))
        #expect(test.text == "xa\r\nb\n", "what was typed waited for the text")
        test.press("^Z")
        #expect(test.text == "a\r\nb\n" && !test.editor.isModified)
        test.press("Tab ^S")
        guard case .writeFile(let ticket, "/tmp/x.yaml", let text, Rope("a\r\nb\n"))? = test.effects.first else {
            return #expect(Bool(false))
        }
        #expect(String(text) == "  a\r\nb\n", "YAML takes no tabs")
        test.press("\"y\"")
        test.handle(.wroteFile(ticket, .written))
        #expect(test.editor.isModified && test.editor.base == .file(text))
        test.press("^S")
        guard case .writeFile(let second, _, _, text)? = test.effects.first else { return #expect(Bool(false)) }
        test.handle(.wroteFile(second, .failed("The disk is full.")))
        #expect(test.editor.isModified && test.editor.notice == Editor.Notice(text: "The disk is full.", isError: true))
    }

    @Test func missingAndUnreadableFiles() {
        var test = Test(.file("/tmp/x"))
        test.handle(.read(.missing(recovered: nil)))
        test.press("^S")
        guard case .writeFile? = test.effects.first else { return #expect(Bool(false)) }
        test = Test(.file("/tmp/x"))
        test.handle(.read(.failed("It is a folder.")))
        #expect(test.editor.phase == .failed("It is a folder."))
    }

    // MARK: Leaving

    @Test func leavesAtOnceWithNothingUnsaved() {
        var test = Test.opened("a\n")
        test.press("\"x\" Backspace ^Q")
        #expect(test.effects == [.quit(0)] && test.kept == false)
    }

    @Test(arguments: [("k", true), ("d", false)]) func theQuestionAtLeaving(key: String, keep: Bool) {
        var test = Test.opened("a\n")
        test.press("\"x\" ^Q")
        #expect(test.effects == [.dropTypedAhead])
        test.press("y x Space")
        #expect(test.effects.isEmpty && test.text == "xa\n", "keys that are no answer do nothing")
        for harmless in ["Esc", "Enter", "^C"] {
            test.press(harmless)
            #expect(test.editor.overlay == nil && test.effects.isEmpty)
            test.press("^Q")
        }
        test.press(key)
        #expect(test.effects == [.quit(0)] && test.kept == keep)
    }

    @Test func savingAndLeaving() throws {
        var test = Test.opened("a\n")
        test.press("\"x\" ^Q s")
        let save = try #require(test.save)
        #expect(test.kept == nil)
        test.answer(save, Test.done(2))
        #expect(test.effects == [.quit(0)] && test.kept == false)
    }

    @Test func leavingNeverDropsWhatWasTypedWhileSaving() {
        var test = Test.opened("a\n")
        test.press("\"x\" ^Q s")
        let save = test.save
        test.press("\"y\"")
        test.answer(save, Test.done(2))
        #expect(test.effects.isEmpty && test.kept == nil)
        #expect(test.text == "xya\n" && test.editor.isModified)
    }

    /// The text may have been saved between the question and its answer.
    @Test func savingWhatIsSavedLeaves() {
        var test = Test.opened("a\n")
        test.press("\"x\" ^S")
        let save = test.save
        test.press("^Q")
        test.answer(save, Test.done(2))
        #expect(test.editor.overlay == .quit && test.kept == nil)
        test.press("s")
        #expect(test.effects == [.quit(0)] && test.kept == false)
    }

    /// ^S for what was typed while an earlier save is on its way: a save of its own follows.
    @Test(arguments: ["^S", "^Q s"]) func savingWhileSaving(keys: String) throws {
        var test = Test.opened("a\n")
        test.press("x ^S")
        let first = try #require(test.save)
        test.press("y \(keys)")
        #expect(test.save == nil)
        test.answer(first, Test.done(2))
        let second = try #require(test.save)
        #expect(String(decoding: second.request.content, as: UTF8.self) == "xya\n")
        #expect(second.request.precondition == .ifMatch(.tags([etag(2)])))
        test.answer(second, Test.done(3))
        #expect(!test.editor.isModified && (test.kept == false) == (keys == "^Q s"))
    }

    @Test(arguments: [EditorUnderTest.unavailable, EditorUnderTest.mismatch(2, "b\n"), EditorUnderTest.deleted()])
    func savingThatFailsDoesNotLeave(answer: Result<SaveOutcome, Problem>) throws {
        var test = Test.opened("a\n")
        test.press("\"x\" ^Q s")
        test.answer(test.save, answer)
        #expect(!test.effects.contains(.quit(0)) && test.kept == nil)
        test.press("Esc Esc ^S")
        test.press("^Q")
        #expect(test.editor.overlay == .quit, "and does not leave later by itself")
    }

    @Test func terminationKeepsWhatIsUnsaved() {
        var test = Test.opened("a\n")
        test.handle(.terminate)
        #expect(test.effects == [.quit(0)] && test.kept == false)
        test = Test.opened("a\n")
        test.press("\"x\"")
        test.handle(.terminate)
        #expect(test.effects == [.quit(0)] && test.kept == true)
    }

    @Test func answersCanBeClickedAndWalked() {
        var test = Test.opened("a\n")
        test.press("\"x\" ^Q")
        #expect(KeyBar(test.editor).items.map(\.title) == ["Save", "Keep draft", "Discard", "Stay"])
        test.click("Stay")
        #expect(test.editor.overlay == nil)
        test.press("^Q Tab Tab")
        #expect(KeyBar(test.editor).items.map(\.isChosen) == [false, true, false, false])
        test.press("Shift-Tab")
        #expect(KeyBar(test.editor).items.map(\.isChosen) == [true, false, false, false])
        test.press("Shift-Tab Enter")
        #expect(test.editor.overlay == nil && test.effects.isEmpty, "Stay, going round")
        test.press("^Q Tab Tab Enter")
        #expect(test.effects == [.quit(0)] && test.kept == true)
    }

    // MARK: Drafts

    private func draft(_ text: String, resolution: SavedResolution? = nil, kept: Bool = false) -> Recovered {
        Recovered(id: "j1", at: noon, base: base("a\n"), text: Rope(text), resolution: resolution, isKept: kept)
    }

    @Test func aDraftIsOfferedAndTakenUp() {
        var test = Test.opened("a2\n", recovered: draft("ax\n"))
        #expect(test.asksByItself && test.text == "a2\n")
        test.press("r")
        #expect(test.text == "ax\n" && test.editor.base == base("a\n") && test.editor.isModified)
        #expect(
            test.entries.suffix(2) == [.began(name: "notes", id: "01J9", base("a\n"), Rope("ax\n")), .forget(id: "j1")])
        test.press("^S")
        #expect(test.save?.request.precondition == .ifMatch(.tags([etag(1)])))
    }

    @Test func aDraftIsOfferedWhileItsStoreIsAway() {
        var test = Test()
        let away = Problem(.unavailable(retryAfter: 1), detail: "Nothing listens.")
        test.handle(.opened(.failed(away, recovered: draft("ax\n"))))
        #expect(test.asksByItself && test.text == "a\n")
        #expect(test.editor.notice == Editor.Notice(text: "Nothing listens.", isError: true))
        test.press("r ^S")
        #expect(test.text == "ax\n" && test.save?.request.precondition == .ifMatch(.tags([etag(1)])))
        test.answer(test.save, Test.unavailable)
        #expect(test.editor.notice.text == Test.awayNotice && test.editor.isModified)
        var without = Test()
        without.handle(.opened(.failed(away, recovered: nil)))
        #expect(without.editor.phase == .failed("Nothing listens."))
    }

    @Test func aDraftOfADocumentThatIsGoneSaysSo() {
        var test = Test()
        test.handle(.opened(.new(recovered: draft("ax\n"))))
        test.press("r")
        #expect(
            test.editor.notice.text == "Your draft is back; the document is no longer there: ^S asks what to do")
        test.press("^S")
        test.answer(test.save, .failure(Problem(.notFound, detail: "There is no document named notes.")))
        #expect(test.editor.overlay == .gone(Gone()) && test.text == "ax\n")
    }

    @Test func aDraftThatIsNoNewsIsForgotten() {
        var test = Test.opened("a\n", recovered: draft("a\n"))
        test.press("r")
        #expect(!test.editor.isModified && test.editor.notice.text == "The draft says what the document says")
        #expect(test.entries.last == .forget(id: "j1"))
    }

    @Test func aDraftCanBeThrownAwayOrLeft() {
        var test = Test.opened("a\n", recovered: draft("ax\n"))
        test.press("Esc")
        #expect(test.text == "a\n" && !test.entries.contains(.forget(id: "j1")))
        test = Test.opened("a\n", recovered: draft("ax\n"))
        test.press("d")
        #expect(test.text == "a\n" && test.entries.last == .forget(id: "j1"))
    }

    @Test(arguments: ["r", "d"]) func aDraftThatAnotherEditorHasIsNotTakenUp(key: String) {
        var test = Test.opened("a\n", recovered: draft("ax\n"))
        test.losesClaims = true
        test.press("\(key) y")
        #expect(test.text == "ya\n" && !test.entries.contains(.forget(id: "j1")))
        test = Test.opened("a\n", recovered: draft("ax\n"))
        test.losesClaims = true
        test.press(key)
        #expect(
            test.editor.notice
                == Editor.Notice(text: "Another editor has taken up this draft, or thrown it away", isError: true))
    }

    /// What is typed before it is known whose the draft is waits for its text.
    @Test func whatIsTypedWaitsForTheDraft() {
        var editor = Test.opened("a\n", recovered: draft("ax\n")).editor
        let later = noon + 60_000
        #expect(editor.handle(.input(.key(.character("r"))), at: later) == [.claim(id: "j1")])
        _ = editor.handle(.input(.key(.character("y"))), at: later)
        #expect(String(editor.area.rope) == "a\n")
        _ = editor.handle(.claimed(id: "j1", true), at: later)
        #expect(String(editor.area.rope) == "yax\n")
    }

    @Test func aResolutionIsTakenUp() {
        var first = ViewUnderTest(base(lines("a b c")), mine: lines("a M c"), theirs: theirs(lines("a T c")))
        first.press("b")
        let recovered = Recovered(
            id: "j1", at: noon, base: base(lines("a b c")), text: Rope(lines("a M c")),
            resolution: first.resolver.saved, isKept: false)
        var test = Test.opened(lines("a T c"), recovered: recovered)
        test.press("r")
        #expect(test.editor.isResolving && test.editor.resolver?.undecided == [])
        #expect(test.editor.resolver.map { String($0.result.text) } == lines("a M T c"))
        test.press("^S")
        #expect(test.save?.request.precondition == .ifMatch(.tags([etag(2)])))
    }
}
