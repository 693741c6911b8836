import Testing
import TruceMerge
import TruceScreen
import TruceTestSupport
import TruceText

@testable import TruceEditor

@Suite struct MergeAgainTests {
    @Test func decisionsWithUnchangedInputsStay() {
        var view = ViewUnderTest("a b c d e f g", "a M c N e O g", "a T c U e V g")
        view.press("m t e m \"own\" Esc")
        #expect(view.result == "a m:M c t:U e e:ownO g")
        view.resolver.mergeAgain(
            mine: view.resolver.mine, theirs: theirs(lines("new a T c UU e V g"), version: 3), size: view.size)
        #expect(view.result == "+:new a m:M c ! e e:ownO g")
        #expect(view.resolver.message == "v3 merged: 2 kept, 1 asked again, 0 new")
        #expect(view.resolver.focus == view.resolver.undecided.first)
        view.press("x u u")
        #expect(view.resolver.undecided.count == 2, "what was kept can be taken back")
    }

    /// What was written by hand is there after the place is asked again, whichever side has changed, and after a crash.
    @Test func whatWasWrittenByHandIsNotLost() {
        var view = ViewUnderTest("a b c d e", "a M c N e", "a T c U e")
        view.press("e m End \"-by-hand\" Esc n m")
        #expect(view.result == "a e:M-by-hand c m:N e")
        view.resolver.mergeAgain(
            mine: view.resolver.mine, theirs: theirs(lines("a TT c U e"), version: 3), size: view.size)
        #expect(view.result == "a ! c m:N e")
        #expect(view.resolver.message == "v3 merged: 1 kept, 1 asked again, 0 new · e has what you wrote")
        // Once more, and taken up again from what is written down.
        view.resolver.mergeAgain(mine: Rope(lines("a MM c N e")), size: view.size)
        var again = view
        again.resolver = Resolver(
            name: "n", actor: "a", base: view.resolver.base, mine: view.resolver.mine, theirs: view.resolver.theirs,
            resuming: view.resolver.saved, size: view.size)
        for var view in [view, again] {
            #expect(view.result == "a ! c m:N e")
            view.press("1 e")
            #expect(view.resolver.state == .asking(.startFrom(conflict: view.resolver.merge.conflicts[0])))
            view.press("w Esc")
            #expect(view.result == "a e:M-by-hand c m:N e" && view.resolver.waiting.isEmpty)
            view.press("u")
            #expect(view.result == "a ! c m:N e")
            view.press("e m Esc")
            #expect(view.result == "a ! c m:N e", "unchanged")
        }
    }

