internal import GRDB
public import TruceDocument

extension SQLiteStore {
    public func changeMetadata(
        of name: String, by patch: MetadataPatch, if precondition: Precondition, as caller: Caller
    ) async throws(Problem) -> Outcome<Tagged<Metadata>> {
        let change = MetadataChange(
            name: try DocumentName(checking: name),
            tags: try precondition.tags(of: "A change", naming: "the metadata's ETag"),
            digest: Digest(of: patch.encoded()), kind: .metadataUpdated, caller: caller)
        return try await perform(change, precondition) { head, database in
            let changed = patch.applied(to: head.document.metadata)
            let key = caller.claim?.owner.key
            return try database.obstacle(to: changed, for: head, key: key).map { .refused($0) } ?? .changed(changed)
        }
    }

    public func changeStatus(
        of name: String, to status: String, if precondition: Precondition, as caller: Caller
    ) async throws(Problem) -> Outcome<Tagged<Metadata>> {
        let change = MetadataChange(
            name: try DocumentName(checking: name),
            tags: try precondition.tags(of: "A transition", naming: "the metadata's ETag"),
            digest: Digest(of: Transition(to: status).encoded()), kind: .statusChanged, caller: caller)
        return try await perform(change, precondition) { [workflow] head, _ in
            var changed = head.document.metadata
            if let problem = workflow.refusal(of: head.document, to: status) { return .refused(problem) }
            changed.status = status
            return .changed(changed)
        }
    }

    public func workflow(as caller: Caller) async throws(Problem) -> Workflow { workflow }

    /// Tests the precondition, asks `decide` what the metadata is to be, and writes that, in one transaction.
    private func perform(
        _ change: MetadataChange, _ precondition: Precondition,
        _ decide: @escaping @Sendable (HeadRecord, Database) throws -> MetadataDecision
    ) async throws(Problem) -> Outcome<Tagged<Metadata>> {
        let outcome: WriteOutcome<Tagged<Metadata>> = try await mutate(cost: 0, of: change.name, as: change.caller) {
            [now] database, effects in
            try change.run(at: now(), on: database, effects: &effects, decide)
        }
        switch outcome {
        case .done(let metadata): return .done(metadata)
        case .conflict(let problem): return .conflict(problem)
        case .refused(_, let state):
            let attempted = RefusalLog.Attempted(
                actor: change.caller.actor, resource: Href.metadata(of: state.documentID ?? change.name.folded),
                precondition: precondition, digest: change.digest)
            var problem = try await metadataProblem(state: state, name: change.name, attempted: attempted)
            problem.subject = state.subject
            return .conflict(problem)
        }
    }
}

/// What a change of metadata comes to, once its precondition holds.
private enum MetadataDecision {
    case changed(Metadata)
    /// A rule does not hold.
    case refused(Problem)
}

/// Compare and change, inside the writer's transaction.
private struct MetadataChange {
    let name: DocumentName
    let tags: ETagList
    /// Of the change that was asked for.
    let digest: Digest
    let kind: StoreEvent.Kind
    let caller: Caller

    func run(
        at time: Timestamp, on database: Database, effects: inout Effects,
        _ decide: (HeadRecord, Database) throws -> MetadataDecision
    ) throws -> WriteOutcome<Tagged<Metadata>> {
        let state = try database.state(of: name)
        let head: HeadRecord
        switch ChangeDecision(state: state, tag: \.metadataETag, precondition: tags) {
        case .notFound: throw Problem.notFound(name.text)
        case .refuse(let refusal): return .refused(refusal, state)
        case .proceed(let living): head = living
        }
        switch try decide(head, database) {
        case .refused(let problem): return .conflict(problem)
        case .changed(let metadata):
            guard metadata != head.document.metadata else { return .done(head.document.taggedMetadata) }
            let revision = MetadataRevision(caller: caller, at: time, forced: tags == .any)
            let revised = try revision.apply(metadata, to: head, on: database)
            try effects.note(
                .revised(revised), kind, etag: revised.document.metadataETag, by: caller, at: time, on: database)
            return .done(revised.document.taggedMetadata)
        }
    }
}

extension Database {
    /// Why a living document cannot have this metadata, as far as other documents are in the way; nil where it can.
    /// Throws `invalid_document` for what no document may have.
    fileprivate func obstacle(
        to metadata: Metadata, for head: HeadRecord, key: IdempotencyKey?
    ) throws -> Problem? {
        let name = try check(metadata)
        if metadata.name != head.document.name, let problem = try obstacle(to: name, for: head.document.id) {
            return problem
        }
        guard let externalID = metadata.externalID, externalID != head.document.externalID,
            let other = try self.head(externalID: externalID)
        else { return nil }
        return .duplicateExternalID(externalID, other, key: key)
    }
}
