import Testing
import TruceMerge
import TruceText

@testable import TruceEditor

/// Typing in RESULT across the border of a conflict: no word that is typed is cut, and no word beside it is lost where the
/// conflict is decided otherwise.
struct BorderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var base = "a b c d"
        var mine = "a M c d"
        var theirs = "a T c d"
        var keys: String
        var result: String
        /// The text of the conflict.
        var own: String
        /// RESULT once the conflict is decided for THEIRS.
        var afterTheirs: String
    }

    static let cases = [
        Case(
            testDescription: "typed over a line before it and its own",
            keys: "e m Up Home Shift-Down Shift-End \"hello\" Esc", result: "hello/c/d/", own: "hello/",
            afterTheirs: "T/c/d/"),
        Case(
            testDescription: "typed over its own and a line behind it", keys: "e m Shift-Down Shift-End \"hello\" Esc",
            result: "a/hello/d/", own: "hello", afterTheirs: "a/T//d/"),
        Case(
            testDescription: "joined with the line before", keys: "e m Home Backspace Esc", result: "aM/c/d/",
            own: "M/", afterTheirs: "a/T/c/d/"),
        Case(
            testDescription: "joined with the line before, and typed there", keys: "e m Home Backspace \" and \" Esc",
            result: "a and M/c/d/", own: " and M/", afterTheirs: "a/T/c/d/"),
        Case(
            testDescription: "joined with the line behind", keys: "e m End Del Esc", result: "a/Mc/d/", own: "M",
            afterTheirs: "a/T/c/d/"),
        Case(
            testDescription: "joined and parted again", keys: "e m Home Backspace Enter \"x\" Esc",
            result: "a/xM/c/d/", own: "/xM/", afterTheirs: "a/T/c/d/"),
        Case(
            testDescription: "typed over with the line end, and that typed again",
            keys: "e m Shift-Down \"x\" Enter Esc", result: "a/x/c/d/", own: "x/", afterTheirs: "a/T/c/d/"),
        Case(
            testDescription: "typed over with the line end", keys: "e m Shift-Down \"x\" Esc", result: "a/xc/d/",
            own: "x", afterTheirs: "a/T/c/d/"),
        Case(
            testDescription: "all replaced", keys: "e m ^A ^A \"ALL\" Esc", result: "ALL", own: "ALL",
            afterTheirs: "T/"),
        Case(
            testDescription: "the line before another conflict joined with the line behind that", base: "a b c d e f",
            mine: "a M c d N f", theirs: "a T c d U f", keys: "e m Down Down Home Shift-Down \"new\" Esc n",
            result: "a/c/newf/", own: "", afterTheirs: "a/c/new/U/f/"),
        Case(
            testDescription: "all replaced where another conflict is open", base: "a b c d e f", mine: "a M c d N f",
            theirs: "a T c d U f", keys: "e m ^A ^A \"ALL\" Esc n", result: "ALL", own: "", afterTheirs: "ALL/U/"),
    ]

    @Test(arguments: cases)
    func nothingBesideItIsLost(_ testCase: Case) throws {
        var view = ViewUnderTest(testCase.base, testCase.mine, testCase.theirs)
        let before = view.resolver.result
        view.press(testCase.keys)
        let result = view.resolver.result
        #expect(String(result.text).replacingNewlines == testCase.result)
        let focus = try #require(view.resolver.focus)
        #expect(String(decoding: result.bytes(of: focus), as: UTF8.self).replacingNewlines == testCase.own)
        var decided = view
        decided.press("t")
        #expect(String(decided.resolver.result.text).replacingNewlines == testCase.afterTheirs)
        decided.press("u")
        #expect(decided.resolver.result == result)
        while decided.resolver.undoStack.count > 0 { decided.press("u") }
        #expect(decided.resolver.result.text == before.text && decided.resolver.result.pieces == before.pieces)
    }

    /// A line that is only joined stays MINE's own, and what is folded into MINE has whole lines.
    @Test(arguments: [("e m Home Backspace Esc", "a\nM\nc\nd\n"), ("e m ^A ^A \"ALL\" Esc", "M\n")])
    func mineGetsWholeLines(keys: String, mine: String) {
        var view = ViewUnderTest("a b c d", "a M c d", "a T c d")
        view.press(keys)
        #expect(String(view.resolver.mineWithTypedText) == mine)
    }

    @Test func mineGetsWholeLinesOfAllThatIsReplaced() {
        var view = ViewUnderTest("a b c", "a M c", "a T c")
        view.resolver.focus = nil
        view.press("e ^A \"all\" Esc")
        #expect(String(view.resolver.mineWithTypedText) == "all\nM\n")
    }

    /// What is remembered for a conflict is about no line beside it.
    @Test func whatCrossedTheBorderIsNotRemembered() {
        for (keys, count) in [("e m Home Backspace Esc", 0), ("e m ^A ^A \"ALL\" Esc", 0), ("e m \"x\" Esc", 1)] {
            var view = ViewUnderTest("a b c d", "a M c d", "a T c d")
            _ = view.resolver.keysToRecall()
            view.press(keys)
            #expect(view.resolver.resolutions.count == count, "\(keys)")
        }
    }

    /// A text that was put away is offered unless its words stand in another, not where its letters do by chance.
    @Test(arguments: [("cat", "concatenate"), ("a", "bar")])
    func lettersInOtherWordsAreNotTheText(text: String, other: String) {
        var view = ViewUnderTest("a b c", "a \(other) c", "a T c")
        view.press("e m ^A \"\(text)\" Esc t e m \"x \" Esc t")
        let offered = view.resolver.focus.flatMap { view.resolver.offer(at: $0) }?.text ?? []
        #expect(String(decoding: offered, as: UTF8.self).split(separator: "\n").contains { $0 == text })
    }

    @Test func theMessageSaysWhatWasTyped() {
        var view = ViewUnderTest("a b c", "a M c", "a T c")
        view.press("e m Up \"x\" Esc")
        #expect(view.resolver.message == "your own text, u takes it back")
        view.press("u e m Home Backspace Esc")
        #expect(view.resolver.message == "conflict 1: your own text, u takes it back")
    }

    /// A conflict whose text is deleted by hand is decided for nothing, though RESULT is as it was before EDIT.
    @Test func deletingAllOfItDecides() {
        var view = ViewUnderTest("a b c d", "a M c d", "a T c d")
        view.press("e m Shift-Down Del Esc")
        #expect(String(view.resolver.result.text) == "a\nc\nd\n" && view.resolver.undecided == [])
        #expect(view.resolver.message == "conflict 1: your own text, u takes it back")
    }
}
