import GRDB
import Testing
import TruceDocument

@testable import TruceStorage

/// Who refers to whom, and what a deletion makes of it.
@Suite struct ReferenceTests {
    let fixture: Fixture
    var store: SQLiteStore { fixture.store }

    init() throws { fixture = try Fixture() }

    private func dependents(_ name: String, limit: Int = 100, cursor: String? = nil) async throws -> Page<Dependent> {
        try await store.dependents(of: name, page: PageRequest(cursor: cursor, limit: limit), as: .test)
    }

    private func names(_ name: String) async throws -> [String] { try await dependents(name).items.map(\.name) }

    @Test func nameAndAliasesCount() async throws {
        try await fixture.put("target", "see [[target]]")
        try await fixture.put("b", "see [[Target]] and [[target|it]]")
        try await fixture.put("a/1", "see [[nick]]")
        #expect(try await names("target") == ["b"])
        _ = try await store.setAlias("nick", to: "target", if: .ifNoneExists, as: .test)
        #expect(try await names("target") == ["a/1", "b"])
        // After a rename the old name still leads there.
        _ = try await store.changeMetadata(of: "target", by: MetadataPatch(name: "t2"), if: .ifMatch(.any), as: .test)
        #expect(try await names("nick") == ["a/1", "b"])
        #expect(
            try await dependents("t2").items.first == Dependent(name: "a/1", href: "/v1/documents/a%2F1", title: ""))
        try await fixture.put("b", "nothing", if: .ifMatch(.any))
        _ = try await store.delete("a/1", if: .ifMatch(.any), force: false, as: .test)
        #expect(try await names("t2") == [])
        await expect(.notFound) { try await names("a/1") }
    }

    @Test func pages() async throws {
        try await fixture.put("t", "")
        for number in 1...7 { try await fixture.put("d\(number)", "[[t]]") }
        var seen: [String] = []
        var cursor: String?
        repeat {
            let page = try await dependents("t", limit: 3, cursor: cursor)
            seen += page.items.map(\.name)
            cursor = page.next
        } while cursor != nil
        #expect(seen == (1...7).map { "d\($0)" })
        await expect(.malformedRequest) { try await dependents("t", cursor: "zz") }
    }

    @Test func aDeletionIsHeldBackByOthersOnly() async throws {
        let target = try #require(try await fixture.put("t", "[[t]] [[none]]").success).document
        for number in 1...120 { try await fixture.put("d\(number)", "[[t]]") }
        let problem = try #require(try await store.delete("t", if: .tags(target.etag), force: false, as: .test).problem)
        guard case .hasDependents(let dependents) = problem.cause else { throw problem }
        #expect(dependents.total == 120 && dependents.dependents.count == 100)
        #expect(problem.detail == "120 documents refer to t: d1, d10, d100 and others.")
        // The precondition comes first.
        #expect(
            try await store.delete("t", if: .tags(ETag("m1.9-x")), force: false, as: .test).problem?.reason
                == .versionMismatch)
        for number in 2...120 { _ = try await store.delete("d\(number)", if: .ifMatch(.any), force: false, as: .test) }
        #expect(
            try await store.delete("t", if: .ifMatch(.any), force: false, as: .test).problem?.detail
                == "1 document refers to t: d1.")
        let forced = try await store.delete("t", if: .ifMatch(.any), force: true, as: .test)
        #expect(forced.problem == nil)
        await expect(.notFound) { try await store.document("t", as: .test) }
    }
}

/// Every rule of the schema that a write can break is a 409 that names it, never a bare 500.
@Suite struct ConstraintTests {
    static let breaches: [(String, String, String)] = [
        ("INSERT INTO names SELECT 'a', text, 'alias', document_id, 1 FROM names", "names.folded", "/name"),
        ("UPDATE names SET kind = 'name'", "names.document_id", "/name"),
        ("UPDATE documents SET external_id = 'X'", "documents.external_id", "/externalId"),
        ("UPDATE versions SET number = 1", "versions.document_id, versions.number", ""),
        ("UPDATE documents SET head = 0", "head > 0", ""),
        ("UPDATE documents SET deleted_at = 1", "(deleted_at IS NULL) = (deleted_by IS NULL)", ""),
        ("UPDATE documents SET title = NULL", "documents.title", ""),
        ("UPDATE names SET document_id = 'nobody' WHERE folded = 'a'", "FOREIGN KEY constraint failed", ""),
        ("INSERT INTO links VALUES ('nobody', 'x')", "FOREIGN KEY constraint failed", ""),
    ]

    @Test(arguments: breaches)
    func isAProblemThatNamesIt(_ sql: String, _ constraint: String, _ pointer: String) async throws {
        let fixture = try Fixture()
        try await fixture.put("a", "1")
        try await fixture.put("a", "2", if: .ifMatch(.any))
        try await fixture.put("b", "1")
        _ = try await fixture.store.setAlias("c", to: "a", if: .ifNoneExists, as: .test)
        let problem = await #expect(throws: Problem.self) {
            try await fixture.store.writer.perform(cost: 0) { database, _ in
                try database.execute(sql: sql)
            }
        }
        guard case .constraintViolation(constraint, let errors)? = problem?.cause else {
            Issue.record("\(String(describing: problem))")
            return
        }
        #expect(errors.map(\.pointer) == [pointer])
        #expect(problem?.status == 409)
        // Nothing of it was kept.
        #expect(try await fixture.store.document("c", as: .test).name == "a")
    }
}
