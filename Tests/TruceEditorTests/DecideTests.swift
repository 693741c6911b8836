import Testing
import TruceMerge
import TruceScreen

@testable import TruceEditor

@Suite struct DecideTests {
    /// Regions 0 to 8: unchanged, conflict 1, unchanged, mine, unchanged, theirs, unchanged, both, unchanged, conflict 2.
    private let standard = ViewUnderTest(
        "a b c d e f g h i j k", "a M c D e f g H i M2 k", "a T c d e F g H i T2 k")

    @Test func opensAtTheFirstConflict() {
        #expect(standard.result == "a ! c +:D e +:F g +:H i ! k")
        #expect(standard.resolver.focus == 1)
        #expect(standard.resolver.message == "F1 explains the keys")
    }

    @Test(arguments: [
        ("m", "m:M", "conflict 1: MINE taken, u takes it back"),
        ("t", "t:T", "conflict 1: THEIRS taken, u takes it back"),
        ("b", "b:M b:T", "conflict 1: BOTH taken, u takes it back"),
        ("B", "B:T B:M", "conflict 1: BOTH (theirs first) taken, u takes it back"),
        ("o", "o:b", "conflict 1: BASE taken, u takes it back"),
        ("x", "", "conflict 1: NEITHER taken, u takes it back"),
    ])
    func lettersDecideAndTheNextComesUp(letter: String, text: String, message: String) {
        var view = standard
        view.press(letter)
        #expect(view.result == "a \(text.isEmpty ? "" : text + " ")c +:D e +:F g +:H i ! k")
        #expect(view.resolver.message == message)
        #expect(view.resolver.focus == 9)
        #expect(view.requests == [.journal])
    }

    @Test(arguments: ["m", "t", "b", "B", "o", "x"], [2, 4, 6]) func mergedRegionsTakeNoLetter(
        letter: String, dots: Int
    ) {
        var view = standard
        view.press(String(repeating: ". ", count: dots / 2))
        #expect(view.resolver.focus == dots + 1)
        let before = view.resolver.result
        view.press(letter)
        #expect(view.resolver.result == before && view.requests == [])
        #expect(view.resolver.message == "This merged by itself: e edits it, n goes to the next conflict")
    }

    @Test func aDecisionCanBeChanged() {
        var view = standard
        view.press("m N t")
        #expect(view.result.hasPrefix("a ! c") == false)
        view.press("1 x")
        #expect(view.result == "a c +:D e +:F g +:H i t:T2 k")
        view.press("1 x")
        #expect(view.resolver.message == "conflict 1: NEITHER is taken already" && view.requests == [])
    }

    @Test func aHeldKeyDecidesOnce() {
        var view = standard
        view.press("m")
        for _ in 0..<20 { view.press("m", after: 40) }
        #expect(view.result == "a m:M c +:D e +:F g +:H i ! k")
        #expect(view.resolver.message == "m again at once, dropped: a held key decides one conflict")
        view.press("t", after: 40)
        #expect(view.result == "a m:M c +:D e +:F g +:H i t:T2 k", "another letter is another decision")
        view.press("u u m", after: 400)
        view.press("m", after: 300)
        #expect(view.result == "a m:M c +:D e +:F g +:H i m:M2 k")
    }

    @Test(arguments: [
        ("n", 9), ("N", 9), (".", 3), (",", 1), (". . .", 7), (". . . . .", 9), (". . . , ,", 3), ("2", 9), ("2 1", 1),
        ("2 n", 1), ("7", 1),
    ])
    func moves(words: String, focus: Int) {
        var view = standard
        view.press(words)
        #expect(view.resolver.focus == focus)
    }

    @Test(arguments: [
        ("7", "There are 2 conflicts."), (",", "This is the first change."), ("2 .", "This is the last change."),
        ("m t n", "Nothing left: ^S resubmits"), ("m t M", "Nothing left: ^S resubmits"), ("u", "Nothing to undo"),
        ("U", "Nothing to redo"), ("y", "Letters choose here: m mine, t theirs, e to type"),
        ("q", "Esc goes back to your text, ^Q asks what to do with it"),
    ])
    func says(words: String, message: String) {
        var view = standard
        view.press(words)
        #expect(view.resolver.message == message)
        #expect(view.resolver.state == .decide)
    }

