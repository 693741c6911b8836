internal import GRDB
public import TruceDocument

extension SQLiteStore {
    public func list(_ query: DocumentQuery, as caller: Caller) async throws(Problem) -> Page<Document> {
        let statement = try ListStatement(query)
        return try await read { database in
            let rows = try Row.fetchAll(
                database.cachedStatement(sql: statement.sql), arguments: statement.arguments)
            let heads = try rows.prefix(query.page.limit).map(HeadRecord.init)
            guard rows.count > query.page.limit, let last = heads.last else {
                return Page(items: heads.map(\.document), next: nil)
            }
            let cursor: DocumentCursor =
                switch query.sort {
                case .name: .name(folded: rows[heads.count - 1]["folded_name"])
                case .updated: .updated(at: last.document.updatedAt.milliseconds, id: last.document.id)
                }
            return Page(items: heads.map(\.document), next: cursor.text)
        }
    }
}

/// A query as SQL; one row more than the page holds tells whether there is another.
private struct ListStatement: Sendable {
    private(set) var sql: String
    private(set) var arguments = StatementArguments()

    init(_ query: DocumentQuery) throws(Problem) {
        sql = HeadRecord.sql + " WHERE d.deleted_at IS NULL"
        if let text = query.text, !text.isEmpty { demand("instr(d.searched, ?) > 0", [text.lowercased()]) }
        if let status = query.status { demand("d.status = ?", [status]) }
        if let tag = query.tag { demand("EXISTS (SELECT 1 FROM json_each(d.tags) WHERE value = ?)", [tag]) }
        if let externalID = query.externalID { demand("d.external_id = ?", [externalID]) }
        let cursor: DocumentCursor? =
            if let text = query.page.cursor { try DocumentCursor(text, sort: query.sort) } else { nil }
        switch cursor {
        case .name(let folded)?: demand("d.folded_name > ?", [folded])
        case .updated(let at, let id)?: demand("(d.updated_at, d.id) < (?, ?)", [at, id])
        case nil: break
        }
        sql += query.sort == .name ? " ORDER BY d.folded_name" : " ORDER BY d.updated_at DESC, d.id DESC"
        sql += " LIMIT ?"
        arguments += [query.page.limit + 1]
    }

    private mutating func demand(_ condition: String, _ values: StatementArguments) {
        sql += " AND " + condition
        arguments += values
    }
}
