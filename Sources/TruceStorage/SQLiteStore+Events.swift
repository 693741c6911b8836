internal import GRDB
internal import Synchronization
public import TruceDocument

extension SQLiteStore: EventLog {
    public func subject(named name: String) async throws(Problem) -> String {
        let name = try documentName(name)
        if let head = cache.head(name) { return head.document.id }
        return try await read { database in
            guard let id = try database.historyID(of: name) else { throw Problem.notFound(name.text) }
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

/// Those who are told of every commit's events.
final class EventObservers: Sendable {
    private let receivers = Mutex<[@Sendable ([LoggedEvent]) -> Void]>([])

    func add(_ receiver: @escaping @Sendable ([LoggedEvent]) -> Void) { receivers.withLock { $0.append(receiver) } }

    func tell(_ events: [LoggedEvent]) {
        guard !events.isEmpty else { return }
        for receiver in receivers.withLock({ $0 }) { receiver(events) }
    }
}
