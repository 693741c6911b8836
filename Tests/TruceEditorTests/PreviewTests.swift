import Testing
import TruceDiff
import TruceDocument
import TruceMerge
import TruceText

@testable import TruceEditor

/// Whether unsaved text would merge with what somebody else saved, before ^S.
@Suite struct PreviewTests {
    private func saved(_ version: Int) -> Event {
        let event = StoreEvent(
            cursor: EventCursor(sequence: Int64(version)), kind: .contentUpdated, document: "notes", version: version,
            actor: "bob", at: noon)
        return .feed(.event(event), of: .document("01J9"))
    }

    private func subjects(_ test: EditorUnderTest) -> [MergePreview.Subject] {
        test.effects.compactMap { if case .ask(_, .foresee(let subject)) = $0 { subject } else { nil } }
    }

    private func subject(_ mine: String, _ version: Int) -> MergePreview.Subject {
        MergePreview.Subject(
            name: "notes", version: version, base: .version(BaseVersion(number: 1, etag: etag(1), text: Rope("one"))),
            mine: Rope(mine), kind: .plain)
    }

    @Test func isAskedForAtOnceAndAgainWhenNobodyTypes() {
        var test = CompanyTests.opened()
        test.handle(saved(2))
        #expect(subjects(test) == [], "there is nothing of one's own to merge")
        test.press("x")
        #expect(subjects(test) == [subject("xone", 2)])
        test.press("y", after: 10)
        #expect(subjects(test) == [] && test.effects.contains(.wake(at: test.now + 1_000)))
        test.press("z", after: 900)
        test.handle(.foreseen(MergePreview(conflicts: 1)), after: 10)
        #expect(test.editor.preview == MergePreview(conflicts: 1))
        test.handle(.tick, after: 200)
        #expect(subjects(test) == [], "somebody types")
        test.handle(.tick, after: 800)
        #expect(subjects(test) == [subject("xyzone", 2)])
        test.handle(.tick, after: 2_000)
        #expect(subjects(test) == [], "one at a time")
        test.handle(.foreseen(nil))
        #expect(test.editor.preview == MergePreview(conflicts: 1), "what could not be read changes nothing")
    }

    @Test func endsWithTheNews() {
        var test = CompanyTests.opened()
        test.press("x")
        test.handle(saved(2))
        #expect(subjects(test) == [subject("xone", 2)])
        test.handle(saved(3))
        #expect(subjects(test) == [subject("xone", 3)])
        test.handle(.answered(test.tickets[0], .foreseen(MergePreview(conflicts: 1))))
        #expect(test.editor.preview == nil, "that was of an older version")
        test.handle(.foreseen(MergePreview(conflicts: 0)))
        #expect(test.editor.preview?.title == "[~ merges]")
        test.press("^S")
        test.answer(test.save, EditorUnderTest.mismatch(3, "One"))
        #expect(test.editor.isResolving && test.editor.preview == nil)
        test.press("Esc", after: 1_000)
        #expect(subjects(test) == [] && test.editor.preview == nil)
    }

    /// It is what the three-way view would show.
    @Test(arguments: [
        ("M b c", "a b T", 0), ("M b c", "T b c", 1), ("M b N", "T b U", 2), ("M b c", "M b c", 0),
    ])
    func saysWhatTheViewWouldSay(mine: String, theirs: String, conflicts: Int) {
        let subject = MergePreview.Subject(
            name: "notes", version: 2, base: .file(Rope(lines("a b c"))), mine: Rope(lines(mine)), kind: .plain)
        #expect(MergePreview(subject, theirs: Array(lines(theirs).utf8)).conflicts == conflicts)
        let view = ViewUnderTest("a b c", mine, theirs)
        #expect(view.resolver.merge.conflicts.count == conflicts)
    }

    @Test func binaryTextsDoNotMerge() {
        let subject = MergePreview.Subject(
            name: "notes", version: 2, base: .none, mine: Rope("b\0"), kind: .plain)
        #expect(MergePreview(subject, theirs: [97, 0]).title == "[! binary]")
    }
}
