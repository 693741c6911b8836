/// A document at a glance: what `GET /v1/documents/{name}` answers. Its text is apart (``Head``).
public struct Document: Hashable, Sendable {
    /// Never changes: a ULID.
    public var id: String
    public var name: String
    public var aliases: [String]
    public var title: String
    public var externalID: String?
    public var mediaType: String
    public var status: String
    public var tags: [String]
    /// The head version, from 1; numbers of a name only ever grow.
    public var version: Int
    /// Bytes of the text.
    public var size: Int
    public var etag: ETag
    public var metadataETag: ETag
    public var contentETag: ETag
    /// The tag of the head's blame.
    public var blameETag: ETag { .blame(documentID: id, content: contentETag) }
    public var createdAt: Timestamp
    public var createdBy: String
    public var updatedAt: Timestamp
    public var updatedBy: String

    public init(
        id: String, name: String, aliases: [String] = [], title: String, externalID: String? = nil, mediaType: String,
        status: String, tags: [String] = [], version: Int, size: Int, metadataETag: ETag, contentETag: ETag,
        createdAt: Timestamp, createdBy: String, updatedAt: Timestamp, updatedBy: String
    ) {
        self.id = id
        self.name = name
        self.aliases = aliases
        self.title = title
        self.externalID = externalID
        self.mediaType = mediaType
        self.status = status
        self.tags = tags
        self.version = version
        self.size = size
        self.etag = .document(metadata: metadataETag, content: contentETag)
        self.metadataETag = metadataETag
        self.contentETag = contentETag
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.updatedAt = updatedAt
        self.updatedBy = updatedBy
    }
}

/// A document with the text of its head version, read as one.
public struct Head: Hashable, Sendable {
    public var document: Document
    public var content: [UInt8]

    public init(document: Document, content: [UInt8]) {
        self.document = document
        self.content = content
    }
}

/// A version with its text: what `GET …/versions/{n}/content` answers.
public struct VersionText: Hashable, Sendable {
    public var version: Version
    /// The document's when the version was saved.
    public var mediaType: String
    public var content: [UInt8]

    public init(version: Version, mediaType: String, content: [UInt8]) {
        self.version = version
        self.mediaType = mediaType
        self.content = content
    }
}

/// One immutable version: what `GET …/versions/{n}` answers.
public struct Version: Hashable, Sendable {
    public var number: Int
    /// The version it was saved on; nil for the first.
    public var parent: Int?
    public var author: String
    public var at: Timestamp
    public var message: String
    /// Bytes of the text.
    public var size: Int
    public var digest: Digest
    public var etag: ETag { .content(version: number, digest: digest) }
    /// The version that was merged in, where this one resolved a conflict: its parent.
    public var mergeOf: Int?
    /// Whether it was saved on whatever was there (`If-Match: *`), so that its author need not have seen its parent.
    public var isForced: Bool

    public init(
        number: Int, parent: Int?, author: String, at: Timestamp, message: String, size: Int, digest: Digest,
        mergeOf: Int? = nil, isForced: Bool = false
    ) {
        self.number = number
        self.parent = parent
        self.author = author
        self.at = at
        self.message = message
        self.size = size
        self.digest = digest
        self.mergeOf = mergeOf
        self.isForced = isForced
    }
}
