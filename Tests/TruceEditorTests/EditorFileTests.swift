import Testing
import TruceDocument
import TruceMerge
import TruceScreen
import TruceText

@testable import TruceEditor

/// Plain files that somebody else writes meanwhile, and their drafts.
@Suite struct EditorFileTests {
    typealias Test = EditorUnderTest

    private static let path = "/tmp/x.md"

    /// An editor that has read the file; nil: that found none.
    private func opened(_ text: String?, recovered: Recovered? = nil) -> Test {
        var test = Test(.file(Self.path))
        if let text {
            test.handle(.read(.bytes(Array(text.utf8))))
            test.handle(.read(.end(recovered: recovered)))
        } else {
            test.handle(.read(.missing(recovered: recovered)))
        }
        return test
    }

    /// The write that the last event asked for.
    private func write(_ test: Test) -> (ticket: Ticket, text: String, expected: String?)? {
        for case .writeFile(let ticket, Self.path, let text, let expected) in test.effects {
            return (ticket, String(text), expected.map { String($0) })
        }
        return nil
    }

    private func answer(_ test: inout Test, _ outcome: WriteOutcome) {
        guard let write = write(test) else {
            Issue.record("nothing was to be written")
            return
        }
        test.handle(.wroteFile(write.ticket, outcome))
    }

    private func changed(_ text: String) -> WriteOutcome {
        .changed(Theirs(version: nil, at: noon, text: Rope(text)))
    }

    @Test func aFileThatHasChangedIsMerged() throws {
        var test = opened(lines("a b c"))
        test.press("\"x\" ^S")
        #expect(try #require(write(test)) == (write(test)!.ticket, lines("xa b c"), lines("a b c")))
        answer(&test, changed(lines("A b c d")))
        #expect(
            test.editor.isResolving && test.effects == [.dropTypedAhead, .wake(at: test.now + Editor.pause)])
        #expect(test.editor.resolver?.undecided.count == 1 && test.text == lines("xa b c"))
        #expect(test.entries.last == test.editor.resolver.map { .resolving($0.saved) })
        #expect(KeyBar(test.editor).items.contains { $0.title == "Write" })
        test.press("^S")
        #expect(write(test) == nil, "nothing is written before all is decided")
        test.press("b n")
        #expect(test.editor.resolver?.message == "Nothing left: ^S writes it")
        test.press("^S")
        #expect(write(test)?.text == lines("xa A b c d") && write(test)?.expected == lines("A b c d"))
        answer(&test, .written)
        #expect(test.text == lines("xa A b c d") && !test.editor.isModified && test.editor.resolver == nil)
        #expect(test.editor.base == .file(Rope(test.text)))
        #expect(
            test.entries.last == .began(name: Self.path, .file(Rope(test.text)), Rope(test.text)),
            "which ends the resolution too: a crash leaves all or nothing of it")
        #expect(test.editor.notice.text == "Written · merged 1, decided 1")
    }

    @Test func aFileThatChangesAgainIsMergedAgain() {
        var test = opened(lines("a b c"))
        test.press("\"x\" ^S")
        answer(&test, changed(lines("A b c")))
        test.press("m ^S")
        answer(&test, changed(lines("A b c d")))
        #expect(test.editor.resolver?.message == "merged again: 1 kept, 0 asked again, 0 new")
        test.press("^S")
        #expect(write(test)?.text == lines("xa b c d") && write(test)?.expected == lines("A b c d"))
    }

    @Test func aFileThatAppearedIsMergedWithoutABase() {
        var test = opened(nil)
        test.press("\"mine\" ^S")
        #expect(write(test)?.expected == .some(nil))
        answer(&test, changed("theirs"))
        #expect(test.editor.resolver?.merge.hasBase == false && test.editor.resolver?.undecided.count == 1)
        test.press("? Esc t ^S")
        #expect(write(test)?.text == "theirs" && write(test)?.expected == "theirs")
    }

    @Test func leavingTheMergeKeepsIt() {
        var test = opened("a\n")
        test.press("\"x\" ^S")
        answer(&test, changed("b\n"))
        test.press("Esc")
        #expect(!test.editor.isResolving && test.text == "xa\n")
        #expect(test.editor.notice.text == "Merge pending: your text is as you left it · ^S resolves")
        test.press("^S")
        #expect(test.editor.isResolving && write(test) == nil)
    }

    @Test func aFileThatIsGoneIsWrittenAgainOnlyIfAsked() {
        var test = opened("a\n")
        test.press("\"x\" ^S")
        answer(&test, .vanished)
        #expect(test.editor.overlay == .vanished && test.asksByItself)
        test.press("Esc")
        #expect(test.effects.isEmpty && test.text == "xa\n" && test.editor.isModified)
        test.press("^S")
        answer(&test, .vanished)
        test.press("r")
        #expect(write(test)?.text == "xa\n" && write(test)?.expected == .some(nil))
        answer(&test, .written)
        #expect(!test.editor.isModified && test.editor.base == .file(Rope("xa\n")))
        test.press("\"y\" ^S")
        answer(&test, .vanished)
        test.press("d")
        #expect(test.effects == [.quit(0)] && test.kept == true, "what is discarded stays as a draft")
    }

    @Test func savingAndLeavingStaysWhereTheFileHasChanged() {
        for outcome in [changed("b\n"), .vanished, .failed("The disk is full.")] {
            var test = opened("a\n")
            test.press("\"x\" ^Q s")
            answer(&test, outcome)
            #expect(!test.effects.contains(.quit(0)) && test.kept == nil)
            #expect(test.editor.isModified)
        }
    }

    // MARK: Drafts

    private func draft(_ base: Base, _ text: String) -> Recovered {
        Recovered(id: "j1", at: noon, base: base, text: Rope(text), resolution: nil, isKept: false)
    }

    @Test func aDraftIsOfferedAndTakenUp() {
        var test = opened("a\n", recovered: draft(.file(Rope("a\n")), "xa\n"))
        #expect(test.asksByItself && test.text == "a\n")
        test.press("r")
        #expect(test.text == "xa\n" && test.editor.isModified)
        #expect(test.editor.notice.text == "Your draft is back: ^S saves it")
        #expect(
            test.entries.suffix(2) == [.began(name: Self.path, .file(Rope("a\n")), Rope("xa\n")), .forget(id: "j1")])
        test.press("^S")
        #expect(write(test)?.expected == "a\n")
    }

    @Test func aDraftOfAFileThatHasChangedIsMergedWithIt() {
        var test = opened("a2\n", recovered: draft(.file(Rope("a\n")), "xa\n"))
        test.press("r")
        #expect(test.editor.notice.text == "Your draft is back; the file has changed since: ^S shows both")
        test.press("^S")
        #expect(write(test)?.expected == "a\n", "what the draft began from, not what is there now")
        answer(&test, changed("a2\n"))
        #expect(test.editor.isResolving && test.editor.resolver?.base == .file(Rope("a\n")))
    }

    @Test func aDraftOfANewFileIsTakenUp() {
        var test = opened(nil, recovered: draft(.none, "x"))
        test.press("r ^S")
        #expect(write(test)?.text == "x" && write(test)?.expected == .some(nil))
    }

    @Test func leavingCanKeepTheDraft() {
        var test = opened("a\n")
        test.press("\"x\" ^Q")
        #expect(test.editor.answers.map(\.title) == ["Save", "Keep draft", "Discard", "Stay"])
        test.press("k")
        #expect(test.effects == [.quit(0)] && test.kept == true)
    }
}
