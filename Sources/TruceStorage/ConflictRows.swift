internal import GRDB
internal import TruceDocument

/// What a save that resolves a conflict needs to know of it.
struct ConflictState: Sendable {
    let id: String
    /// The document that it was about, if there was one.
    let subject: String?
    let foldedDocument: String?
}

extension Database {
    func insert(_ record: ConflictRecord, about subject: Problem.Subject?) throws {
        try cachedStatement(
            sql: """
                INSERT OR IGNORE INTO conflicts
                    (id, at, reason, document, folded_document, fingerprint, actor, subject, outcome, record)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', ?)
                """
        ).execute(arguments: [
            record.id, record.at.milliseconds, record.reason.rawValue, record.document,
            record.document.flatMap(foldedName), record.fingerprint.text, record.actor, subject?.id,
            String(decoding: record.encoded(), as: UTF8.self),
        ])
    }

    /// Its number in the order of writing; nil of one that is not kept.
    func conflictSequence(_ id: String) throws -> Int64? {
        try Int64.fetchOne(cachedStatement(sql: "SELECT sequence FROM conflicts WHERE id = ?"), arguments: [id])
    }

    /// What is known of a conflict that no save has resolved yet.
    func conflictState(_ id: String) throws -> ConflictState? {
        let sql = "SELECT subject, folded_document FROM conflicts WHERE id = ? AND outcome <> 'resolved'"
        return try Row.fetchOne(cachedStatement(sql: sql), arguments: [id]).map { row in
            ConflictState(id: id, subject: row["subject"], foldedDocument: row["folded_document"])
        }
    }

    /// Closes a conflict, an abandoned one too; false for one that was resolved already.
    func resolveConflict(_ id: String, by actor: String, at time: Timestamp) throws -> Bool {
        try cachedStatement(
            sql: """
                UPDATE conflicts SET outcome = 'resolved', resolved_by = ?, resolved_at = ?
                WHERE id = ? AND outcome <> 'resolved'
                """
        ).execute(arguments: [actor, time.milliseconds, id])
        return changesCount > 0
    }

    /// Gives up what nobody came back to; how many.
    func abandonConflicts(before time: Timestamp) throws -> Int {
        try cachedStatement(sql: "UPDATE conflicts SET outcome = 'abandoned' WHERE outcome = 'open' AND at <= ?")
            .execute(arguments: [time.milliseconds - ConflictRecord.patience])
        return changesCount
    }

    /// Forgets what is older than records may be; how many. They were written about in the order of their times.
    func forgetConflicts(before time: Timestamp) throws -> Int {
        let firstYoung = try Int64.fetchOne(
            cachedStatement(sql: "SELECT sequence FROM conflicts WHERE at > ? ORDER BY sequence LIMIT 1"),
            arguments: [time.milliseconds - ConflictRecord.lifetime])
        try cachedStatement(sql: "DELETE FROM conflicts WHERE sequence < ?")
            .execute(arguments: [firstYoung ?? Int64.max])
        return changesCount
    }

    /// Forgets so many; how many it were.
    func forgetOldestConflicts(_ count: Int) throws -> Int {
        try cachedStatement(
            sql: "DELETE FROM conflicts WHERE sequence IN (SELECT sequence FROM conflicts ORDER BY sequence LIMIT ?)"
        ).execute(arguments: [count])
        return changesCount
    }

    /// Gives what groups are made of, the oldest first.
    func forEachConflict(
        _ body: (ConflictFingerprint, Reason, String?, String, Timestamp) -> Void
    ) throws {
        let sql = "SELECT fingerprint, reason, document, actor, at FROM conflicts ORDER BY sequence"
        let rows = try Row.fetchCursor(cachedStatement(sql: sql))
        while let row = try rows.next() {
            guard let fingerprint = ConflictFingerprint(row["fingerprint"]),
                let reason = Reason(rawValue: row["reason"])
            else { continue }
            body(fingerprint, reason, row["document"], row["actor"], Timestamp(milliseconds: row["at"]))
        }
    }
}

extension ConflictRecord {
    static let columns = "sequence, record, outcome, resolved_by, resolved_at"

    /// From a row with ``columns``.
    init(_ row: Row) throws {
        let text: String = row["record"]
        try self.init(decoding: Array(text.utf8))
        switch row["outcome"] as String {
        case "resolved": outcome = .resolved(by: row["resolved_by"], at: Timestamp(milliseconds: row["resolved_at"]))
        case "abandoned": outcome = .abandoned
        default: outcome = .open
        }
    }
}

/// A name as names are compared; nil for what cannot be one.
func foldedName(_ text: String) -> String? { (try? DocumentName(text))?.folded }
