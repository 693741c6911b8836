import Testing
import TruceDocument
import TruceMerge
import TruceScreen
import TruceText

@testable import TruceEditor

/// What was merged by words or keys: proposed, accepted or decided, and taken back.
@Suite struct ProposalTests {
    static let dog = "The quick brown fox jumps over the lazy dog"
    static let node = "Connections: 400 per node"

    private static func text(_ dog: String, _ conflict: String, _ node: String, _ last: String) -> String {
        "a\n\(dog)\nb\n\(conflict)\nc\n\(node)\nd\n\(last)\n"
    }

    /// Regions: 1 is proposed (auto 1), 3 the conflict, 5 proposed (auto 2), 7 theirs.
    private let standard = ViewUnderTest(
        base(text(dog, "K", node, "z")),
        mine: text("The slow brown fox jumps over the lazy dog", "M", "Connections: 600 per node", "z"),
        theirs: theirs(
            text("The quick brown fox jumps over the happy dog", "T", "Connections: 400 per node and zone", "Z")))

    static let merged = "The slow brown fox jumps over the happy dog"
    static let zone = "Connections: 600 per node and zone"
    static let rest = "c ~:\(zone) d +:Z"

    @Test func opensAtTheFirstThatTheGateWaitsFor() {
        #expect(standard.result == "a ~:\(Self.merged) b ! \(Self.rest)")
        let resolver = standard.resolver
        #expect(resolver.focus == 1 && resolver.waiting == [1, 3, 5])
        #expect(resolver.undecided == [3] && resolver.unaccepted == [1, 5] && resolver.mergedCount == 1)
        #expect([1, 3, 5, 7].map(resolver.title(of:)) == ["auto 1", "conflict 1", "auto 2", nil])
    }

    @Test(arguments: [
        ("a", "a:\(merged)", "auto 1 accepted, u takes it back"),
        ("m", "m:The slow brown fox jumps over the lazy dog", "auto 1: MINE taken, u takes it back"),
        ("t", "t:The quick brown fox jumps over the happy dog", "auto 1: THEIRS taken, u takes it back"),
        (
            "b", "b:The slow brown fox jumps over the lazy dog b:The quick brown fox jumps over the happy dog",
            "auto 1: BOTH taken, u takes it back"
        ),
        (
            "B", "B:The quick brown fox jumps over the happy dog B:The slow brown fox jumps over the lazy dog",
            "auto 1: BOTH (theirs first) taken, u takes it back"
        ),
        ("o", "o:\(dog)", "auto 1: BASE taken, u takes it back"),
        ("x", "", "auto 1: NEITHER taken, u takes it back"),
    ])
    func eachLetterDecidesAndIsTakenBack(letter: String, text: String, message: String) {
        var view = standard
        view.press(letter)
        #expect(view.result == "a \(text.isEmpty ? "" : text + " ")b ! \(Self.rest)")
        #expect(view.resolver.message == message && view.requests == [.journal])
        #expect(view.resolver.focus == 3 && view.resolver.waiting == [3, 5])
        view.press("u")
        #expect(view.resolver.result == standard.resolver.result && view.resolver.focus == 1)
        #expect(view.resolver.waiting == [1, 3, 5], "taken back, it is not accepted")
        view.press("U")
        #expect(view.resolver.waiting == [3, 5])
    }

    @Test func editedByHand() {
        var view = standard
        view.press("e")
        #expect(view.typed == "a/|\(Self.merged)/b/c/\(Self.zone)/d/Z/", "it begins with what is proposed")
        view.press("Esc")
        #expect(view.resolver.waiting == [1, 3, 5], "unchanged text accepts nothing")
        view.press("e \"So: \" Esc")
        #expect(view.result == "a e:So: \(Self.merged) b ! \(Self.rest)")
        #expect(view.resolver.message == "auto 1: your own text, u takes it back" && view.resolver.waiting == [3, 5])
        view.press("1 e m Esc n e Esc u")
        #expect(view.resolver.result == standard.resolver.result)
    }

    /// Text typed around a proposal accepts nothing; text typed into it decides.
    @Test func typingElsewhere() {
        var view = standard
        view.press("2 . e Down \"x\" Esc")
        #expect(view.resolver.unaccepted == [1, 5] && view.result.hasSuffix("~:\(Self.zone) d e:xZ") == false)
        view = standard
        view.press(". . . e Up Up \"x\" Esc")
        #expect(view.resolver.unaccepted == [1] && view.result.contains("e:x\(Self.zone)"))
    }

    @Test(arguments: [
        ("n", 3), ("n n", 5), ("n n n", 1), ("N", 5), ("a", 3), ("a n", 5), (". .", 5), (". . .", 7), ("1", 3),
        ("1 m", 5), ("a m", 5), ("a m a", 5),
    ])
    func moves(words: String, focus: Int) {
        var view = standard
        view.press(words)
        #expect(view.resolver.focus == focus)
    }

