import Testing
import TruceMerge
import TruceScreen
import TruceText

@testable import TruceEditor

@Suite struct EditTests {
    private let standard = ViewUnderTest("a b c d e f", "a M c D e f", "a T c d e f2")

    @Test(arguments: [
        ("m", "M", Choice.mine), ("Enter", "M", .mine), ("t", "T", .theirs), ("b", "M e:T", .both), ("o", "b", .base),
    ])
    func startsFromWhatIsAsked(answer: String, text: String, choice: Choice) {
        var view = standard
        view.press("e")
        #expect(view.resolver.state == .asking(.startFrom(conflict: 1)))
        #expect(view.requests == [], "what was typed ahead may answer: all of it can be taken back")
        view.press(answer)
        #expect(view.result == "a e:\(text) c +:D e +:f2")
        guard case .editing(let editing) = view.resolver.state else { return #expect(Bool(false)) }
        #expect(editing.beganAs == choice)
        view.press("\"new\" Esc")
        #expect(view.result == "a e:new\(text) c +:D e +:f2")
    }

    @Test(arguments: ["Esc", "n", "^C"]) func noIsHarmless(key: String) {
        var view = standard
        let before = view.resolver
        view.press("e x z")
        #expect(view.resolver.state == .asking(.startFrom(conflict: 1)))
        view.press(key)
        #expect(view.resolver.state == .decide && view.resolver.result == before.result)
        #expect(view.resolver.undoStack.isEmpty)
    }

    /// Leaving the text as it was leaves everything as it was: the state, the history, what can be redone.
    @Test(
        arguments: ["", "m", "t 1", "x 1", "m u", ". .", "e m \"new\" Esc"],
        ["", "\"x\" ^Z", "\"x\" Backspace", "Down End Up"])
    func unchangedTextChangesNothing(before: String, typing: String) {
        var view = standard
        view.press(before)
        let start = view.resolver
        let isUndecided = start.focus.map { start.result.pieces[$0].state == .undecided } ?? false
        view.press((isUndecided ? "e t " : "e ") + typing)
        #expect(view.typed != "no EDIT")
        view.press("Esc")
        #expect(view.resolver.result == start.result)
        #expect(view.resolver.undoStack == start.undoStack && view.resolver.redoStack == start.redoStack)
        #expect(view.requests == [.journal])
    }

    @Test func changedTextDecides() {
        var view = standard
        view.press("e m End \"!\" Esc")
        #expect(view.result.hasPrefix("a e:M! c"))
        #expect(view.resolver.message == "conflict 1: your own text, u takes it back")
        #expect(view.resolver.focus == 1, "the view stays")
        view.press("^S")
        #expect(view.requests == [.resubmit])
        view.press("u")
        #expect(view.result == standard.result, "the whole of EDIT is one step")
        view.press("U")
        #expect(view.result.hasPrefix("a e:M! c"))
    }

    /// Where a conflict has no text, typing begins on a line of its own; leaving that empty leaves all as it was.
    @Test(arguments: [("", "e t"), ("x 1", "e"), ("t 1", "e")]) func typesOnALineOfItsOwn(before: String, edit: String)
    {
        var view = ViewUnderTest("a b x c d e f", "a M x c D e f", "a c d e f2")
        view.press(before)
        let start = view.resolver
        view.press(edit)
        #expect(view.typed.hasPrefix("a/|/c/D"))
        view.press("\"y\" Backspace Esc")
        #expect(view.resolver.result == start.result)
        view.press(edit + " \"new\"")
        #expect(view.typed.hasPrefix("a/new|/c/D"))
        view.press("Esc")
        #expect(view.result.hasPrefix("a e:new c"))
        view.press("u")
        #expect(view.resolver.result == start.result)
    }

    @Test func typesALineOfItsOwnAtTheEnd() {
        var view = ViewUnderTest(base("a\nb x"), mine: "a\nM x", theirs: TruceEditorTests.theirs("a\n"))
        view.press("e t \"new\" Esc")
        #expect(view.resolver.result.text.allBytes == Array("a\nnew\n".utf8))
    }

    @Test func decidedTextIsWhereEditingStarts() {
        var view = standard
        view.press("t 1 e")
        #expect(view.typed.hasPrefix("a/|T/c/"))
        view.press("\"s\" Esc u")
        #expect(view.result.hasPrefix("a t:T c"), "undo brings the decision back")
    }

    @Test func undoStopsWhereEditBegan() {
        var view = standard
        view.press("m 1 e \"one two\"")
        #expect(view.typed.hasPrefix("a/one two|M/"))
        view.press("^Z ^Z")
        #expect(view.typed.hasPrefix("a/one|M/"))
        view.press("^Z ^Z ^Z")
        #expect(view.typed.hasPrefix("a/|M/"))
        #expect(view.resolver.message == "Nothing typed to undo: Esc ends EDIT, then u undoes decisions")
        view.press("^Y ^Y ^Y")
        #expect(view.typed.hasPrefix("a/one two|M/"))
        view.press("^Y")
        #expect(view.resolver.message == "Nothing to redo")
        view.press("Esc")
        #expect(view.result.hasPrefix("a e:one"))
    }

    @Test func redoDoesNotReachBehindEdit() {
        var view = standard
        view.press("m u . e ^Y")
        #expect(view.resolver.message == "Nothing to redo")
        view.press("Esc 1 U")
        #expect(view.result.hasPrefix("a m:M c"))
    }

    @Test func redoAfterEditThatCameToNothing() {
        var view = standard
        view.press("e m \"x\" ^Z Esc U")
        #expect(view.result == standard.result && view.resolver.message == "Nothing to redo")
    }

    @Test func selectAllTakesTheConflictThenAll() {
        var view = standard
        view.press("e b ^A")
        guard case .editing(let first) = view.resolver.state else { return #expect(Bool(false)) }
        #expect(String(decoding: first.area.rope.bytes(in: first.area.selection.range), as: UTF8.self) == "M\nT")
        view.press("^A")
        guard case .editing(let second) = view.resolver.state else { return #expect(Bool(false)) }
        #expect(second.area.selection.range == 0..<second.area.rope.byteCount)
    }

    /// An empty text can be selected too: the second press selects all.
    @Test func selectAllTwiceWhereTheConflictIsEmpty() {
        var view = standard
        view.press("e m ^A Del ^A")
        guard case .editing(let first) = view.resolver.state else { return #expect(Bool(false)) }
        #expect(first.area.selection.range.isEmpty)
        view.press("^A")
        guard case .editing(let second) = view.resolver.state else { return #expect(Bool(false)) }
        #expect(second.area.selection.range == 0..<second.area.rope.byteCount)
    }

    /// What is selected is the conflict's text, and not the end of its last line: nothing runs into what follows.
    @Test(arguments: [
        ("^A \"NEW\" Esc", "a/NEW/c/"), ("^A Del \"NEW\" Esc", "a/NEW/c/"), ("^A Del Del Esc", "a/c/"),
        ("^A ^X \"NEW\" Esc", "a/NEW/c/"), ("^A Enter \"NEW\" Esc", "a//NEW/c/"),
        ("^A Del ^A \"NEW\" Esc", "a/NEW/c/"),
    ])
    func selectedTextIsReplacedWithinItsLines(keys: String, text: String) {
        for end in ["\n", "\r\n"] {
            func document(_ words: String) -> String { lines(words).replacing("\n", with: end) }
            var view = ViewUnderTest(
                base(document("a b c")), mine: document("a M N c"), theirs: theirs(document("a T c")))
            view.press("e m " + keys)
            #expect(String(view.resolver.result.text) == text.replacing("/", with: end))
            view.press("u")
            #expect(view.result == "a ! c")
        }
    }

    @Test func pastedLinesTakeThePlaceOfAllThatIsSelected() {
        var view = standard
        view.press("e m ^A")
        view.handle(.paste(Array("one\ntwo\n".utf8)))
        #expect(view.typed.hasPrefix("a/one/two/|c/"))
    }

    @Test func cutCopyAndPasteWork() {
        var view = standard
        view.press("e m ^A ^X")
        #expect(view.requests.contains(.copy(Array("M".utf8))))
        #expect(view.typed.hasPrefix("a/|/c/"), "the line stays, for what is typed")
        view.press("^X")
        #expect(view.resolver.message == "^Q quits · ^K cuts the line")
        view.press("^C")
        #expect(view.resolver.message == "^Q quits" && view.requests == [])
        view.handle(.paste(Array("one\r\ntwo\r".utf8)))
        #expect(view.result.hasPrefix("a e:one e:two c"))
        view.press("^V")
        #expect(view.requests == [.perform(.paste)])
    }

    @Test func deletingEverythingKeepsUndecidedConflicts() {
        var view = ViewUnderTest("a b c d e", "a M c N e", "a T c U e")
        view.press("e m ^A ^A Del \"mine\" Esc")
        #expect(view.resolver.undecided == [3])
        #expect(String(view.resolver.result.text) == "mine")
        view.press("2 t")
        #expect(view.resolver.undecided == [])
        #expect(String(view.resolver.result.text).contains("U"))
        view.press("u u")
        #expect(view.result == "a ! c ! e")
    }

    @Test func typingElsewhereLeavesTheConflictUndecided() {
        var view = standard
        view.press("e m Up \"x\" Esc")
        #expect(view.result.hasPrefix("e:xa ! c"))
        view.press("u")
        #expect(view.result == standard.result)
    }

    @Test func nothingToTypeInto() {
        var view = ViewUnderTest(.none, mine: "a\n", theirs: theirs("b\n"))
        view.resolver.focus = nil
        view.press("e \"x\"")
        #expect(view.resolver.message == "There is no line here to type into: decide a conflict first")
        #expect(view.typed == "|")
        view.press("Esc")
        #expect(view.result == "!")
    }

    @Test func savingEndsEditFirst() {
        var view = ViewUnderTest("a b c", "a M c", "a T c")
        view.press("e m \"x\" ^S")
        #expect(view.resolver.state == .decide && view.requests == [.journal, .resubmit])
        view.press("1 e \"y\" ^Q")
        #expect(view.resolver.state == .decide && view.requests == [.journal, .perform(.quit)])
    }

    @Test func newLinesEndAsTheirNeighboursDo() {
        var view = ViewUnderTest(base("a\r\nb\r\n"), mine: "a\r\nM\r\n", theirs: theirs("a\r\nT\r\n"))
        view.press("e m End Enter \"x\" Esc")
        #expect(String(view.resolver.result.text) == "a\r\nM\r\nx\r\n")
    }

    @Test func tabInsertsWhatTheDocumentIndentsWith() {
        var view = ViewUnderTest("a b", "a M", "a T")
        view.resolver = Resolver(
            name: "notes.yaml", actor: "alice", base: base(lines("a b")), mine: Rope(lines("a M")),
            theirs: theirs(lines("a T")), indentation: [32, 32], size: view.size)
        view.press("e m Tab ^Z Tab Tab Esc")
        #expect(String(view.resolver.result.text) == "a\n    M\n")
    }

    @Test func theMousePlacesAndSelects() throws {
        var view = standard
        view.press("e m")
        let pane = try #require(view.resolver.layout(view.size)[.result])
        let row = pane.body.origin.row + ResultRows(view.resolver.result).row(ofLine: 2) - view.resolver.resultTop
        let place = Position(row: row, column: 8)
        view.handle(.mouse(MouseEvent(.press(clicks: 1), button: .left, at: place)))
        #expect(view.typed.hasPrefix("a/M/c|/"))
        view.handle(.mouse(MouseEvent(.drag, button: .left, at: Position(row: row - 1, column: 7))))
        guard case .editing(let editing) = view.resolver.state else { return #expect(Bool(false)) }
        #expect(editing.area.selection == Selection(anchor: 5, head: 2))
        view.handle(.mouse(MouseEvent(.press(clicks: 3), button: .left, at: place)))
        view.press("Del")
        #expect(view.result == "a e:M +:D e +:f2")
    }

    @Test func editShowsResultWhereAnotherPaneWasZoomed() {
        var view = standard
        view.press("z z e m")
        #expect(view.resolver.layout(view.size)[.result] != nil)
        view.size = Size(rows: 12, columns: 40)
        view.press("Esc z e m")
        #expect(view.resolver.layout(view.size)[.result] != nil)
    }

    @Test func allPanesComeBackAtOnce() {
        var view = standard
        view.press("z")
        #expect(view.resolver.isZoomed(view.size) && view.resolver.layout(view.size).panes.count == 1)
        view.press("v")
        #expect(!view.resolver.isZoomed(view.size) && view.resolver.arrangement == nil)
        view.size = Size(rows: 12, columns: 40)
        view.press("z")
        #expect(!view.resolver.isZoomed(view.size), "there is room for one pane only")
    }

    @Test func keysThatDoNothingInText() {
        var view = standard
        view.press("e m")
        let text = view.typed
        for key in ["Alt-j", "F7", "Ctrl-Enter", "Shift-Tab", "Alt-7"] {
            view.press(key)
            #expect(view.typed == text && view.requests == [], "\(key)")
        }
    }
}
