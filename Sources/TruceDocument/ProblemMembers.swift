/// What a client said it had read.
public struct Attempt: Hashable, Sendable {
    /// nil for a tag that was never given out, or a weak one.
    public var version: Int?
    /// The tag as it was sent; of a list, the last member.
    public var etag: ETag?

    public init(version: Int?, etag: ETag?) {
        self.version = version
        self.etag = etag
    }
}

/// What stands there now, and who put it there.
public struct Current: Hashable, Sendable {
    public var version: Int
    public var etag: ETag
    public var changedBy: String
    public var changedAt: Timestamp
    public var content: LinkedContent

    public init(version: Int, etag: ETag, changedBy: String, changedAt: Timestamp, content: LinkedContent) {
        self.version = version
        self.etag = etag
        self.changedBy = changedBy
        self.changedAt = changedAt
        self.content = content
    }
}

/// A text that is linked to and, where it fits, inline.
public struct LinkedContent: Hashable, Sendable {
    public var href: String
    public var inline: Inline

    public enum Inline: Hashable, Sendable {
        /// The text itself: it was valid UTF-8 and at most 1 MiB.
        case content(String)
        case omitted(Omission)
    }

    /// Why a text is not inline: the value of `contentOmitted`.
    public enum Omission: String, Hashable, Sendable {
        case tooLarge = "too_large"
        case notUTF8 = "not_utf8"
        case brief
    }

    public init(href: String, inline: Inline) {
        self.href = href
        self.inline = inline
    }
}

/// `version_mismatch`: the precondition named another version than the current one.
public struct VersionMismatch: Hashable, Sendable {
    public var attempted: Attempt
    public var current: Current
    /// Seconds since the attempted version was saved; nil if there was none.
    public var baseAgeSeconds: Int?
    /// How often the same actor sent the same stale save in the ten minutes before.
    public var repeated: Int
    /// The attempted version's text, where that version exists.
    public var base: LinkedContent?

    public init(attempted: Attempt, current: Current, baseAgeSeconds: Int?, repeated: Int, base: LinkedContent?) {
        self.attempted = attempted
        self.current = current
        self.baseAgeSeconds = baseAgeSeconds
        self.repeated = repeated
        self.base = base
    }
}

/// `document_deleted`: the precondition named a version of a document that is gone.
public struct DocumentDeleted: Hashable, Sendable {
    public var attempted: Attempt
    public var deletedBy: String
    public var deletedAt: Timestamp
    /// The number of the last version before the deletion.
    public var lastVersion: Int
    public var baseAgeSeconds: Int?
    public var repeated: Int
    /// The attempted version's text, where that version exists.
    public var base: LinkedContent?

    public init(
        attempted: Attempt, deletedBy: String, deletedAt: Timestamp, lastVersion: Int, baseAgeSeconds: Int?,
        repeated: Int, base: LinkedContent?
    ) {
        self.attempted = attempted
        self.deletedBy = deletedBy
        self.deletedAt = deletedAt
        self.lastVersion = lastVersion
        self.baseAgeSeconds = baseAgeSeconds
        self.repeated = repeated
        self.base = base
    }
}

/// `not_found`: there was such a document, and its history is still read by its id.
public struct Deletion: Hashable, Sendable {
    /// Under which the versions are found.
    public var id: String
    public var deletedBy: String
    public var deletedAt: Timestamp
    /// The number of the last version before the deletion.
    public var lastVersion: Int

    public init(id: String, deletedBy: String, deletedAt: Timestamp, lastVersion: Int) {
        self.id = id
        self.deletedBy = deletedBy
        self.deletedAt = deletedAt
        self.lastVersion = lastVersion
    }
}

/// `already_exists`: `If-None-Match: *` met a document.
public struct AlreadyExists: Hashable, Sendable {
    public var name: String
    public var existing: Existing
    public var current: Current

    public init(name: String, existing: Existing, current: Current) {
        self.name = name
        self.existing = existing
        self.current = current
    }
}

/// The document that was there first.
public struct Existing: Hashable, Sendable {
    public var id: String
    public var href: String
    public var etag: ETag
    public var contentETag: ETag

    public init(id: String, href: String, etag: ETag, contentETag: ETag) {
        self.id = id
        self.href = href
        self.etag = etag
        self.contentETag = contentETag
    }
}

/// One fault of a document.
public struct Fault: Hashable, Sendable {
    /// A JSON pointer into the request (RFC 6901); empty for the whole.
    public var pointer: String
    public var detail: String

    public init(pointer: String, detail: String) {
        self.pointer = pointer
        self.detail = detail
    }
}