    @Test func nothingIsAcceptedUnseen() {
        var view = standard
        view.press("1 a")
        #expect(view.resolver.focus == 5 && view.resolver.message == "auto 2: a accepts it" && view.requests == [])
        #expect(view.resolver.result == standard.resolver.result)
        view.press("a")
        #expect(view.resolver.unaccepted == [1] && view.resolver.focus == 1, "around the end")
        view.press("a . . . . a")
        #expect(view.resolver.message == "There is no merged text to accept here")
        view.press("5 , , , , a")
        #expect(view.resolver.message == "auto 1 is accepted already" && view.requests == [])
    }

    @Test func aHeldKeyAcceptsOnce() {
        var view = standard
        view.press("a")
        for _ in 0..<20 { view.press("a", after: 40) }
        #expect(view.resolver.unaccepted == [5])
        #expect(view.resolver.message == "a again at once, dropped: a held key decides one conflict")
    }

    @Test(arguments: [
        ("^S", "Not sent: 1 conflict and 2 auto are left; this is the next one", 3),
        ("a ^S", "Not sent: 1 conflict and 1 auto are left; this is the next one", 5),
        ("1 m ^S", "Not sent: 2 auto are left; this is the next one", 1),
        ("a m ^S", "Not sent: 1 auto is left; this is the next one", 5),
        ("A y ^S", "Not sent: 1 conflict is left; this is the next one", 3),
        ("a m a u ^S", "Not sent: 1 auto is left; this is the next one", 5),
    ])
    func theGateWaits(words: String, message: String, focus: Int) {
        var view = standard
        view.press(words)
        #expect(view.requests == [] && view.resolver.message == message && view.resolver.focus == focus)
    }

    @Test(arguments: ["a m a ^S", "A y m ^S", "m m m ^S", "x t e \"y\" Esc ^S", "M y A y ^S"])
    func theGateOpens(words: String) {
        var view = standard
        view.press(words)
        #expect(view.requests == [.resubmit])
    }

    @Test func acceptingAllAsksAndIsOneUndo() {
        var view = standard
        view.press("A")
        #expect(view.requests == [.dropTypedAhead] && view.resolver.state == .asking(.acceptAll))
        for harmless in ["Esc", "Enter", "n", "^C"] {
            view.press(harmless)
            #expect(view.resolver.state == .decide && view.resolver.result == standard.resolver.result)
            view.press("A")
        }
        view.press("y")
        #expect(view.result == "a a:\(Self.merged) b ! c a:\(Self.zone) d +:Z")
        #expect(view.resolver.message == "2 auto accepted, u takes it back" && view.resolver.focus == 3)
        view.press("A")
        #expect(view.resolver.message == "Nothing merged by words or keys is left to accept")
        view.press("u")
        #expect(view.resolver.result == standard.resolver.result && view.resolver.undoStack.isEmpty)
        view.press("m 5 a A y u u")
        #expect(view.resolver.waiting.isEmpty == false)
    }

    /// All that are left mine, or theirs, is about conflicts: what merged is not thrown away unseen.
    @Test func allMineLeavesProposals() {
        var view = standard
        view.press("M y")
        #expect(view.result == "a ~:\(Self.merged) b m:M \(Self.rest)")
        view.press("T")
        #expect(view.resolver.message == "No conflict is left: A accepts the 2 auto")
    }

    @Test func onlyProposals() {
        var view = ViewUnderTest(
            base("\(Self.node)\n"), mine: "Connections: 600 per node\n",
            theirs: theirs("Connections: 400 per node and zone\n"))
        #expect(view.resolver.message == "Nothing conflicts: a accepts what was merged by words or keys")
        view.press("^S")
        #expect(view.requests == [] && view.resolver.waiting == [0])
        view.press("a ^S")
        #expect(view.requests == [.resubmit])
    }

    // MARK: Merging again, and taking up again

    @Test func acceptedStaysWhereNothingChanged() {
        var view = standard
        view.press("a")
        let mine = view.resolver.mine
        var moved = String(view.resolver.theirs.text) + "new\n"
        view.resolver.mergeAgain(mine: mine, theirs: theirs(moved, version: 3), size: view.size)
        #expect(view.resolver.message == "v3 merged: 1 kept, 0 asked again, 0 new, 2 as before")
        #expect(view.resolver.result.pieces[1].state == .accepted && view.resolver.unaccepted == [5])
        moved = moved.replacing("happy", with: "sleepy")
        view.resolver.mergeAgain(mine: mine, theirs: theirs(moved, version: 4), size: view.size)
        #expect(view.resolver.message == "v4 merged: 0 kept, 1 asked again, 0 new, 2 as before")
        #expect(view.resolver.unaccepted == [1, 5], "another text is not what was accepted")
        moved = moved.replacing("a\n", with: "a\nA\n").replacing("d\n", with: "d d d D\n")
        view.resolver.mergeAgain(
            mine: Rope(String(mine).replacing("d\n", with: "e d d d\n")), theirs: theirs(moved, version: 5),
            size: view.size)
        #expect(view.resolver.undecided.count + view.resolver.unaccepted.count >= 3)
    }

