import Testing
import TruceDocument
import TruceScreen
import TruceText

@testable import TruceEditor

/// What is typed while the text is still being read: nothing of it is lost, and a prompt has its keys.
@Suite struct WaitingTests {
    private func reading() -> EditorUnderTest {
        var test = EditorUnderTest(.file("/one"))
        test.handle(.read(.bytes(Array(lines("a b c").utf8))))
        return test
    }

    private let draft = Recovered(
        id: "d", at: noon, base: .file(Rope(lines("a b c"))), text: Rope("draft"), resolution: nil, isKept: false)

    /// As it is for a document whose store is slow.
    @Test(arguments: [Editor.Target.file("/one"), .document("one")])
    func aPromptHasItsKeys(target: Editor.Target) {
        var test = EditorUnderTest(target)
        test.press("^O t w")
        test.paste("o")
        #expect(test.editor.overlay == .open(LineInput("two")))
        test.press("Esc")
        #expect(test.editor.overlay == nil)
        test.press("^F b")
        #expect(test.editor.lastSearch != nil)
        test.press("Esc ^O t w o Enter")
        #expect(test.editor.name == "two")
    }

    @Test func whatIsTypedIntoAPromptGoesOnWhenTheTextIsThere() {
        var test = reading()
        test.press("^G 3")
        test.handle(.read(.end(recovered: nil)))
        #expect(test.editor.overlay == .goToLine(LineInput("3")))
        test.press("Enter x")
        #expect(test.text == lines("a b xc"))
    }

    /// What changes the text waits with what follows it, a prompt too.
    @Test func whatChangesTheTextWaits() {
        var test = reading()
        test.press("^R b Enter X Enter")
        #expect(test.editor.overlay == nil && test.text == lines("a b c"))
        test.handle(.read(.end(recovered: nil)))
        test.press("a")
        #expect(test.text == lines("a X c"))
        var palette = reading()
        palette.press("^P")
        for key in "cut the line" { palette.press(key == " " ? "Space" : String(key)) }
        palette.press("Enter")
        #expect(palette.editor.notice.text == "The text is still being read")
        #expect(palette.text == lines("a b c"))
    }

    /// A draft is asked about once the prompt is closed, and what waited is taken after the answer.
    @Test(arguments: [("r", "xdraft"), ("d", "xa\nb\nc\n"), ("Esc", "xa\nb\nc\n")])
    func aQuestionTakesNothing(key: String, text: String) {
        var prompt = reading()
        prompt.press("^F b")
        prompt.handle(.read(.end(recovered: draft)))
        #expect(prompt.editor.lastSearch != nil)
        prompt.press("Esc")
        #expect(prompt.editor.overlay == .recover(draft))
        var test = reading()
        test.press("x")
        test.handle(.read(.end(recovered: draft)))
        #expect(test.editor.overlay == .recover(draft))
        test.press(key)
        #expect(test.text == text)
    }
}
