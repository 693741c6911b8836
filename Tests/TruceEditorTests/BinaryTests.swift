import Testing
import TruceDocument
import TruceMerge
import TruceText

@testable import TruceEditor

/// A save that meets another of what is no text.
@Suite struct BinaryTests {
    private static let (mine, theirs) = ("a\0mine\n", "a\0theirs\n")

    private func met(
        _ base: String = "a\0\n", _ mine: String = mine, _ theirs: String = theirs, name: String = "notes"
    ) -> EditorUnderTest {
        var test = EditorUnderTest.opened(base, name: name)
        test.press("^A")
        test.paste(mine)
        test.press("^S")
        test.answer(test.save, EditorUnderTest.mismatch(2, theirs))
        return test
    }

    private func isAsked(_ test: EditorUnderTest) -> Bool {
        if case .binary = test.editor.overlay { !test.editor.isResolving } else { false }
    }

    @Test(arguments: [("a\0\n", "b\n", "c\n"), ("a\n", "b\0\n", "c\n"), ("a\n", "b\n", "c\0\n")])
    func oneBinarySideIsEnough(base: String, mine: String, theirs: String) {
        let test = met(base, mine, theirs)
        #expect(isAsked(test) && test.text == mine && test.effects.contains(.dropTypedAhead))
    }

    @Test func aLateZeroMakesNoBinary() {
        let test = met("a\n", "b\n", String(repeating: "c\n", count: 5_000) + "\0")
        #expect(test.editor.isResolving)
    }

