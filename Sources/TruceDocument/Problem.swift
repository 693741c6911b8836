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
    /// The document that a refusal for state is about, as the store found it when it refused: kept with the conflict, and
    /// no part of the answer.
    public var subject: Subject?

    /// A document that a refusal is about.
    public struct Subject: Hashable, Sendable {
        public var id: String
        /// nil of one that has been deleted.
        public var name: String?

        public init(id: String, name: String?) {
            self.id = id
            self.name = name
        }
    }

    /// The reason with its members, so that no problem lacks the members its reason promises.
    public enum Cause: Hashable, Sendable {
        case versionMismatch(VersionMismatch)
        /// `version_mismatch` of something that has no text: metadata, or an alias.
        case stateMismatch(StateMismatch)
        case documentDeleted(DocumentDeleted)
        case alreadyExists(AlreadyExists)
        case duplicateName(name: String, existing: Existing)
        case duplicateExternalID(externalID: String, existing: Existing, idempotencyKey: String? = nil)
        /// A name or an alias that is taken.
        case aliasConflict(alias: String, heldBy: Holder)
        case invalidTransition(InvalidTransition)
        case notEditable(currentStatus: String, allowedTransitions: [String])
        case hasDependents(Dependents)
        case idempotencyKeyInFlight(InFlight)
        case idempotencyKeyReused(idempotencyKey: String)
        case constraintViolation(constraint: String, errors: [Fault])
        /// What is wrong with a document, each fault at a place of the request's JSON.
        case invalidDocument([Fault])
        /// The methods that the resource takes.
        case methodNotAllowed(allow: [String])
        /// The media types that it would take.
        case unsupportedMediaType(accept: [String])
        /// Seconds after which to ask again.
        case rateLimited(retryAfter: Int)
        /// Seconds after which to ask again.
        case unavailable(retryAfter: Int)
        /// `not_found` under a name, or an id, of what was deleted.
        case deleted(Deletion)
        /// A reason without members.
        case plain(PlainReason)
        /// What another version of truce, or another server, answered and this one has no case for.
        case foreign(Foreign)
    }

    /// The reasons that carry no members of their own.
    public enum PlainReason: Hashable, Sendable, CaseIterable {
        case malformedRequest, unauthenticated, forbidden, notFound, notAcceptable, requestTimeout, cursorExpired
        case lengthRequired, tooLarge, unknownHost, preconditionRequired, headersTooLarge, internalError, outcomeUnknown
        case storageFull

        public var reason: Reason {
            switch self {
            case .malformedRequest: .malformedRequest
            case .unauthenticated: .unauthenticated
            case .forbidden: .forbidden
            case .notFound: .notFound
            case .notAcceptable: .notAcceptable
            case .requestTimeout: .requestTimeout
            case .cursorExpired: .cursorExpired
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

    /// Seconds after which the same request may succeed: what the header `Retry-After` says; nil where waiting is no way.
    public var retryAfter: Int? {
        switch cause {
        case .idempotencyKeyInFlight(let inFlight): inFlight.retryAfter
        case .rateLimited(let seconds), .unavailable(let seconds): seconds
        case .plain(.outcomeUnknown): 1
        default: nil
        }
    }

    private var foreign: Foreign? {
        guard case .foreign(let foreign) = cause else { return nil }
        return foreign
    }
}

extension Problem.Cause {
    public var reason: Reason {
        switch self {
        case .versionMismatch, .stateMismatch: .versionMismatch
        case .documentDeleted: .documentDeleted
        case .alreadyExists: .alreadyExists
        case .duplicateName: .duplicateName
        case .duplicateExternalID: .duplicateExternalID
        case .aliasConflict: .aliasConflict
        case .invalidTransition: .invalidTransition
        case .notEditable: .notEditable
        case .hasDependents: .hasDependents
        case .idempotencyKeyInFlight: .idempotencyKeyInFlight
        case .idempotencyKeyReused: .idempotencyKeyReused
        case .constraintViolation: .constraintViolation
        case .invalidDocument: .invalidDocument
        case .methodNotAllowed: .methodNotAllowed
        case .unsupportedMediaType: .unsupportedMediaType
        case .rateLimited: .rateLimited
        case .unavailable: .unavailable
        case .deleted: .notFound
        case .plain(let plain): plain.reason
        case .foreign(let foreign): Reason(nearestTo: foreign.status)
        }
    }
}
