import Testing
import TruceDocument
import TruceText

@testable import TruceEditor

/// A save that the store could not answer is sent again by itself, as it was.
@Suite struct SendAgainTests {
    typealias Test = EditorUnderTest

    private static let unknown: Result<SaveOutcome, Problem> = .failure(
        Problem(.outcomeUnknown, detail: "The connection broke."))
    private static let inFlight = Test.conflict(
        .idempotencyKeyInFlight(InFlight(idempotencyKey: "k", startedAt: noon, retryAfter: 1)))

    @Test func itIsTriedAgainEverLessOften() throws {
        var test = Test.opened("a\n")
        test.press("x ^S")
        let first = try #require(test.save)
        test.answer(first, Test.unavailable)
        #expect(test.editor.notice == Editor.Notice(text: Test.awayNotice, isError: true))
        for pause in [1, 2, 4, 8, 16, 32, 32] {
            #expect(test.effects == [.wake(at: test.now + Int64(pause) * 1_000)] && test.editor.awaitsStore)
            test.press("y", after: 1)
            #expect(test.save == nil && test.text.hasPrefix("xy"), "typing goes on")
            test.handle(.tick, after: Int64(pause) * 1_000 - 2)
            #expect(test.save == nil)
            test.handle(.tick, after: 1)
            let again = try #require(test.save)
            #expect(again.ticket == first.ticket && again.request == first.request)
            test.handle(.saved(again.ticket, Test.unavailable))
        }
        test.handle(.tick, after: 32_000)
        test.answer(test.save, Test.done(2))
        #expect(test.editor.base == base("xa\n", version: 2) && test.editor.isModified && !test.editor.isSaving)
        #expect(test.editor.notice.text.hasPrefix("Saved v2"))
    }

    @Test(
        arguments: [
            (unavailable, "Not saved, the store is away"), (unknown, "Not known whether it was saved"),
            (inFlight, "Not known whether it was saved"),
            (.failure(Problem(.rateLimited(retryAfter: 5), detail: "slowly")), "Not saved yet"),
        ] as [(Result<SaveOutcome, Problem>, String)])
    func itSaysWhatIsKnown(answer: Result<SaveOutcome, Problem>, said: String) {
        var test = Test.opened("a\n")
        test.press("x ^S")
        test.answer(test.save, answer)
        #expect(test.editor.notice.text.hasPrefix(said + ": tried again by itself, ^S at once. "))
        #expect(test.editor.awaitsStore)
    }

    private static let unavailable = Test.unavailable

    /// The store keeps the conflict of a request with its own first one: the one that comes through has resolved it.
    @Test func itNamesTheConflictWithItself() throws {
        var test = Test.opened("a\n")
        test.press("x ^S")
        let first = try #require(test.save)
        test.answer(first, Self.inFlight)
        test.handle(.tick, after: 1_000)
        let again = try #require(test.save)
        #expect(again.ticket == first.ticket && again.request.resolves == "c7")
        var same = again.request
        same.resolves = nil
        #expect(same == first.request)
    }

    /// ^S meanwhile tries at once, and what was typed since is saved after it.
    @Test func savingMeanwhileTriesAtOnce() throws {
        var test = Test.opened("a\n")
        test.press("x ^S")
        let first = try #require(test.save)
        test.answer(first, Test.unavailable)
        test.press("y ^S", after: 1)
        #expect(test.save?.ticket == first.ticket && test.save?.request == first.request)
        test.answer(test.save, Test.done(2))
        let second = try #require(test.save)
        #expect(String(decoding: second.request.content, as: UTF8.self) == "xya\n")
        #expect(second.ticket != first.ticket && second.request.precondition == .ifMatch(.tags([etag(2)])))
        test.answer(second, Test.done(3))
        #expect(!test.editor.isModified && test.editor.base.version == 3)
    }

    /// What was taken back is not saved behind the person's back.
    @Test func whatWasTakenBackIsNotSent() {
        var test = Test.opened("a\n")
        test.press("x ^S")
        test.answer(test.save, Test.unavailable)
        test.press("^Z", after: 1)
        test.handle(.tick, after: 9_000)
        #expect(test.save == nil && !test.editor.isSaving && !test.editor.isModified)
    }

    /// A RESULT waits as well, and can be changed meanwhile: then ^S sends what is there.
    @Test(arguments: [false, true]) func aResultWaits(isChanged: Bool) throws {
        var test = Test.opened(lines("a b c"))
        test.press("Down \"M\" ^S")
        test.answer(test.save, Test.mismatch(2, lines("a T c")))
        test.press("b ^S")
        let first = try #require(test.save)
        test.answer(first, Test.unavailable)
        #expect(test.editor.resolver?.state == .decide && test.editor.resolver?.message == Test.awayNotice)
        if isChanged { test.press("u", after: 1) }
        test.handle(.tick, after: 9_000)
        if isChanged {
            #expect(test.save == nil && !test.editor.isSaving)
            test.press("t ^S")
            #expect(test.save?.ticket != first.ticket && test.save?.request.content == Array(lines("a T c").utf8))
        } else {
            #expect(test.save?.ticket == first.ticket && test.editor.resolver?.state == .sending)
        }
        test.answer(test.save, Test.done(3))
        #expect(test.editor.resolver == nil && test.editor.base.version == 3)
    }

    /// A proposal that was accepted and taken back is the same text, and nobody's decision any more.
    @Test func whatIsNoLongerAcceptedIsNotSent() {
        var test = Test.opened("the quick brown fox\n")
        test.press("\"Now \" ^S")
        test.answer(test.save, Test.mismatch(2, "the quick brown wolf\n"))
        test.press("a ^S")
        test.answer(test.save, Test.unavailable)
        test.press("u", after: 1)
        test.handle(.tick, after: 9_000)
        #expect(test.save == nil && test.editor.resolver?.unaccepted.count == 1)
    }

    @Test func theFeedTellsThatTheStoreIsBack() {
        var test = CompanyTests.opened()
        test.press("x ^S")
        let first = test.save
        test.answer(first, Test.unavailable)
        test.handle(.feed(.connected(.start), of: .document("01J9")))
        #expect(test.save?.ticket == first?.ticket)
    }
}
