internal import GRDB
internal import TruceDocument

/// How much of the log is kept: what is cut is the oldest, and the cut moves on as events are added.
enum EventRetention {
    /// The newest so many events stay whatever their age, if they are not older than ``age``; about 25 MB, 70
    /// where every name in them is as long as can be.
    static let count: Int64 = 100_000
    /// In milliseconds: 30 days.
    static let age: Int64 = 30 * 86_400_000
    /// At every so manieth event the log is cut, by four times as many at most: no commit takes long because of it.
    static let step: Int64 = 256
}

extension Database {
    /// Adds an event to the log, gives it its place, and cuts the log at times.
    func log(_ draft: StoreEvent, subject: String?) throws -> LoggedEvent {
        try cachedStatement(
            sql: """
                INSERT INTO events (kind, subject, document, version, etag, actor, at, request_id)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            draft.kind.rawValue, subject, draft.document, draft.version, draft.etag?.header, draft.actor,
            draft.at.milliseconds, draft.requestID,
        ])
        var event = draft
        event.cursor = EventCursor(sequence: lastInsertedRowID)
        if event.cursor.sequence % EventRetention.step == 0 {
            try cutEvents(at: draft.at, most: 4 * EventRetention.step)
        }
        return LoggedEvent(subject: subject, event: event)
    }

    /// Removes what is more than is kept: at most so many events, the oldest.
    func cutEvents(at time: Timestamp, most: Int64) throws {
        let oldest = try oldestEvent()
        let firstYoung = try Int64.fetchOne(
            cachedStatement(sql: "SELECT sequence FROM events WHERE at >= ? ORDER BY sequence LIMIT 1"),
            arguments: [time.milliseconds - EventRetention.age])
        let newest = try newestEvent()
        let wanted = max(firstYoung ?? newest + 1, newest - EventRetention.count + 1)
        guard wanted > oldest else { return }
        try cachedStatement(sql: "DELETE FROM events WHERE sequence < ?")
            .execute(arguments: [min(wanted, oldest + most)])
    }

    /// The number of the newest event that ever was; 0 before the first.
    func newestEvent() throws -> Int64 {
        try Int64.fetchOne(cachedStatement(sql: "SELECT seq FROM sqlite_sequence WHERE name = 'events'")) ?? 0
    }

    /// The number of the oldest event that is kept; of the next one if there is none.
    private func oldestEvent() throws -> Int64 {
        try Int64.fetchOne(cachedStatement(sql: "SELECT min(sequence) FROM events")) ?? newestEvent() + 1
    }

    /// See ``EventLog/events(after:of:limit:)``; all in one state of the database.
    func events(after place: EventCursor?, of subject: String?, limit: Int) throws -> EventPage {
        let (oldest, newest) = (try oldestEvent(), try newestEvent())
        let start = place?.sequence ?? oldest - 1
        guard (oldest - 1...newest).contains(start) else {
            throw Problem(
                .cursorExpired,
                detail: """
                    What happened after \(place?.text ?? "the beginning") is no longer kept: read what is current, and go \
                    on without a cursor.
                    """)
        }
        let condition = subject == nil ? "" : "subject = ? AND "
        let rows = try Row.fetchAll(
            cachedStatement(
                sql: "SELECT * FROM events WHERE \(condition)sequence > ? ORDER BY sequence LIMIT ?"),
            arguments: StatementArguments(subject.map { [$0] } ?? []) + [start, limit + 1])
        let events = try rows.prefix(limit).map(StoreEvent.init)
        let hasMore = rows.count > limit
        let place = hasMore ? events.last?.cursor : nil
        return EventPage(events: events, place: place ?? EventCursor(sequence: newest), hasMore: hasMore)
    }
}

extension StoreEvent {
    /// The event in a row of `events`.
    fileprivate init(_ row: Row) throws {
        let name: String = row["kind"]
        guard let kind = Kind(rawValue: name) else { throw Damage(what: "no event is of the kind \(name)") }
        self.init(
            cursor: EventCursor(sequence: row["sequence"]), kind: kind, document: row["document"],
            version: row["version"], etag: (row["etag"] as String?).flatMap(ETag.init(header:)), actor: row["actor"],
            at: Timestamp(milliseconds: row["at"]), requestID: row["request_id"])
    }
}
