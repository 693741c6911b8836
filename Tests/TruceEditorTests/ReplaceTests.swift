import Testing
import TruceDocument
import TruceScreen
import TruceText

@testable import TruceEditor

/// ^R, ^O and the keys that do nothing.
@Suite struct ReplaceTests {
    typealias Test = EditorUnderTest

    static let cases: [(keys: String, text: String, notice: String)] = [
        ("^R \"a\" Enter \"X\" Enter a", "X b X c X\n", "3 replaced · ^Z takes it back"),
        ("^R \"a\" Enter \"X\" Enter y y y", "X b X c X\n", "3 replaced · ^Z takes it back"),
        ("^R \"a\" Enter \"X\" Enter n y Esc", "a b X c a\n", "1 replaced · ^Z takes it back"),
        ("^R \"a\" Enter \"X\" Enter n a", "X b X c X\n", "3 replaced · ^Z takes it back"),
        ("^R \"a\" Enter \"aa\" Enter y n n", "aa b a c a\n", "1 replaced · ^Z takes it back"),
        ("^R \"a \" Enter Enter a", "b c a\n", "2 replaced · ^Z takes it back"),
        ("^R \"a\" Enter \"X\" Enter Enter", "a b a c a\n", "Nothing replaced"),
        ("^R \"q\" Enter \"X\" Enter", "a b a c a\n", "'q' is not in the text"),
        ("^R Enter \"a\" Enter Esc", "a b a c a\n", ""),
        ("^R \"a\" Enter \"X\" Enter a ^Z", "a b a c a\n", ""),
    ]

    @Test(arguments: cases) func replaces(keys: String, text: String, notice: String) {
        var test = Test.opened("a b a c a\n")
        test.press(keys)
        #expect(test.text == text && test.editor.overlay == nil, "\(keys)")
        #expect(test.editor.notice.text == notice, "\(keys)")
    }

    @Test func replacesFromTheCursorAndFromTheBeginning() {
        var test = Test.opened("a b a\n")
        test.press("Right Right ^R \"a\" Enter \"X\" Enter y")
        #expect(test.text == "a b X\n" && test.editor.overlay == nil)
        test.press("^End ^R \"a\" Enter \"Y\" Enter")
        #expect(test.drawn == "[a|] b X/")
        test.press("y")
        #expect(test.text == "Y b X\n")
    }

    @Test func replacesInTheResult() {
        var test = Test.opened(lines("a b c"))
        test.press("\"x\" ^S")
        test.answer(test.save, Test.mismatch(2, lines("A b c")))
        test.press("e m ^R \"b\" Enter \"Q\" Enter a")
        #expect(test.editor.resolver.map { String($0.result.text) } == lines("xa Q c"))
        test.press("^R \"x\" Enter \"y\" Enter y Esc")
        #expect(test.editor.resolver.map { String($0.result.text) } == lines("ya Q c"))
        #expect(test.editor.resolver?.undecided == [] && test.text == lines("xa b c"))
    }

    // MARK: Another document

    @Test func opensAnotherDocument() {
        var test = Test.opened("a\n")
        test.press("^C ^O \"plan\" Enter")
        #expect(test.effects == [.ask(.open("plan"))] && test.editor.name == "plan" && test.editor.phase == .opening)
        test.handle(.opened(.document(Test.head("p\n", version: 4, name: "plan"), recovered: nil)))
        #expect(
            test.text == "p\n"
                && test.entries.last == .began(name: "plan", id: "01J9", base("p\n", version: 4), Rope("p\n")))
        test.press("\"x\" ^S")
        #expect(test.save?.request.name == "plan")
    }

    @Test func opensAnotherFile() {
        var test = Test(.file("a.md"))
        test.handle(.read(.missing(recovered: nil)))
        test.press("^O \"b c.md\" Enter")
        #expect(test.effects == [.ask(.readFile("b c.md"))])
    }

    @Test func anotherDocumentNeedsANameAndNothingUnsaved() {
        var test = Test.opened("a\n")
        test.press("^O \".x\" Enter")
        #expect(
            test.editor.notice == Editor.Notice(text: "The part '.x' of the name begins with a dot.", isError: true))
        test.press("Esc \"x\" ^O")
        #expect(test.editor.overlay == nil && test.effects.isEmpty)
        #expect(test.editor.notice.text == "Unsaved text: ^S saves it, then ^O opens another")
    }

    // MARK: Keys

    @Test func keysThatDoNothingSaySo() {
        var test = Test.opened("a\n")
        for key in ["F3", "F12", "^T", "^B"] {
            test.press(key)
            #expect(test.editor.notice.text == "\(key) does nothing here · F1 lists the keys")
        }
        test.press("F2")
        #expect(test.editor.notice.text.contains("truce log notes"))
        test.press("\"x\" ^S")
        test.answer(test.save, Test.mismatch(2, "b\n"))
        test.press("^O")
        #expect(test.editor.resolver?.message == "^O does nothing here · F1 lists the keys")
        test.press("e m F9")
        #expect(test.editor.resolver?.message == "F9 does nothing here · F1 lists the keys")
        #expect(test.editor.resolver?.undecided == [])
    }
}
