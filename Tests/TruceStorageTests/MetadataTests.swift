import GRDB
import Testing
import TruceDocument
import TruceTestSupport

@testable import TruceStorage

/// Changes of metadata: what they do, and what stands in their way.
@Suite struct MetadataTests {
    let fixture: Fixture
    let first: Document

    init() async throws {
        fixture = try Fixture()
        first = try #require(try await fixture.put("notes", "one").success).document
    }

    private func patch(
        _ patch: MetadataPatch, of name: String = "notes", if precondition: Precondition = .ifMatch(.any),
        as actor: String = "bob"
    ) async throws -> Outcome<Tagged<Metadata>> {
        try await fixture.store.changeMetadata(
            of: name, by: patch, if: precondition, as: Caller(actor: actor, requestID: "r-\(actor)"))
    }

    /// Numbers of a name only grow, so that a tag of an earlier document of the name is known for what it is.
    @Test func aTagOfAnEarlierDocumentWasGivenOut() async throws {
        let fixture = try Fixture()
        let patch = MetadataPatch(title: "T")
        func change(_ tag: ETag) async throws -> Problem? {
            try await fixture.store.changeMetadata(of: "a", by: patch, if: .tags(tag), as: .test).problem
        }
        try await fixture.put("a", "1")
        fixture.clock.advance(seconds: 5)
        for number in 2...3 {
            _ = try await fixture.store.delete("a", if: .ifMatch(.any), force: false, as: .test)
            #expect(try await change(ETag("m1"))?.versions.attempted == 1, "deleted")
            try await fixture.put("a", "\(number)")
        }
        for number in 1...2 {
            let problem = try #require(try await change(ETag("m\(number)")))
            guard case .stateMismatch(let mismatch) = problem.cause else { throw problem }
            #expect(mismatch.attempted.version == number && mismatch.baseAgeSeconds == (number == 1 ? 5 : 0))
        }
        #expect(try await change(ETag("m4"))?.versions.attempted == nil, "this one never")
    }

    @Test func changesWhatItNamesAndNoText() async throws {
        fixture.clock.advance(seconds: 5)
        let change = MetadataPatch(title: "T", externalID: .replaced("X"), mediaType: "text/x-a", tags: ["a", "b"])
        let changed = try #require(try await patch(change, if: .tags(first.metadataETag)).success)
        #expect(changed.etag == ETag("m2"))
        let document = try await fixture.store.document("notes", as: .test)
        #expect(document.taggedMetadata == changed)
        #expect(document.metadata == change.applied(to: first.metadata))
        #expect(document.contentETag == first.contentETag)
        #expect(document.etag == .document(metadata: changed.etag, content: first.contentETag))
        #expect(document.updatedBy == "bob" && document.updatedAt == fixture.clock.now)
        #expect(try await fixture.reopened().document("notes", as: .test) == document)
        #expect(try await fixture.events().last == "metadata.updated notes v1 \"m2\" by bob")
        let found = try await fixture.store.list(DocumentQuery(text: "t", externalID: "X"), as: .test)
        #expect(found.items == [document])
        _ = try await patch(MetadataPatch(externalID: .removed))
        #expect(try await fixture.store.document("notes", as: .test).externalID == nil)
    }

    @Test func whatChangesNothingKeepsItsTag() async throws {
        for change in [MetadataPatch(), MetadataPatch(name: "notes", title: "", tags: [])] {
            #expect(try await patch(change).success == first.taggedMetadata)
        }
        #expect(try await fixture.events() == ["document.created notes v1 \(first.etag) by alice"])
    }

    @Test func aSaveMakesNobodysMetadataStale() async throws {
        try await fixture.put("notes", "two", if: .tags(first.contentETag))
        #expect(try await patch(MetadataPatch(title: "T"), if: .tags(first.metadataETag)).success != nil)
    }

