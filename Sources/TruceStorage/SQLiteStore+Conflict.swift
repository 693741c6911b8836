internal import GRDB
internal import TruceDocument

extension SQLiteStore {
    /// The conflict that a refusal is to its caller, with every member that makes it resolvable. Texts are immutable, so
    /// they are read outside the writer's queue.
    func problem(
        for refusal: Refusal, state: NameState, name: DocumentName, attempted: RefusalLog.Attempted
    ) async throws(Problem) -> Problem {
        let id = makeID()
        let time = now()
        let base = try await attemptedBase(of: attempted, state: state, name: name)
        let attempt = Attempt(version: base?.stored.version.number, etag: attempted.precondition.lastTag)
        let age = base.map { max(0, time.seconds(since: $0.stored.version.at)) }
        let repeated = conflicts.note(attempted.identity, at: time)
        var problem: Problem
        switch (state, refusal) {
        case (.living(let head), .alreadyExists):
            problem = Problem(
                .alreadyExists(
                    AlreadyExists(
                        name: head.document.name, existing: Existing(head.document),
                        current: try await current(head, etag: head.version.etag))),
                detail: "\(head.document.name) exists already: \(head.version.author) saved version "
                    + "\(head.version.number).")
        case (.living(let head), _):
            let etag = attempted.digest == nil ? head.document.etag : head.version.etag
            var mismatch = VersionMismatch(
                attempted: attempt, current: try await current(head, etag: etag), baseAgeSeconds: age,
                repeated: repeated, base: linked(base, head: head))
            var detail = staleDetail(attempt, head: head)
            // The text is what the caller had read: then it is what is said about it that has changed.
            if attempted.digest == nil, base?.documentID == head.document.id,
                base?.stored.version.number == head.version.number
            {
                let revisions = try await revisions(
                    of: head.document.id, attempted: attempt.metadataRevision, current: head.metadataRevision)
                if let current = revisions.current {
                    mismatch.current.changedBy = current.by
                    mismatch.current.changedAt = current.at
                    mismatch.baseAgeSeconds = revisions.attempted.map { max(0, time.seconds(since: $0.at)) } ?? age
                    let yours = attempt.metadataRevision.map { "You read metadata m\($0)" } ?? "You read other metadata"
                    detail = "\(yours); \(current.by) made m\(head.metadataRevision)."
                }
            }
            if repeated > 0 { detail += " \(refusedBefore(isDeletion: attempted.digest == nil))" }
            problem = Problem(.versionMismatch(mismatch), detail: detail)
        case (.gone(let tombstone), .alreadyExists):
            problem = .idConflict(name, id: tombstone.documentID)
        case (.free(let tombstone, _), _), (.gone(let tombstone), _):
            problem = Problem(
                .documentDeleted(
                    DocumentDeleted(
                        attempted: attempt, deletedBy: tombstone.deletedBy, deletedAt: tombstone.deletedAt,
                        lastVersion: tombstone.lastVersion, baseAgeSeconds: age, repeated: repeated,
                        base: linked(base, head: nil))),
                detail: "\(tombstone.deletedBy) deleted \(name.text) after version \(tombstone.lastVersion). "
                    + (attempted.digest == nil
                        ? "It is gone already: nothing is left to delete."
                        : "To bring it back, \(wayBack(state)) with If-None-Match: *."))
        case (.left, _), (.neverUsed, _):
            throw Problem.notFound(name.text)
        }
        problem.instance = "/v1/conflicts/\(id)"
        problem.subject = state.subject
        return problem
    }

    /// A version that was given out, and the document it belongs to.
    private struct Base {
        var documentID: String
        var stored: VersionText
    }

    /// The version whose tag the caller sent, if that tag was ever given out for what it changes.
    private func attemptedBase(
        of attempted: RefusalLog.Attempted, state: NameState, name: DocumentName
    ) async throws(Problem) -> Base? {
        guard let tag = attempted.precondition.lastTag, !tag.isWeak else { return nil }
        let content: ETag
        if attempted.digest == nil {
            // A deletion: the document's own tag, "m7.18-9c1f0b2d77aa".
            let parts = tag.opaque.split(separator: ".", maxSplits: 1)
            guard parts.count == 2, let revision = revisionNumber(parts[0]), revision <= state.metadataRevision else {
                return nil
            }
            content = ETag(String(parts[1]))
        } else {
            content = tag
        }
        guard let number = content.opaque.split(separator: "-").first.flatMap({ Int(positive: $0) }),
            let found = try await text(number: number, tagged: content, of: name, state: state)
        else { return nil }
        return found
    }

