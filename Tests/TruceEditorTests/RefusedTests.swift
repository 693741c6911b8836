import Testing
import TruceDocument
import TruceMerge
import TruceText

@testable import TruceEditor

/// What somebody did by hand to what merged by lines stands after another merge, also where it leaves no trace in MINE: a
/// change of THEIRS that was taken out, lines that THEIRS has deleted and that were typed again.
struct RefusedTests {
    typealias Test = EditorUnderTest

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var base = "a b c d e f g h"
        var mine = "a M c d e f g h"
        var theirs: String
        var later: String
        var keys: String
        /// RESULT before and after another merge.
        var result: String
        var afterwards: String
        /// The person's own text with what was typed beside conflicts.
        var own: String
        var says = "v3 merged: 2 kept, 0 asked again, 0 new"
    }

    static let cases = [
        Case(
            testDescription: "a change taken out", theirs: "a T c d U f g h", later: "a T c d U f g V",
            keys: "m . e Shift-End \"e\" Esc", result: "a M c d e f g h", afterwards: "a M c d e f g V",
            own: "a M c d e f g h"),
        Case(
            testDescription: "inserted lines deleted", theirs: "a T c d new line e f g h",
            later: "a T c d new line e f g V", keys: "m . e ^K ^K Esc", result: "a M c d e f g h",
            afterwards: "a M c d e f g V", own: "a M c d e f g h"),
        Case(
            testDescription: "a deleted line typed again", theirs: "a T c d f g h", later: "a T c d f g V",
            keys: "m . e \"e\" Enter Esc", result: "a M c d e f g h", afterwards: "a M c d e f g V",
            own: "a M c d e f g h"),
        Case(
            testDescription: "a deleted line typed again behind the line before", theirs: "a T c d f g h",
            later: "a T c d f g V", keys: "m . e Up End Enter \"e\" Esc", result: "a M c d e f g h",
            afterwards: "a M c d e f g V", own: "a M c d e f g h"),
        Case(
            testDescription: "another line in the place of a deleted one", theirs: "a T c d f g h",
            later: "a T c d f g V", keys: "m . e \"x\" Enter Esc", result: "a M c d x f g h",
            afterwards: "a M c d x f g V", own: "a M c d e x f g h"),
        Case(
            testDescription: "a deleted line typed again with a change of the line before", theirs: "a T c d f g h",
            later: "a T c d f g V", keys: "m . e Up End \"!\" Enter \"e\" Esc", result: "a M c d! e f g h",
            afterwards: "a M c d! e f g V", own: "a M c d! e f g h"),
        Case(
            testDescription: "a line beside a deleted one that comes back", theirs: "a T c d f g h",
            later: "a T c d e f g h", keys: "m . e \"x\" Enter Esc", result: "a M c d x f g h",
            afterwards: "a M c d e x f g h", own: "a M c d e x f g h",
            says: "THEIRS changed again where you typed · v3 merged: 1 kept, 0 asked again, 0 new"),
        Case(
            testDescription: "a change that was typed over, and goes", theirs: "a T c d U f g h",
            later: "a T c d e f g h", keys: "m . e End \"!\" Esc", result: "a M c d U! f g h",
            afterwards: "a M c d U! f g h", own: "a M c d U! f g h",
            says: "THEIRS changed again where you typed · v3 merged: 1 kept, 0 asked again, 0 new"),
        Case(
            testDescription: "a change taken out that its author takes back", theirs: "a T c d U f g h",
            later: "a T c d e f g h", keys: "m . e Shift-End \"e\" Esc", result: "a M c d e f g h",
            afterwards: "a M c d e f g h", own: "a M c d e f g h",
            says: "v3 merged: 1 kept, 0 asked again, 0 new"),
        Case(
            testDescription: "a change taken out, which changes again", theirs: "a T c d U f g h",
            later: "a T c d UU f g h", keys: "m . e Shift-End \"e\" Esc", result: "a M c d e f g h",
            afterwards: "a M c d UU f g h", own: "a M c d e f g h",
            says: "THEIRS changed again where you typed · v3 merged: 1 kept, 0 asked again, 0 new"),
    ]

    @Test(arguments: cases) func anotherMergeKeepsIt(_ example: Case) {
        var view = ViewUnderTest(example.base, example.mine, example.theirs)
        view.press(example.keys)
        #expect(String(view.resolver.result.text) == lines(example.result))
        #expect(String(view.resolver.mineWithTypedText) == lines(example.own))
        // Once as somebody saves, and once more as the person types on.
        view.resolver.mergeAgain(
            mine: view.resolver.mineWithTypedText, theirs: theirs(lines(example.later), version: 3), size: view.size)
        #expect(String(view.resolver.result.text) == lines(example.afterwards))
        #expect(view.resolver.message == example.says)
        view.resolver.mergeAgain(mine: Rope(lines("first \(example.own)")), size: view.size)
        #expect(String(view.resolver.result.text) == lines("first \(example.afterwards)"))
        #expect(view.resolver.waiting.isEmpty)
    }

    /// The editor with a conflict decided for MINE, and a word typed beside it; the view is left.
    private func left() -> Test {
        var test = Test.opened(lines("a b c d e"))
        test.press("Down Shift-End \"M\" ^S")
        test.answer(test.save, Test.mismatch(2, lines("a T c d e")))
        test.press("m e Down Down End \" beside\" Esc Esc")
        return test
    }

    /// What ^Z takes out of the person's own text after the view was left is out of RESULT too.
    @Test func whatIsTakenBackOutsideIsNotSent() {
        var test = left()
        #expect(test.text == "a\nM\nc\nd beside\ne\n")
        test.press("^Z ^S")
        #expect(test.text == lines("a M c d e"))
        #expect(test.editor.resolver.map { String($0.result.text) } == lines("a M c d e"))
    }

    /// What is taken back in the view leaves the person's own text too.
    @Test func whatIsTakenBackInTheViewIsNotInTheOwnText() {
        var test = left()
        test.press("^S u Esc")
        #expect(test.text == lines("a M c d e"))
    }

    /// The view was left, and the editor ended: the resolution is as it was, with nothing asked again.
    @Test func aResolutionThatWasLeftIsTakenUpAsItWas() throws {
        let test = left()
        let saved = try #require(test.lastSaved)
        var again = Test.opened(
            lines("a b c d e"),
            recovered: Recovered(
                id: "s", at: noon, base: test.editor.base, text: test.editor.area.rope, resolution: saved,
                isKept: false))
        again.press("r")
        #expect(again.editor.resolver?.result.text == test.editor.resolver?.result.text)
        #expect(again.editor.resolver?.waiting == [])
        #expect(again.editor.resolver?.message == "Taken up: 2 kept, 0 left")
    }

    /// What was written by hand for files is at hand too where their BASE is another one at the next run.
    @Test func whatWasWrittenIsThereWithAnotherBase() {
        var view = ViewUnderTest("a b c d e", "a M c N e", "a T c U e")
        view.press("m e t End \" by hand\" Esc")
        var later = ViewUnderTest("a b c D e", "a M c N e", "a T c U e")
        later.resolver.takeUp(view.resolver, size: later.size)
        #expect(later.resolver.message.hasPrefix("Taken up: 1 kept, 1 asked again, 0 new"))
        later.press("2 e w Esc")
        #expect(String(later.resolver.result.text) == "a\nM\nc\nU by hand\ne\n")
    }

    /// What ^Z took out of the person's own text is out of RESULT after a crash too; what was typed in the view is in it.
    @Test(arguments: [
        ("^Z", "a\nM\nc\nd\ne\n"), ("^S e Down End \"!\" Esc", "a\nM\nc!\nd beside\ne\n"), ("^S u", "a\nM\nc\nd\ne\n"),
    ])
    func aCrashKeepsWhatWasDoneLast(keys: String, result: String) throws {
        var test = left()
        test.press(keys)
        let saved = try #require(test.lastSaved)
        var again = Test.opened(
            lines("a b c d e"),
            recovered: Recovered(
                id: "s", at: noon, base: test.editor.base, text: test.editor.area.rope, resolution: saved,
                isKept: false))
        again.press("r")
        #expect(again.editor.resolver.map { String($0.result.text) } == result)
    }

    /// Lines that end in another way than those of the others stay apart from them: nothing grows into one conflict.
    @Test func whatIsTypedEndsLinesAsMineDoes() {
        let crlf = lines("a T c d U f g h").replacing("\n", with: "\r\n")
        var view = ViewUnderTest(
            base(lines("a b c d e f g h")), mine: lines("a M c d e f g h"), theirs: theirs(crlf))
        view.press("m . . e Shift-End \"e\" Esc e Down End \"!\" Esc")
        #expect(String(view.resolver.mineWithTypedText) == lines("a M c d e f! g h"))
        view.resolver.mergeAgain(
            mine: view.resolver.mineWithTypedText, theirs: theirs("i\r\n" + crlf, version: 3), size: view.size)
        #expect(String(view.resolver.result.text) == lines("i a M c d e f! g h").replacing("\n", with: "\r\n"))
        #expect(view.resolver.waiting.isEmpty)
    }

    /// What was typed beside conflicts of files is there when one of them has changed.
    @Test func whatWasTypedBesideIsThereWithAnotherFile() {
        var view = ViewUnderTest("a b c d e f g h i j", "a M c d e f g h i j", "a T c d e f g U i j")
        view.press("m e Down Down Down End \"!\" Esc")
        #expect(String(view.resolver.result.text) == lines("a M c d e! f g U i j"))
        for (mine, theirs, result) in [
            ("a M c d e f g h i j", "a T c d e f V U i j", "a M c d e! f V U i j"),
            ("a M c d e f g h i N", "a T c d e f g U i j", "a M c d e! f g U i N"),
        ] {
            var later = ViewUnderTest("a b c d e f g h i j", mine, theirs)
            later.resolver.takeUp(view.resolver, size: later.size)
            #expect(String(later.resolver.result.text) == lines(result))
        }
    }

    /// Lines that typing has joined are joined when the same texts are taken up again.
    @Test(arguments: ["e m Home Backspace \"x\" Esc", "m e Up End Del Esc", "e m End Del Esc n e m Home Backspace Esc"])
    func whatWasJoinedStaysJoined(keys: String) {
        var view = ViewUnderTest("a b c d e", "a M c N e", "a T c U e")
        view.press(keys)
        let again = Resolver(
            name: "n", actor: "a", base: view.resolver.base, mine: view.resolver.mine, theirs: view.resolver.theirs,
            resuming: view.resolver.saved, size: view.size)
        #expect(again.result.text == view.resolver.result.text)
    }
}

extension EditorUnderTest {
    /// The resolution as it was written down last.
    fileprivate var lastSaved: SavedResolution? {
        entries.lazy.compactMap { if case .resolving(let saved) = $0 { saved } else { nil } }.last
    }
}
