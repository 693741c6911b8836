import Testing
import TruceDocument
import TruceMerge
import TruceText

@testable import TruceEditor

/// `truce resolve`: the three-way view on files, with nothing behind it.
@Suite struct EditorMergeTests {
    typealias Test = EditorUnderTest

    private static let names = SideNames(mine: "HEAD main 3f2a1c", base: "", theirs: "side 9c1f0b")

    private static func merge(
        _ base: String?, _ mine: String, _ theirs: String, present: String? = "there", path: String = "app.txt"
    ) -> FileMerge {
        FileMerge(
            path: path, present: present.map { Array($0.utf8) }, mine: Array(lines(mine).utf8),
            base: base.map { Array(lines($0).utf8) }, theirs: Array(lines(theirs).utf8), names: names)
    }

    /// Two conflicts, and a line that only THEIRS has.
    private static let two = merge("a b c d e", "a 1 c 2 e", "a 3 c 4 e f")

    private func opened(_ merge: FileMerge = Self.two, found: Recovered? = nil) -> Test {
        var test = Test(.merge(merge))
        test.handle(.foundDraft(found))
        return test
    }

    /// What is asked of the surroundings, in words.
    private func said(_ effects: [Effect]) -> String {
        effects.map { effect in
            switch effect {
            case .writeFile(_, let path, let text, let expected):
                "write \(path) \(String(text).replacingNewlines) over \(expected.map { String($0) } ?? "nothing")"
            case .quit(let status): "quit \(status)"
            case .dropTypedAhead: "drop"
            default: "\(effect)"
            }
        }.joined(separator: " ")
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var keys: String
        /// Effects of the last key, without the journal's.
        var effects: String
        /// Whether the journal was kept at the end; nil: it goes on.
        var kept: Bool?
        var message: String?

        init(_ keys: String, _ effects: String, kept: Bool? = nil, says message: String? = nil) {
            self.keys = keys
            self.effects = effects
            self.kept = kept
            self.message = message
        }

        var testDescription: String { keys }
    }

    @Test(arguments: [
        Case("m", "", says: "conflict 1: MINE taken, u takes it back"),
        Case("^S", "", says: "Not written: 2 conflicts are left; this is the next one"),
        Case("m ^S", "", says: "Not written: 1 conflict is left; this is the next one"),
        Case("m t ^S", "write app.txt a/1/c/4/e/f/ over there"),
        Case("M y ^S", "write app.txt a/1/c/2/e/f/ over there"),
        Case("m t n", "", says: "Nothing left: ^S writes it"),
        Case("e t \"x\" ^S", "", says: "Not written: 1 conflict is left; this is the next one"),
        Case("e t \"x\" Esc n m ^S", "write app.txt a/x3/c/2/e/f/ over there"),
        Case("q", "", says: "Esc and ^Q ask what becomes of your decisions"),
        Case("Esc", "drop"),
        Case("^Q", "drop"),
        Case("Esc Esc", ""),
        Case("Esc x", ""),
        Case("Esc d", "quit 1", kept: false),
        Case("Esc k", "quit 1", kept: false),
        Case("m Esc d", "quit 1", kept: false),
        Case("m Esc k", "quit 1", kept: true),
        Case("m u Esc k", "quit 1", kept: false),
        Case("m t Esc k", "quit 1", kept: true),
        Case("e m \"x\" ^Q k", "quit 1", kept: true),
        Case("m Esc Esc t ^S", "write app.txt a/1/c/4/e/f/ over there"),
    ])
    func keysDecideAndLeave(_ this: Case) {
        var test = opened()
        test.press(this.keys)
        #expect(said(test.effects) == this.effects)
        #expect(test.kept == this.kept)
        if let message = this.message { #expect(test.editor.resolver?.message == message) }
        #expect(test.editor.isResolving, "there is no text to go back to")
    }

    @Test func theViewOpensAtOnceAndTakesNothingTypedBefore() {
        var test = Test(.merge(Self.two))
        #expect(test.editor.start == [.findDraft("app.txt")])
        test.press("m t \"text\" ^S")
        test.handle(.foundDraft(nil))
        #expect(test.editor.isResolving && test.effects == [.dropTypedAhead])
        #expect(test.editor.resolver?.undecided.count == 2 && !test.editor.awaitsPause)
        #expect(test.entries.isEmpty, "nothing was decided, so nothing is written down")
    }

    @Test func whatIsWrittenEndsWithZero() {
        var test = opened()
        test.press("m t ^S")
        #expect(
            test.entries.first == .began(name: "app.txt", .file(Rope(lines("a b c d e"))), Rope(lines("a 1 c 2 e"))))
        test.press("^Q")
        #expect(test.effects.isEmpty && test.editor.overlay == nil, "nobody leaves in the middle of writing")
        test.handle(.wroteFile(Ticket(number: 1), .written))
        #expect(said(test.effects) == "quit 0" && test.kept == false)
    }

