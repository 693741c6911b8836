internal import GRDB
public import TruceDocument

extension SQLiteStore {
    public func delete(
        _ name: String, if precondition: Precondition, force: Bool, as caller: Caller
    ) async throws(Problem) -> Outcome<Void> {
        let name = try DocumentName(checking: name)
        let tags = try precondition.tags(of: "A deletion", naming: "the document's ETag")
        let outcome: WriteOutcome<Void> = try await mutate(cost: 0, of: name, as: caller) { [now] database, effects in
            let state = try database.state(of: name)
            switch ChangeDecision(state: state, tag: \.etag, precondition: tags) {
            case .notFound: throw Problem.notFound(name.text)
            case .refuse(let refusal): return .refused(refusal, state)
            case .proceed(let head):
                if !force, let problem = try database.hasDependents(head) { return .conflict(problem) }
                let at = now()
                try bury(head, by: caller.actor, at: at, on: database)
                try effects.note(.deleted(head), .documentDeleted, etag: nil, by: caller, at: at, on: database)
                return .done(())
            }
        }
        switch outcome {
        case .done: return .done(())
        case .conflict(let problem): return .conflict(problem)
        case .refused(let refusal, let state):
            let attempted = RefusalLog.Attempted(
                actor: caller.actor, resource: Href.document(state.documentID ?? name.folded),
                precondition: precondition, digest: nil)
            return .conflict(try await problem(for: refusal, state: state, name: name, attempted: attempted))
        }
    }
}

/// Takes the document's names away, keeps its history, and leaves the numbering of its names behind.
private func bury(_ head: HeadRecord, by actor: String, at time: Timestamp, on database: Database) throws {
    let id = head.document.id
    try database.cachedStatement(sql: "UPDATE documents SET deleted_at = ?, deleted_by = ? WHERE id = ?")
        .execute(arguments: [time.milliseconds, actor, id])
    try database.free(documentID: id)
    try database.unlink(documentID: id)
}

extension Precondition {
    /// The tags of an `If-Match`. Throws `malformed_request` for a precondition under which only something new can be
    /// made.
    func tags(of change: String, naming tag: String) throws(Problem) -> ETagList {
        guard case .ifMatch(let tags) = self else {
            throw Problem(.malformedRequest, detail: "\(change) takes If-Match with \(tag).")
        }
        return tags
    }
}
