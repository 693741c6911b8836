import Testing
import TruceDocument

@testable import TruceStorage

/// Every member that makes a conflict resolvable.
@Suite struct ConflictTests {
    /// Three versions of one document, ten seconds apart.
    struct History {
        let fixture: Fixture
        var documents: [Document] = []

        init() async throws {
            fixture = try Fixture()
            for (text, actor) in [("one", "alice"), ("two", "bob"), ("three", "carol")] {
                let precondition: Precondition = documents.last.map { .tags($0.contentETag) } ?? .ifNoneExists
                let saved = try await fixture.put("ops/notes", text, if: precondition, as: actor)
                documents.append(try #require(saved.success).document)
                fixture.clock.advance(seconds: 10)
            }
        }

        func mismatch(
            _ precondition: Precondition, text: String = "mine", as actor: String = "dave"
        ) async throws -> (
            VersionMismatch, Problem
        ) {
            let problem = try #require(
                try await fixture.put("ops/notes", text, if: precondition, as: actor).problem)
            guard case .versionMismatch(let mismatch) = problem.cause else { throw problem }
            return (mismatch, problem)
        }
    }

    @Test func mismatchHasAllMembers() async throws {
        let history = try await History()
        let (first, last) = (history.documents[0], history.documents[2])
        let (mismatch, problem) = try await history.mismatch(.tags(first.contentETag))
        #expect(mismatch.attempted == Attempt(version: 1, etag: first.contentETag))
        #expect(mismatch.current.version == 3)
        #expect(mismatch.current.etag == last.contentETag)
        #expect(mismatch.current.changedBy == "carol")
        #expect(mismatch.current.changedAt == last.updatedAt)
        #expect(mismatch.current.content.href == "/v1/documents/ops%2Fnotes/versions/3/content")
        #expect(mismatch.current.content.text == "three")
        #expect(mismatch.baseAgeSeconds == 30)
        #expect(mismatch.repeated == 0)
        #expect(mismatch.base?.href == "/v1/documents/ops%2Fnotes/versions/1/content")
        #expect(mismatch.base?.text == "one")
        #expect(problem.status == 409)
        #expect(problem.detail == "You edited version 1; carol saved version 3.")
        #expect(problem.instance?.hasPrefix("/v1/conflicts/01") == true)
    }

    @Test(arguments: [
        ("1-000000000000", false, Int?.none), ("99-7692c3ad3540", false, nil), ("x", false, nil), ("", false, nil),
        ("01-7692c3ad3540", false, nil), ("1-7692c3ad3540", false, 1), ("1-7692c3ad3540", true, nil),
        ("1-7692c3ad35400", false, nil), ("m1.1-7692c3ad3540", false, nil), ("99999999999999999999-a", false, nil),
    ])
    func onlyTagsThatWereGivenOutHaveAVersion(_ opaque: String, _ isWeak: Bool, _ version: Int?) async throws {
        let history = try await History()
        let tag = ETag(opaque, isWeak: isWeak)
        let (mismatch, _) = try await history.mismatch(.tags(tag))
        #expect(mismatch.attempted == Attempt(version: version, etag: tag))
        #expect((mismatch.base != nil) == (version != nil))
        #expect((mismatch.baseAgeSeconds != nil) == (version != nil))
    }

    @Test func ofAListTheLastCounts() async throws {
        let history = try await History()
        let tags = history.documents.map(\.contentETag)
        let (mismatch, _) = try await history.mismatch(.tags(tags[0], tags[1]))
        #expect(mismatch.attempted.version == 2)
        #expect(mismatch.base?.text == "two")
    }

    @Test func countsRepetitions() async throws {
        let history = try await History()
        let stale = Precondition.tags(history.documents[0].contentETag)
        #expect(try await history.mismatch(stale).0.repeated == 0)
        let (mismatch, problem) = try await history.mismatch(stale)
        #expect(mismatch.repeated == 1)
        #expect(problem.detail.contains("fetch the current version first"))
        #expect(try await history.mismatch(stale, text: "other").0.repeated == 0)
        #expect(try await history.mismatch(stale, as: "erin").0.repeated == 0)
        history.fixture.clock.advance(seconds: 601)
        #expect(try await history.mismatch(stale).0.repeated == 0)
    }

    @Test func largeAndBinaryTextsAreLinkedOnly() async throws {
        let fixture = try Fixture()
        let limit = 1 << 20
        let texts: [([UInt8], LinkedContent.Inline)] = [
            ([UInt8](repeating: 97, count: limit), .content(String(repeating: "a", count: limit))),
            ([UInt8](repeating: 97, count: limit + 1), .omitted(.tooLarge)), ([0xFF], .omitted(.notUTF8)),
        ]
        for (index, (content, inline)) in texts.enumerated() {
            let request = SaveRequest(name: "d\(index)", content: content, precondition: .ifNoneExists)
            _ = try await fixture.store.save(request, as: .test)
            let problem = try #require(try await fixture.put("d\(index)", "x", if: .tags(ETag("no"))).problem)
            guard case .versionMismatch(let mismatch) = problem.cause else { throw problem }
            #expect(mismatch.current.content.inline == inline)
        }
    }