    @Test func aMergeWithoutAConflictOpensAndIsWritten() {
        var test = opened(Self.merge("a b", "A b", "a b c", present: nil))
        #expect(test.editor.resolver?.message == "merged, nothing to decide")
        test.press("^S")
        #expect(said(test.effects) == "write app.txt A/b/c/ over nothing")
        test.handle(.wroteFile(Ticket(number: 1), .failed("The disk is full.")))
        #expect(test.effects.isEmpty && test.editor.resolver?.message == "The disk is full.")
        test.press("^S")
        test.handle(.wroteFile(Ticket(number: 2), .written))
        #expect(said(test.effects) == "quit 0")
    }

    @Test(arguments: [nil, ""])
    func withoutABaseOnlyWhatIsAlikeIsMerged(_ base: String?) {
        let test = opened(Self.merge(base, "a 1 c", "a 2 c"))
        #expect(test.editor.resolver?.merge.hasBase == false)
        #expect(test.editor.resolver?.undecided.count == 1)
    }

    @Test func aFileThatWasWrittenMeanwhileIsWrittenOverOnlyIfAsked() {
        var test = opened()
        test.press("m t ^S")
        let theirs = Theirs(version: nil, at: noon, text: Rope("new"))
        test.handle(.wroteFile(Ticket(number: 1), .changed(theirs)))
        #expect(test.editor.overlay == .overwrite(Rope("new")) && test.asksByItself)
        test.press("Esc")
        #expect(test.effects.isEmpty && test.editor.isResolving)
        test.press("^S")
        test.handle(.wroteFile(Ticket(number: 2), .changed(theirs)))
        test.press("w")
        #expect(said(test.effects) == "write app.txt a/1/c/4/e/f/ over new")
        test.handle(.wroteFile(Ticket(number: 3), .vanished))
        test.press("d")
        #expect(said(test.effects) == "quit 1")
    }

    @Test func theEndOfTheTerminalKeepsWhatWasDecided() {
        for (keys, kept) in [("", false), ("m", true), ("e m \"x\"", true)] {
            var test = opened()
            test.press(keys)
            test.handle(.terminate)
            #expect(said(test.effects) == "quit 1" && test.kept == kept && test.editor.keepsDraft == kept)
        }
    }

    // MARK: Well-formed

