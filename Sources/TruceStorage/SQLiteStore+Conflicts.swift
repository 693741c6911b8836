internal import FoundationEssentials
internal import GRDB
public import TruceDocument

extension SQLiteStore: ConflictKeeper {
    public func keep(_ refused: RefusedRequest) async -> String {
        var refused = refused
        let id = refused.problem.conflictID ?? makeID()
        // What was refused before the store was asked is about what the name leads to now, and not by the time of writing.
        if refused.problem.subject == nil, let name = refused.namedDocument {
            refused.problem.subject = try? await subject(ofConflictAt: name)
        }
        if conflicts.add(ConflictRecord(id: id, at: now(), refused), about: refused.problem.subject) {
            Task { [weak self] in
                try? await Task.sleep(for: .milliseconds(ConflictBook.pause))
                await self?.writeConflicts()
            }
        }
        return id
    }

    public func conflicts(_ query: ConflictQuery, as caller: Caller) async throws(Problem) -> Page<ConflictRecord> {
        let name = try query.document.map { text throws(Problem) in try DocumentName(checking: text) }
        let after = try query.after.map { text throws(Problem) in
            guard let id = ULID(text) else {
                throw Problem(.malformedRequest, detail: "after is the id of a conflict; '\(text)' is none.")
            }
            return id
        }
        let filter = try ConflictStatement(query)
        await catchUp()
        return try await read { database in
            var statement = filter
            if let name { statement.demand(name, id: try database.state(of: name).documentID) }
            if let after {
                statement.demand(after: after, writtenAs: try database.conflictSequence(after.text))
            }
            statement.end(limit: query.page.limit + 1)
            let rows = try Row.fetchAll(database.cachedStatement(sql: statement.sql), arguments: statement.arguments)
            let shown = rows.prefix(query.page.limit)
            let next = rows.count > shown.count ? shown.last.map { ConflictCursor(before: $0["sequence"]).text } : nil
            return Page(items: try shown.map(ConflictRecord.init), next: next)
        }
    }

    public func conflict(_ id: String, as caller: Caller) async throws(Problem) -> ConflictRecord {
        await catchUp()
        let found = try await read { database in
            let sql = "SELECT \(ConflictRecord.columns) FROM conflicts WHERE id = ?"
            return try Row.fetchOne(database.cachedStatement(sql: sql), arguments: [id]).map(ConflictRecord.init)
        }
        guard let found else {
            throw Problem(.notFound, detail: "No conflict \(id) is kept: the last \(ConflictRecord.maximumCount) are.")
        }
        return found
    }

    public func conflictGroups(as caller: Caller) async throws(Problem) -> [ConflictGroup] {
        await catchUp()
        return conflicts.groups(at: now())
    }

    public func figures() -> StoreFigures {
        let sizes = ["", "-wal"].map { suffix in
            (try? FileManager.default.attributesOfItem(atPath: path + suffix)[.size] as? Int) ?? 0
        }
        let closed = conflicts.closed
        return StoreFigures(bytes: sizes.reduce(0, +), resolved: closed.resolved, abandoned: closed.abandoned)
    }

    /// The document that a request names, however it spells it.
    private func subject(ofConflictAt text: String) async throws(Problem) -> Problem.Subject? {
        let name = try DocumentName(checking: text)
        if let head = cache.head(name) { return Problem.Subject(head) }
        return try await read { database in try database.state(of: name).subject }
    }

    /// Writes the refusals that wait. What the disk does not take is lost: they were answered, and saves matter more.
    func writeConflicts() async {
        let spikes = try? await writer.perform(cost: 0) { [conflicts, now] database, effects in
            try conflicts.write(at: now(), on: database, &effects)
        }
        conflicts.announce(spikes ?? [])
    }

    /// Sees to it that who reads finds what was answered before.
    private func catchUp() async {
        if conflicts.mustWrite(at: now()) { await writeConflicts() }
    }
}

extension NameState {
    /// What a conflict is about that was met here and that no save resolves.
    var subject: Problem.Subject? {
        if case .living(let head) = self { return Problem.Subject(head) }
        return documentID.map { Problem.Subject(id: $0, name: nil) }
    }
}

extension Problem.Subject {
    fileprivate init(_ head: HeadRecord) { self.init(id: head.document.id, name: head.document.name) }
}

/// A query as SQL; one row more than the page holds tells whether there is another.
private struct ConflictStatement {
    private(set) var sql = "SELECT \(ConflictRecord.columns) FROM conflicts WHERE 1"
    private(set) var arguments: StatementArguments = []

    init(_ query: ConflictQuery) throws(Problem) {
        if let reason = query.reason { demand("reason = ?", [reason.rawValue]) }
        if let cursor = query.page.cursor { demand("sequence < ?", [try ConflictCursor(cursor).before]) }
    }

    /// Those that were written after one. Of one that is not kept only the time is known that is in its id: what is
    /// forgotten is older than all that is kept, and what was never written was one of many.
    mutating func demand(after id: ULID, writtenAs sequence: Int64?) {
        if let sequence { demand("sequence > ?", [sequence]) } else { demand("at >= ?", [id.time.milliseconds]) }
    }

    /// Those of the document that the name leads to, whatever it was called then, and those that were met at the name.
    mutating func demand(_ name: DocumentName, id: String?) {
        sql += " AND (subject = ? OR folded_document = ?)"
        arguments += [id, name.folded]
    }

    mutating func end(limit: Int) {
        sql += " ORDER BY sequence DESC LIMIT ?"
        arguments += [limit]
    }

    private mutating func demand(_ condition: String, _ values: StatementArguments) {
        sql += " AND " + condition
        arguments += values
    }
}
