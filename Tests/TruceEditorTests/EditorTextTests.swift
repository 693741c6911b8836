import Testing
import TruceDocument
import TruceScreen
import TruceText

@testable import TruceEditor

@Suite struct EditorTextTests {
    typealias Test = EditorUnderTest

    /// Keys on a text, and the text afterwards: `|` is the cursor, brackets a selection, `/` a line end.
    @Test(arguments: [
        ("one two/three", "Right Right", "on|e two/three"),
        ("one two/three", "End", "one two|/three"),
        ("one two/three", "End Right", "one two/|three"),
        ("one two/three", "Down End Left", "one two/thre|e"),
        ("one two/three", "Ctrl-Right", "one| two/three"),
        ("one two/three", "Alt-Right Alt-Right Alt-Left", "one |two/three"),
        ("one two/three", "Ctrl-End", "one two/three|"),
        ("one two/three", "Ctrl-End Ctrl-Home", "|one two/three"),
        ("one two/three", "PgDn", "one two/three|"),
        ("one two/three", "PgDn PgUp", "|one two/three"),
        ("one two/three", "Shift-Right Shift-Right", "[on|]e two/three"),
        ("one two/three", "Right Shift-Down", "o[ne two/t|]hree"),
        ("one two/three", "Right Right Shift-Left", "o[|n]e two/three"),
        ("one two/three", "Ctrl-Shift-Right", "[one|] two/three"),
        ("one two/three", "Shift-End \"x\"", "x|/three"),
        ("one two/three", "^A \"x\"", "x|"),
        ("one two/three", "^A Left", "|one two/three"),
        ("one two/three", "Del Del", "|e two/three"),
        ("one two/three", "End Backspace", "one tw|/three"),
        ("one two/three", "End Del", "one two|three"),
        ("one two/three", "End Ctrl-Backspace", "one |/three"),
        ("one two/three", "Ctrl-Del", "| two/three"),
        ("one two/three", "Enter", "/|one two/three"),
        ("  in/x", "End Enter \"y\"", "  in/  y|/x"),
        ("one two/three", "Tab", "\t|one two/three"),
        ("one two/three", "^K", "|three"),
        ("one two/three", "^K ^V", "one two/|three"),
        ("one two/three", "Shift-End ^X Down End ^V", "/threeone two|"),
        ("one two/three", "\"ab\" ^Z", "|one two/three"),
        ("one two/three", "\"ab\" ^Z ^Y", "ab|one two/three"),
        ("one two/three", "\"ab cd\" ^Z", "ab |one two/three"),
        ("漢字x/abcd", "Right Down", "漢字x/ab|cd"),
        ("abcdef/x/abcdef", "End Down Down", "abcdef/x/abcdef|"),
        ("e\u{301}x", "Right Backspace", "|x"),
        ("👩‍👩‍👧x", "Del", "|x"),
    ])
    func keys(text: String, words: String, expected: String) {
        var test = Test.opened(text.replacing("/", with: "\n"))
        test.press(words)
        #expect(test.drawn == expected)
    }

    @Test(arguments: [
        ("^X", "^Q quits · ^K cuts the line"), ("^C", "^Q quits"), ("^Z", "Nothing to undo"), ("^Y", "Nothing to redo"),
        ("^V", "Nothing was cut or copied yet"), ("Alt-n", "^F looks for something first"),
    ])
    func says(words: String, message: String) {
        var test = Test.opened("a\n")
        test.press(words)
        #expect(test.editor.notice.text == message && !test.editor.isModified)
        test.press("Esc")
        #expect(test.editor.notice.text == "")
    }

    @Test(arguments: [
        ("a\nb\nc\n", "^A \"x\"", "3 lines replaced · ^Z"), ("a\nb", "^A Backspace", "2 lines deleted · ^Z"),
        ("a\nb", "^A ^X", "2 lines deleted · ^Z"), ("a\n", "^A \"x\"", ""), ("a\nb\n", "Shift-Down \"x\"", ""),
    ])
    func replacingEverythingIsSaid(text: String, words: String, message: String) {
        var test = Test.opened(text)
        test.press(words)
        #expect(test.editor.notice.text == message)
    }

    @Test func copyGoesToTheSystemsClipboard() {
        var test = Test.opened("one\n")
        test.press("Shift-End ^C")
        #expect(test.effects == [.copy(Array("one".utf8))])
        test.press("^X")
        #expect(test.effects == [.copy(Array("one".utf8))] && test.text == "\n")
    }

    @Test(arguments: [
        ("a\r\nb\r\n", "x\ny\rz", "x\r\ny\r\nza\r\nb\r\n"), ("a\nb\n", "x\r\ny", "x\nya\nb\n"), ("", "x\ry", "x\ny"),
    ])
    func pastesGetTheDocumentsLineEnds(text: String, paste: String, expected: String) {
        var test = Test.opened(text)
        test.paste(paste)
        #expect(test.text == expected)
        test.press("^Z")
        #expect(test.text == text && !test.editor.isModified)
    }

