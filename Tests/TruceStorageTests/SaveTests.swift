import Foundation
import GRDB
import Testing
import TruceDocument

@testable import TruceStorage

@Suite struct SaveTests {
    @Test func createsUpdatesAndReads() async throws {
        let fixture = try Fixture()
        let created = try #require(try await fixture.put("ops/runbook.md", "one").success)
        #expect(created.created && !created.replayed)
        #expect(created.document.version == 1)
        #expect(created.document.mediaType == MediaType.markdown.rawValue)
        #expect(created.document.contentETag.header == "\"1-7692c3ad3540\"")
        #expect(created.document.etag.header == "\"m1.1-7692c3ad3540\"")
        fixture.clock.advance(seconds: 5)
        let saved = try #require(
            try await fixture.put("ops/runbook.md", "two", if: .tags(created.document.contentETag), as: "bob").success)
        #expect(!saved.created)
        #expect(saved.document.version == 2)
        #expect(saved.document.createdBy == "alice")
        #expect(saved.document.updatedBy == "bob")
        #expect(saved.document.updatedAt.seconds(since: saved.document.createdAt) == 5)
        #expect(try await fixture.text("ops/runbook.md") == "two")
        #expect(try await fixture.store.document("ops/runbook.md", as: .test) == saved.document)
        #expect(try await fixture.store.document(saved.document.id, as: .test) == saved.document)
    }

    @Test(arguments: ["Runbook", "runbook", "RUNBOOK"])
    func namesAreComparedWithoutCase(_ name: String) async throws {
        let fixture = try Fixture()
        try await fixture.put("Runbook", "one")
        #expect(try await fixture.store.document(name, as: .test).name == "Runbook")
        let problem = try #require(try await fixture.put(name, "two", as: "bob").problem)
        #expect(problem.reason == .alreadyExists)
    }

    @Test func foldsFully() async throws {
        let fixture = try Fixture()
        try await fixture.put("straße", "one")
        #expect(try await fixture.store.document("STRASSE", as: .test).name == "straße")
    }

    @Test(arguments: ["", "a b", "a//b", "/a", ".hidden", "a\u{0}b", "e\u{301}", String(repeating: "a", count: 201)])
    func illegalNamesAreRefused(_ name: String) async throws {
        let fixture = try Fixture()
        await #expect(throws: Problem.self) { try await fixture.put(name, "text") }
        do throws(Problem) {
            _ = try await fixture.store.document(name, as: .test)
            Issue.record("\(name) was accepted")
        } catch {
            #expect(error.reason == .invalidDocument)
        }
    }

    @Test(arguments: [[], [0], [0xFF, 0xFE, 0x00], Array("a\r\nb".utf8), [UInt8](repeating: 10, count: 500_000)])
    func textsAreKeptByteForByte(_ content: [UInt8]) async throws {
        let fixture = try Fixture()
        let saved = try #require(
            try await fixture.store.save(
                SaveRequest(name: "a", content: content, precondition: .ifNoneExists), as: .test
            ).success)
        #expect(saved.document.size == content.count)
        #expect(try await fixture.store.head("a", as: .test).content == content)
        #expect(try await fixture.store.content(ofVersion: 1, of: "a", as: .test) == content)
        let other = try fixture.reopened()
        #expect(try await other.head("a", as: .test).content == content)
    }

    @Test func replayMakesNoVersion() async throws {
        let fixture = try Fixture()
        let first = try #require(try await fixture.put("a", "one").success)
        let again = try #require(try await fixture.put("a", "one").success)
        #expect(again == Saved(document: first.document, created: true, replayed: true))
        let second = try #require(
            try await fixture.put("a", "two", if: .tags(first.document.contentETag)).success)
        let repeated = try #require(
            try await fixture.put("a", "two", if: .tags(first.document.contentETag)).success)
        #expect(repeated == Saved(document: second.document, created: false, replayed: true))
        #expect(try await fixture.store.versions(of: "a", page: PageRequest(), as: .test).items.count == 2)
        // After a restart too: what is needed for it is on disk.
        let other = try fixture.reopened()
        let request = SaveRequest(
            name: "a", content: Array("two".utf8), precondition: .tags(first.document.contentETag))
        #expect(try await other.save(request, as: .test).success == repeated)
    }

    @Test func anyIsRecordedAsForced() async throws {
        let fixture = try Fixture()
        try await fixture.put("a", "one")
        try await fixture.put("a", "two", if: .ifMatch(.any))
        let forced = try await fixture.store.pool.read { database in
            try Bool.fetchAll(database, sql: "SELECT forced FROM versions ORDER BY number")
        }
        #expect(forced == [false, true])
    }

    @Test func saysWhatAConflictWasMergedWith() async throws {
        let fixture = try Fixture()
        let base = try #require(try await fixture.put("a", "one").success).document.contentETag
        let theirs = try #require(try await fixture.put("a", "two", if: .tags(base), as: "bob").success)
        let conflict = try #require(try await fixture.put("a", "mine", if: .tags(base)).problem)
        let id = await fixture.keep(conflict, "a")
        try await fixture.put("a", "merged", if: .tags(theirs.document.contentETag), resolves: id)
        let version = try await fixture.store.version(3, of: "a", as: .test)
        #expect(version.mergeOf == 2)
        #expect(version.parent == 2)
        try await fixture.put("a", "later", if: .tags(version.etag), resolves: "01UNKNOWN")
        #expect(try await fixture.store.version(4, of: "a", as: .test).mergeOf == nil)
    }

    @Test func deletionKeepsHistoryByIDAndNumberingByName() async throws {
        let fixture = try Fixture()
        let first = try #require(try await fixture.put("a", "one").success).document
        let second = try #require(try await fixture.put("a", "two", if: .tags(first.contentETag)).success).document
        _ = try await fixture.store.delete("a", if: .tags(second.etag), force: false, as: .test)
        await #expect(throws: Problem.self) { try await fixture.store.document("a", as: .test) }
        await #expect(throws: Problem.self) { try await fixture.store.document(first.id, as: .test) }
        await #expect(throws: Problem.self) {
            try await fixture.store.versions(of: "a", page: PageRequest(), as: .test)
        }
        let history = try await fixture.store.versions(of: first.id, page: PageRequest(), as: .test)
        #expect(history.items.map(\.number) == [2, 1])
        #expect(try await fixture.store.content(ofVersion: 1, of: first.id, as: .test) == Array("one".utf8))
        let reborn = try #require(try await fixture.put("A", "three").success)
        #expect(reborn.created)
        #expect(reborn.document.version == 3)
        #expect(reborn.document.id != first.id)
        #expect(reborn.document.metadataETag.header == "\"m2\"")
        #expect(try await fixture.store.version(3, of: "a", as: .test).parent == nil)
        await #expect(throws: Problem.self) { try await fixture.store.version(2, of: "a", as: .test) }
        // And once more, so that the tombstone of a name is set anew.
        _ = try await fixture.store.delete("a", if: .ifMatch(.any), force: false, as: .test)
        #expect(try await fixture.put("a", "four").success?.document.version == 4)
    }

    @Test func messagesAreChecked() async throws {
        let fixture = try Fixture()
        for message in [String(repeating: "x", count: 5000), "a\u{0}b"] {
            let request = SaveRequest(name: "a", content: [], precondition: .ifNoneExists, message: message)
            await #expect(throws: Problem.self) { try await fixture.store.save(request, as: .test) }
        }
        let request = SaveRequest(name: "a", content: [], precondition: .ifNoneExists, message: "fix é\nand more")
        _ = try await fixture.store.save(request, as: .test)
        #expect(try await fixture.store.version(1, of: "a", as: .test).message == "fix é\nand more")
    }

    /// Whoever saves from an old version learns that first: what else is wrong is mended in vain.
    @Test func whatIsStaleIsSaidBeforeWhatIsInvalid() async throws {
        let fixture = try Fixture()
        try await fixture.put("a", "one")
        func save(if precondition: Precondition) async throws(Problem) -> Reason? {
            let request = SaveRequest(name: "a", content: [1], precondition: precondition, message: "a\u{0}b")
            return try await fixture.store.save(request, as: .test).problem?.reason
        }
        #expect(try await save(if: .tags(ETag("1-x"))) == .versionMismatch)
        #expect(try await save(if: .ifNoneExists) == .alreadyExists)
        await #expect(throws: Problem.self) { try await save(if: .ifMatch(.any)) }
    }
}

extension Fixture {
    /// The same database in another store, after a crash of the first: from a copy of its files as they lie there.
    func reopened() throws -> SQLiteStore {
        try Fixture.open(try crashImage(), clock)
    }
}
