internal import GRDB
internal import Synchronization
internal import TruceDocument

extension SQLiteStore {
    /// The conflict that a refused change of metadata is to its caller.
    func metadataProblem(
        state: NameState, name: DocumentName, attempted: RefusalLog.Attempted
    ) async throws(Problem) -> Problem {
        guard let documentID = state.documentID else { throw Problem.notFound(name.text) }
        let tag = attempted.precondition.lastTag
        let number = tag.flatMap { $0.isWeak ? nil : revisionNumber($0.opaque[...]) }
        var found = try await revisions(of: documentID, attempted: number, current: state.living?.metadataRevision)
        if found.attempted == nil, let number {
            found.attempted = try await read { try $0.revision(number, folded: name.folded) }
        }
        let attempt = Attempt(version: found.attempted == nil ? nil : number, etag: tag)
        let refusal = note(attempted, base: found.attempted?.at)
        guard let head = state.living, let current = found.current else {
            return try deleted(state, name, attempt, refusal)
        }
        let yours = attempt.version.map { "You changed metadata m\($0)" } ?? neverGivenOut
        return Problem(
            .stateMismatch(
                StateMismatch(
                    attempted: attempt, currentVersion: head.metadataRevision,
                    currentETag: head.document.metadataETag, changedBy: current.by, changedAt: current.at,
                    baseAgeSeconds: refusal.baseAge, repeated: refusal.repeated,
                    href: Href.metadata(of: head.document.name), current: .metadata(head.document.metadata))),
            detail: "\(yours); \(current.by) made m\(head.metadataRevision)." + refusal.advice,
            instance: refusal.instance)
    }

    /// The conflict that a refused change of an alias is to its caller.
    func aliasProblem(
        _ entry: NameEntry, target: HeadRecord, attempted: RefusalLog.Attempted
    ) async throws(Problem) -> Problem {
        let tag = attempted.precondition.lastTag
        let parts = tag.map { $0.isWeak ? [] : $0.opaque.split(separator: ".", maxSplits: 1) } ?? []
        let number = parts.count == 2 ? revisionNumber(parts[1]) : nil
        let base = try await revisions(of: parts.first.map(String.init) ?? "", attempted: number, current: nil)
        let current = try await revisions(of: entry.documentID, attempted: nil, current: entry.revision).current
        let refusal = note(attempted, base: base.attempted?.at)
        let by = current?.by ?? target.document.updatedBy
        return Problem(
            .stateMismatch(
                StateMismatch(
                    attempted: Attempt(version: nil, etag: tag), currentVersion: nil, currentETag: entry.etag,
                    changedBy: by, changedAt: current?.at ?? target.document.updatedAt,
                    baseAgeSeconds: refusal.baseAge, repeated: refusal.repeated, href: Href.alias(entry.text),
                    current: .alias(document: target.document.name))),
            detail: "\(base.attempted == nil ? neverGivenOut : "You read another state of the alias"); \(by) made it "
                + "lead to \(target.document.name)." + refusal.advice,
            instance: refusal.instance)
    }

    private func deleted(
        _ state: NameState, _ name: DocumentName, _ attempt: Attempt, _ refusal: NotedRefusal
    ) throws(Problem) -> Problem {
        guard let tombstone = state.tombstone else { throw Problem.notFound(name.text) }
        return Problem(
            .documentDeleted(
                DocumentDeleted(
                    attempted: attempt, deletedBy: tombstone.deletedBy, deletedAt: tombstone.deletedAt,
                    lastVersion: tombstone.lastVersion, baseAgeSeconds: refusal.baseAge, repeated: refusal.repeated,
                    base: nil)),
            detail: "\(tombstone.deletedBy) deleted \(name.text) after version \(tombstone.lastVersion).",
            instance: refusal.instance)
    }

    /// When two metadata tags of a document came about, and by whom; nil for one that was never given out.
    func revisions(
        of documentID: String, attempted: Int?, current: Int?
    ) async throws(Problem) -> (attempted: Revision?, current: Revision?) {
        try await read { database in
            func revision(_ number: Int?) throws -> Revision? {
                try number.flatMap { try database.revision($0, documentID: documentID) }
            }
            return (try revision(attempted), try revision(current))
        }
    }

    private func note(_ attempted: RefusalLog.Attempted, base: Timestamp?) -> NotedRefusal {
        let id = makeID()
        let time = now()
        let repeated = conflicts.note(attempted.identity, at: time)
        return NotedRefusal(id: id, repeated: repeated, baseAge: base.map { max(0, time.seconds(since: $0)) })
    }
}

private let neverGivenOut = "Your tag was never given out for this resource"

/// A refusal that was noted, and what its conflict says of that.
private struct NotedRefusal {
    let id: String
    let repeated: Int
    /// Seconds since the state came about that the caller had read.
    let baseAge: Int?

    var instance: String { "/v1/conflicts/\(id)" }
    var advice: String {
        repeated > 0 ? " The same change was refused before: read the current state first." : ""
    }
}

extension NameState {
    fileprivate var living: HeadRecord? { if case .living(let head) = self { head } else { nil } }

    fileprivate var tombstone: Tombstone? {
        switch self {
        case .free(let tombstone, _), .gone(let tombstone): tombstone
        case .living, .left, .neverUsed: nil
        }
    }
}
