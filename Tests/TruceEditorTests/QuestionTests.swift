import Testing
import TruceDocument
import TruceScreen
import TruceText

@testable import TruceEditor

/// A question that comes while somebody types takes none of what they type on.
struct QuestionTests {
    private typealias Test = EditorUnderTest

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// An editor at which the question has just come up.
        var asked: @Sendable () -> EditorUnderTest
        /// The most harmful answer.
        var key: String
    }

    static let cases = [
        Case(testDescription: "deleted", asked: { met(EditorUnderTest.deleted()) }, key: "d"),
        Case(testDescription: "known to be deleted", asked: knownToBeGone, key: "d"),
        Case(testDescription: "binary", asked: { met(EditorUnderTest.mismatch(2, "a\0")) }, key: "m"),
        Case(testDescription: "a draft", asked: { EditorUnderTest.opened("a\n", recovered: draft) }, key: "d"),
        Case(testDescription: "the file removed", asked: { metFile(.vanished) }, key: "d"),
    ]

    @Test(arguments: cases)
    func takesNoKeyOfWhoTypesOn(_ testCase: Case) {
        var test = testCase.asked()
        let (overlay, text) = (test.editor.overlay, test.text)
        test.effects = []
        for key in ("drafted, mind you, twice" + testCase.key).unicodeScalars {
            test.handle(.input(.key(.character(key))), after: 60)
            #expect(test.save == nil && test.editor.overlay == overlay)
        }
        #expect(test.kept == nil && test.text == text && test.editor.answers.map(\.key) == [.escape])
        test.pause()
        #expect(test.editor.answers.count > 1)
        test.press(testCase.key)
        #expect(test.editor.overlay == nil, "who has seen it answers")
    }

    @Test(arguments: cases)
    func escapeWaitsForNothing(_ testCase: Case) {
        var test = testCase.asked()
        let text = test.text
        test.press("Esc", after: 10)
        #expect(test.editor.overlay == nil && test.text == text)
        test.press("\"x\"", after: 10)
        #expect(test.text != text, "typing goes on at once")
    }

    /// Who presses ^Q has asked for the question.
    @Test func leavingWaitsForNothing() {
        var test = Test.opened("a\n")
        test.press("\"x\" ^Q")
        test.press("d", after: 10)
        #expect(test.kept == false)
    }

    private static let draft = Recovered(
        id: "j1", actor: "alice", at: noon, base: base("a\n"), text: Rope("ax\n"), resolution: nil, isKept: false)

    private static func met(_ answer: Result<SaveOutcome, Problem>) -> EditorUnderTest {
        var test = Test.opened("a\n")
        test.press("\"x\" ^S")
        test.answer(test.save, answer)
        return test
    }

    private static func metFile(_ outcome: WriteOutcome) -> EditorUnderTest {
        var test = EditorUnderTest(.file("notes"))
        test.handle(.read(.bytes(Array("a\n".utf8))))
        test.handle(.read(.end(recovered: nil)))
        test.press("\"x\" ^S")
        test.handle(.wroteFile(Ticket(number: 1), outcome))
        return test
    }

    /// The feed told of it, and ^S asks at once.
    @Sendable private static func knownToBeGone() -> EditorUnderTest {
        var test = Test.opened("a\n")
        test.editor.company.gone = Gone(deletedBy: "bob", lastVersion: 2)
        test.press("^S")
        return test
    }
}