    @Test(arguments: [("M", "m:M", "m:M2", "MINE"), ("T", "t:T", "t:T2", "THEIRS")])
    func allThatAreLeft(letter: String, first: String, second: String, title: String) {
        var view = standard
        let before = view.resolver
        view.press(letter)
        #expect(view.requests == [.dropTypedAhead] && view.resolver.result == before.result)
        for harmless in ["Esc", "Enter", "n", "^C"] {
            view.press(harmless)
            #expect(view.resolver.state == .decide && view.resolver.result == before.result)
            view.press(letter)
        }
        view.press("z")
        #expect(view.resolver.state != .decide, "a key that is no answer leaves the question open")
        view.press("y")
        #expect(view.result == "a \(first) c +:D e +:F g +:H i \(second) k")
        #expect(view.resolver.message == "2 conflicts: \(title) taken, u takes it back")
        view.press("u")
        #expect(view.resolver.result == before.result && view.resolver.focus == 1)
        view.press("t \(letter) y")
        #expect(view.result == "a t:T c +:D e +:F g +:H i \(second) k", "what is decided stays")
    }

    @Test func theGateWaitsForAll() {
        var view = standard
        view.press("^S")
        #expect(view.requests == [] && view.resolver.focus == 9)
        #expect(view.resolver.message == "Not sent: 2 conflicts are left; this is the next one")
        view.press("m ^S")
        #expect(view.requests == [] && view.resolver.focus == 1)
        #expect(view.resolver.message == "Not sent: 1 conflict is left; this is the next one")
        view.press("x ^S")
        #expect(view.requests == [.resubmit])
        view.press("u ^S")
        #expect(view.requests == [] && view.resolver.focus == 1, "undo arms the gate again")
    }

    @Test func undoAndRedoAreInverse() {
        var view = standard
        var states = [view.resolver]
        for letter in ["m", "t", "1", "b", "2", "x", "1", "o"] {
            view.press(letter)
            if view.requests == [.journal] { states.append(view.resolver) }
        }
        let last = view.resolver.result
        for state in states.dropLast().reversed() {
            view.press("u")
            #expect(view.resolver.result == state.result)
            #expect(view.resolver.undoStack == state.undoStack)
        }
        #expect(view.resolver.undoStack.isEmpty && view.resolver.result == standard.resolver.result)
        for state in states.dropFirst() {
            view.press("U")
            #expect(view.resolver.result == state.result && view.resolver.undoStack == state.undoStack)
        }
        #expect(view.resolver.result == last && view.resolver.redoStack.isEmpty)
        view.press("^Z ^Y")
        #expect(view.resolver.result == last)
    }

    @Test func undoGoesToWhatItReopens() {
        var view = standard
        view.press("m")
        #expect(view.resolver.focus == 9)
        view.press("u")
        #expect(view.resolver.focus == 1 && view.resolver.message == "undone: conflict 1: MINE taken")
    }

    @Test func nothingToDecideStillOpens() {
        var view = ViewUnderTest("a b c", "A b c", "a b C")
        #expect(view.resolver.message == "merged, nothing to decide")
        #expect(view.result == "+:A b +:C")
        view.press("^S")
        #expect(view.requests == [.resubmit])
    }

    @Test(arguments: [
        ("Esc", Resolver.Request.leave), ("^Q", .perform(.quit)), ("F1", .perform(.help)),
        ("Alt-1", .perform(.help)), ("F4", .perform(.traffic)), ("Alt-4", .perform(.traffic)), ("?", .perform(.why)),
        ("^P", .perform(.palette)), ("Alt-x", .perform(.palette)),
    ])
    func whatTheEditorAroundDoes(key: String, request: Resolver.Request) {
        var view = standard
        view.press(key)
        #expect(view.requests == [request])
    }

    // MARK: Pastes

    @Test func aPasteIsNeverReadAsKeys() {
        var view = standard
        let before = view.resolver.result
        view.handle(.paste(Array("mmtt\r".utf8)))
        #expect(view.resolver.state == .asking(.paste(Array("mmtt\n".utf8))) && view.requests == [.dropTypedAhead])
        view.press("m t y")
        #expect(view.resolver.result == before)
        view.press("Esc")
        #expect(view.resolver.result == before && view.resolver.state == .decide)
        view.handle(.paste(Array("mmtt\r".utf8)))
        view.press("Enter")
        #expect(view.result == "a e:mmtt c +:D e +:F g +:H i ! k")
        #expect(view.typed == "a/mmtt/|c/D/e/F/g/H/i/k/")
        view.press("Esc u")
        #expect(view.resolver.result == before)
    }

    @Test func aPasteIntoADecidedConflictKeepsItsText() {
        var view = standard
        view.press("m 1")
        view.handle(.paste(Array("new\n".utf8)))
        view.press("Enter Esc")
        #expect(view.result == "a e:new e:M c +:D e +:F g +:H i ! k")
    }

    @Test func aPasteElsewhereIsOnesOwnText() {
        var view = standard
        view.press(".")
        view.handle(.paste(Array("new\n".utf8)))
        view.press("Enter Esc")
        #expect(view.result == "a ! c e:new e:D e +:F g +:H i ! k")
    }

