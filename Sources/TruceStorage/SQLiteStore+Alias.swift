internal import GRDB
public import TruceDocument

extension SQLiteStore {
    public func alias(_ alias: String, as caller: Caller) async throws(Problem) -> Tagged<AliasTarget> {
        let alias = try DocumentName(checking: alias)
        return try await read { database in
            let found = try database.alias(alias)
            return Tagged(found.target, etag: found.entry.etag)
        }
    }

    public func setAlias(
        _ alias: String, to document: String, if precondition: Precondition, as caller: Caller
    ) async throws(Problem) -> Outcome<SavedAlias> {
        let change = AliasChange(alias: try DocumentName(checking: alias), caller: caller)
        let outcome: AliasOutcome<SavedAlias> = try await mutate(cost: 0, of: change.alias, as: caller) {
            [now] database, effects in
            switch precondition {
            case .ifNoneExists: try change.create(to: document, at: now(), on: database, &effects)
            case .ifMatch(let tags): try change.move(to: document, if: tags, at: now(), on: database, &effects)
            }
        }
        return try await answer(to: outcome, change, precondition, digest: Digest(of: Array(document.utf8)))
    }

    public func removeAlias(
        _ alias: String, if precondition: Precondition, as caller: Caller
    ) async throws(Problem) -> Outcome<Void> {
        let change = AliasChange(alias: try DocumentName(checking: alias), caller: caller)
        let tags = try precondition.tags(of: "The removal of an alias", naming: "its ETag")
        let outcome: AliasOutcome<Void> = try await mutate(cost: 0, of: change.alias, as: caller) {
            [now] database, effects in
            try change.remove(if: tags, at: now(), on: database, &effects)
        }
        return try await answer(to: outcome, change, precondition, digest: nil)
    }

    private func answer<Value>(
        to outcome: AliasOutcome<Value>, _ change: AliasChange, _ precondition: Precondition, digest: Digest?
    ) async throws(Problem) -> Outcome<Value> {
        switch outcome {
        case .done(let value): return .done(value)
        case .conflict(let problem): return .conflict(problem)
        case .stale(let found):
            let attempted = RefusalLog.Attempted(
                actor: change.caller.actor, resource: Href.alias(change.alias.folded), precondition: precondition,
                digest: digest)
            return .conflict(try await aliasProblem(found.entry, target: found.head, attempted: attempted))
        }
    }
}

/// An alias with the document that it leads to.
private struct FoundAlias {
    let entry: NameEntry
    let head: HeadRecord

    var target: AliasTarget { AliasTarget(document: head.document.name) }
}

private enum AliasOutcome<Value: Sendable>: Sendable {
    case done(Value)
    case conflict(Problem)
    /// The precondition names another state.
    case stale(FoundAlias)
}

extension AliasOutcome: MutationEnding {
    var success: Value? {
        if case .done(let value) = self { value } else { nil }
    }

    var refusal: Problem? {
        get { if case .conflict(let problem) = self { problem } else { nil } }
        set { if let newValue { self = .conflict(newValue) } }
    }
}

extension Database {
    /// Throws `not_found` where there is no such alias.
    fileprivate func alias(_ alias: DocumentName) throws -> FoundAlias {
        let entry = try entry(folded: alias.folded)
        guard let entry, entry.kind == .alias, let head = try head(id: entry.documentID) else {
            let hint = entry?.kind == .name ? " It is a document's name." : ""
            throw Problem(.notFound, detail: "There is no alias named \(alias.text).\(hint)")
        }
        return FoundAlias(entry: entry, head: head)
    }
}

/// What can be done to an alias, inside the writer's transaction. The documents that it led to or leads to get new
/// metadata tags: their aliases are part of them.
private struct AliasChange {
    let alias: DocumentName
    let caller: Caller

    func create(
        to document: String, at time: Timestamp, on database: Database, _ effects: inout Effects
    ) throws -> AliasOutcome<SavedAlias> {
        if let problem = try database.idConflict(alias) { return .conflict(problem) }
        if let entry = try database.entry(folded: alias.folded) {
            return .conflict(.aliasConflict(alias, heldBy: entry))
        }
        let head = try target(document, on: database)
        return .done(try lead(to: head, created: true, at: time, forced: false, on: database, &effects))
    }

    func move(
        to document: String, if tags: ETagList, at time: Timestamp, on database: Database, _ effects: inout Effects
    ) throws -> AliasOutcome<SavedAlias> {
        let found = try database.alias(alias)
        guard tags.strongMatch(found.entry.etag) else { return .stale(found) }
        if let problem = try database.idConflict(alias) { return .conflict(problem) }
        let head = try target(document, on: database)
        guard head.document.id != found.head.document.id else {
            return .done(SavedAlias(target: found.target, etag: found.entry.etag, created: false))
        }
        try database.free(folded: alias.folded, documentID: found.head.document.id)
        try note(found.head, at: time, forced: tags == .any, on: database, &effects)
        return .done(try lead(to: head, created: false, at: time, forced: tags == .any, on: database, &effects))
    }

    func remove(
        if tags: ETagList, at time: Timestamp, on database: Database, _ effects: inout Effects
    ) throws -> AliasOutcome<Void> {
        let found = try database.alias(alias)
        guard tags.strongMatch(found.entry.etag) else { return .stale(found) }
        try database.free(folded: alias.folded, documentID: found.head.document.id)
        try note(found.head, at: time, forced: tags == .any, on: database, &effects)
        return .done(())
    }

    /// The document that the alias is to lead to. Throws `invalid_document` where there is none.
    private func target(_ document: String, on database: Database) throws -> HeadRecord {
        let name = try DocumentName(checking: document, pointer: "/document")
        guard let head = try database.head(name) else {
            throw Problem(faults: [Fault(pointer: "/document", detail: "There is no document named \(name.text).")])
        }
        return head
    }

    /// Adds the alias of a document, whose numbers go on behind those of whatever was reached by it before.
    private func lead(
        to head: HeadRecord, created: Bool, at time: Timestamp, forced: Bool, on database: Database,
        _ effects: inout Effects
    ) throws -> SavedAlias {
        let id = head.document.id
        try checkRoomForAlias(of: head, pointer: "/document")
        let reached = try database.takeOverNumbering(folded: alias.folded, for: id).metadataRevision
        let revision = max(head.metadataRevision, reached) + 1
        try database.insert(alias, .alias, documentID: id, revision: revision)
        try note(head, behind: reached, at: time, forced: forced, on: database, &effects)
        let found = try database.alias(alias)
        return SavedAlias(target: found.target, etag: found.entry.etag, created: created)
    }

    private func note(
        _ head: HeadRecord, behind reached: Int = 0, at time: Timestamp, forced: Bool, on database: Database,
        _ effects: inout Effects
    ) throws {
        let revision = MetadataRevision(caller: caller, at: time, forced: forced)
        let revised = try revision.noteAliases(of: head, behind: reached, on: database)
        try effects.note(
            .revised(revised), .metadataUpdated, etag: revised.document.metadataETag, by: caller, at: time,
            on: database)
    }
}
