internal import GRDB
public import TruceDocument

extension SQLiteStore: EventLog {
    public func subject(named name: String) async throws(Problem) -> String {
        let name = try DocumentName(checking: name)
        if let head = cache.head(name) { return head.document.id }
        return try await read { database in
            guard let id = try database.historyID(of: name) else { throw try database.notFound(name) }
            return id
        }
    }

    public func newestEvent() async throws(Problem) -> EventCursor {
        try await read { database in EventCursor(sequence: try database.newestEvent()) }
    }

    public func events(
        after place: EventCursor?, of subject: String?, limit: Int
    ) async throws(Problem) -> EventPage {
        try await read { database in try database.events(after: place, of: subject, limit: limit) }
    }

    public func observe(_ receiver: @escaping @Sendable ([LoggedEvent]) -> Void) { observers.add(receiver) }
}
