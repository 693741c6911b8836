import Testing
import TruceMerge
import TruceScreen
import TruceTestSupport
import TruceText

@testable import TruceEditor

/// What somebody wrote by hand is in RESULT, or offered where it belongs, whatever becomes of the texts around it.
@Suite struct WrittenTests {
    private static func view(_ base: String, _ mine: String, _ theirs: String) -> ViewUnderTest {
        ViewUnderTest(base, mine, theirs)
    }

    private func move(_ view: inout ViewUnderTest, to text: String, mine: String? = nil) {
        let number = (view.resolver.theirs.version?.number ?? 2) + 1
        view.resolver.mergeAgain(
            mine: mine.map { Rope(lines($0)) } ?? view.resolver.mine, theirs: theirs(lines(text), version: number),
            size: view.size)
    }

    private func takenUp(_ view: ViewUnderTest, mine: String? = nil) -> ViewUnderTest {
        var again = view
        let saved = view.resolver.saved
        again.resolver = Resolver(
            name: "notes", actor: "alice", base: view.resolver.base,
            mine: mine.map { Rope(lines($0)) } ?? view.resolver.mine, theirs: saved.theirs, resuming: saved,
            size: view.size)
        return again
    }

    private func text(_ view: ViewUnderTest) -> String { String(view.resolver.result.text) }

    /// MINE was typed into after the view was left: what was written comes back after a crash as without one.
    @Test func isOfferedWhereMineChangedSince() {
        var view = Self.view("a b c d e", "a M c N e", "a T c U e")
        view.press("n e t End \"-hand\" Esc")
        view = takenUp(view, mine: "a M c NN e")
        #expect(view.result == "a ! c ! e")
        #expect(view.resolver.message == "merged again: 0 kept, 1 asked again, 0 new · e has what you wrote")
        view.press("e w Esc")
        #expect(view.result == "a ! c e:U-hand e")
    }

    /// Without a base, places are known by MINE.
    @Test(arguments: [true, false]) func findsItsPlaceWhereThereIsNoBase(isTakenUp: Bool) {
        var view = ViewUnderTest(
            .none, mine: lines("title-a same second-a end"), theirs: theirs(lines("title-b same second-b end")))
        view.press("2 e t End \"-hand\" Esc 1 m")
        move(&view, to: "title-b same second-c end", mine: "title-a same second-aa end")
        if isTakenUp { view = takenUp(view) }
        #expect(view.result == "m:title-a +:same ! +:end")
        view.press("e w Esc")
        #expect(text(view) == lines("title-a same second-b-hand end"))
    }

    @Test func eachTextStaysWithItsConflict() {
        var view = ViewUnderTest(.none, mine: lines("a s b e"), theirs: theirs(lines("A s B e")))
        view.press("1 e m End \"-1\" Esc 2 e m End \"-2\" Esc")
        move(&view, to: "AA s BB e")
        #expect(view.result == "! +:s ! +:e")
        view.press("1 e w Esc 2 e w Esc")
        #expect(view.result == "e:a-1 +:s e:b-2 +:e")
    }

    /// A place that carries its decision says before it sends that something else was written.
    @Test func isToldWhereTheDecisionStays() {
        var view = Self.view("a b c", "a M c", "a T c")
        view.press("e t End \"-hand\" Esc")
        move(&view, to: "a TT c")
        view.press("e w Esc")
        move(&view, to: "a TT c d")
        #expect(view.result == "a e:T-hand c +:d" && view.resolver.written.isEmpty)
        view.press("^S")
        #expect(view.requests == [.resubmit])
    }

    /// What is decided where an offer was seen is meant so.
    @Test func decidingWhereItIsOfferedIsEnough() {
        var view = Self.view("a b c", "a M c", "a T c")
        view.press("e t End \"-hand\" Esc")
        move(&view, to: "a TT c")
        view.press("m ^S")
        #expect(view.requests == [.resubmit])
        view.press("u e w Esc")
        #expect(view.result == "a e:T-hand c")
    }

