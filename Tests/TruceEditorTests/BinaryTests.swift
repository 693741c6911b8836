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

    /// A text that becomes binary while its conflict is resolved: what was typed stays.
    @Test func theHeadBecomesBinary() {
        var test = met(lines("a b c"), lines("a M c"), lines("a T c"))
        #expect(test.editor.isResolving)
        test.press("m", after: 1_000)
        test.press("^S")
        test.answer(test.save, EditorUnderTest.mismatch(3, Self.theirs))
        #expect(isAsked(test) && test.editor.resolver == nil && test.entries.last == .resolved)
        test.press("m")
        #expect(test.save?.request.content == Array(lines("a M c").utf8))
    }

    @Test func files() {
        var test = EditorUnderTest(.file("notes"))
        test.handle(.read(.bytes(Array("a\0\n".utf8))))
        test.handle(.read(.end(recovered: nil)))
        test.press("\"x\" ^S")
        let theirs = Theirs(version: nil, at: noon, text: Rope(Self.theirs))
        test.handle(.wroteFile(SaveTicket(number: 1), .changed(theirs)))
        #expect(isAsked(test) && test.editor.answers.map(\.title) == ["Mine", "Theirs", "Stay"])
        test.press("m")
        let written = Effect.writeFile(
            SaveTicket(number: 2), path: "notes", Rope("xa\0\n"), replacing: theirs.text)
        #expect(test.effects.contains(written))
    }
}