    @Test func alreadyExistsHasAllMembers() async throws {
        let history = try await History()
        let last = history.documents[2]
        let problem = try #require(try await history.fixture.put("OPS/notes", "mine").problem)
        guard case .alreadyExists(let found) = problem.cause else { throw problem }
        #expect(found.name == "ops/notes")
        #expect(found.existing.id == last.id)
        #expect(found.existing.href == "/v1/documents/ops%2Fnotes")
        #expect(found.existing.etag == last.etag)
        #expect(found.existing.contentETag == last.contentETag)
        #expect(found.current.version == 3)
        #expect(found.current.content.text == "three")
    }

    /// A deletion is refused for what was said about the document, too: whoever said it is named.
    @Test func aStaleDeletionNamesWhoChangedTheMetadata() async throws {
        let fixture = try Fixture()
        let first = try #require(try await fixture.put("notes", "one").success).document
        fixture.clock.advance(seconds: 60)
        let bob = Caller(actor: "bob", requestID: "test")
        let title = MetadataPatch(title: "Notes")
        let changed = try await fixture.store.changeMetadata(of: "notes", by: title, if: .ifMatch(.any), as: bob)
        let changedAt = fixture.clock.now
        fixture.clock.advance(seconds: 60)
        var problems: [Problem] = []
        for _ in 0..<2 {
            let outcome = try await fixture.store.delete("notes", if: .tags(first.etag), force: false, as: .test)
            problems.append(try #require(outcome.problem))
        }
        let problem = problems[0]
        guard case .versionMismatch(let mismatch) = problem.cause else { throw problem }
        #expect(mismatch.current.changedBy == "bob" && mismatch.current.changedAt == changedAt)
        #expect(mismatch.current.etag != first.etag && mismatch.baseAgeSeconds == 120)
        #expect(problem.detail == "You read metadata m1; bob made m2." && changed.success?.etag == ETag("m2"))
        let repeated = "m2. The same deletion was refused before: look at the document first."
        #expect(problems[1].detail.hasSuffix(repeated))
    }

    @Test func deletedHasAllMembers() async throws {
        let history = try await History()
        let (fixture, first, last) = (history.fixture, history.documents[0], history.documents[2])
        let bob = Caller(actor: "bob", requestID: "x")
        _ = try await fixture.store.delete("ops/notes", if: .tags(last.etag), force: false, as: bob)
        let deletedAt = fixture.clock.now
        fixture.clock.advance(seconds: 1)
        for name in ["ops/notes", first.id] {
            let problem = try #require(try await fixture.put(name, "mine", if: .tags(first.contentETag)).problem)
            guard case .documentDeleted(let deleted) = problem.cause else { throw problem }
            #expect(deleted.attempted.version == 1)
            #expect(deleted.deletedBy == "bob")
            #expect(deleted.deletedAt == deletedAt)
            #expect(deleted.lastVersion == 3)
            #expect(deleted.base?.href == "/v1/documents/\(first.id)/versions/1/content")
            #expect(deleted.base?.text == "one")
            #expect(problem.detail.hasSuffix("with If-None-Match: *."))
        }
        // Who wanted it gone has what they wanted.
        let again = try await fixture.store.delete("ops/notes", if: .tags(first.etag), force: false, as: .test).problem
        #expect(again?.reason == .documentDeleted)
        #expect(again?.detail.hasSuffix("It is gone already: nothing is left to delete.") == true)
    }

    @Test func aTagOfAnEarlierDocumentOfTheNameIsKnown() async throws {
        let history = try await History()
        let (fixture, first) = (history.fixture, history.documents[0])
        _ = try await fixture.store.delete("ops/notes", if: .ifMatch(.any), force: false, as: .test)
        try await fixture.put("ops/notes", "reborn")
        let (mismatch, _) = try await history.mismatch(.tags(first.contentETag))
        #expect(mismatch.attempted.version == 1)
        #expect(mismatch.current.version == 4)
        #expect(mismatch.base?.href == "/v1/documents/\(first.id)/versions/1/content")
    }

    @Test func deletionsConflictByTheDocumentsTag() async throws {
        let history = try await History()
        let (fixture, second, last) = (history.fixture, history.documents[1], history.documents[2])
        let problem = try #require(
            try await fixture.store.delete("ops/notes", if: .tags(second.etag), force: false, as: .test).problem)
        guard case .versionMismatch(let mismatch) = problem.cause else { throw problem }
        #expect(mismatch.attempted == Attempt(version: 2, etag: second.etag))
        #expect(mismatch.current.etag == last.etag)
        for opaque in ["m2.2-3fc4ccfe7458", "2-3fc4ccfe7458", "m0.2-3fc4ccfe7458", "mx.y"] {
            let problem = try #require(
                try await fixture.store.delete("ops/notes", if: .tags(ETag(opaque)), force: false, as: .test).problem)
            guard case .versionMismatch(let mismatch) = problem.cause else { throw problem }
            #expect(mismatch.attempted.version == nil, "\(opaque)")
        }
    }

    @Test func nothingIsNotFound() async throws {
        let fixture = try Fixture()
        do throws(Problem) {
            _ = try await fixture.store.save(
                SaveRequest(name: "a", content: [], precondition: .ifMatch(.any)), as: .test)
            Issue.record("it was saved")
        } catch {
            #expect(error.reason == .notFound)
        }
        do throws(Problem) {
            _ = try await fixture.store.delete("a", if: .ifMatch(.any), force: false, as: .test)
            Issue.record("it was deleted")
        } catch {
            #expect(error.reason == .notFound)
        }
    }
}