    /// A conflict that falls apart: the text takes the place of all that it stood for.
    @Test func takesThePlaceOfAllThatItStoodFor() {
        var view = Self.view("a b c d e f", "a M c N e f", "a T C U e f")
        #expect(view.resolver.merge.conflicts.count == 1)
        view.press("e t End \"-hand\" Esc")
        #expect(text(view) == lines("a T-hand C U e f"))
        move(&view, to: "a b c d e F")
        view.press("e w Esc")
        #expect(text(view) == lines("a T-hand C U e F"))
        view.press("u")
        #expect(text(view) == lines("a M c N e F"))
        move(&view, to: "a T c U e F")
        #expect(view.resolver.merge.conflicts.count == 2)
        view.press("e w Esc")
        #expect(text(view) == lines("a T-hand C U e F"))
        #expect(view.resolver.waiting.isEmpty)
    }

    /// A text that ended the document does not run into the line that follows it now.
    @Test func endsItsLineWhereMoreFollows() {
        var view = ViewUnderTest(
            base("a\nb\nc"), mine: "a\nM\nN", theirs: TruceEditorTests.theirs("a\nT\nU"))
        view.press("e t End \"-hand\" Esc")
        view.resolver.mergeAgain(
            mine: view.resolver.mine, theirs: theirs("a\nT\nc\nd\n", version: 3), size: view.size)
        view.press("e w Esc")
        #expect(text(view).hasPrefix("a\nT-hand\nU"))
        #expect(!text(view).contains("Ud") && !text(view).contains("Uc"))
    }

    @Test func oneTextForTwoPlacesIsOfferedWhereOneIsAskedAgain() {
        var view = Self.view("a b c d e", "a M c N e", "a T c U e")
        for _ in 0..<2 { view.press("e m ^A \"LATER\" Esc n") }
        #expect(view.result == "a e:LATER c e:LATER e")
        move(&view, to: "a T c UU e")
        #expect(view.result == "a e:LATER c ! e")
        view.press("2 e w Esc")
        #expect(view.result == "a e:LATER c e:LATER e")
    }

    /// Undo has put it away, and redo could have brought it back.
    @Test func whatWasUndoneIsOfferedToo() {
        var view = Self.view("a b c", "a M c", "a T c")
        view.press("e m End \"-hand\" Esc u")
        #expect(view.result == "a ! c")
        move(&view, to: "a TT c")
        view.press("e w Esc")
        #expect(view.result == "a e:M-hand c")
    }

    /// EDIT that changes nothing of its conflict decides nothing, however it ends.
    @Test(arguments: ["", "\"Z\" Backspace", "Down Down End \"-else\""])
    func anInterruptedEditDecidesNothing(typing: String) {
        var view = Self.view("a b c d e", "a M c N e", "a T c U e")
        view.press("e m " + typing)
        let again = takenUp(view)
        #expect(again.resolver.waiting.count == 2)
        move(&view, to: "a T c U e f")
        #expect(view.resolver.waiting.count == 2 && view.resolver.written.isEmpty)
    }

    @Test func nothingIsOfferedThatNobodyWrote() {
        var view = Self.view("a b c d e f", "a M c N e f", "a T c U e f")
        view.press("e m Down Down Down Down Down \"x\" Esc")
        #expect(view.resolver.waiting.count == 2)
        move(&view, to: "a TT c U e f")
        #expect(view.resolver.written.isEmpty)
    }

    /// A decided conflict with an offer can also be edited from what is there.
    @Test func whatIsThereCanBeEditedToo() {
        var view = Self.view("a b c", "a M c", "a T c")
        view.press("e m End \"-hand\" Esc")
        move(&view, to: "a TT c")
        view.press("t e")
        #expect(view.resolver.state == .asking(.startFrom(conflict: 1)))
        view.press("Enter End \"!\" Esc")
        #expect(view.result == "a e:TT! c")
    }

