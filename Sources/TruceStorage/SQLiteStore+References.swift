internal import GRDB
public import TruceDocument

extension SQLiteStore {
    public func dependents(
        of name: String, page: PageRequest, as caller: Caller
    ) async throws(Problem) -> Page<Dependent> {
        let id = try await headRecord(DocumentName(checking: name)).document.id
        let after: String? =
            switch try page.cursor.map({ text throws(Problem) in try DocumentCursor(text, sort: .name) }) {
            case .name(let folded)?: folded
            default: nil
            }
        return try await read { database in
            let found = try database.dependents(of: id, after: after, limit: page.limit + 1)
            let items = found.prefix(page.limit)
            let next = found.count > page.limit ? items.last.map { DocumentCursor.name(folded: $0.folded).text } : nil
            return Page(items: items.map(\.dependent), next: next)
        }
    }
}

extension Database {
    /// A document that refers to another, with its place in the order of names.
    struct FoundDependent {
        let dependent: Dependent
        let folded: String
    }

    /// The first documents behind `after` whose text refers to this one by its name or an alias; not itself. Deleted
    /// documents refer to nothing.
    func dependents(of documentID: String, after: String? = nil, limit: Int) throws -> [FoundDependent] {
        let sql = """
            SELECT name, title, folded_name FROM documents
            WHERE id IN (\(Self.referringIDs)) AND (?2 IS NULL OR folded_name > ?2)
            ORDER BY folded_name LIMIT ?3
            """
        return try Row.fetchAll(cachedStatement(sql: sql), arguments: [documentID, after, limit]).map { row in
            let name: String = row["name"]
            return FoundDependent(
                dependent: Dependent(name: name, href: Href.document(name), title: row["title"]),
                folded: row["folded_name"])
        }
    }

    /// Why a document cannot be deleted without leaving references that lead nowhere; nil where it can.
    func hasDependents(_ head: HeadRecord) throws -> Problem? {
        let id = head.document.id
        let total = try Int.fetchOne(
            cachedStatement(sql: "SELECT count(*) FROM (\(Self.referringIDs))"), arguments: [id])
        guard let total, total > 0 else { return nil }
        let first = try dependents(of: id, limit: Dependents.shown).map(\.dependent)
        let named = first.prefix(3).map(\.name).joined(separator: ", ") + (total > 3 ? " and others" : "")
        return Problem(
            .hasDependents(Dependents(first, total: total)),
            detail: "\(total) \(total == 1 ? "document refers" : "documents refer") to \(head.document.name): \(named)."
        )
    }

    private static let referringIDs = """
        SELECT DISTINCT l.document_id FROM names n JOIN links l ON l.folded = n.folded
        WHERE n.document_id = ?1 AND l.document_id <> ?1
        """
}
