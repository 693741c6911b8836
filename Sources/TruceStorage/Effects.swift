internal import GRDB
internal import TruceDocument

/// What a transaction changes besides the database: known to everybody once it is on disk, and to nobody if it is not.
struct Effects: Sendable {
    /// What the cache learns.
    private(set) var heads: [HeadCache.Change] = []
    /// What subscribers are told, in the order of the log.
    private(set) var events: [LoggedEvent] = []
    /// Whose answers are kept with it.
    private(set) var kept: [IdempotencyOwner] = []
    /// Who is let in from now on, and who is not.
    private(set) var tokens: [TokenBook.Change] = []
    /// What became of kept conflicts.
    var closed = ClosedConflicts()
    /// The newest batch of kept conflicts that is on disk with it; 0 where it says nothing of them.
    var conflictBatch = 0

    /// Notes a change of a document, logs it and tells of it.
    mutating func note(
        _ change: HeadCache.Change, _ kind: StoreEvent.Kind, etag: ETag?, by caller: Caller, at time: Timestamp,
        on database: Database
    ) throws {
        let document = change.head.document
        heads.append(change)
        let version = kind == .documentDeleted ? nil : document.version
        let draft = StoreEvent(
            cursor: .start, kind: kind, document: document.name, version: version, etag: etag, actor: caller.actor,
            at: time, requestID: caller.requestID)
        var logged = try database.log(draft, subject: document.id)
        if kind != .documentDeleted { logged.foldedNames = change.head.foldedNames }
        events.append(logged)
    }

    /// Logs an event that changes no document, and tells of it.
    mutating func tell(_ draft: StoreEvent, subject: String?, on database: Database) throws {
        events.append(try database.log(draft, subject: subject))
    }

    mutating func note(kept owner: IdempotencyOwner) { kept.append(owner) }
    mutating func note(_ change: TokenBook.Change) { tokens.append(change) }

    mutating func append(_ other: Effects) {
        heads += other.heads
        events += other.events
        kept += other.kept
        tokens += other.tokens
        closed.resolved += other.closed.resolved
        closed.abandoned += other.closed.abandoned
        conflictBatch = max(conflictBatch, other.conflictBatch)
    }
}

/// How many kept conflicts came to an end.
struct ClosedConflicts: Hashable, Sendable {
    var resolved = 0
    var abandoned = 0
}