    @Test func aResultThatIsNotYAMLIsWrittenOnlyIfAsked() {
        let texts = ["x: 0\n", "x: 1\ny: 1\n", "y: 2\nx: 2\n"].map { Array($0.utf8) }
        let merge = FileMerge(
            path: "app.yaml", present: nil, mine: texts[1], base: texts[0], theirs: texts[2], names: Self.names)
        var test = opened(merge)
        #expect(test.editor.resolver?.undecided.count == 1)
        test.press("t")
        #expect(test.editor.resolver?.message == "conflict 1: THEIRS taken, u takes it back")
        test.press("b")
        #expect(
            test.editor.resolver?.message == "Not YAML: line 3, y twice · u takes back what was decided last")
        test.press("^S")
        #expect(test.editor.overlay == .malformed("Not YAML: line 3, y twice") && test.asksByItself)
        test.press("Esc ^S Enter")
        #expect(test.effects.isEmpty && test.editor.isResolving)
        test.press("^S w")
        #expect(said(test.effects) == "write app.yaml x: 1/y: 1/y: 2/x: 2/ over nothing")
    }

    @Test(arguments: [
        // What is not decided yet is missing in RESULT.
        ("[ 0, 9, 0 ]", "[ 1, 9, 1 ]", "[ 2, 9, 2 ]", "app.json"),
        // A side is no JSON that is known.
        ("[ 0 ]", "[ 1 ]", "[ 2 //x ]", "app.json"), ("[ 0 ]", "[ 1 ]", "[ 2 ]", "app.txt"),
    ])
    func whatIsNotCertainIsNotSaid(_ base: String, _ mine: String, _ theirs: String, _ path: String) {
        var test = opened(Self.merge(base, mine, theirs, path: path))
        test.press("b")
        #expect(test.editor.resolver?.message == "conflict 1: BOTH taken, u takes it back")
    }

    // MARK: Kept decisions

    /// What a run that was left after some keys puts down.
    private func kept(_ merge: FileMerge, _ keys: String) -> Recovered {
        var test = opened(merge)
        test.press(keys)
        return Recovered(
            id: "j1", at: noon, base: test.editor.base, text: merge.mine, resolution: test.editor.resolver?.saved,
            isKept: true)
    }

    @Test(arguments: [
        ("a b c d e", "a 1 c 2 e", "a 3 c 4 e f", "m t", "a/1/c/4/e/f/", "Taken up: 2 kept, 0 asked again"),
        // THEIRS has changed at the second conflict.
        ("a b c d e", "a 1 c 2 e", "a 3 c 5 e f", "m t", "a/1/c/e/f/", "Taken up: 1 kept, 1 asked again"),
        // A line more above: the places are others, the texts the same.
        ("z a b c d e", "z a 1 c 2 e", "z a 3 c 4 e f", "m t", "z/a/1/c/4/e/f/", "Taken up: 2 kept, 0 asked again"),
        ("a b c d e", "a 1 c 2 e", "a 3 c 4 e f", "e m \"x\" Esc", "a/x1/c/e/f/", "Taken up: 1 kept, 0 asked again"),
    ])
    func decisionsAreOfferedAgain(
        _ base: String, _ mine: String, _ theirs: String, _ keys: String, _ result: String, _ message: String
    ) {
        let found = kept(Self.two, keys)
        var test = opened(Self.merge(base, mine, theirs), found: found)
        #expect(test.editor.overlay == .recover(found) && test.asksByItself)
        test.press("r")
        #expect(test.editor.resolver.map { String($0.result.text).replacingNewlines } == result)
        #expect(test.editor.resolver?.message.hasPrefix(message) == true)
        #expect(test.entries.last == .forget(id: "j1"))
        test.press("u")
        #expect(test.editor.resolver?.undecided.isEmpty == false, "each can be taken back")
    }

    @Test func decisionsAboutOtherTextsAreNotOffered() {
        var test = opened(Self.merge("p q", "p 1", "p 2"), found: kept(Self.two, "m t"))
        #expect(test.editor.overlay == nil)
        test.press("m ^S")
        test.handle(.wroteFile(Ticket(number: 1), .written))
        #expect(test.entries.contains(.forget(id: "j1")), "the file is merged: nothing is left to be taken up")
    }

    @Test func decisionsThatNobodyWantsStayOrGo() {
        let found = kept(Self.two, "m t")
        for (keys, isGone) in [("Esc", false), ("d", true), ("Esc Esc d", false)] {
            var test = opened(found: found)
            test.press(keys)
            #expect(test.entries.contains(.forget(id: "j1")) == isGone)
            #expect(test.editor.resolver?.undecided.count == 2)
        }
    }
}
