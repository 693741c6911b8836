internal import GRDB
internal import TruceDocument

/// What is known of a living document without its text: what a decision about a write needs.
struct HeadRecord: Hashable, Sendable {
    var document: Document
    var metadataRevision: Int
    var version: Version
    /// The content tag of the version before; nil for the first.
    var parentETag: ETag?
    /// Its name and its aliases, case-folded: the keys under which it is found.
    var foldedNames: [String]
    /// The last version of earlier documents of the names that it has had: its own versions go on behind that.
    var numberedTo = 0

    /// The number of its next version.
    var nextVersion: Int { max(version.number, numberedTo) + 1 }

    /// About how many bytes it takes in the cache, with the names under which it is found there.
    var cost: Int {
        func cost(_ texts: [String], each: Int) -> Int { texts.reduce(0) { $0 + $1.utf8.count + each } }
        return 768 + document.title.utf8.count + cost(document.tags, each: 48) + cost(document.aliases, each: 48)
            + cost(foldedNames, each: 96)
    }

    static let sql = """
        SELECT d.*, v.number, v.parent, v.author, v.at, v.message, v.size, v.sha256, v.merge_of, v.forced,
            p.sha256 AS parent_sha256,
            (SELECT json_group_array(text) FROM (SELECT text FROM names WHERE document_id = d.id AND kind = 'alias'
                ORDER BY folded)) AS aliases,
            (SELECT json_group_array(folded) FROM names WHERE document_id = d.id) AS folded_names
        FROM documents d
        JOIN versions v ON v.document_id = d.id AND v.number = d.head
        LEFT JOIN versions p ON p.document_id = d.id AND p.number = v.parent
        """

    init(_ row: Row) throws {
        let version = try Version(row)
        metadataRevision = row["metadata_revision"]
        self.version = version
        foldedNames = try strings(row["folded_names"])
        numberedTo = row["numbered_to"]
        if let parent = version.parent, let hex: String = row["parent_sha256"] {
            parentETag = .content(version: parent, digest: try digest(hex))
        }
        document = Document(
            id: row["id"], name: row["name"], aliases: try strings(row["aliases"]), title: row["title"],
            externalID: row["external_id"], mediaType: row["media_type"], status: row["status"],
            tags: try strings(row["tags"]), version: version.number, size: version.size,
            metadataETag: .metadata(revision: metadataRevision), contentETag: version.etag,
            createdAt: Timestamp(milliseconds: row["created_at"]), createdBy: row["created_by"],
            updatedAt: Timestamp(milliseconds: row["updated_at"]), updatedBy: row["updated_by"])
    }

    init(document: Document, metadataRevision: Int, version: Version, parentETag: ETag?, foldedNames: [String]) {
        self.document = document
        self.metadataRevision = metadataRevision
        self.version = version
        self.parentETag = parentETag
        self.foldedNames = foldedNames
    }
}

/// What is left of a deleted document.
struct Tombstone: Hashable, Sendable {
    var documentID: String
    var lastVersion: Int
    var metadataRevision: Int
    var deletedBy: String
    var deletedAt: Timestamp

    init(documentID: String, lastVersion: Int, metadataRevision: Int, deletedBy: String, deletedAt: Timestamp) {
        self.documentID = documentID
        self.lastVersion = lastVersion
        self.metadataRevision = metadataRevision
        self.deletedBy = deletedBy
        self.deletedAt = deletedAt
    }

    /// From a row of `documents`; nil for a living document.
    init?(_ row: Row) {
        guard let deletedBy: String = row["deleted_by"] else { return nil }
        self.init(
            documentID: row["id"], lastVersion: row["head"], metadataRevision: row["metadata_revision"],
            deletedBy: deletedBy, deletedAt: Timestamp(milliseconds: row["deleted_at"]))
    }
}

/// How far the numbers of a name have come: what takes the name next goes on behind them.
struct Numbering: Hashable, Sendable {
    var version = 0
    var metadataRevision = 0

    init(version: Int = 0, metadataRevision: Int = 0) {
        self.version = version
        self.metadataRevision = metadataRevision
    }

    /// From a row of `tombstones`.
    init(_ row: Row) {
        self.init(version: row["last_version"], metadataRevision: row["metadata_revision"])
    }
}

extension Version {
    /// The columns that ``init(_:)`` reads.
    static let columns = "number, parent, author, at, message, size, sha256, merge_of, forced"

    init(_ row: Row) throws {
        self.init(
            number: row["number"], parent: row["parent"], author: row["author"],
            at: Timestamp(milliseconds: row["at"]), message: row["message"], size: row["size"],
            digest: try TruceStorage.digest(row["sha256"]), mergeOf: row["merge_of"], isForced: row["forced"])
    }
}

/// The text of a row of `versions`.
func content(_ row: Row) throws -> [UInt8] {
    guard row["encoding"] == "full" else { throw Damage(what: "a version is stored in an unknown form") }
    return try row.withUnsafeData(named: "content") { data in data.map { [UInt8]($0) } ?? [] }
}

/// Something in the database that no truce has written.
struct Damage: Error {
    let what: String
}

private func digest(_ hex: String) throws -> Digest {
    guard let digest = Digest(hex: hex) else { throw Damage(what: "a digest is malformed") }
    return digest
}

private func strings(_ json: String) throws -> [String] {
    guard json != "[]" else { return [] }
    guard case .array(let items) = try JSON(parsing: Array(json.utf8)) else {
        throw Damage(what: "a list is malformed")
    }
    return items.compactMap { if case .string(let text) = $0 { text } else { nil } }
}
