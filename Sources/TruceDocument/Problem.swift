/// Everything that can go wrong, in one value across store, wire and client (RFC 9457).
public struct Problem: Error, Hashable, Sendable {
    /// What happened, with the members that belong to it.
    public var cause: Cause
    /// The HTTP status: its reason's, unless the request asked for another form (`Prefer: stale=412`).
    public var status: Int
    /// One or two sentences for people: what happened and, where it is not plain, what to do.
    public var detail: String
    /// The path of this very occurrence, for refusals that are kept (`/v1/conflicts/…`).
    public var instance: String?
    public var requestID: String?
    /// The path of the resource that the request named.
    public var resource: String?

    /// The reason with its members, so that no problem lacks the members its reason promises.
    public enum Cause: Hashable, Sendable {
        case versionMismatch(VersionMismatch)
        case documentDeleted(DocumentDeleted)
        case alreadyExists(AlreadyExists)
        case duplicateName(name: String, existing: Existing)
        case duplicateExternalID(externalID: String, existing: Existing)
        case constraintViolation(constraint: String, errors: [Fault])
        /// What is wrong with a document, each fault at a place of the request's JSON.
        case invalidDocument([Fault])
        /// The methods that the resource takes.
        case methodNotAllowed(allow: [String])
        /// The media types that it would take.
        case unsupportedMediaType(accept: [String])
        /// Seconds after which to ask again.
        case unavailable(retryAfter: Int)
        /// A reason without members.
        case plain(PlainReason)
        /// What another version of truce, or another server, answered and this one has no case for.
        case foreign(Foreign)
    }

    /// The reasons that carry no members of their own.
    public enum PlainReason: Hashable, Sendable, CaseIterable {
        case malformedRequest, unauthenticated, forbidden, notFound, notAcceptable, requestTimeout, lengthRequired
        case tooLarge, unknownHost, preconditionRequired, headersTooLarge, internalError, outcomeUnknown, storageFull

        public var reason: Reason {
            switch self {
            case .malformedRequest: .malformedRequest
            case .unauthenticated: .unauthenticated
            case .forbidden: .forbidden
            case .notFound: .notFound
            case .notAcceptable: .notAcceptable
            case .requestTimeout: .requestTimeout
            case .lengthRequired: .lengthRequired
            case .tooLarge: .tooLarge
            case .unknownHost: .unknownHost
            case .preconditionRequired: .preconditionRequired
            case .headersTooLarge: .headersTooLarge
            case .internalError: .internalError
            case .outcomeUnknown: .outcomeUnknown
            case .storageFull: .storageFull
            }
        }
    }

    /// A problem that can be shown but not acted upon: its reason or its members are not known here.
    public struct Foreign: Hashable, Sendable {
        public var reason: String
        public var title: String
        public var retry: Retry
        /// The status of the answer.
        public var status: Int

        public init(reason: String, title: String, retry: Retry, status: Int) {
            self.reason = reason
            self.title = title
            self.retry = retry
            self.status = status
        }
    }

    public init(
        _ cause: Cause, detail: String, status: Int? = nil, instance: String? = nil, requestID: String? = nil,
        resource: String? = nil
    ) {
        self.cause = cause
        self.status = status ?? cause.reason.status
        self.detail = detail
        self.instance = instance
        self.requestID = requestID
        self.resource = resource
    }

    public init(_ reason: PlainReason, detail: String) {
        self.init(.plain(reason), detail: detail)
    }

    /// The reason; of a foreign problem the nearest one of its status.
    public var reason: Reason { cause.reason }
    /// `/problems/<reason>`: a page that says what it means and how to recover.
    public var type: String { "/problems/\(reasonName)" }
    public var title: String { foreign?.title ?? reason.title }
    public var retry: Retry { foreign?.retry ?? reason.retry }
    /// The `reason` member as it stands on the wire.
    public var reasonName: String { foreign?.reason ?? reason.rawValue }

    private var foreign: Foreign? {
        guard case .foreign(let foreign) = cause else { return nil }
        return foreign
    }
}

extension Problem.Cause {
    public var reason: Reason {
        switch self {
        case .versionMismatch: .versionMismatch
        case .documentDeleted: .documentDeleted
        case .alreadyExists: .alreadyExists
        case .duplicateName: .duplicateName
        case .duplicateExternalID: .duplicateExternalID
        case .constraintViolation: .constraintViolation
        case .invalidDocument: .invalidDocument
        case .methodNotAllowed: .methodNotAllowed
        case .unsupportedMediaType: .unsupportedMediaType
        case .unavailable: .unavailable
        case .plain(let plain): plain.reason
        case .foreign(let foreign): Reason(nearestTo: foreign.status)
        }
    }
}

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
