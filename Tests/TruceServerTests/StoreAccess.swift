import GRDB
import TruceDocument

@testable import TruceStorage

extension SQLiteStore {
    /// Runs SQL past the store's checks.
    func execute(_ sql: String) async throws {
        try await writer.perform(cost: 0) { database, _ in try database.execute(sql: sql) }
    }

    /// The kinds of the events of some documents, in the order of the log.
    func loggedKinds(of isMeant: @escaping @Sendable (String) -> Bool) async throws -> [String] {
        try await read { database in
            try Row.fetchAll(database, sql: "SELECT kind, document FROM events ORDER BY sequence")
                .filter { isMeant($0["document"]) }.map { $0["kind"] }
        }
    }
}