    // MARK: Sending

    @Test func nothingChangesWhileSending() {
        var view = standard
        view.press("m t")
        view.resolver.send()
        let result = view.resolver.result
        for key in ["m", "u", "e", "M", "Esc", "^S", "^Z", "1", "Enter"] {
            view.press(key)
            #expect(view.requests == [] && view.resolver.result == result && view.resolver.state == .sending)
        }
        view.handle(.paste([109]))
        #expect(view.resolver.state == .sending)
        view.press("^Q")
        #expect(view.requests == [.perform(.quit)])
        view.resolver.sendingFailed()
        #expect(view.resolver.state == .decide)
        view.press("u")
        #expect(view.resolver.result != result)
    }

    // MARK: Folding

    /// What agrees is folded to one row, but for three lines beside a change; EDIT shows all of it.
    @Test func whatAgreesFolds() {
        let many = (1...20).map { "l\($0)" }.joined(separator: " ")
        var view = ViewUnderTest("\(many) b \(many) k z", "\(many) M \(many) K z", "\(many) T \(many) k z")
        let unfolded = view.result
        view.press("c")
        #expect(view.result == "…17 l18 l19 l20 ! l1 l2 l3 …14 l18 l19 l20 +:K z")
        view.press("m")
        #expect(view.result == "…17 l18 l19 l20 m:M l1 l2 l3 …14 l18 l19 l20 +:K z")
        view.press("u e m")
        #expect(!view.result.contains("…"))
        view.press("Down Down Down Down Down \"x\" Esc")
        #expect(view.result.hasPrefix("…17 l18 l19 l20 ! e:l1 e:l2 e:l3 e:l4 e:xl5 "))
        #expect(!view.result.dropFirst(10).contains("…"), "what was typed into shows")
        view.press("u c")
        #expect(view.result == unfolded)
    }

    @Test(arguments: [Size(rows: 24, columns: 80), Size(rows: 40, columns: 120), Size(rows: 50, columns: 200)])
    func foldingKeepsThePlace(size: Size) {
        var view = standard
        view.size = size
        view.press("2 . ,")
        let before = view.resolver
        view.press("c c")
        #expect(view.resolver.focus == before.focus && view.resolver.resultTop == before.resultTop)
        #expect(view.resolver.sidesTop == before.sidesTop)
    }

    // MARK: The mouse

    @Test(arguments: [Size(rows: 24, columns: 80), Size(rows: 40, columns: 120), Size(rows: 50, columns: 200)])
    func clicksOnMarksGoThere(size: Size) throws {
        var view = standard
        view.size = size
        view.resolver.resized(to: size)
        let layout = view.resolver.layout(size)
        let pane = try #require(layout.panes.first { $0.hasOverview })
        var reached: Set<Int> = []
        for (row, mark) in Overview(view.resolver, layout, pane).marks.enumerated() {
            let before = view.resolver.focus
            let place = Position(row: pane.body.origin.row + row, column: pane.body.columns.upperBound - 1)
            view.handle(.mouse(MouseEvent(.press(clicks: 1), button: .left, at: place)))
            if mark == .nothing { #expect(view.resolver.focus == before) }
            if mark == .undecided, let focus = view.resolver.focus { reached.insert(focus) }
        }
        #expect(reached == [1, 9])
    }

    @Test func theRightButtonOpensTheCommands() {
        var view = standard
        let place = Position(row: 18, column: 10)
        view.handle(.mouse(MouseEvent(.press(clicks: 1), button: .right, at: place)))
        #expect(view.requests == [.perform(.palette)])
        view.press("M")
        view.handle(.mouse(MouseEvent(.press(clicks: 1), button: .right, at: place)))
        #expect(view.requests == [], "a question is answered first")
    }

    @Test func clicksGoToRegions() {
        var view = standard
        let result = view.resolver.layout(view.size)[.result]
        let top = result?.body.origin.row ?? 0
        let row = ResultRows(view.resolver.result).rows(of: 9).lowerBound - view.resolver.resultTop
        view.handle(.mouse(MouseEvent(.wheelDown, at: Position(row: top, column: 10))))
        view.handle(.mouse(MouseEvent(.wheelUp, at: Position(row: top, column: 10))))
        let place = Position(row: top + row, column: 10)
        view.handle(.mouse(MouseEvent(.press(clicks: 1), button: .left, at: place)))
        #expect(view.resolver.focus == 9)
        view.handle(.mouse(MouseEvent(.press(clicks: 2), button: .left, at: place)))
        #expect(view.resolver.state == .asking(.startFrom(conflict: 9)))
    }
}