    @Test func bytesAreCarried() {
        var test = EditorUnderTest()
        let bytes: [UInt8] = [0xEF, 0xBB, 0xBF, 97, 0xFF, 13, 10, 0, 27, 10]
        test.handle(.opened(.document(Head(document: Test.document(1), content: bytes), recovered: nil)))
        test.press("Ctrl-End \"x\" ^S")
        #expect(test.save?.request.content == bytes + [120])
        test.handle(.input(.paste([27, 91, 0xFF])))
        #expect(test.editor.area.rope.allBytes == bytes + [120, 27, 91, 0xFF])
        test.handle(.input(.pasteTooLong(byteCount: 99)))
        #expect(test.editor.notice.isError && test.editor.area.rope.byteCount == bytes.count + 4)
    }

    // MARK: The mouse

    @Test func theMousePlacesSelectsAndScrolls() {
        var test = Test.opened((1...100).map { "line \($0)\n" }.joined())
        let gutter = Editor.gutterWidth(lines: 101)
        test.click(row: 3, column: gutter + 5)
        #expect(test.editor.area.cursorPlace == (2, 5))
        test.click(row: 3, column: gutter + 1, clicks: 2)
        #expect(test.drawn.contains("[line|] 3"))
        test.click(row: 3, column: gutter + 1, clicks: 3)
        #expect(test.drawn.contains("[line 3/|]line 4"))
        test.click(row: 2, column: gutter)
        test.handle(.input(.mouse(MouseEvent(.drag, button: .left, at: Position(row: 3, column: gutter + 2)))))
        #expect(test.drawn.contains("[line 2/li|]ne 3"))
        test.handle(.input(.mouse(MouseEvent(.wheelDown, at: Position(row: 3, column: 3)))))
        #expect(test.editor.area.top == 3 && test.drawn.contains("[line 2/li|]ne 3"))
        test.handle(
            .input(
                .mouse(
                    MouseEvent(
                        .press(clicks: 1), button: .left, at: Position(row: 2, column: gutter), modifiers: .shift))))
        #expect(test.drawn.contains("[line 2/line 3/line 4/|]line 5"))
        test.click(row: 0, column: 5)
        #expect(!test.editor.area.selection.isEmpty, "the title is no text")
    }

    // MARK: Prompts

    @Test func findsAsOneTypes() {
        var test = Test.opened("one two\nTwo one\ntwo\n")
        test.press("^F \"tw\"")
        #expect(test.drawn == "one [tw|]o/Two one/two/")
        test.press("\"o\" Enter")
        #expect(test.drawn == "one two/[Two|] one/two/")
        test.press("Enter Enter")
        #expect(test.drawn == "one [two|]/Two one/two/" && test.editor.notice.text == "Found from the beginning again")
        test.press("Up")
        #expect(test.drawn == "one two/Two one/[two|]/" && test.editor.notice.text == "Found from the end again")
        test.press("^C")
        #expect(test.drawn == "|one two/Two one/two/" && test.editor.overlay == nil)
        test.press("Alt-n")
        #expect(test.drawn == "one [two|]/Two one/two/")
        test.press("Alt-N Esc ^F \"zzz\"")
        #expect(test.editor.notice.text == "'zzz' is not in the text")
        test.press("Esc")
        #expect(test.editor.overlay == nil)
    }

    @Test func aSearchCanBePasted() {
        var test = Test.opened("one two\n")
        test.press("^F")
        test.paste("two\nmore")
        #expect(test.drawn == "one [two|]/")
    }

    @Test(arguments: [("2", "a/|b/c/"), ("99", "a/b/c/|"), ("1", "|a/b/c/")]) func goesToALine(
        number: String, drawn: String
    ) {
        var test = Test.opened("a\nb\nc\n")
        test.press("^G \"\(number)\" Enter")
        #expect(test.drawn == drawn && test.editor.overlay == nil)
    }

    @Test(arguments: ["0", "x", "", "-1"]) func noLineNumber(text: String) {
        var test = Test.opened("a\nb\n")
        test.press("^G \"\(text)\" Enter")
        #expect(test.editor.notice.isError && test.editor.overlay != nil)
        test.press("Esc")
        #expect(test.editor.overlay == nil)
    }

    // MARK: Panels

    @Test func everyCommandIsInThePalette() {
        for context in [KeyContext.text, .decide, .edit] {
            let commands = KeyMap.standard.commands(in: context)
            #expect(Set(commands.map(\.action)).count == commands.count)
            #expect(commands.allSatisfy { !$0.key.isEmpty && !$0.action.title.isEmpty })
        }
        let text = KeyMap.standard.commands(in: .text).map(\.action)
        for action: Action in [.save, .quit, .undo, .redo, .cut, .copy, .paste, .cutLine, .find, .goToLine, .suspend] {
            #expect(text.contains(action), "\(action)")
        }
    }