    private func drawn(_ written: [Int: Resolver.Written]) -> String {
        written.sorted { $0.key < $1.key }.map { region, item in
            "\(region):\(item.lines)\(item.isTaken ? "t" : "")=\(String(decoding: item.text, as: UTF8.self).replacingNewlines)"
        }.joined(separator: " ")
    }

    /// Whatever moves, and through restarts: each word that was written is in RESULT or offered, and taking an offer doubles
    /// no line.
    @Test func noWordIsLost() {
        for seed in repeated(300) {
            var random = SeededGenerator(seed: seed)
            let start = (0..<8).map { "l\($0)" }
            func changed(_ side: String, _ round: Int) -> String {
                start.enumerated().compactMap { number, line -> String? in
                    switch Int.random(in: 0..<6, using: &random) {
                    case 0: "\(line)\(side)\(round)"
                    case 1: number % 3 == 0 ? nil : line
                    default: line
                    }
                }.joined(separator: " ")
            }
            let base: Base = seed % 4 == 0 ? .none : TruceEditorTests.base(lines(start.joined(separator: " ")))
            var view = ViewUnderTest(base, mine: lines(changed("m", 0)), theirs: theirs(lines(changed("t", 0))))
            var words: [String] = []
            var undone: String?
            for round in 1...4 {
                for conflict in view.resolver.merge.contested where Bool.random(using: &random) {
                    view.resolver.focus = conflict
                    let word = "w\(round)x\(conflict)z"
                    let action = Int.random(in: 0..<4, using: &random)
                    if action < 2 {
                        // What is undone is gone with the next thing that is done.
                        words.removeAll { $0 == undone }
                        undone = nil
                    }
                    switch action {
                    case 0:
                        let put = String(decoding: view.resolver.result.bytes(of: conflict), as: UTF8.self)
                        words.removeAll { put.contains($0) }
                        view.press("t")
                    case 1 where view.resolver.written[conflict] == nil:
                        view.press(view.resolver.result.pieces[conflict].state == .undecided ? "e t" : "e")
                        view.press("\"\(word)\" Esc")
                        words.append(word)
                        if Bool.random(using: &random) {
                            view.press("u")
                            undone = word
                            // Back to what was decided before.
                            if !view.resolver.waiting.contains(conflict) { words.removeLast() }
                        }
                    default: break
                    }
                }
                let before =
                    "\(view.result) \(drawn(view.resolver.written)) T \(String(view.resolver.theirs.text).replacingNewlines) M \(String(view.resolver.mine).replacingNewlines)"
                var mine = String(view.resolver.mineWithTypedText).split(separator: "\n").map(String.init)
                if let line = mine.indices.randomElement(using: &random), Bool.random(using: &random) {
                    if mine[line].wholeMatch(of: /l[0-9]/) != nil { mine[line] += "m\(round)" }
                }
                move(&view, to: changed("t", round), mine: mine.joined(separator: " "))
                if Bool.random(using: &random) { view = takenUp(view) }
                let all =
                    text(view) + String(view.resolver.mine)
                    + view.resolver.written.values.map { String(decoding: $0.text, as: UTF8.self) }.joined()
                words = words.filter { word in
                    let isThere = all.contains(word)
                    #expect(
                        isThere,
                        "seed \(seed), round \(round): \(word) in \(before) -> \(view.result) \(drawn(view.resolver.written)) T \(String(view.resolver.theirs.text).replacingNewlines)"
                    )
                    return isThere
                }
                guard let place = view.resolver.written.keys.sorted().randomElement(using: &random) else { continue }
                view.resolver.focus = place
                let asked = "\(view.result) \(drawn(view.resolver.written))"
                view.press("e w Esc")
                let taken = text(view).split(whereSeparator: \.isNewline)
                let plain = taken.filter { $0.wholeMatch(of: /l[0-9]/) != nil }
                #expect(
                    Set(plain).count == plain.count, "seed \(seed), round \(round): \(before) -> \(asked) -> \(taken)")
            }
        }
    }
}
