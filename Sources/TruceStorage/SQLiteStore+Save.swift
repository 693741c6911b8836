internal import GRDB
public import TruceDocument

extension SQLiteStore {
    public func save(_ request: SaveRequest, as caller: Caller) async throws(Problem) -> SaveOutcome {
        let name = try DocumentName(checking: request.name)
        let digest = Digest(of: request.content)
        let outcome: WriteOutcome<Saved>
        if let refused = decideFromMemory(name, request.precondition, digest: digest, actor: caller.actor) {
            outcome = refused
        } else {
            // What it resolves may not be written yet.
            if request.resolves != nil { await writeConflicts() }
            outcome = try await mutate(cost: request.content.count, of: name, as: caller) {
                [now, random, workflow] database, effects in
                let write = SaveWrite(
                    name: name, request: request, digest: digest, caller: caller,
                    resolved: try request.resolves.flatMap { try database.conflictState($0) }, at: now(),
                    random: random, workflow: workflow)
                return try write.run(on: database, effects: &effects)
            }
        }
        switch outcome {
        case .done(let saved): return .done(saved)
        case .conflict(let problem): return .conflict(problem)
        case .refused(let refusal, let state):
            let attempted = RefusalLog.Attempted(
                actor: caller.actor, resource: Href.document(state.documentID ?? name.folded),
                precondition: request.precondition,
                digest: digest)
            return .conflict(try await problem(for: refusal, state: state, name: name, attempted: attempted))
        }
    }

    /// Refuses or replays what the heads in memory already decide. A head here is at least as new as all that anybody can
    /// have read, for a commit is told to nobody before it is known here (``Writer``, ``Publication``): a tag that is not
    /// its own was never given out or is an older one, and since heads only ever go on, it stays so.
    private func decideFromMemory(
        _ name: DocumentName, _ precondition: Precondition, digest: Digest, actor: String
    ) -> WriteOutcome<Saved>? {
        guard let head = cache.head(name) else { return nil }
        let state = NameState.living(head)
        switch SaveDecision(state: state, precondition: precondition, digest: digest, actor: actor) {
        case .refuse(let refusal): return .refused(refusal, state)
        case .replay(let created): return .done(Saved(document: head.document, created: created, replayed: true))
        case .update, .create, .notFound: return nil
        }
    }
}

/// How a transaction ended.
enum WriteOutcome<Value: Sendable>: Sendable {
    case done(Value)
    /// The precondition does not hold. The conflict is still to be told, with texts that are read outside.
    case refused(Refusal, NameState)
    /// A rule does not hold.
    case conflict(Problem)
}

/// Compare and save, inside the writer's transaction.
private struct SaveWrite {
    let name: DocumentName
    let request: SaveRequest
    let digest: Digest
    let caller: Caller
    let resolved: ConflictState?
    let at: Timestamp
    let random: @Sendable () -> UInt64
    let workflow: Workflow

    func run(on database: Database, effects: inout Effects) throws -> WriteOutcome<Saved> {
        let state = try database.state(of: name)
        switch SaveDecision(state: state, precondition: request.precondition, digest: digest, actor: caller.actor) {
        case .notFound: throw Problem.notFound(name.text)
        case .refuse(let refusal): return .refused(refusal, state)
        case .replay(let created):
            guard case .living(let head) = state else { return .refused(.deleted, state) }
            return .done(Saved(document: head.document, created: created, replayed: true))
        case .update(let forced):
            guard case .living(let head) = state else { return .refused(.deleted, state) }
            try check(message: request.message)
            if let problem = workflow.refusal(toEdit: head.document) { return .conflict(problem) }
            let saved = try update(head, forced: forced, on: database)
            try note(saved, .contentUpdated, etag: saved.version.etag, on: database, &effects)
            try resolve(documentID: saved.document.id, on: database, &effects)
            return .done(Saved(document: saved.document, created: false, replayed: false))
        case .create(let version, let metadataRevision):
            try check(message: request.message)
            let new = NewDocument(name: name.text, mediaType: request.mediaType, content: request.content)
            let birth = Birth(
                new: new, name: name, version: version, metadataRevision: metadataRevision, digest: digest,
                message: request.message, actor: caller.actor, at: at, status: workflow.start)
            let head = try birth.insert(id: ULID(at: at, random: random).text, on: database)
            try note(head, .documentCreated, etag: head.document.etag, on: database, &effects)
            try resolve(documentID: head.document.id, on: database, &effects)
            return .done(Saved(document: head.document, created: true, replayed: false))
        }
    }

    private func note(
        _ head: HeadRecord, _ kind: StoreEvent.Kind, etag: ETag, on database: Database, _ effects: inout Effects
    ) throws {
        try effects.note(
            .saved(head, content: request.content), kind, etag: etag, by: caller, at: at, on: database)
    }

    /// Closes the conflict that the save says it resolves, if it was about this document or this name.
    private func resolve(documentID: String, on database: Database, _ effects: inout Effects) throws {
        guard let resolved, resolved.subject == documentID || resolved.foldedDocument == name.folded else { return }
        if try database.resolveConflict(resolved.id, by: caller.actor, at: at) { effects.closed.resolved += 1 }
    }

    private func update(_ head: HeadRecord, forced: Bool, on database: Database) throws -> HeadRecord {
        let id = head.document.id
        let version = Version(
            number: head.nextVersion, parent: head.version.number, author: caller.actor, at: at,
            message: request.message, size: request.content.count, digest: digest,
            mergeOf: resolved?.subject == id ? head.version.number : nil, isForced: forced)
        try database.insert(version, documentID: id, content: request.content)
        try database.cachedStatement(
            sql: "UPDATE documents SET head = ?, updated_at = ?, updated_by = ? WHERE id = ?"
        ).execute(arguments: [version.number, at.milliseconds, caller.actor, id])
        try database.link(documentID: id, to: request.content)
        var saved = head
        saved.version = version
        saved.parentETag = head.version.etag
        saved.document.version = version.number
        saved.document.size = version.size
        saved.document.contentETag = version.etag
        saved.document.etag = .document(metadata: head.document.metadataETag, content: version.etag)
        saved.document.updatedAt = at
        saved.document.updatedBy = caller.actor
        return saved
    }
}

extension Database {
    /// Adds a version with its whole text.
    func insert(_ version: Version, documentID: String, content: [UInt8]) throws {
        try cachedStatement(
            sql: """
                INSERT INTO versions (document_id, \(Version.columns), encoding, content)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'full', ?)
                """
        ).execute(arguments: [
            documentID, version.number, version.parent, version.author, version.at.milliseconds, version.message,
            version.size, version.digest.hex, version.mergeOf, version.isForced, blob(content),
        ])
    }
}
