import Testing
import TruceDocument
import TruceMerge
import TruceScreen
import TruceText

@testable import TruceEditor

/// Others at the same document: what is told to them, and what is heard of them.
@Suite struct CompanyTests {
    /// alice's editor on version 1, announced to others.
    static func opened(_ text: String = "one") -> EditorUnderTest {
        var test = EditorUnderTest()
        test.editor = Editor(
            target: .document("notes"), actor: "alice", endpoint: .url("http://localhost"), isAnnounced: true,
            size: Size(rows: 24, columns: 80))
        test.handle(.opened(.document(EditorUnderTest.head(text), recovered: nil)))
        return test
    }

    static func saved(
        _ version: Int, by actor: String = "bob", _ kind: StoreEvent.Kind = .contentUpdated,
        of document: String = "01J9"
    ) -> Event {
        .feed(
            .event(
                StoreEvent(
                    cursor: EventCursor(sequence: Int64(version)), kind: kind, document: "notes", version: version,
                    actor: actor, at: noon)), of: .document(document))
    }

    private static func announcement(_ version: Int?, _ state: Presence.State) -> Effect {
        .announce(Announcement(name: "notes", baseVersion: version, state: state))
    }

    @Test func followsAndTellsOthersInTime() {
        var test = Self.opened()
        let opened = test.now
        #expect(
            test.effects == [.follow(.document("01J9")), Self.announcement(1, .viewing), .wake(at: opened + 10_000)])
        test.handle(.tick, after: 4_000)
        #expect(test.effects == [.wake(at: opened + 10_000)])
        // A change of what there is to tell is told at once.
        test.press("x", after: 1_000)
        #expect(test.effects == [Self.announcement(1, .editing), .wake(at: test.now + 10_000)])
        test.press("y", after: 1_000)
        #expect(test.effects == [])
        test.handle(.tick, after: 9_000)
        #expect(test.effects == [Self.announcement(1, .editing), .wake(at: test.now + 10_000)])
    }

    /// A server that began anew knows nobody; what was saved before the feed began is asked for.
    @Test(arguments: [FeedNews.connected(.start), .gap])
    func looksWhatIsThere(_ news: FeedNews) {
        var test = Self.opened()
        test.handle(.feed(news, of: .document("01J9")))
        #expect(test.effects.first == .ask(.look("notes")))
        #expect(test.effects.contains(Self.announcement(1, .viewing)) == (news != .gap))
        test.handle(.looked(EditorUnderTest.document(1)))
        #expect(test.editor.news == nil)
        test.handle(.looked(EditorUnderTest.document(3, by: "bob")))
        #expect(test.editor.notice.text == "bob saved v3: ^S reads it")
    }

    @Test func whoIsHere() {
        var test = Self.opened()
        test.handle(Self.saved(1, .presenceChanged))
        #expect(test.effects.first == Self.announcement(1, .viewing))
        let bob = Presence(actor: "bob", session: "s", baseVersion: 2, state: .editing, since: noon)
        test.handle(.company([bob]))
        #expect(test.editor.company.others == [bob])
        test.handle(.feed(.interrupted(Problem(.unavailable(retryAfter: 1), detail: "away")), of: .document("01J9")))
        #expect(test.editor.company.others == [])
    }

    /// The text goes on under the new name, its draft and what others are told too.
    @Test func goesOnUnderTheNameThatSomebodyGave() {
        var test = Self.opened()
        test.press("x")
        let renamed = StoreEvent(
            cursor: EventCursor(sequence: 2), kind: .metadataUpdated, document: "runbook", version: 1, actor: "bob",
            at: noon)
        test.handle(.feed(.event(renamed), of: .document("01J9")))
        #expect(test.editor.notice.text == "bob renamed 'notes' to 'runbook'")
        let told = Announcement(name: "runbook", baseVersion: 1, state: .editing)
        #expect(test.effects.contains(.announce(told)))
        #expect(test.entries.last == .began(name: "runbook", id: "01J9", test.editor.base, Rope("xone")))
        test.press("^S")
        #expect(test.save?.request.name == "runbook")
        // Looking finds it too, where the event was missed.
        test.handle(.looked(EditorUnderTest.document(1, name: "ops")))
        #expect(test.editor.name == "ops" && test.editor.notice.text == "'runbook' is called 'ops' now")
    }

    @Test func somebodyElsesSaveIsSaidOnceAndMergedByASave() {
        var test = Self.opened()
        test.press("x")
        test.handle(Self.saved(2))
        #expect(test.editor.notice.text == "bob saved v2: ^S merges it with yours")
        #expect(test.editor.news?.version == 2)
        test.press("y")
        test.handle(Self.saved(2))
        #expect(test.editor.news?.isTold == true)
        test.press("^S")
        #expect(test.save?.request.precondition == .ifMatch(.tags([etag(1)])))
        test.answer(test.save, EditorUnderTest.mismatch(2, "two"))
        #expect(test.editor.news == nil, "the view shows it")
        test.handle(Self.saved(3, by: "carol"))
        #expect(test.editor.news?.actor == "carol")
        #expect(test.editor.resolver?.newer == Resolver.Newer(number: 3, actor: "carol"))
        // Nothing moves by itself, and nothing is sent, before it was read and merged in; the conflict stays the same one.
        let before = test.editor.resolver?.result
        test.press("m ^S")
        #expect(test.effects == [.ask(.open("notes"))] && test.editor.resolver?.merge == before?.merge)
        test.handle(.opened(.document(EditorUnderTest.head("three", version: 3), recovered: nil)))
        #expect(test.editor.resolver?.newer == nil && test.editor.resolver?.theirs.version?.number == 3)
        #expect(test.editor.news == nil)
        test.handle(.tick, after: 1_000)
        test.press("t ^S")
        #expect(test.save?.request.precondition == .ifMatch(.tags([etag(3)])))
        #expect(test.save?.request.message == "merge of v3 by alice: merged 0, decided 1")
    }

    /// One's own save is no news, whether its event comes before its answer or after it.
    @Test(arguments: [true, false])
    func onesOwnSaveIsNoNews(isEarly: Bool) {
        var test = Self.opened()
        test.press("x ^S")
        let save = test.save
        if isEarly { test.handle(Self.saved(2, by: "alice")) }
        #expect(test.editor.notice.text == "Saving…")
        test.answer(save, EditorUnderTest.done(2))
        if !isEarly { test.handle(Self.saved(2, by: "alice")) }
        #expect(test.editor.notice.text.hasPrefix("Saved v2"))
        #expect(test.editor.news == nil)
        // Another editor of the same person is somebody else.
        test.handle(Self.saved(3, by: "alice"))
        #expect(test.editor.notice.text == "You saved v3 in another session: ^S reads it")
    }

    @Test func anUnchangedTextIsReadAgain() {
        var test = Self.opened("one\ntwo\n")
        test.press("Down")
        test.handle(Self.saved(2))
        test.press("^S")
        #expect(test.effects.contains(.ask(.open("notes"))))
        test.handle(.opened(.document(EditorUnderTest.head("one\ntwo\nthree\n", version: 2), recovered: nil)))
        #expect(test.text == "one\ntwo\nthree\n")
        #expect(test.editor.base.version == 2)
        #expect(!test.editor.isModified)
        #expect(test.editor.news == nil)
        // The first ^Z only says that it would take back what somebody else wrote.
        test.press("^Z")
        #expect(test.text == "one\ntwo\nthree\n")
    }

    /// What is typed while it is read stays, and is merged like any other.
    @Test func whatIsTypedMeanwhileStays() {
        var test = Self.opened()
        test.handle(Self.saved(2))
        test.press("^S x")
        test.handle(.opened(.document(EditorUnderTest.head("two", version: 2), recovered: nil)))
        #expect(test.text == "xone")
        #expect(test.editor.base.version == 1)
        test.handle(.opened(.failed(Problem(.unavailable(retryAfter: 1), detail: "away"), recovered: nil)))
        #expect(test.text == "xone" && test.editor.phase == .ready)
    }

    /// A deletion is said, and ^S asks what to do whether there is unsaved text or not.
    @Test func aDeletionIsSaid() {
        var test = Self.opened()
        test.handle(Self.saved(1, .documentDeleted))
        #expect(test.editor.notice.text == "bob deleted the document after v1: ^S asks what to do")
        test.press("^S")
        #expect(test.editor.overlay == .gone(Gone(deletedBy: "bob", lastVersion: 1)))
        test.press("r")
        #expect(test.save?.request.precondition == .ifNoneExists)
        test.answer(test.save, EditorUnderTest.done(2, id: "01K0"))
        #expect(test.effects.contains(.follow(.document("01K0"))) && test.editor.notice.text.hasPrefix("Saved v2"))
        test.handle(Self.saved(2, by: "alice", .documentDeleted, of: "01K0"))
        #expect(test.editor.notice.text == "You deleted the document in another session: ^S asks what to do")
    }

    /// An announcement that is answered says that there is a document again; ^S reads it.
    @Test func aNewDocumentInPlaceOfADeletedOneIsRead() {
        var test = Self.opened()
        test.handle(Self.saved(1, .documentDeleted))
        #expect(test.effects == [Self.announcement(1, .viewing), .wake(at: test.now + 3_000)])
        test.handle(.tick, after: 3_000)
        #expect(test.effects == [Self.announcement(1, .viewing), .wake(at: test.now + 3_000)])
        test.handle(.company([]))
        #expect(test.effects == [.ask(.look("notes"))])
        test.handle(.looked(EditorUnderTest.document(1, by: "bob", id: "01K0")))
        #expect(test.editor.notice.text == "There is a new document of this name, v1 by bob: ^S reads it")
        #expect(test.effects.first == .follow(.document("01K0")))
        test.handle(Self.saved(2, of: "01K0"))
        #expect(test.editor.notice.text == "There is a new document of this name, v2 by bob: ^S reads it")
        test.press("^S")
        #expect(test.effects.contains(.ask(.open("notes"))))
        var head = EditorUnderTest.head("new", version: 2)
        head.document.id = "01K0"
        test.handle(.opened(.document(head, recovered: nil)))
        #expect(test.text == "new" && test.editor.news == nil && test.editor.base.version == 2)
        test.handle(Self.saved(3, of: "01K0"))
        #expect(test.editor.notice.text == "bob saved v3: ^S reads it")
    }

    /// A deletion that the feed did not tell is found when it is connected again, or refused.
    @Test(arguments: [FeedNews.connected(.start), .interrupted(Problem(.notFound, detail: "No such document."))])
    func aMissedDeletionIsFound(_ news: FeedNews) {
        var test = Self.opened()
        test.handle(.feed(news, of: .document("01J9")))
        #expect(test.effects.first == .ask(.look("notes")))
        test.handle(.lookFailed(Problem(.notFound, detail: "There is no document named notes.")))
        #expect(
            test.editor.notice.text == "The store does not have this document any more: ^S asks what to do")
        test.press("x")
        #expect(test.editor.company.gone != nil)
    }

    /// What was heard of a document is no news of the one that the text was saved as instead.
    @Test func anotherNameHasNewsOfItsOwn() {
        var test = Self.opened()
        test.press("x ^S")
        test.answer(test.save, EditorUnderTest.done(2))
        test.handle(Self.saved(2, by: "alice"))
        test.press("y ^S")
        test.answer(test.save, EditorUnderTest.deleted())
        test.press("n 2 Enter")
        test.answer(test.save, EditorUnderTest.done(1, name: "notes2", id: "01K0"))
        #expect(test.effects.contains(.follow(.document("01K0"))))
        #expect(test.editor.notice.text == "Saved v1 · \(etag(1))")
        test.handle(Self.saved(3))
        #expect(test.editor.news == nil, "it is of the document before")
        test.handle(Self.saved(2, of: "01K0"))
        #expect(test.editor.notice.text == "bob saved v2: ^S reads it")
    }

    /// alice's editor on a document that is still to be created.
    private static func new() -> EditorUnderTest {
        var test = EditorUnderTest()
        test.editor = Editor(
            target: .document("notes"), actor: "alice", endpoint: .url("http://localhost"), isAnnounced: true,
            size: Size(rows: 24, columns: 80))
        test.handle(.opened(.new(recovered: nil)))
        return test
    }

    private static func created(_ kind: StoreEvent.Kind = .documentCreated) -> Event {
        let event = StoreEvent(
            cursor: EventCursor(sequence: 1), kind: kind, document: "notes", version: 1, actor: "bob", at: noon)
        return .feed(.event(event), of: .name("notes"))
    }

    /// A new document has nothing to follow but its name until it is there.
    @Test func aNewDocument() {
        var test = Self.new()
        #expect(test.effects.prefix(2) == [.follow(.name("notes")), Self.announcement(nil, .viewing)])
        test.handle(Self.created(.presenceChanged))
        #expect(test.effects.first == Self.announcement(nil, .viewing))
        test.press("x ^S")
        let save = test.save
        test.handle(Self.created())
        test.handle(.looked(EditorUnderTest.document(1)))
        test.answer(save, EditorUnderTest.done(1))
        #expect(test.editor.company.followed == .document("01J9") && test.editor.news == nil)
        #expect(test.editor.notice.text == "Saved v1 · \(etag(1))")
    }

    /// Who has typed into a new document hears that somebody else has created it, and what a merge would come to.
    @Test func aNewDocumentThatSomebodyElseCreates() {
        var test = Self.new()
        test.press("x")
        test.handle(Self.created())
        #expect(test.effects.contains(.ask(.look("notes"))))
        test.handle(.looked(EditorUnderTest.document(1, by: "bob")))
        #expect(test.editor.notice.text == "bob saved v1: ^S merges it with yours")
        #expect(test.editor.news?.version == 1 && test.text == "x")
        let subject = MergePreview.Subject(name: "notes", version: 1, base: .none, mine: Rope("x"), kind: .plain)
        #expect(test.effects.contains(.ask(.foresee(subject))) && test.effects.contains(.follow(.document("01J9"))))
        test.handle(.foreseen(MergePreview(subject, theirs: [121])))
        #expect(test.editor.preview?.title == "[! 1 conflict]")
        test.handle(Self.saved(2))
        #expect(test.editor.notice.text == "bob saved v2: ^S merges it with yours")
        test.press("^S")
        #expect(test.save?.request.precondition == .ifNoneExists)
        test.answer(test.save, EditorUnderTest.exists(2, "y"))
        #expect(test.editor.isResolving && test.editor.news == nil)
    }

    /// A text that nobody has begun takes what somebody else has created at once.
    @Test func anEmptyNewDocumentTakesWhatIsThere() {
        var test = Self.new()
        test.handle(Self.created())
        test.handle(.looked(EditorUnderTest.document(1, by: "bob")))
        #expect(test.effects.contains(.ask(.open("notes"))))
        #expect(test.editor.notice.text == "bob saved v1: reading it…")
        test.handle(.opened(.document(EditorUnderTest.head("one"), recovered: nil)))
        #expect(test.text == "one" && test.editor.base.version == 1 && !test.editor.isModified)
        test.handle(Self.saved(2))
        #expect(test.editor.notice.text == "bob saved v2: ^S reads it")
    }

    /// What is typed while it is read stays; and where it cannot be read, ^S tries again.
    @Test func whatIsTypedIntoANewDocumentMeanwhileStays() {
        var test = Self.new()
        test.handle(Self.created())
        test.handle(.looked(EditorUnderTest.document(1, by: "bob")))
        test.handle(.opened(.failed(Problem(.unavailable(retryAfter: 1), detail: "away"), recovered: nil)))
        test.press("^S")
        #expect(test.effects.contains(.ask(.open("notes"))) && test.save == nil)
        test.press("x")
        test.handle(.opened(.document(EditorUnderTest.head("one"), recovered: nil)))
        #expect(test.text == "x" && test.editor.base == .none)
        #expect(test.editor.notice.text == "v1 is there: ^S merges it with yours")
    }

    @Test func aFileHasNoCompany() {
        var test = EditorUnderTest(.file("/f"))
        test.editor = Editor(
            target: .file("/f"), actor: "alice", endpoint: .url(""), isAnnounced: true,
            size: Size(rows: 24, columns: 80))
        test.handle(.read(.end(recovered: nil)))
        #expect(test.effects == [])
    }
}
