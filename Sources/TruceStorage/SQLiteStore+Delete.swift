internal import GRDB
public import TruceDocument

extension SQLiteStore {
    public func delete(
        _ name: String, if precondition: Precondition, as caller: Caller
    ) async throws(Problem) -> Outcome<Void> {
        let name = try documentName(name)
        guard case .ifMatch(let tags) = precondition else {
            throw Problem(.malformedRequest, detail: "A deletion takes If-Match with the document's ETag.")
        }
        let outcome: WriteOutcome<Void> = try await writer.perform(cost: 0) { [now] database, effects in
            let state = try database.state(of: name)
            switch DeleteDecision(state: state, precondition: tags) {
            case .notFound: throw Problem.notFound(name.text)
            case .refuse(let refusal): return .refused(refusal, state)
            case .delete:
                guard case .living(let head) = state else { return .refused(.deleted, state) }
                let at = now()
                try bury(head, by: caller.actor, at: at, on: database)
                try effects.note(.deleted(head), .documentDeleted, etag: nil, by: caller, at: at, on: database)
                return .done(())
            }
        }
        switch outcome {
        case .done: return .done(())
        case .refused(let refusal, let state):
            let attempted = RefusalLog.Attempted(
                actor: caller.actor, resource: Href.document(name.folded), precondition: precondition, digest: nil)
            return .conflict(try await problem(for: refusal, state: state, name: name, attempted: attempted))
        }
    }
}

/// Takes the document's names away, keeps its history, and leaves the numbering of its name behind.
private func bury(_ head: HeadRecord, by actor: String, at time: Timestamp, on database: Database) throws {
    let id = head.document.id
    try database.cachedStatement(sql: "UPDATE documents SET deleted_at = ?, deleted_by = ? WHERE id = ?")
        .execute(arguments: [time.milliseconds, actor, id])
    try database.cachedStatement(sql: "DELETE FROM names WHERE document_id = ?").execute(arguments: [id])
    try database.unlink(documentID: id)
    try database.cachedStatement(
        sql: """
            INSERT INTO tombstones (folded_name, document_id, last_version, metadata_revision)
            SELECT folded_name, id, head, metadata_revision FROM documents WHERE id = ?
            """
    ).execute(arguments: [id])
}