    /// A terminal may be too low for a single command of the palette.
    @Test(arguments: 1...8) func thePaletteIsClickedOnAnyScreen(rows: Int) {
        for row in 0...rows {
            var test = EditorUnderTest.opened("text")
            test.handle(.resize(Size(rows: rows, columns: 20)))
            test.press("^P")
            test.click(row: row, column: 10)
            #expect(test.text == "text")
        }
    }

    @Test func thePaletteFindsAndDoes() {
        var test = Test.opened("a\nb\n")
        test.press("^P \"SELECT al\"")
        guard case .palette(let palette)? = test.editor.overlay else { return #expect(Bool(false)) }
        #expect(palette.entries(.standard).map(\.title) == ["Select all"])
        test.press("Enter")
        #expect(test.drawn == "[a/b/|]" && test.editor.overlay == nil)
        test.press("Alt-x Down Down Up Enter ^P \"nothing of it\" Enter")
        #expect(test.editor.overlay != nil)
        test.press("Esc ^P \"suspend\" Enter")
        #expect(test.effects == [.suspend])
    }

    @Test func helpScrollsAndCloses() {
        var test = EditorUnderTest(.document("notes"), size: Size(rows: 10, columns: 80))
        test.handle(.opened(.document(Test.head("a\n"), recovered: nil)))
        test.press("F1 Down Down Up PgDn PgDn PgDn PgDn")
        guard case .help(let top)? = test.editor.overlay else { return #expect(Bool(false)) }
        #expect(top == Help.lines(for: .text).count - 7)
        test.press("Esc Alt-1")
        #expect(test.editor.overlay == .help(top: 0))
        test.click(row: 3, column: 3)
        #expect(test.editor.overlay == nil && test.drawn == "|a/")
    }

    @Test func theTrafficPanelCopiesACommand() {
        var test = Test.opened("a\n")
        test.press("F4 y Enter Up")
        #expect(test.effects.isEmpty)
        test.press("Esc")
        for index in 0..<Editor.keptExchanges + 5 {
            test.handle(
                .exchanged(
                    Exchange(
                        method: "GET", path: "/v1/\(index)", requestHeaders: [], requestBody: Exchange.Body([]),
                        status: 200, responseHeaders: [], responseBody: Exchange.Body([]), at: noon, microseconds: 1)))
        }
        #expect(test.editor.exchanges.count == Editor.keptExchanges && test.editor.exchanges.first?.path == "/v1/5")
        test.press("Alt-4 Up y")
        #expect(test.effects == [.copy(Array("curl -i http://localhost/v1/203".utf8))])
        test.press("Enter Down Up Esc")
        guard case .traffic(let panel)? = test.editor.overlay else { return #expect(Bool(false)) }
        #expect(!panel.isOpen && panel.selected == 1)
        #expect(test.editor.notice.text == "The curl command is on the clipboard")
        test.press("F4")
        #expect(test.editor.overlay == nil && test.editor.notice.text == "", "nobody asked what is on the clipboard")
    }

    @Test func aDocumentThatCannotBeOpenedCanBeLeft() {
        var test = Test()
        test.handle(.opened(.failed(Problem(.internalError, detail: "The disk is on fire."), recovered: nil)))
        #expect(KeyBar(test.editor).items.map(\.title) == ["Quit"])
        test.click("Quit")
        #expect(test.effects == [.quit(1)])
    }

    /// A name is put together as every document's is, however it was typed.
    @Test func namesAreTypedInParts() {
        var test = Test.opened("a\n")
        test.press("^O")
        test.paste("cafe\u{301}")
        test.press("Enter")
        #expect(test.effects.contains(.ask(.open("caf\u{E9}"))))
        #expect(Array(test.editor.name.unicodeScalars) == Array("caf\u{E9}".unicodeScalars))
    }

    @Test func aFileNeedsAPath() {
        var test = Test(.file("/x"))
        test.handle(.read(.missing(recovered: nil)))
        test.press("^O Enter")
        #expect(test.editor.overlay == .open(LineInput()) && test.editor.notice.isError)
    }

    @Test func altStandsForFunctionKeys() {
        for context in [KeyContext.text, .decide, .edit] {
            for number in 1...9 {
                #expect(
                    KeyMap.standard.action(for: .function(number), in: context)
                        == KeyMap.standard.action(for: .alt(Unicode.Scalar(UInt8(48 + number))), in: context))
            }
        }
    }

    @Test func journalTroubleIsSaid() {
        var test = Test.opened("a\n")
        test.press("x ^Q k")
        test.handle(.journalFailed("The disk is full"))
        #expect(
            test.editor.notice
                == Editor.Notice(
                    text: "No draft can be kept: save with ^S soon (The disk is full)", isError: true))
        #expect(test.editor.lacksJournal && test.editor.keepsDraft)
        test.handle(.draftNotKept)
        #expect(test.editor.notice.text == "The draft cannot be kept: ^S saves, or ^Q and d discard it")
        #expect(test.editor.lacksJournal && !test.editor.keepsDraft, "nobody is told of a draft that is not there")
        test.handle(.journalRecovered)
        #expect(!test.editor.lacksJournal)
    }
}