    @Test func aStaleTagHasAllMembers() async throws {
        fixture.clock.advance(seconds: 10)
        _ = try await patch(MetadataPatch(title: "T"))
        fixture.clock.advance(seconds: 10)
        let problem = try #require(
            try await patch(MetadataPatch(title: "mine"), if: .tags(ETag("m1")), as: "eve").problem)
        let now = try await fixture.store.document("notes", as: .test)
        #expect(
            problem.cause
                == .stateMismatch(
                    StateMismatch(
                        attempted: Attempt(version: 1, etag: ETag("m1")), currentVersion: 2, currentETag: ETag("m2"),
                        changedBy: "bob", changedAt: now.updatedAt, baseAgeSeconds: 20, repeated: 0,
                        href: "/v1/documents/notes/metadata", current: .metadata(now.metadata))))
        #expect(problem.detail == "You changed metadata m1; bob made m2.")
        #expect(problem.instance?.hasPrefix("/v1/conflicts/01") == true)
        let again = try #require(
            try await patch(MetadataPatch(title: "mine"), if: .tags(ETag("m1")), as: "eve").problem)
        guard case .stateMismatch(let mismatch) = again.cause else { throw again }
        #expect(mismatch.repeated == 1)
        #expect(again.detail.hasSuffix("read the current state first."))
    }

    @Test(arguments: [
        ("m3", false, Int?.none), ("m0", false, nil), ("m01", false, nil), ("1-7692c3ad3540", false, nil),
        ("x", false, nil), ("m1", true, nil), ("m1", false, 1),
    ])
    func onlyTagsThatWereGivenOutHaveARevision(_ opaque: String, _ isWeak: Bool, _ version: Int?) async throws {
        _ = try await patch(MetadataPatch(title: "T"))
        let tag = ETag(opaque, isWeak: isWeak)
        let problem = try #require(try await patch(MetadataPatch(title: "U"), if: .tags(tag)).problem)
        guard case .stateMismatch(let mismatch) = problem.cause else { throw problem }
        #expect(mismatch.attempted == Attempt(version: version, etag: tag))
        #expect((mismatch.baseAgeSeconds != nil) == (version != nil))
    }

    @Test func whatIsGoneOrNeverWas() async throws {
        _ = try await fixture.store.delete("notes", if: .ifMatch(.any), force: false, as: .test)
        let problem = try #require(try await patch(MetadataPatch(title: "T"), if: .tags(ETag("m1"))).problem)
        guard case .documentDeleted(let deleted) = problem.cause else { throw problem }
        #expect(deleted.attempted.version == 1 && deleted.lastVersion == 1 && deleted.deletedBy == "alice")
        await expect(.notFound) { try await patch(MetadataPatch(title: "T"), of: "never") }
        await expect(.malformedRequest) { try await patch(MetadataPatch(), if: .ifNoneExists) }
    }

    /// The precondition is tested first.
    @Test(arguments: [
        MetadataPatch(name: "a b"), MetadataPatch(title: "two\nlines"), MetadataPatch(externalID: .replaced("")),
        MetadataPatch(tags: ["x", "x"]),
    ])
    func whatNoDocumentMayHave(_ change: MetadataPatch) async throws {
        #expect(try await patch(change, if: .tags(ETag("m9"))).problem?.reason == .versionMismatch)
        await expect(.invalidDocument) { try await patch(change) }
        #expect(try await fixture.store.document("notes", as: .test) == first)
    }

    @Test func anExternalIDStandsForOneDocument() async throws {
        let new = NewDocument(name: "other", externalID: "X")
        let other = try #require(try await fixture.store.create(new, as: .test).success)
        let problem = try #require(try await patch(MetadataPatch(externalID: .replaced("X"))).problem)
        #expect(problem.cause == .duplicateExternalID(externalID: "X", existing: Existing(other)))
        #expect(try await patch(MetadataPatch(title: "T", externalID: .replaced("X")), of: "other").success != nil)
    }

    @Test func statusesChangeByTransitionsOnly() async throws {
        func go(
            _ status: String, if precondition: Precondition = .ifMatch(.any)
        ) async throws -> Outcome<Tagged<Metadata>> {
            try await fixture.store.changeStatus(of: "notes", to: status, if: precondition, as: .test)
        }
        let review = try #require(try await go("review", if: .tags(first.metadataETag)).success)
        #expect(review.value.status == "review" && review.etag == ETag("m2"))
        #expect(try await fixture.events().last == "status.changed notes v1 \"m2\" by alice")
        #expect(try await go("approved", if: .tags(first.metadataETag)).problem?.reason == .versionMismatch)
        let far = try #require(try await go("archived").problem)
        #expect(
            far.cause
                == .invalidTransition(
                    InvalidTransition(
                        currentStatus: "review", requestedStatus: "archived",
                        allowedTransitions: ["approved", "draft"], path: ["approved", "published", "archived"])))
        #expect(far.detail == "notes is review; the way to archived is approved, published, archived.")
        for (status, words) in [("review", "already"), ("nowhere", "no status nowhere")] {
            let problem = try #require(try await go(status).problem)
            #expect(problem.reason == .invalidTransition && problem.detail.contains(words))
        }
    }

    @Test func anArchivedDocumentTakesNoText() async throws {
        for status in ["review", "approved", "published", "archived"] {
            _ = try await fixture.store.changeStatus(of: "notes", to: status, if: .ifMatch(.any), as: .test)
        }
        let problem = try #require(try await fixture.put("notes", "two", if: .tags(first.contentETag)).problem)
        #expect(problem.cause == .notEditable(currentStatus: "archived", allowedTransitions: ["published"]))
        #expect(problem.detail == "notes is archived, and its text cannot be changed: first take it to published.")
        // The precondition comes first, and what was saved before is answered as before.
        #expect(try await fixture.put("notes", "two", if: .tags(ETag("9-x"))).problem?.reason == .versionMismatch)
        #expect(try await fixture.put("notes", "one").success?.replayed == true)
        _ = try await fixture.store.changeStatus(of: "notes", to: "published", if: .ifMatch(.any), as: .test)
        #expect(try await fixture.put("notes", "two", if: .tags(first.contentETag)).success != nil)
    }

    @Test func anotherWorkflowBringsItsOwnStatuses() async throws {
        try fixture.store.close()
        let workflow = try Workflow(
            start: "idea",
            statuses: [.init("idea", transitions: ["done"]), .init("done", isEditable: false, transitions: [])])
        let store = try SQLiteStore(
            path: fixture.folder("truce.db"), now: { [clock = fixture.clock] in clock.now }, random: { 7 },
            workflow: workflow)
        #expect(try await store.workflow(as: .test) == workflow)
        #expect(try await store.create(NewDocument(name: "new"), as: .test).success?.status == "idea")
        // A status from before leads to the start, and takes no text till then.
        let old = try await store.document("notes", as: .test)
        #expect(old.status == "draft")
        let save = SaveRequest(name: "notes", content: [1], precondition: .ifMatch(.any))
        #expect(try await store.save(save, as: .test).problem?.reason == .notEditable)
        #expect(try await store.changeStatus(of: "notes", to: "idea", if: .ifMatch(.any), as: .test).success != nil)
        #expect(try await store.save(save, as: .test).success != nil)
    }
}

extension Fixture {
    /// The log of events as lines.
    func events() async throws -> [String] {
        try await store.read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM events ORDER BY sequence").map { row in
                let (kind, document): (String, String) = (row["kind"], row["document"])
                let (version, etag): (Int?, String?) = (row["version"], row["etag"])
                let tail = [version.map { "v\($0)" }, etag].compactMap { $0 }.joined(separator: " ")
                return "\(kind) \(document) \(tail.isEmpty ? "" : tail + " ")by \(row["actor"] as String)"
            }
        }
    }
}

/// Expects a problem to be thrown.
func expect<Value>(
    _ reason: Reason, _ location: SourceLocation = #_sourceLocation, _ body: () async throws -> Value
) async {
    let problem = await #expect(throws: Problem.self, sourceLocation: location) { try await body() }
    #expect(problem?.reason == reason, sourceLocation: location)
}
