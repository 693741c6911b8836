import GRDB
import TruceDocument

@testable import TruceStorage

extension SQLiteStore {
    /// Runs SQL past the store's checks.
    func execute(_ sql: String) async throws {
        try await writer.perform(cost: 0) { database, _ in try database.execute(sql: sql) }
    }

    /// The kinds of the changes of some documents, in the order of the log.
    func loggedKinds(of isMeant: @escaping @Sendable (String) -> Bool) async throws -> [String] {
        try await read { database in
            // Refusals are logged behind, when they are written.
            let sql = "SELECT kind, document FROM events WHERE kind NOT LIKE 'conflict.%' ORDER BY sequence"
            return try Row.fetchAll(database, sql: sql).filter { isMeant($0["document"]) }.map { $0["kind"] }
        }
    }
}