    /// The version with this number and tag, in the history of whatever document bore the name when it was made.
    private func text(
        number: Int, tagged tag: ETag, of name: DocumentName, state: NameState
    ) async throws(Problem) -> Base? {
        let known = state.documentID
        if let known, let stored = cache.text(documentID: known, number: number), stored.version.etag == tag {
            return Base(documentID: known, stored: stored)
        }
        let found: Base? = try await read { database in
            let ids = [known].compactMap { $0 } + (try database.documentIDs(folded: name.folded, number: number))
            for id in ids {
                guard try database.version(documentID: id, number: number)?.etag == tag else { continue }
                return try database.text(documentID: id, number: number).map { Base(documentID: id, stored: $0) }
            }
            return nil
        }
        if let found { cache.keep(found.stored, documentID: found.documentID) }
        return found
    }

    private func current(_ head: HeadRecord, etag: ETag) async throws(Problem) -> Current {
        let stored = try await storedText(documentID: head.document.id, number: head.version.number)
        return Current(
            version: head.version.number, etag: etag, changedBy: head.version.author, changedAt: head.version.at,
            content: LinkedContent(
                href: Href.content(ofVersion: head.version.number, of: head.document.name),
                inline: inline(stored.content)))
    }

    /// The base as a link: by name where the name still leads to it, otherwise by id.
    private func linked(_ base: Base?, head: HeadRecord?) -> LinkedContent? {
        guard let base else { return nil }
        let name = head.flatMap { $0.document.id == base.documentID ? $0.document.name : nil } ?? base.documentID
        return LinkedContent(
            href: Href.content(ofVersion: base.stored.version.number, of: name), inline: inline(base.stored.content))
    }
}

/// Texts of at most 1 MiB travel inside a conflict.
private func inline(_ content: [UInt8]) -> LinkedContent.Inline {
    guard content.count <= 1 << 20 else { return .omitted(.tooLarge) }
    return String(validating: content, as: UTF8.self).map { .content($0) } ?? .omitted(.notUTF8)
}

private func staleDetail(_ attempt: Attempt, head: HeadRecord) -> String {
    let yours =
        attempt.version.map { "You edited version \($0)" } ?? "Your tag was never given out for this resource"
    return "\(yours); \(head.version.author) saved version \(head.version.number)."
}

/// What brings a deleted document back: its id leads to it for ever, and so to no new one.
private func wayBack(_ state: NameState) -> String {
    if case .gone = state { "save it under a name" } else { "save" }
}

private func refusedBefore(isDeletion: Bool) -> String {
    isDeletion
        ? "The same deletion was refused before: look at the document first."
        : "The same save was refused before: fetch the current version first, and merge."
}

extension Attempt {
    /// The 7 of a document's tag `"m7.18-9c1f0b2d77aa"`.
    fileprivate var metadataRevision: Int? {
        etag.flatMap { revisionNumber($0.opaque.prefix { $0 != "." }) }
    }
}

/// The 7 of `m7`.
func revisionNumber(_ text: Substring) -> Int? {
    text.first == "m" ? Int(positive: text.dropFirst()) : nil
}

extension NameState {
    /// The document that bears the name, or bore it last.
    var documentID: String? {
        switch self {
        case .living(let head): head.document.id
        case .free(let tombstone, _), .gone(let tombstone): tombstone.documentID
        case .left, .neverUsed: nil
        }
    }

    fileprivate var metadataRevision: Int {
        switch self {
        case .living(let head): head.metadataRevision
        case .free(let tombstone, _), .gone(let tombstone): tombstone.metadataRevision
        case .left, .neverUsed: 0
        }
    }
}

extension Precondition {
    /// The tag that the caller had read; of a list the last, of `*` none.
    var lastTag: ETag? {
        guard case .ifMatch(.tags(let tags)) = self else { return nil }
        return tags.last
    }
}
