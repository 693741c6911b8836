internal import GRDB
internal import TruceDocument

extension Database {
    /// What stands under `name`, which is a name, an alias or an id.
    func state(of name: DocumentName) throws -> NameState {
        if let head = try head(name) { return .living(head) }
        if let id = try documentID(name) {
            let gone = try Row.fetchOne(cachedStatement(sql: "SELECT * FROM documents WHERE id = ?"), arguments: [id])
            return gone.flatMap(Tombstone.init).map(NameState.gone) ?? .neverUsed
        }
        let grave = try Row.fetchOne(
            cachedStatement(
                sql: """
                    SELECT t.last_version, t.metadata_revision, d.id, d.deleted_by, d.deleted_at, d.head
                    FROM tombstones t JOIN documents d ON d.id = t.document_id WHERE t.folded_name = ?
                    """), arguments: [name.folded])
        guard let grave else { return .neverUsed }
        let reached = Numbering(grave)
        return Tombstone(grave).map { .free(after: $0, reached: reached) } ?? .left(reached: reached)
    }

    /// Why nothing is found under `name`: what was there may have been deleted.
    func notFound(_ name: DocumentName) throws -> Problem {
        switch try state(of: name) {
        case .free(let tombstone, _), .gone(let tombstone):
            Problem(
                .deleted(
                    Deletion(
                        id: tombstone.documentID, deletedBy: tombstone.deletedBy, deletedAt: tombstone.deletedAt,
                        lastVersion: tombstone.lastVersion)),
                detail: "There is no document named \(name.text): \(tombstone.deletedBy) deleted it after version "
                    + "\(tombstone.lastVersion). Its versions are read by its id, \(tombstone.documentID).")
        case .living, .left, .neverUsed: Problem.notFound(name.text)
        }
    }

    /// The living document with this id, name or alias. What is an id leads to its own document and to no other.
    func head(_ name: DocumentName) throws -> HeadRecord? {
        if let id = try documentID(name) { return try head(id: id) }
        return try head(folded: name.folded)
    }

    /// The id that `name` is, of a living or a deleted document; nil where it is none.
    func documentID(_ name: DocumentName) throws -> String? {
        guard let id = name.asID else { return nil }
        return try String.fetchOne(cachedStatement(sql: "SELECT id FROM documents WHERE id = ?"), arguments: [id])
    }

    private func head(folded: String) throws -> HeadRecord? {
        let sql = HeadRecord.sql + " JOIN names n ON n.document_id = d.id WHERE n.folded = ?"
        return try Row.fetchOne(cachedStatement(sql: sql), arguments: [folded]).map(HeadRecord.init)
    }

    /// The living document with this id.
    func head(id: String) throws -> HeadRecord? {
        let sql = HeadRecord.sql + " WHERE d.id = ? AND d.deleted_at IS NULL"
        return try Row.fetchOne(cachedStatement(sql: sql), arguments: [id]).map(HeadRecord.init)
    }

    /// The living document with this external id.
    func head(externalID: String) throws -> HeadRecord? {
        let sql = HeadRecord.sql + " WHERE d.external_id = ? AND d.deleted_at IS NULL"
        return try Row.fetchOne(cachedStatement(sql: sql), arguments: [externalID]).map(HeadRecord.init)
    }

    /// The id of the document whose history `name` names: the id of any, or the name or alias of a living one.
    func historyID(of name: DocumentName) throws -> String? {
        try documentID(name)
            ?? String.fetchOne(
                cachedStatement(sql: "SELECT document_id FROM names WHERE folded = ?"), arguments: [name.folded])
    }

    func text(documentID: String, number: Int) throws -> VersionText? {
        let sql = """
            SELECT \(Version.columns), encoding, content,
                (SELECT media_type FROM media_types WHERE document_id = v.document_id AND since <= v.number
                    ORDER BY since DESC LIMIT 1) AS media_type
            FROM versions v WHERE document_id = ? AND number = ?
            """
        guard let row = try Row.fetchOne(cachedStatement(sql: sql), arguments: [documentID, number]) else { return nil }
        return VersionText(version: try Version(row), mediaType: row["media_type"], content: try content(row))
    }

    func version(documentID: String, number: Int) throws -> Version? {
        let sql = "SELECT \(Version.columns) FROM versions WHERE document_id = ? AND number = ?"
        return try Row.fetchOne(cachedStatement(sql: sql), arguments: [documentID, number]).map(Version.init)
    }

    /// The documents that had version `number` and bear the name `folded`, or bore it last.
    func documentIDs(folded: String, number: Int) throws -> [String] {
        let sql = """
            SELECT d.id FROM documents d JOIN versions v ON v.document_id = d.id
            WHERE d.folded_name = ? AND v.number = ?
            """
        return try String.fetchAll(cachedStatement(sql: sql), arguments: [folded, number])
    }
}

extension DocumentName {
    /// The id that the name may be, which is compared without regard to case, as names are; nil for what has not the form
    /// of one.
    var asID: String? { folded.utf8.count == ULID.length ? folded.uppercased() : nil }
}
