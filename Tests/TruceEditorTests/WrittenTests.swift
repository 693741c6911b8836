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
        #expect(
            view.resolver.message
                == "merged again: 0 kept, 1 asked again, 0 new, 1 as before · e has what you wrote")
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

    private func drawn(_ written: [Int: WrittenText]) -> String {
        written.sorted { $0.key < $1.key }.map { region, item in
            "\(region):\(item.lines)\(item.isTaken ? "t" : "")=\(String(decoding: item.text, as: UTF8.self).replacingNewlines)"
        }.joined(separator: " ")
    }

    // MARK: What was put away

    /// Its region has another number in the later merge, and a decision that is kept has the old one.
    @Test func aKeptDecisionTellsNothingOfAnotherPlace() {
        func document(_ changes: [Int: String]) -> String {
            (1...15).map { changes[$0] ?? "l\($0)" }.joined(separator: " ")
        }
        for later in [[2: "X2", 5: "T5"], [5: "T5", 14: "X14"]] {
            var view = Self.view(document([:]), document([5: "M5", 10: "M10"]), document([5: "T5", 10: "T10"]))
            view.press("m e m End \"-HANDTEN\" Esc")
            move(&view, to: document([5: "T5"]))
            #expect(view.resolver.message.hasSuffix("e has what you wrote"))
            move(&view, to: document(later))
            #expect(view.resolver.message.hasSuffix("e has what you wrote"))
            view.press("^S")
            #expect(view.requests == [] && view.resolver.message.hasPrefix("Not sent: e takes what you wrote here"))
            view.press("e w Esc")
            #expect(text(view).contains("M10-HANDTEN"))
        }
    }

    /// A letter or undo puts it away; undo and EDIT bring it back, EDIT also after a crash.
    @Test(arguments: ["m", "t", "b", "x", "u"], [false, true])
    func whatWasPutAwayIsThere(letter: String, isTakenUp: Bool) {
        var view = Self.view("a b c d", "a M c d", "a T c d")
        view.press("e m End \"-PRECIOUS\" Esc \(letter)")
        #expect(!text(view).contains("PRECIOUS"))
        if isTakenUp { view = takenUp(view) }
        #expect(view.resolver.focus == 1)
        view.press("e")
        #expect(view.resolver.state == .asking(.startFrom(conflict: 1)))
        view.press("w Esc")
        #expect(view.result == "a e:M-PRECIOUS c d" && view.resolver.waiting.isEmpty)
        view.press("u \(letter == "u" ? "m" : "") ^S")
        #expect(view.requests == [.resubmit], "whoever puts it away knows")
    }

    /// A merge empties the undo history: the decision stays, nobody is held up, and EDIT has the text.
    @Test(arguments: [false, true]) func whatWasPutAwayIsThereAfterAnotherMerge(isTakenUp: Bool) {
        var view = Self.view("a b c d e", "a M c d e", "a T c d e")
        view.press("e m End \"-HANDONE\" Esc t")
        for later in ["a T c d E", "a T c D E", "a T c D EE"] {
            move(&view, to: later)
            if isTakenUp { view = takenUp(view) }
            #expect(view.resolver.waiting.isEmpty && !view.resolver.message.contains("e has"))
        }
        var sent = view
        sent.press("^S")
        #expect(sent.requests == [.resubmit])
        view.press("1 e w Esc")
        #expect(view.result == "a e:M-HANDONE c +:D +:EE")
    }

    /// The conflict of a text that was put away is asked again: it is said that it is there.
    @Test func whatWasPutAwayIsSaidWhereItIsAskedAgain() {
        var view = Self.view("a b c", "a M c", "a T c")
        view.press("e m End \"-hand\" Esc t")
        view = takenUp(view)
        move(&view, to: "a TT c")
        #expect(view.resolver.message.hasSuffix("e has what you wrote"))
        view.press("e w Esc")
        #expect(view.result == "a e:M-hand c")
    }

    /// A second text by hand drops no first, and a text that undo leads back from is kept.
    @Test(arguments: [
        ("e m \"AAA\" Esc 1 m 1 e m \"BBB\" Esc | t", ["AAAM", "BBBM"]),
        ("e m \"AAA\" Esc 1 m 1 e m \"BBB\" Esc r", ["AAAM", "BBBM"]),
        ("e m \"AAA\" Esc r e w Esc u e m \"CCC\" Esc r", ["AAAM", "CCCM"]),
        ("e m \"AAA\" Esc 1 e End \"BBB\" Esc u r", ["AAAMBBB"]),
        ("e m \"AAA\" Esc 1 e End \"BBB\" Esc u |", ["AAAMBBB"]),
        ("e m \"AAA\" Esc m e m \"BBB\" Esc e w Esc |", ["BBBM"]),
        ("e m \"AAA\" Esc m e m \"BBB\" Esc e w Esc m r", ["AAAM", "BBBM"]),
        ("e m \"AAA\" Esc m u m u m |", ["AAAM"]),
    ])
    func noTextByHandDropsAnother(pressed: String, offered: [String]) {
        var view = Self.view("a b c", "a M c", "a T c")
        var later = "T"
        for word in pressed.split(separator: " ") {
            switch word {
            case "|": view = takenUp(view)
            case "r":
                later += "T"
                move(&view, to: "a \(later) c")
            default: view.press(String(word))
            }
        }
        view.resolver.focus = 1
        view.press("e w Esc")
        let there = text(view).split(separator: "\n").dropFirst().dropLast().map(String.init)
        #expect(there.sorted() == offered)
    }

    /// What stands there by hand is kept where EDIT began with something else and changed nothing of it.
    @Test(arguments: ["", "Down Down End \"-else\""]) func anEditThatChangesNothingLeavesWhatIsThere(typing: String) {
        var view = Self.view("a b c d e", "a M c d e", "a T c d e")
        view.press("e m \"AAA\" Esc 1 m e m \"BBB\" Esc 1 e t \(typing) Esc")
        #expect(view.result.hasPrefix("a e:BBBM "))
        view.press("1 e w Esc")
        #expect(view.result.hasPrefix("a e:AAAM"))
    }

    /// Line ends alone are no text that somebody wrote.
    @Test func aLoneLineEndIsNotOffered() {
        var view = Self.view("a b c", "a M c", "a T c")
        view.press("e m ^A Del Esc u")
        #expect(view.resolver.offer(at: 1) == nil)
    }

    // MARK: The law

    /// All that is in RESULT, in MINE, or offered.
    private func reach(_ view: ViewUnderTest) -> String {
        let resolver = view.resolver
        let texts = resolver.written.values.map(\.text) + resolver.putAway.values
        return text(view) + String(resolver.mine) + texts.map { String(decoding: $0, as: UTF8.self) }.joined()
    }

    private func offered(_ view: ViewUnderTest, _ region: Int) -> String {
        String(decoding: view.resolver.offer(at: region)?.text ?? [], as: UTF8.self)
            + String(decoding: view.resolver.written[region]?.text ?? [], as: UTF8.self)
    }

    private func own(_ view: ViewUnderTest, _ region: Int) -> String {
        String(decoding: view.resolver.result.bytes(of: region), as: UTF8.self)
    }

    /// What a person wrote, and of which of it the person knows that RESULT goes without it.
    private struct Words {
        var all: [String] = []
        var told: Set<String> = []

        /// Whether another text was written for a place beside one that was offered there: both are offered then.
        var hasTwoForOnePlace = false

        /// What was taken back stands in the place of all that stood there: the person has seen it go.
        mutating func replace(_ before: String, by after: String) {
            told.formUnion(all.filter { before.contains($0) && !after.contains($0) })
        }

        mutating func tell(_ texts: String...) {
            for text in texts { told.formUnion(all.filter { text.contains($0) }) }
        }
    }

    /// What begins EDIT of a conflict, whichever is asked.
    private func editing(_ view: ViewUnderTest, _ conflict: Int, _ random: inout SeededGenerator) -> String {
        let hasOffer = view.resolver.offer(at: conflict) != nil
        switch view.resolver.result.pieces[conflict].state {
        case .undecided: return hasOffer && Bool.random(using: &random) ? "e w" : "e t"
        default: return hasOffer ? (Bool.random(using: &random) ? "e w" : "e Enter") : "e"
        }
    }

    /// Something that a person does with a conflict.
    private func act(
        _ view: inout ViewUnderTest, _ conflict: Int, _ words: inout Words, _ round: Int,
        _ random: inout SeededGenerator
    ) {
        view.resolver.focus = conflict
        let before = (put: own(view, conflict), offer: offered(view, conflict), away: view.resolver.putAway)
        let word = "w\(round)x\(conflict)y\(words.all.count)z"
        switch Int.random(in: 0..<7, using: &random) {
        case 0, 1:
            view.press(["m", "t", "b", "o"].randomElement(using: &random) ?? "m")
            // What was typed where it merged by lines is MINE since.
            let mine = view.resolver.merge.bytes(of: conflict, decision: .ours)
            words.tell(before.put, before.offer, String(decoding: mine, as: UTF8.self))
        case 2, 3:
            let there = text(view)
            let beginning = editing(view, conflict, &random)
            if beginning != "e w", !view.resolver.written.isEmpty || !before.away.isEmpty {
                words.hasTwoForOnePlace = true
            }
            view.press(beginning)
            view.press("\"\(word)\" Esc")
            words.replace(there, by: text(view))
            words.all.append(word)
            // What was typed where it merged by lines is MINE since, and the person has begun with something else.
            let mine = view.resolver.merge.bytes(of: conflict, decision: .ours)
            words.tell(String(decoding: mine, as: UTF8.self))
            if beginning != "e w" { words.tell(before.offer) }
        case 4:
            let there = text(view)
            view.press("u")
            let after = text(view)
            words.told.formUnion(words.all.filter { there.contains($0) && !after.contains($0) })
        default: break
        }
    }

    /// Decides what is left, and goes through the gate: what is sent goes without no word that was not told.
    private func checkGate(_ view: ViewUnderTest, _ words: Words, _ place: String) {
        var (view, words) = (view, words)
        while let next = view.resolver.waiting.first {
            view.resolver.focus = next
            words.tell(offered(view, next))
            view.press("m")
        }
        repeat {
            view.press("^S")
            guard view.requests != [.resubmit] else { break }
            #expect(view.resolver.message.hasPrefix("Not sent: e takes"), "\(place)")
            words.tell(view.resolver.focus.map { offered(view, $0) } ?? "")
        } while view.resolver.unsaidWritten != nil || view.requests.isEmpty
        let sent = text(view)
        for word in words.all where !sent.contains(word) && !words.told.contains(word) {
            Issue.record("\(place): \(word) is not sent, and nobody was told")
        }
    }

    /// Whatever is decided, undone and moves, and through restarts: each word that was written is in RESULT or offered, none is
    /// sent away without a word, and taking an offer doubles no line.
    @Test func noWordIsLost() {
        for seed in repeated(300) {
            var random = SeededGenerator(seed: seed)
            let start = (0..<8).map { "l\($0)" }
            // Each round some lines get another text or their first one back; the others stay, so that decisions are kept.
            var sides: [String: [String?]] = ["m": start, "t": start]
            func changed(_ side: String, _ round: Int) -> String {
                let lines = zip(start, sides[side] ?? []).enumerated().map { number, line -> String? in
                    guard round == 0 || Int.random(in: 0..<4, using: &random) == 0 else { return line.1 }
                    switch Int.random(in: 0..<6, using: &random) {
                    case 0, 1: return "\(line.0)\(side)\(round)"
                    case 2: return number % 3 == 0 ? nil : line.0
                    default: return line.0
                    }
                }
                sides[side] = lines
                return lines.compactMap(\.self).joined(separator: " ")
            }
            let base: Base = seed % 4 == 0 ? .none : TruceEditorTests.base(lines(start.joined(separator: " ")))
            var view = ViewUnderTest(base, mine: lines(changed("m", 0)), theirs: theirs(lines(changed("t", 0))))
            var words = Words()
            for round in 1...5 {
                for _ in 0..<2 {
                    for conflict in view.resolver.merge.contested where Bool.random(using: &random) {
                        act(&view, conflict, &words, round, &random)
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
                let all = reach(view)
                words.all = words.all.filter { word in
                    let isThere = all.contains(word)
                    #expect(
                        isThere,
                        "seed \(seed), round \(round): \(word) in \(before) -> \(view.result) \(drawn(view.resolver.written)) T \(String(view.resolver.theirs.text).replacingNewlines)"
                    )
                    return isThere
                }
                checkGate(view, words, "seed \(seed), round \(round): \(before)")
                guard let place = view.resolver.written.keys.sorted().randomElement(using: &random),
                    Bool.random(using: &random)
                else { continue }
                view.resolver.focus = place
                let asked = "\(view.result) \(drawn(view.resolver.written))"
                let there = text(view)
                view.press("e w Esc")
                words.replace(there, by: text(view))
                let taken = text(view).split(whereSeparator: \.isNewline)
                let plain = taken.filter { $0.wholeMatch(of: /l[0-9]/) != nil }
                #expect(
                    words.hasTwoForOnePlace || Set(plain).count == plain.count,
                    "seed \(seed), round \(round): \(before) -> \(asked) -> \(taken)")
            }
        }
    }
}
