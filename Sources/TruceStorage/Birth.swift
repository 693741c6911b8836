internal import GRDB
internal import TruceDocument

/// A document that begins, with its first version.
struct Birth {
    let new: NewDocument
    let name: DocumentName
    let version: Int
    let metadataRevision: Int
    let digest: Digest
    let message: String
    let actor: String
    let at: Timestamp
    /// The first status of the workflow.
    let status: String

    func insert(id: String, on database: Database) throws -> HeadRecord {
        let first = Version(
            number: version, parent: nil, author: actor, at: at, message: message, size: new.content.count,
            digest: digest)
        let document = Document(
            id: id, name: name.text, title: new.title ?? "", externalID: new.externalID,
            mediaType: new.mediaType ?? MediaType.guess(name.text).rawValue, status: status, tags: new.tags,
            version: version, size: new.content.count, metadataETag: .metadata(revision: metadataRevision),
            contentETag: first.etag, createdAt: at, createdBy: actor, updatedAt: at, updatedBy: actor)
        try insert(document, on: database)
        try database.insert(first, documentID: id, content: new.content)
        try database.setMediaType(document.mediaType, since: version, documentID: id)
        try database.insert(name, .name, documentID: id, revision: metadataRevision)
        try database.insertRevision(metadataRevision, documentID: id, at: at, by: actor, forced: false)
        try database.forgetNumbering(folded: name.folded)
        try database.link(documentID: id, to: new.content)
        return HeadRecord(
            document: document, metadataRevision: metadataRevision, version: first, parentETag: nil,
            foldedNames: [name.folded])
    }

    private func insert(_ document: Document, on database: Database) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO documents (id, name, folded_name, title, searched, external_id, media_type, status, tags,
                    metadata_revision, head, created_at, created_by, updated_at, updated_by)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            document.id, document.name, name.folded, document.title,
            searched(name: document.name, title: document.title), document.externalID, document.mediaType,
            document.status, listed(document.tags), metadataRevision, document.version, at.milliseconds, actor,
            at.milliseconds, actor,
        ])
    }
}