    @Test(arguments: ["", "a", "m", "x", "e \"y\" Esc", "n m a", "a m a", "A y"]) func savedAndTakenUp(words: String) {
        var view = standard
        view.press(words)
        let resolver = view.resolver
        let again = Resolver(
            name: "notes", actor: "alice", base: resolver.base, mine: resolver.mine, theirs: resolver.saved.theirs,
            resuming: resolver.saved, size: view.size)
        #expect(again.result == resolver.result && again.saved == resolver.saved)
        #expect(again.waiting == resolver.waiting)
    }

    // MARK: Suggestions

    /// Both inserted text at one point: its union is offered, and `b` is the key that makes it.
    @Test func theUnionIsOffered() throws {
        var view = ViewUnderTest("a b", "a M b", "a T b")
        #expect(view.resolver.suggestionKey(1) == "b")
        let found = try #require(view.resolver.merge.regions[1].found)
        let lines = view.resolver.explanation
        #expect(lines.contains { $0.hasPrefix("Suggested, and taken by b. Rule 'union'") })
        #expect(lines.contains("    M") && lines.contains("    T"))
        view.press("b")
        #expect(view.resolver.result.bytes(of: 1) == found.bytes)
        view.press("1 a")
        #expect(
            view.result == "a a:M a:T b" && view.resolver.message == "conflict 1: the suggestion taken, u takes it back"
        )
    }

    /// Another suggestion is taken by `a`: here elements that both added to one list of JSON.
    @Test func suggestionsAreTakenByA() throws {
        var view = ViewUnderTest(
            base("{\"x\": [1, 2]}\n"), mine: "{\"x\": [1, 2, 3]}\n", theirs: theirs("{\"x\": [1, 2, 4]}\n"))
        view.resolver = Resolver(
            name: "n.json", actor: "alice", base: view.resolver.base, mine: view.resolver.mine,
            theirs: view.resolver.theirs, kind: .json, size: view.size)
        let region = try #require(view.resolver.merge.conflicts.first)
        let suggestion = try #require(view.resolver.merge.regions[region].conflict?.suggestion)
        #expect(view.resolver.suggestionKey(region) == "a" && view.resolver.undecided == [region])
        view.press("a")
        #expect(view.resolver.result.bytes(of: region) == suggestion.bytes && view.resolver.waiting.isEmpty)
        view.press("u")
        #expect(view.resolver.undecided == [region])
    }

    /// A decision that is for the engine a text is told from one's own by that text.
    @Test func decisionsAreTheEnginesValues() {
        var view = standard
        view.press("a t x")
        let decisions = view.resolver.result.overrides
        #expect(decisions == [1: .text(Array((Self.merged + "\n").utf8)), 3: .theirs, 5: .neither])
        #expect(view.resolver.merge.render(decisions).bytes == view.resolver.result.text.allBytes)
    }

    // MARK: What kind of text it is

    static let textKinds: [(mediaType: String?, name: String, kind: TextKind)] = [
        ("application/json", "notes", .json), ("text/markdown; charset=utf-8", "notes", .markdown),
        ("application/problem+json", "x", .json), ("text/plain", "a/b.toml", .toml),
        ("text/plain", "a/b.rst", .reStructuredText),
        ("text/plain", "notes", .plain), ("application/yaml", "n.json", .yaml), (nil, "n.yml", .yaml),
    ]

    @Test(arguments: textKinds) func kinds(mediaType: String?, name: String, kind: TextKind) {
        #expect(TextKind(mediaType: mediaType, name: name) == kind)
    }

    /// A document with keys is merged by them.
    @Test func keysAreMerged() {
        let texts = [
            "{\n  \"a\": 1,\n  \"b\": 2\n}\n", "{\n  \"a\": 7,\n  \"b\": 2\n}\n", "{\n  \"a\": 1,\n  \"b\": 8\n}\n",
        ]
        var editor = EditorUnderTest.opened(texts[0], name: "app.json")
        editor.press("^A")
        editor.paste(texts[1])
        editor.press("^S")
        editor.answer(editor.save, EditorUnderTest.mismatch(2, texts[2]))
        let resolver = editor.editor.resolver
        #expect(resolver?.undecided == [] && resolver?.unaccepted.count == 1)
        #expect(resolver.map { String($0.result.text) } == "{\n  \"a\": 7,\n  \"b\": 8\n}\n")
        editor.handle(.tick)
        editor.press("^S")
        #expect(editor.save == nil, "it is proposed, not accepted")
        editor.press("a ^S")
        #expect(editor.save?.request.content == Array("{\n  \"a\": 7,\n  \"b\": 8\n}\n".utf8))
        editor.answer(editor.save, EditorUnderTest.done(3, name: "app.json"))
        #expect(editor.editor.notice.text.hasSuffix("merged 0, accepted 1, decided 0 · v2 by bob"))
    }
}
