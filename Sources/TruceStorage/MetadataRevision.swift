internal import GRDB
internal import TruceDocument

/// One change of what is said about a document beside its text: of metadata, status, name or aliases. Each has a tag of
/// its own, and who made it and when is kept.
struct MetadataRevision {
    let caller: Caller
    let at: Timestamp
    /// Whether the precondition was `*`, which overwrites what nobody has seen.
    let forced: Bool

    /// Gives the document this metadata, if a document may have it; a new name leaves the old one behind as an alias.
    ///
    /// - Parameter reached: the revision behind which this one comes, if the document's own is no higher.
    func apply(
        _ metadata: Metadata, to head: HeadRecord, behind reached: Int = 0, on database: Database
    ) throws -> HeadRecord {
        let name = try DocumentName(checking: metadata.name, pointer: "/name")
        let id = head.document.id
        var revision = max(head.metadataRevision, reached) + 1
        if metadata.name != head.document.name {
            revision = try rename(head, to: name, revision: revision, on: database)
        }
        try database.cachedStatement(
            sql: """
                UPDATE documents SET name = ?, folded_name = ?, title = ?, searched = ?, external_id = ?, media_type = ?,
                    status = ?, tags = ?, metadata_revision = ?, updated_at = ?, updated_by = ?
                WHERE id = ?
                """
        ).execute(arguments: [
            name.text, name.folded, metadata.title, searched(name: name.text, title: metadata.title),
            metadata.externalID, metadata.mediaType, metadata.status, listed(metadata.tags), revision,
            at.milliseconds, caller.actor, id,
        ])
        if metadata.mediaType != head.document.mediaType {
            try database.setMediaType(metadata.mediaType, since: head.nextVersion, documentID: id)
        }
        try database.insertRevision(revision, documentID: id, at: at, by: caller.actor, forced: forced)
        guard let revised = try database.head(id: id) else { throw Damage(what: "the document \(id) is missing") }
        return revised
    }

    /// Notes that the aliases of the document have changed, which are part of it and not of its metadata.
    func noteAliases(of head: HeadRecord, behind reached: Int = 0, on database: Database) throws -> HeadRecord {
        try apply(head.document.metadata, to: head, behind: reached, on: database)
    }

    /// Gives the document another name; gives the revision that this makes, which goes on behind what earlier documents
    /// of that name had come to.
    private func rename(
        _ head: HeadRecord, to name: DocumentName, revision: Int, on database: Database
    ) throws -> Int {
        let id = head.document.id
        let old = try DocumentName(checking: head.document.name)
        guard old.folded != name.folded else {
            try database.cachedStatement(sql: "UPDATE names SET text = ? WHERE folded = ?")
                .execute(arguments: [name.text, name.folded])
            // What an alias answers is the document's name, as it is spelled.
            try database.cachedStatement(sql: "UPDATE names SET revision = ? WHERE document_id = ?")
                .execute(arguments: [revision, id])
            return revision
        }
        // Its own alias changes places with the name.
        if !head.foldedNames.contains(name.folded) { try checkRoomForAlias(of: head, pointer: "/name") }
        let reached = try database.takeOverNumbering(folded: name.folded, for: id)
        let revision = max(revision, reached.metadataRevision + 1)
        // It may be an alias of the document itself.
        try database.cachedStatement(sql: "DELETE FROM names WHERE folded = ?").execute(arguments: [name.folded])
        // What an alias answers is the document's name.
        try database.cachedStatement(sql: "UPDATE names SET kind = 'alias', revision = ? WHERE document_id = ?")
            .execute(arguments: [revision, id])
        try database.insert(name, .name, documentID: id, revision: revision)
        return revision
    }
}

extension Database {
    func insertRevision(_ revision: Int, documentID: String, at: Timestamp, by actor: String, forced: Bool) throws {
        try cachedStatement(
            sql: "INSERT INTO metadata_revisions (document_id, revision, at, by, forced) VALUES (?, ?, ?, ?, ?)"
        ).execute(arguments: [documentID, revision, at.milliseconds, actor, forced])
    }

    /// Gives the document's versions from a number on this media type; those before it keep theirs.
    func setMediaType(_ mediaType: String, since number: Int, documentID: String) throws {
        try cachedStatement(sql: "INSERT OR REPLACE INTO media_types (document_id, since, media_type) VALUES (?, ?, ?)")
            .execute(arguments: [documentID, number, mediaType])
    }

    /// When a metadata tag came about, and by whom; nil for one that was never given out.
    func revision(_ revision: Int, documentID: String) throws -> Revision? {
        let sql = "SELECT at, by FROM metadata_revisions WHERE document_id = ? AND revision = ?"
        return try Row.fetchOne(cachedStatement(sql: sql), arguments: [documentID, revision]).map { row in
            Revision(at: Timestamp(milliseconds: row["at"]), by: row["by"])
        }
    }

    /// The same of the documents that bear the name, or bore it last: its numbers only grow.
    func revision(_ revision: Int, folded: String) throws -> Revision? {
        let sql = "SELECT id FROM documents WHERE folded_name = ? ORDER BY created_at DESC"
        for id in try String.fetchAll(cachedStatement(sql: sql), arguments: [folded]) {
            if let found = try self.revision(revision, documentID: id) { return found }
        }
        return nil
    }
}

/// When a metadata tag came about, and by whom.
struct Revision: Hashable, Sendable {
    let at: Timestamp
    let by: String
}

/// What a search in lists looks at.
func searched(name: String, title: String) -> String { "\(name)\n\(title)".lowercased() }

/// A list as a column keeps it.
func listed(_ tags: [String]) -> String { String(decoding: JSON.array(tags.map(JSON.string)).bytes, as: UTF8.self) }
