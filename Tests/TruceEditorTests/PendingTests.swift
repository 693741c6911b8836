import Testing
import TruceDocument
import TruceText

@testable import TruceEditor

/// The view is left and shown again, taken up after a crash, locked while RESULT is on its way, or not needed at all.
@Suite struct PendingTests {
    typealias Test = EditorUnderTest

    /// Nothing to look at, and no line to type into: the editing goes on from what is there.
    @Test func bothCreatedAnEmptyDocument() throws {
        var test = EditorUnderTest()
        test.handle(.opened(.new(recovered: nil)))
        test.press("^S")
        test.answer(test.save, Test.exists(1, ""))
        #expect(test.editor.resolver == nil && !test.editor.isResolving && !test.editor.isModified)
        #expect(test.editor.notice.text == "v1 by bob is empty too: it is yours as well")
        test.press("\"typed\" ^S")
        let save = try #require(test.save)
        #expect(save.request.precondition == .ifMatch(.tags([etag(1)])) && test.text == "typed")
    }

    /// What was said as the view was left is no answer to the key that shows it again.
    @Test func aViewThatIsShownAgainSaysWhatIsLeft() {
        var test = Test.opened(lines("a b c"))
        test.press("Down Shift-End \"M\" ^S")
        test.answer(test.save, Test.mismatch(2, lines("a T c")))
        test.press("^S")
        #expect(test.editor.resolver?.message == "Not sent: 1 conflict is left; this is the next one")
        test.press("Esc ^S")
        #expect(test.save == nil && test.editor.resolver?.message == "1 conflict is left")
        test.press("m Esc ^S")
        #expect(test.save == nil && test.editor.resolver?.message == "Nothing left: ^S resubmits")
    }

    /// The conflict that a resolution is about is known after a crash too.
    @Test func aResolutionThatIsTakenUpNamesItsConflict() throws {
        var test = Test.opened(lines("a b c"))
        test.press("Down Shift-End \"M\" ^S")
        test.answer(test.save, Test.mismatch(2, lines("a T c")))
        test.press("m")
        let saved = try #require(test.editor.resolver?.saved)
        var again = Test.opened(
            lines("a b c"),
            recovered: Recovered(
                id: "s", at: noon, base: test.editor.base, text: test.editor.area.rope, resolution: saved,
                isKept: false))
        again.press("r ^S")
        #expect(again.save?.request.resolves == "c7")
    }

    /// RESULT is locked: the row of keys has only what works, and the way out.
    @Test func theKeysWhileSending() {
        var test = Test.opened(lines("a b c"))
        test.press("Down Shift-End \"M\" ^S")
        test.answer(test.save, Test.mismatch(2, lines("a T c")))
        test.press("m ^S")
        let items = KeyBar(test.editor).items
        #expect(items.first?.title == "Quit")
        #expect(items.map(\.label) == ["^Q", "v", "c", "F4", "F1"])
        for item in items {
            var pressed = test
            pressed.click(item.title)
            #expect(pressed.editor.overlay != nil || pressed.editor.resolver != test.editor.resolver)
        }
    }
}