    /// Where nothing conflicts any more, the view goes there, and nothing is sent before the person was told.
    @Test(arguments: [true, false])
    func whatWasWrittenIsThereWhereNothingConflictsAnyMore(isTakenUp: Bool) {
        var view = ViewUnderTest("a b c d e", "a M c N e", "a T c U e")
        view.press("m e m End \"-by-hand\" Esc")
        view.resolver.mergeAgain(
            mine: view.resolver.mine, theirs: theirs(lines("a T c d e"), version: 3), size: view.size)
        if isTakenUp {
            view.resolver = Resolver(
                name: "n", actor: "a", base: view.resolver.base, mine: view.resolver.mine,
                theirs: view.resolver.theirs, resuming: view.resolver.saved, size: view.size)
        }
        #expect(
            view.resolver.waiting.isEmpty
                && view.resolver.message.hasSuffix("e has what you wrote\(isTakenUp ? " here" : "")"))
        var other = view
        view.press("^S")
        #expect(view.requests == [] && view.resolver.message.hasPrefix("Not sent: e takes what you wrote here"))
        view.press("^S")
        #expect(view.requests == [.resubmit], "said once")
        other.press("e w Esc")
        #expect(String(other.resolver.result.text) == lines("a M c N-by-hand e"))
        other.press("^S")
        #expect(other.requests == [.resubmit])
    }

    /// Conflicts that have grown, or together: what was written comes with the lines around it.
    @Test func whatWasWrittenFitsWhatHasGrown() {
        var view = ViewUnderTest("a b c d e", "a M c N e", "a T c U e")
        view.press("e m End \"-1\" Esc n e m End \"-2\" Esc")
        view.resolver.mergeAgain(
            mine: view.resolver.mine, theirs: theirs(lines("a T CC U e"), version: 3), size: view.size)
        #expect(view.resolver.merge.conflicts.count == 1 && view.resolver.undecided.count == 1)
        view.press("e w Esc")
        #expect(String(view.resolver.result.text) == lines("a M-1 c N-2 e"))
        view = ViewUnderTest("a b c d e", "a M c N e", "a T c U e")
        view.press("m e m End \"-2\" Esc")
        view.resolver.mergeAgain(
            mine: view.resolver.mine, theirs: theirs(lines("a T c U EE"), version: 3), size: view.size)
        view.press("e w Esc")
        #expect(String(view.resolver.result.text) == lines("a M c N-2 e"))
    }

    /// What was decided otherwise since could be taken back by undo until the head moved.
    @Test func whatWasWrittenBeforeAnotherDecisionIsThereToo() {
        var view = ViewUnderTest("a b c", "a M c", "a T c")
        view.press("e m End \"-by-hand\" Esc o")
        #expect(view.result == "a o:b c")
        view.resolver.mergeAgain(
            mine: view.resolver.mine, theirs: theirs(lines("a TT c"), version: 3), size: view.size)
        view.press("e w Esc")
        #expect(view.result == "a e:M-by-hand c")
    }

    /// The head moves: the view says so, nothing moves by itself, and nothing is sent before it was merged in.
    @Test func aNewerVersionIsMergedInOnRequest() {
        var view = ViewUnderTest("a b c", "a M c", "a T c")
        view.press("r")
        #expect(view.resolver.message == "Nobody has saved a newer version")
        view.resolver.newer = Resolver.Newer(number: 3, actor: "bob")
        let before = view.result
        view.press("r")
        #expect(view.requests == [.mergeHead] && view.result == before)
        view.press("^S")
        #expect(view.requests == [.mergeHead], "also while something is left")
        view.press("m ^S")
        #expect(view.requests == [.mergeHead], "and where nothing is")
        view.resolver.mergeAgain(
            mine: view.resolver.mine, theirs: theirs(lines("a T c C"), version: 3), size: view.size)
        view.press("^S")
        #expect(view.resolver.newer == nil && view.requests == [.resubmit])
    }

    /// Ten versions, each with one more line at the top: nothing that was decided is asked again.
    @Test func tenMovesInARow() {
        var view = ViewUnderTest("a b c d e", "a M c N e", "a T c U e")
        view.press("t 2 e b End \"!\" Esc")
        #expect(view.result == "a t:T c e:N! e:U e")
        var top = ""
        for version in 3...12 {
            top += "v\(version) "
            view.resolver.mergeAgain(
                mine: view.resolver.mine, theirs: theirs(lines(top + "a T c U e"), version: version), size: view.size)
            #expect(view.resolver.message == "v\(version) merged: 2 kept, 0 asked again, 0 new")
            #expect(view.resolver.theirs.version?.etag == etag(version))
        }
        #expect(view.result.hasSuffix("+:v12 a t:T c e:N! e:U e"))
        #expect(view.resolver.undecided == [])
    }

    /// Without a base too: two people created one name, and the other saves again meanwhile.
    @Test func decisionsStayWhereThereIsNoBase() {
        var view = ViewUnderTest(.none, mine: lines("a M c N e"), theirs: theirs(lines("a T c U e"), version: 1))
        view.press("t b")
        view.resolver.mergeAgain(
            mine: view.resolver.mine, theirs: theirs(lines("a T c UU e"), version: 2), size: view.size)
        #expect(view.resolver.message == "v2 merged: 1 kept, 1 asked again, 0 new")
        view.press("B")
        view.resolver.mergeAgain(
            mine: view.resolver.mine, theirs: theirs(lines("a T c UU e e2"), version: 3), size: view.size)
        #expect(view.resolver.message == "v3 merged: 2 kept, 0 asked again, 1 new")
    }

    @Test func textTypedElsewhereCountsAsMine() {
        var view = ViewUnderTest("a b c d e", "a M c d e", "a T c d E")
        // Into a line that nobody changed, and into one that only they changed.
        view.press("m . e End \"!\" Up End \"?\" Esc")
        #expect(view.result == "a m:M e:c e:d? e:E!")
        let mine = view.resolver.mineWithTypedText
        #expect(String(mine) == lines("a M c d? E!"))
        view.resolver.mergeAgain(mine: mine, theirs: theirs(lines("a T c d E"), version: 3), size: view.size)
        #expect(String(view.resolver.result.text) == lines("a M c d? E!"))
        #expect(view.resolver.undecided == [], "it was typed against these very texts")
        view.resolver.mergeAgain(mine: mine, theirs: theirs(lines("a T c d EE"), version: 4), size: view.size)
        #expect(view.resolver.undecided.count == 1, "now it is a conflict like any other")
    }

    @Test func mineChangedElsewhereAsksNothingAgain() {
        var view = ViewUnderTest("a b c d e", "a M c d e", "a T c d e")
        view.press("t")
        view.resolver.mergeAgain(mine: Rope(lines("a M c d2 e")), size: view.size)
        #expect(view.result == "a t:T c +:d2 e")
        #expect(view.resolver.message == "merged again: 1 kept, 0 asked again, 0 new")
        view.resolver.mergeAgain(mine: Rope(lines("a MM c d2 e")), size: view.size)
        #expect(view.result == "a ! c +:d2 e")
    }

    /// A resolution that is written down and taken up again is the same, also where more was typed in between.
    @Test func savedResolutionsAreTakenUp() {
        for seed in repeated(150) {
            var random = SeededGenerator(seed: seed)
            let base = randomText(&random, lines: 12)
            let mine = Rope(changed(base, &random))
            let other = String(decoding: changed(base, &random), as: UTF8.self)
            let isNew = Int.random(in: 0..<4, using: &random) == 0
            let start: Base = isNew ? .none : TruceEditorTests.base(String(decoding: base, as: UTF8.self))
            var view = ViewUnderTest(start, mine: "", theirs: theirs(other))
            view.resolver = Resolver(
                name: "n", actor: "a", base: start, mine: mine, theirs: view.resolver.theirs, size: view.size)
            for conflict in view.resolver.merge.conflicts where Bool.random(using: &random) {
                view.resolver.focus = conflict
                let way = ["m", "t", "b", "B", "o", "x", "e m \"z\" Esc", "e o End Enter Esc"]
                view.press(way.randomElement(using: &random) ?? "m")
            }
            if Bool.random(using: &random) { view.press(". e \"y\" Esc") }
            let again = Resolver(
                name: "n", actor: "a", base: start, mine: mine, theirs: view.resolver.saved.theirs,
                resuming: view.resolver.saved, size: view.size)
            #expect(again.result.text == view.resolver.result.text, "seed \(seed)")
            #expect(again.undecided == view.resolver.undecided, "seed \(seed)")
            #expect(again.saved == view.resolver.saved, "seed \(seed)")
        }
    }

    @Test func savedDecisionsOfChangedInputsAreDropped() {
        var view = ViewUnderTest("a b c d e", "a M c N e", "a T c U e")
        view.press("t t")
        let later = Resolver(
            name: "notes", actor: "alice", base: view.resolver.base, mine: Rope(lines("new a M c N2 e")),
            theirs: view.resolver.theirs, resuming: view.resolver.saved, size: view.size)
        #expect(String(later.result.text) == lines("new a T c e"))
        #expect(later.undecided.count == 1)
    }
}
