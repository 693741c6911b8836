internal import GRDB
public import TruceDocument

extension SQLiteStore: VersionSource {
    public func document(_ name: String, as caller: Caller) async throws(Problem) -> Document {
        try await headRecord(DocumentName(checking: name)).document
    }

    public func head(_ name: String, as caller: Caller) async throws(Problem) -> Head {
        let head = try await headRecord(DocumentName(checking: name))
        let stored = try await storedText(documentID: head.document.id, number: head.version.number)
        return Head(document: head.document, content: stored.content)
    }

    public func versions(
        of name: String, page: PageRequest, as caller: Caller
    ) async throws(Problem) -> Page<Version> {
        let name = try DocumentName(checking: name)
        let before = try page.cursor.map(VersionCursor.init)?.before ?? Int.max
        return try await read { database in
            guard let id = try database.historyID(of: name) else { throw try database.notFound(name) }
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT \(Version.columns) FROM versions WHERE document_id = ? AND number < ?
                        ORDER BY number DESC LIMIT ?
                        """), arguments: [id, before, page.limit + 1])
            let items = try rows.prefix(page.limit).map(Version.init)
            let next = rows.count > page.limit ? items.last.map { VersionCursor(before: $0.number).text } : nil
            return Page(items: items, next: next)
        }
    }

    public func version(_ number: Int, of name: String, as caller: Caller) async throws(Problem) -> Version {
        let name = try DocumentName(checking: name)
        if let head = cache.head(name), head.version.number == number { return head.version }
        return try await read { database in
            guard let id = try database.historyID(of: name) else { throw try database.notFound(name) }
            guard let version = try database.version(documentID: id, number: number) else {
                throw noVersion(number)
            }
            return version
        }
    }

    public func content(
        ofVersion number: Int, of name: String, as caller: Caller
    ) async throws(Problem) -> [UInt8] {
        try await text(ofVersion: number, of: name, as: caller).content
    }

    public func text(
        ofVersion number: Int, of name: String, as caller: Caller
    ) async throws(Problem) -> VersionText {
        let name = try DocumentName(checking: name)
        if let id = cache.head(name)?.document.id, let stored = cache.text(documentID: id, number: number) {
            return stored
        }
        let (id, stored): (String, VersionText) = try await read { database in
            guard let id = try database.historyID(of: name) else { throw try database.notFound(name) }
            guard let stored = try database.text(documentID: id, number: number) else {
                throw noVersion(number)
            }
            return (id, stored)
        }
        cache.keep(stored, documentID: id)
        return stored
    }

    /// The head of a living document, from memory or else from the database.
    func headRecord(_ name: DocumentName) async throws(Problem) -> HeadRecord {
        if let head = cache.head(name) { return head }
        let fill = cache.beginFill()
        var found: HeadRecord?
        defer { cache.finish(fill, head: found) }
        let head = try await read { database in
            guard let head = try database.head(name) else { throw try database.notFound(name) }
            return head
        }
        found = head
        return head
    }

    /// The text of a version that exists, from memory or else from the database.
    func storedText(documentID: String, number: Int) async throws(Problem) -> VersionText {
        if let stored = cache.text(documentID: documentID, number: number) { return stored }
        let stored: VersionText = try await read { database in
            guard let stored = try database.text(documentID: documentID, number: number) else {
                throw Damage(what: "version \(number) of \(documentID) is missing")
            }
            return stored
        }
        cache.keep(stored, documentID: documentID)
        return stored
    }
}

private func noVersion(_ number: Int) -> Problem {
    Problem(.notFound, detail: "The document has no version \(number).")
}
