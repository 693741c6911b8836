import GRDB
import Testing
import TruceDocument
import TruceTestSupport

@testable import TruceStorage

/// Databases of earlier forms are brought to the newest.
@Suite struct MigrationTests {
    /// A database as the first form of the schema had it, with two documents of which one refers to the other.
    private func firstForm(_ folder: TemporaryFolder, _ clock: TestClock) async throws -> [Document] {
        let store = try Fixture.open(folder("truce.db"), clock)
        var documents: [Document] = []
        for (name, text) in [("a", "see [[b]]"), ("b", "text")] {
            let save = SaveRequest(name: name, content: Array(text.utf8), precondition: .ifNoneExists)
            documents.append(try #require(try await store.save(save, as: .test).success).document)
        }
        try store.close()
        let database = try DatabaseQueue(path: folder("truce.db"))
        try await database.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA foreign_keys = OFF")
            let tables = try String.fetchAll(
                database,
                sql: """
                    SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                        AND name NOT IN ('documents', 'names', 'versions', 'tombstones')
                    """)
            for table in tables { try database.execute(sql: "DROP TABLE \(table)") }
            try database.execute(
                sql: """
                    ALTER TABLE documents DROP COLUMN numbered_to;
                    ALTER TABLE names DROP COLUMN revision;
                    PRAGMA user_version = 1
                    """)
        }
        try database.close()
        return documents
    }

    @Test func theFirstFormIsBroughtToTheNewest() async throws {
        let (folder, clock) = (TemporaryFolder(), TestClock())
        let documents = try await firstForm(folder, clock)
        clock.advance(seconds: 60)
        let store = try Fixture.open(folder("truce.db"), clock)
        for document in documents { #expect(try await store.document(document.name, as: .test) == document) }
        let text = try await store.text(ofVersion: 1, of: documents[0].id, as: .test)
        #expect(text.mediaType == documents[0].mediaType && text.content == Array("see [[b]]".utf8))
        // References were found in the texts, and when the metadata came about is known.
        #expect(try await store.dependents(of: "b", page: PageRequest(), as: .test).items.map(\.name) == ["a"])
        let rename = MetadataPatch(name: "c")
        let renamed = try await store.changeMetadata(of: "b", by: rename, if: .tags(ETag("m1")), as: .test)
        #expect(renamed.success?.etag == ETag("m2"))
        let stale = try await store.changeMetadata(of: "b", by: rename, if: .tags(ETag("m1")), as: .test)
        guard case .stateMismatch(let mismatch)? = stale.problem?.cause else { throw Problem.notFound("b") }
        #expect(mismatch.attempted.version == 1 && mismatch.baseAgeSeconds == 60)
        #expect(try await store.removeAlias("b", if: .ifMatch(.any), as: .test).problem == nil)
    }
}