    /// It is written over the version that was seen, and asked about again if that is no longer the head.
    @Test func mine() throws {
        var test = met()
        test.press("m")
        let save = try #require(test.save)
        #expect(
            save.request
                == SaveRequest(
                    name: "notes", content: Array(Self.mine.utf8), precondition: .ifMatch(.tags([etag(2)])),
                    message: "in place of v2 by bob, which is binary", resolves: "c7"))
        test.answer(save, EditorUnderTest.mismatch(3, "a\0more\n"))
        #expect(isAsked(test))
        test.press("m")
        #expect(test.save?.request.precondition == .ifMatch(.tags([etag(3)])))
        test.answer(test.save, EditorUnderTest.done(4))
        #expect(!test.editor.isModified && test.editor.base.version == 4 && test.editor.overlay == nil)
    }

    @Test func theirs() {
        var test = met()
        test.press("t")
        #expect(test.text == Self.theirs && !test.editor.isModified && test.save == nil)
        #expect(test.editor.base == base(Self.theirs, version: 2))
        #expect(test.editor.notice.text == "v2 by bob · ^Z brings yours back")
        test.press("^Z")
        #expect(test.text == Self.mine && test.editor.isModified)
    }

    /// Theirs stays under the name, mine gets another.
    @Test func both() throws {
        var test = met()
        test.press("b")
        #expect(test.editor.overlay == .saveAs(LineInput("notes-alice")))
        test.press("Enter")
        let save = try #require(test.save)
        #expect(save.request.name == "notes-alice" && save.request.precondition == .ifNoneExists)
        test.answer(save, EditorUnderTest.done(1, name: "notes-alice", id: "01K0"))
        #expect(test.editor.name == "notes-alice" && test.text == Self.mine && !test.editor.isModified)
    }

    @Test(arguments: [
        ("logo.png", "logo-alice.png"), ("a.b/logo", "a.b/logo-alice"), ("a.b/c.tar.gz", "a.b/c.tar-alice.gz"),
    ])
    func theOtherNameKeepsTheEnding(name: String, other: String) {
        var test = met(name: name)
        test.press("b")
        #expect(test.editor.overlay == .saveAs(LineInput(other)))
    }

    @Test(arguments: ["Esc", "Enter", "x Esc"]) func nothingIsTheHarmlessAnswer(keys: String) {
        var test = met()
        test.press(keys)
        #expect(test.editor.overlay == nil && test.text == Self.mine && test.editor.isModified && test.save == nil)
        test.press("^S")
        test.answer(test.save, EditorUnderTest.mismatch(2, Self.theirs))
        #expect(isAsked(test))
    }

    // MARK: While a conflict is resolved

    /// A conflict that was decided by hand, and a ^S that met what is binary.
    private func metWhileResolving(_ keys: String = "e m End \"-HAND\" Esc ^S") -> EditorUnderTest {
        var test = met(lines("a b c"), lines("a M c"), lines("a T c"))
        #expect(test.editor.isResolving)
        test.press(keys)
        test.answer(test.save, EditorUnderTest.mismatch(3, Self.theirs))
        return test
    }

    private func isAskedOverTheView(_ test: EditorUnderTest) -> Bool {
        if case .binary = test.editor.overlay { test.editor.isResolving } else { false }
    }

    /// RESULT is what is kept in the place of MINE, over the version that was seen.
    @Test func theHeadBecomesBinary() throws {
        var test = metWhileResolving()
        #expect(isAskedOverTheView(test) && test.hasJournalledResolution)
        test.pause()
        #expect(test.editor.answers.map(\.title).first == "RESULT")
        test.press("Esc")
        #expect(test.editor.overlay == nil && test.editor.isResolving)
        #expect(test.editor.resolver.map { String($0.result.text) } == lines("a M-HAND c"))
        #expect(test.editor.resolver?.newer?.number == 3, "nothing is sent over what is not known")
        test.press("^S")
        #expect(test.save == nil && test.effects.contains(.ask(.open("notes"))))
        test.handle(.opened(.document(EditorUnderTest.head(Self.theirs, version: 3), recovered: nil)))
        test.press("m")
        let save = try #require(test.save)
        #expect(save.request.content == Array(lines("a M-HAND c").utf8))
        #expect(save.request.precondition == .ifMatch(.tags([etag(3)])))
        test.answer(save, EditorUnderTest.done(4))
        #expect(test.text == lines("a M-HAND c") && test.editor.resolver == nil && !test.editor.isModified)
        #expect(test.editor.notice.text.hasSuffix(" · in place of v3 by alice, which is binary"))
    }

    /// What is not wholly decided is no text to keep: nothing is asked, and the view goes on.
    @Test func nothingIsAskedBeforeAllIsDecided() {
        var test = met(lines("a b c d e"), lines("a M c N e"), lines("a T c U e"))
        test.press("e m End \"-HAND\" Esc")
        test.handle(.opened(.document(EditorUnderTest.head(Self.theirs, version: 3), recovered: nil)))
        #expect(test.editor.overlay == nil && test.editor.isResolving && test.hasJournalledResolution)
        #expect(test.editor.resolver.map { String($0.result.text) } == lines("a M-HAND c e"))
        #expect(
            test.editor.resolver?.message
                == "alice saved v3, which is binary: 1 conflict is left; this is the next one"
                || test.editor.resolver?.message.contains("which is binary: 1 conflict is left") == true)
        test.press("m ^S")
        #expect(test.effects.contains(.ask(.open("notes"))))
        test.handle(.opened(.document(EditorUnderTest.head(Self.theirs, version: 3), recovered: nil)))
        #expect(isAskedOverTheView(test))
    }

    @Test func bothWhileResolving() throws {
        var test = metWhileResolving()
        test.press("b Enter")
        let save = try #require(test.save)
        #expect(save.request.name == "notes-alice" && save.request.content == Array(lines("a M-HAND c").utf8))
        test.answer(save, EditorUnderTest.done(1, name: "notes-alice", id: "01K0"))
        #expect(test.editor.notice.text.hasPrefix("Saved v1 · ") && !test.editor.notice.text.contains("merged"))
    }

    /// Whoever takes theirs has what was made of the conflict one ^Z away.
    @Test func theirsWhileResolving() {
        var test = metWhileResolving()
        test.press("t")
        #expect(test.text == Self.theirs && test.editor.resolver == nil && !test.hasJournalledResolution)
        test.press("^Z")
        #expect(test.text == lines("a M-HAND c"))
        test.press("^Z")
        #expect(test.text == lines("a M c"))
    }

    @Test func files() {
        var test = EditorUnderTest(.file("notes"))
        test.handle(.read(.bytes(Array("a\0\n".utf8))))
        test.handle(.read(.end(recovered: nil)))
        test.press("\"x\" ^S")
        let theirs = Theirs(version: nil, at: noon, text: Rope(Self.theirs))
        test.handle(.wroteFile(Ticket(number: 1), .changed(theirs)))
        #expect(isAsked(test))
        test.pause()
        #expect(test.editor.answers.map(\.title) == ["Mine", "Theirs", "Stay"])
        test.press("m")
        let written = Effect.writeFile(
            Ticket(number: 2), path: "notes", Rope("xa\0\n"), replacing: theirs.text)
        #expect(test.effects.contains(written))
    }
}
