import Testing
import TruceDocument
import TruceMerge
import TruceScreen
import TruceText

@testable import TruceEditor

@Suite struct EditorResolveTests {
    typealias Test = EditorUnderTest

    /// alice has changed b to M; her save met bob's version 2, which changed it to T.
    private func met(_ theirs: String = "a T c d e") -> EditorUnderTest {
        var test = Test.opened(lines("a b c d e"))
        test.press("Down Shift-End \"M\" ^S")
        test.answer(test.save, Test.mismatch(2, lines(theirs)))
        return test
    }

    private func result(_ test: EditorUnderTest) -> String? { test.editor.resolver.map { String($0.result.text) } }

    @Test func theViewOpensByItself() throws {
        let test = met()
        let resolver = try #require(test.editor.resolver)
        let key = try #require(BareConflict(1, of: resolver.merge)).key
        #expect(
            test.editor.isResolving
                && test.effects == [.dropTypedAhead, .recall([key]), .wake(at: test.now + Editor.pause)])
        #expect(resolver.theirs == theirs(lines("a T c d e")).with(conflict: "c7"))
        #expect(test.text == lines("a M c d e"), "the person's own text stays where it is")
        #expect(test.entries.last == .resolving(resolver.saved))
    }

    @Test func resubmits() throws {
        var test = met()
        test.press("^S")
        #expect(test.save == nil)
        test.press("b ^S")
        let save = try #require(test.save)
        #expect(
            save.request
                == SaveRequest(
                    name: "notes", content: Array(lines("a M T c d e").utf8),
                    precondition: .ifMatch(.tags([etag(2)])), message: "merge of v2 by bob: merged 0, decided 1",
                    resolves: "c7"))
        #expect(test.editor.resolver?.state == .sending)
        test.answer(save, Test.done(3))
        #expect(test.text == lines("a M T c d e") && !test.editor.isModified && test.editor.resolver == nil)
        #expect(test.editor.notice.text == "Saved v3 · \(etag(3)) · merged 0, decided 1 · v2 by bob")
        #expect(test.editor.base == base(lines("a M T c d e"), version: 3))
        for _ in 0..<2 {
            test.press("^Z")
            #expect(test.text == lines("a M T c d e") && !test.editor.isModified, "it would take theirs back unseen")
            #expect(test.editor.notice.text == "^Z again takes back the merge, theirs with it")
            test.press("Up")
        }
        test.press("^Z ^Z")
        #expect(test.text == lines("a M c d e") && test.editor.isModified, "undo is a new change")
        test.press("^Y")
        #expect(test.text == lines("a M T c d e"))
    }

    /// Who types on as the view opens does not choose, and does not send; whoever pauses does both.
    @Test(arguments: [0, 499] as [Int64]) func whoTypesOnDecidesNothing(gap: Int64) {
        var test = met()
        let before = test.editor.resolver?.result
        for key in keys("m o x Enter \"must go\" ^S ^Z Tab") {
            test.handle(.input(.key(key)), after: gap)
            #expect(test.effects == [.wake(at: test.now + Editor.pause)])
        }
        #expect(test.editor.resolver?.result == before && test.editor.resolver?.state == .decide)
        #expect(
            test.editor.resolver?.message == "Keys pressed as this opened are dropped: letters choose here")
        test.handle(.tick, after: 499)
        #expect(test.editor.awaitsPause)
        test.handle(.tick, after: 1)
        #expect(!test.editor.awaitsPause)
        test.press("m u t ^S", after: 1)
        #expect(test.save != nil)
    }

    @Test func aPauseIsSeenWithoutATickToo() {
        var test = met("a b c T e")
        test.press("^S", after: Editor.pause - 1)
        #expect(test.save == nil && test.editor.awaitsPause)
        test.press("^S", after: Editor.pause)
        #expect(test.save != nil)
    }

    @Test func aSecondOpeningWaitsForAPauseToo() {
        var test = met()
        test.press("m ^S")
        test.answer(test.save, Test.mismatch(3, lines("a TT c d e")))
        test.press("t", after: 10)
        #expect(test.editor.resolver?.undecided.count == 1)
    }

    @Test func escapeLeavesAtOnceAndComingBackWaitsForNothing() {
        var test = met()
        test.press("Esc", after: 10)
        #expect(!test.editor.isResolving)
        test.press("^S m", after: 10)
        #expect(test.editor.resolver?.undecided.isEmpty == true)
    }

    @Test func aSecond409MergesAgainWithDecisionsKept() throws {
        var test = met()
        test.press("b ^S")
        test.answer(test.save, Test.mismatch(3, lines("new a T c d e"), by: "carol"))
        #expect(test.editor.isResolving && test.editor.resolver?.state == .decide)
        #expect(test.editor.resolver?.message == "v3 merged: 1 kept, 0 asked again, 0 new")
        test.press("^S")
        let save = try #require(test.save)
        #expect(save.request.precondition == .ifMatch(.tags([etag(3)])))
        #expect(String(decoding: save.request.content, as: UTF8.self) == lines("new a M T c d e"))
        test.answer(save, Test.mismatch(4, lines("new a U c d e")))
        #expect(test.editor.resolver?.undecided.count == 1)
        test.press("^S")
        #expect(test.save == nil)
    }

    @Test func aTextThatWasLeftOutIsFetched() {
        var test = Test.opened(lines("a b"))
        test.press("\"x\" ^S")
        test.answer(test.save, Test.mismatch(2, nil))
        let version = Theirs.Version(number: 2, etag: etag(2), actor: "bob", conflict: "c7")
        let source = Theirs.Source(name: "notes", version: version, at: noon)
        #expect(test.effects == [.ask(.fetchTheirs(source))])
        #expect(test.editor.notice.text == "bob saved v2: reading it…" && !test.editor.isResolving)
        test.press("\"y\"")
        test.handle(.fetchedTheirs(source.with([0xFF, 10])))
        #expect(test.editor.isResolving && test.editor.resolver?.theirs.text == Rope([0xFF, 10]))
        #expect(test.editor.resolver.map { String($0.mine) } == "xya\nb\n", "what was typed meanwhile is mine")
    }

    @Test func aFetchThatFailsLetsThePersonGoOn() {
        var test = met()
        test.press("m ^S")
        test.answer(test.save, Test.mismatch(3, nil))
        #expect(test.editor.resolver?.state == .sending, "nothing changes until the text is there")
        test.handle(.fetchFailed(Problem(.outcomeUnknown, detail: "gone")))
        #expect(test.editor.resolver?.state == .decide)
        #expect(test.editor.resolver?.message == "The other version cannot be read: gone")
        test.press("^S")
        #expect(test.save?.request.precondition == .ifMatch(.tags([etag(2)])))
    }

    @Test func aFailedResubmissionUnlocks() {
        var test = met()
        test.press("m ^S")
        test.answer(test.save, Test.unavailable)
        #expect(test.editor.isResolving && test.editor.resolver?.state == .decide)
        #expect(test.editor.resolver?.message == EditorUnderTest.awayNotice)
        test.press("u")
        #expect(test.editor.resolver?.undecided.count == 1)
    }

    // MARK: Already there

    @Test func twoCreateOneName() throws {
        var test = Test()
        test.handle(.opened(.new(recovered: nil)))
        test.paste(lines("same mine"))
        test.press("^S")
        test.answer(test.save, Test.exists(1, lines("same theirs")))
        #expect(test.editor.resolver?.base == Base.none)
        #expect(result(test) == lines("same"), "what both wrote alike is merged")
        test.press("b ^S")
        let save = try #require(test.save)
        #expect(save.request.precondition == .ifMatch(.tags([etag(1)])))
        #expect(String(decoding: save.request.content, as: UTF8.self) == lines("same mine theirs"))
    }

    // MARK: Deleted

    @Test func aDeletedDocumentIsRecreatedSavedElsewhereOrDiscarded() throws {
        var test = Test.opened(lines("a"))
        test.press("\"x\" ^S")
        test.answer(test.save, Test.deleted())
        #expect(test.asksByItself && test.text == "xa\n")
        test.press("Esc")
        #expect(test.text == "xa\n" && test.editor.base == base(lines("a")))
        test.press("^S")
        #expect(test.save?.request.precondition == .ifMatch(.tags([etag(1)])), "it is asked again, not recreated")
        test.answer(test.save, Test.deleted())
        test.press("r")
        let save = try #require(test.save)
        #expect(save.request.precondition == .ifNoneExists && save.request.message == "recreated after v2")
        test.answer(save, Test.unavailable)
        #expect(test.editor.base == base(lines("a")), "what failed changed nothing")
        test.press("^S")
        test.answer(test.save, Test.deleted())
        test.press("d")
        #expect(test.kept == true && test.effects == [.quit(0)], "what is discarded stays as a draft")
    }

    /// The store was put in another's place, say.
    @Test func aDocumentThatTheStoreDoesNotKnowIsCreatedThere() throws {
        var test = Test.opened(lines("a"))
        test.press("\"x\" ^S")
        test.answer(test.save, .failure(Problem(.notFound, detail: "There is no document named notes.")))
        #expect(test.asksByItself && test.text == "xa\n")
        #expect(test.editor.overlay == .gone(Gone()))
        test.press("Esc")
        #expect(
            test.editor.notice.text
                == "The store does not have this document any more; your text is here: ^S asks again")
        test.press("^S")
        let deletion = Deletion(id: "01J9", deletedBy: "bob", deletedAt: noon, lastVersion: 4)
        test.answer(test.save, .failure(Problem(.deleted(deletion), detail: "gone")))
        #expect(test.editor.overlay == .gone(Gone(deletedBy: "bob", lastVersion: 4)))
        test.press("r")
        #expect(test.save?.request.precondition == .ifNoneExists)
        #expect(test.save?.request.message == "recreated after v4")
        test.answer(test.save, Test.done(5))
        #expect(!test.editor.isModified)
    }

    @Test func aDeletedDocumentCanBeSavedUnderAnotherName() throws {
        var test = Test.opened(lines("a"))
        test.press("\"x\" ^S")
        test.answer(test.save, Test.deleted())
        test.press("n ^U \"other\" Enter")
        let save = try #require(test.save)
        #expect(save.request.name == "other" && save.request.precondition == .ifNoneExists)
        test.answer(save, Test.exists(5, "theirs\n"))
        #expect(test.editor.resolver == nil && test.editor.name == "notes")
        guard case .saveAs(let line)? = test.editor.overlay else { return #expect(Bool(false)) }
        #expect(line.text == "other")
        test.press("\"2\" Enter")
        test.answer(test.save, Test.done(1, name: "other2"))
        #expect(test.editor.name == "other2" && !test.editor.isModified)
        test.press("\"y\" ^S")
        #expect(test.save?.request.name == "other2" && test.save?.request.precondition == .ifMatch(.tags([etag(1)])))
    }

    @Test func aBadNameIsSaid() {
        var test = Test.opened(lines("a"))
        test.press("\"x\" ^S")
        test.answer(test.save, Test.deleted())
        test.press("n ^U Enter")
        #expect(test.save == nil && test.editor.notice.isError)
        test.press("Esc")
        #expect(test.editor.overlay == nil && test.text == "xa\n")
    }

    /// The document goes while its conflict is resolved: what was decided is what is recreated.
    @Test func deletionInTheMiddleKeepsTheDecisions() throws {
        var test = met()
        test.press("b ^S")
        test.answer(test.save, Test.deleted())
        #expect(test.editor.isResolving && test.editor.overlay != nil)
        test.press("Esc")
        #expect(result(test) == lines("a M T c d e"))
        test.press("^S")
        test.answer(test.save, Test.deleted())
        test.press("r")
        let save = try #require(test.save)
        #expect(String(decoding: save.request.content, as: UTF8.self) == lines("a M T c d e"))
        #expect(save.request.precondition == .ifNoneExists && test.editor.resolver?.state == .sending)
        test.answer(save, Test.exists(9, lines("a T c d NEW")))
        #expect(test.editor.resolver?.message == "v9 merged: 1 kept, 0 asked again, 0 new")
        test.press("^S")
        #expect(test.save?.request.precondition == .ifMatch(.tags([etag(9)])))
        test.answer(test.save, Test.done(10))
        #expect(test.text == lines("a M T c d NEW") && test.editor.resolver == nil)
    }

    // MARK: Leaving and coming back

    @Test func leavesAndComesBack() {
        var test = met()
        test.press("t Esc")
        #expect(!test.editor.isResolving && test.editor.resolver != nil)
        #expect(test.text == lines("a M c d e"))
        #expect(KeyBar(test.editor).items.first?.title == "Resolve")
        test.press("^S")
        #expect(test.editor.isResolving && test.save == nil)
        #expect(test.editor.resolver?.undecided == [], "the decision is still there")
        test.press("^S")
        #expect(test.save != nil)
    }

    @Test func typingInBetweenChangesMine() {
        var test = met()
        test.press("t Esc Ctrl-End \"new\" ^S")
        #expect(result(test) == lines("a T c d e") + "new")
        #expect(test.editor.resolver?.message == "merged again: 1 kept, 0 asked again, 0 new")
        test.press("Esc Ctrl-Home Down \"M2\" ^S")
        #expect(test.editor.resolver?.undecided.count == 1, "only the conflict whose MINE changed is asked again")
    }

    @Test func whatWasTypedIntoResultIsNeverLost() throws {
        var test = met()
        test.press("t . e Ctrl-End \"typed\" Esc Esc")
        #expect(test.text == lines("a M c d e") + "typed")
        test.press("^S ^S")
        let save = try #require(test.save)
        #expect(String(decoding: save.request.content, as: UTF8.self) == lines("a T c d e") + "typed")
        // Two more versions arrive; both times it is still there, and in the person's own text too.
        test.answer(save, Test.mismatch(3, lines("a T c D e")))
        test.press("^S")
        test.answer(test.save, Test.mismatch(4, lines("a T c DD e")))
        #expect(result(test) == lines("a T c DD e") + "typed")
        test.press("Esc")
        #expect(test.text == lines("a M c d e") + "typed")
    }

    @Test func typedTextSurvivesASecond409WithoutLeaving() throws {
        var test = met()
        test.press("t e Ctrl-End \"typed\" Esc ^S")
        test.answer(test.save, Test.mismatch(3, lines("a T c D e")))
        test.press("^S")
        test.answer(test.save, Test.mismatch(4, lines("a T c DD e")))
        #expect(result(test) == lines("a T c DD e") + "typed")
        #expect(test.text == lines("a M c d e") + "typed")
    }

    @Test(arguments: [("k", true), ("d", false)], [false, true]) func leavingForGood(
        answer: (String, Bool), isInView: Bool
    ) {
        var test = met()
        if !isInView { test.press("Esc") }
        test.press("m ^Q")
        #expect(test.editor.overlay == .quit && test.effects == [.dropTypedAhead])
        #expect(test.editor.answers.map(\.title) == ["Keep for later", "Discard my text", "Stay"])
        test.press("x s Esc")
        #expect(test.editor.overlay == nil && test.kept == nil)
        test.press("^Q \(answer.0)")
        #expect(test.effects == [.quit(0)] && test.kept == answer.1)
    }

    @Test func terminationKeepsTheResolution() {
        var test = met()
        test.handle(.tick)
        test.press("e m \"typed\"", after: 10)
        test.handle(.terminate, after: 10)
        #expect(test.kept == true && test.effects == [.quit(0)])
        guard case .resolving(let saved)? = test.entries.dropLast().last else { return #expect(Bool(false)) }
        #expect(
            saved.decisions.values.contains(.text(Array("typedM\n".utf8))), "what was typed last is written down first")
    }

    // MARK: The journal

    @Test func decisionsAreWrittenDownAtOnceTypingSoon() {
        var test = met()
        let count = test.entries.count
        test.handle(.tick)
        test.press("m", after: 10)
        #expect(test.entries.count == count + 1)
        test.press("u e m", after: 400)
        let before = test.entries.count
        test.press("\"abc\"", after: 10)
        #expect(test.entries.count == before)
        test.handle(.tick, after: 100)
        #expect(test.entries.count == before, "not yet")
        test.handle(.tick, after: 500)
        #expect(
            test.entries.count == before + 1 && test.entries.last == test.editor.resolver.map { .resolving($0.saved) })
        test.handle(.tick, after: 1000)
        #expect(test.entries.count == before + 1, "once")
        test.press("\"d\"", after: 10)
        #expect(test.effects == [.wake(at: test.now + 500)])
    }

    @Test func ownOtherSession() {
        var test = Test.opened(lines("a b"))
        test.press("\"x\" ^S")
        test.answer(test.save, Test.mismatch(2, lines("c b"), by: "alice"))
        #expect(test.editor.resolver?.them == "your other session")
    }

    @Test(arguments: [KeyContext.text, .decide, .edit]) func theHelpFitsOntoASmallScreen(context: KeyContext) {
        let lines = Help.lines(for: context)
        #expect(lines.count <= 21 && lines.filter { $0.count > 78 } == [])
    }

    /// Every command has a row in the palette, and every row can be clicked.
    @Test(arguments: [Size(rows: 24, columns: 80), Size(rows: 50, columns: 200)]) func commandsAreClicked(size: Size) {
        var start = met()
        start.handle(.resize(size))
        let palette = Palette(context: .decide)
        let entries = palette.entries(start.editor.keys)
        let rect = Palette.rect(entries: entries.count, on: size)
        for (index, entry) in entries.prefix(rect.size.rows - 2).enumerated() {
            var test = start
            test.press("^P")
            test.click(row: rect.origin.row + 1 + index, column: rect.origin.column + 2)
            var other = start
            other.press("^P Esc")
            other.now = test.now
            let effects = other.editor.perform(entry.action, at: test.now)
            #expect(test.editor.overlay == other.editor.overlay && test.editor.resolver == other.editor.resolver)
            #expect(test.effects == effects.filter { if case .journal = $0 { false } else { true } }, "\(entry.title)")
        }
        start.press("^P")
        start.click(row: 0, column: 0)
        #expect(start.editor.overlay == nil && start.editor.isResolving)
    }

    @Test func theExplanationOpensAndCloses() {
        var test = met()
        test.press("?")
        #expect(test.editor.overlay == .why(top: 0))
        let lines = test.editor.resolver?.explanation ?? []
        #expect(lines.allSatisfy { $0.count <= 78 } && lines.contains("Conflict 1 of 1: not decided yet."))
        test.press("Down PgUp Esc")
        #expect(test.editor.overlay == nil && test.editor.isResolving)
    }

    @Test func theClickThatFocusesDecidesNothing() {
        var test = met()
        test.handle(.input(.focus(true)), after: 1000)
        let item = KeyBar(test.editor).items[0]
        let click = Event.input(
            .mouse(
                MouseEvent(
                    .press(clicks: 1), button: .left, at: Position(row: test.editor.size.rows - 1, column: item.column))
            ))
        test.handle(click, after: 20)
        #expect(test.editor.resolver?.undecided.count == 1)
        test.handle(click, after: 1000)
        #expect(test.editor.resolver?.undecided.count == 0)
    }

    @Test func everyItemOfTheKeyRowCanBeClicked() {
        var test = met()
        test.click("Theirs")
        #expect(result(test) == lines("a T c d e"))
        test.click("Undo")
        test.click("Edit")
        test.click("Mine")
        #expect(test.editor.keyContext == .edit)
        test.press("\"x\"")
        test.click("Done")
        #expect(result(test) == lines("a xM c d e"))
        test.click("Resubmit")
        #expect(test.save != nil)
        test.answer(test.save, Test.unavailable)
        test.click("Later")
        #expect(!test.editor.isResolving)
    }
}

extension Theirs {
    fileprivate func with(conflict: String) -> Theirs {
        var theirs = self
        theirs.version?.conflict = conflict
        return theirs
    }
}
