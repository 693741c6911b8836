import Testing
import TruceDocument
import TruceScreen
import TruceText

@testable import TruceEditor

/// What a person can choose about the editor.
@Suite struct SettingsTests {
    @Test(arguments: [
        ("", true, false), ("# advance = off\n\n", true, false), ("advance = off", false, false),
        ("advance=\"off\" # stay\n on-clean-merge = \"resubmit\"\r\n", false, true),
        ("on-clean-merge = resubmit\non-clean-merge = show\n", true, false),
    ])
    func areRead(text: String, advances: Bool, resubmits: Bool) throws {
        let settings = try Settings(text)
        #expect(settings.advances == advances && settings.resubmitsCleanMerges == resubmits)
    }

    @Test(arguments: [
        ("advance", 1, "write a setting, '=' and its value; there are 'advance' and 'on-clean-merge'"),
        ("\nbogus = 3", 2, "there is no setting 'bogus'; there are 'advance' and 'on-clean-merge'"),
        ("advance = on\nadvance = maybe", 2, "'advance' takes 'on' or 'off'"),
        ("on-clean-merge =", 1, "'on-clean-merge' takes 'show' or 'resubmit'"),
    ])
    func faultsNameTheLine(text: String, line: Int, detail: String) {
        #expect(throws: Settings.Invalid(line: line, detail: detail)) { try Settings(text) }
    }

    private func met(_ settings: String, _ mine: String, _ theirs: String) throws -> EditorUnderTest {
        var test = EditorUnderTest()
        test.editor = Editor(
            target: .document("notes"), actor: "alice", endpoint: .url("http://localhost"),
            settings: try Settings(settings), size: Size(rows: 24, columns: 80))
        test.handle(.opened(.document(EditorUnderTest.head(lines("a b c d e")), recovered: nil)))
        test.press("^A")
        test.paste(lines(mine))
        test.press("^S")
        test.answer(test.save, EditorUnderTest.mismatch(2, lines(theirs)))
        return test
    }

    @Test(arguments: [("advance = on", 3), ("advance = off", 1)]) func advance(settings: String, focus: Int) throws {
        var test = try met(settings, "a M c N e", "a T c U e")
        test.press("m", after: 1_000)
        #expect(test.editor.resolver?.focus == focus)
        test.press("n m")
        #expect(test.editor.resolver?.waiting == [])
    }

    /// A merge with nothing to decide is sent at once, again if it has to be, and can be taken back.
    @Test func cleanMergesAreResubmitted() throws {
        var test = try met("on-clean-merge = resubmit", "M b c d e", "a b c d T")
        #expect(test.editor.isResolving && test.editor.resolver?.state == .sending)
        #expect(test.save?.request.content == Array(lines("M b c d T").utf8))
        #expect(test.save?.request.precondition == .ifMatch(.tags([etag(2)])))
        test.answer(test.save, EditorUnderTest.mismatch(3, lines("a b c x T")))
        #expect(test.save?.request.precondition == .ifMatch(.tags([etag(3)])))
        test.answer(test.save, EditorUnderTest.done(4))
        #expect(test.text == lines("M b c x T") && test.editor.resolver == nil)
        #expect(test.editor.notice.text == "Saved v4 · \(etag(4)) · merged 2, decided 0 · v3 by bob")
        test.press("^Z ^Z")
        #expect(test.text == lines("M b c d e") && test.editor.isModified, "undone, it is a change to save")
    }

    /// What is merged in by `r` is not sent by that.
    @Test func mergingTheHeadInSendsNothing() throws {
        var test = try met("on-clean-merge = resubmit", "M b c d e", "T b c d e")
        test.handle(.opened(.document(EditorUnderTest.head(lines("a b c d U"), version: 3), recovered: nil)))
        #expect(test.editor.resolver?.waiting == [] && test.save == nil)
        test.press("^S", after: 1_000)
        #expect(test.save?.request.precondition == .ifMatch(.tags([etag(3)])))
    }

    @Test(arguments: [
        ("on-clean-merge = show", "M b c d e", "a b c d T"), ("on-clean-merge = resubmit", "M b c d e", "T b c d e"),
    ])
    func whatHasToBeSeenIsShown(settings: String, mine: String, theirs: String) throws {
        let test = try met(settings, mine, theirs)
        #expect(test.save == nil && test.editor.resolver?.state == .decide)
    }
}
