/// The machine-readable kind of a problem: the last part of its `type`.
public enum Reason: String, Hashable, Sendable, CaseIterable {
    // 409
    case versionMismatch = "version_mismatch"
    case documentDeleted = "document_deleted"
    case alreadyExists = "already_exists"
    case duplicateName = "duplicate_name"
    case duplicateExternalID = "duplicate_external_id"
    case aliasConflict = "alias_conflict"
    case invalidTransition = "invalid_transition"
    case notEditable = "not_editable"
    case hasDependents = "has_dependents"
    case idempotencyKeyInFlight = "idempotency_key_in_flight"
    case constraintViolation = "constraint_violation"
    // the others
    case malformedRequest = "malformed_request"
    case unauthenticated
    case forbidden
    case notFound = "not_found"
    case methodNotAllowed = "method_not_allowed"
    case notAcceptable = "not_acceptable"
    case requestTimeout = "request_timeout"
    case cursorExpired = "cursor_expired"
    case lengthRequired = "length_required"
    case tooLarge = "too_large"
    case unsupportedMediaType = "unsupported_media_type"
    case unknownHost = "unknown_host"
    case invalidDocument = "invalid_document"
    case idempotencyKeyReused = "idempotency_key_reused"
    case preconditionRequired = "precondition_required"
    case rateLimited = "rate_limited"
    case headersTooLarge = "headers_too_large"
    case internalError = "internal_error"
    case unavailable
    case outcomeUnknown = "outcome_unknown"
    case storageFull = "storage_full"

    /// The HTTP status it is answered with, unless the request asked for another form.
    public var status: Int {
        switch self {
        case .versionMismatch, .documentDeleted, .alreadyExists, .duplicateName, .duplicateExternalID, .aliasConflict,
            .invalidTransition, .notEditable, .hasDependents, .idempotencyKeyInFlight, .constraintViolation:
            409
        case .malformedRequest: 400
        case .unauthenticated: 401
        case .forbidden: 403
        case .notFound: 404
        case .methodNotAllowed: 405
        case .notAcceptable: 406
        case .requestTimeout: 408
        case .cursorExpired: 410
        case .lengthRequired: 411
        case .tooLarge: 413
        case .unsupportedMediaType: 415
        case .unknownHost: 421
        case .invalidDocument, .idempotencyKeyReused: 422
        case .preconditionRequired: 428
        case .rateLimited: 429
        case .headersTooLarge: 431
        case .internalError: 500
        case .unavailable, .outcomeUnknown: 503
        case .storageFull: 507
        }
    }

    /// The reason that a client acts upon when it knows nothing but the status.
    init(nearestTo status: Int) {
        switch status {
        case 409, 412: self = .constraintViolation
        case 503: self = .unavailable
        case 500...: self = .internalError
        default: self = Reason.allCases.first { $0.status == status } ?? .malformedRequest
        }
    }

    /// The problem's `title`: the same for every occurrence (RFC 9457, section 3.1.4).
    public var title: String {
        switch self {
        case .versionMismatch: "The document changed since you read it"
        case .documentDeleted: "The document was deleted since you read it"
        case .alreadyExists: "The document exists already"
        case .duplicateName: "Another document has this name"
        case .duplicateExternalID: "Another document has this external id"
        case .aliasConflict: "The name or alias is taken"
        case .invalidTransition: "The workflow has no such step"
        case .notEditable: "The document's status takes no changes of its text"
        case .hasDependents: "Other documents refer to this one"
        case .idempotencyKeyInFlight: "The first request with this key is not answered yet"
        case .constraintViolation: "The change breaks a rule of the store"
        case .malformedRequest: "The request cannot be understood"
        case .unauthenticated: "Who are you?"
        case .forbidden: "You may not do this"
        case .notFound: "There is nothing here"
        case .methodNotAllowed: "The resource does not take this method"
        case .notAcceptable: "No acceptable representation"
        case .requestTimeout: "The request came too slowly"
        case .cursorExpired: "The cursor is too old"
        case .lengthRequired: "The length of the body is missing"
        case .tooLarge: "The text is too large"
        case .unsupportedMediaType: "The body's media type is not supported"
        case .unknownHost: "This server does not answer for that host"
        case .invalidDocument: "The document is not valid"
        case .idempotencyKeyReused: "The key belongs to another request"
        case .preconditionRequired: "Say which version you change"
        case .rateLimited: "Too many requests"
        case .headersTooLarge: "The request's header is too large"
        case .internalError: "The server failed"
        case .unavailable: "The store is not available"
        case .outcomeUnknown: "Whether the request was carried out is not known"
        case .storageFull: "The store's disk is full"
        }
    }

    /// What a client can do with the same intention.
    public var retry: Retry {
        switch self {
        case .versionMismatch, .documentDeleted, .alreadyExists: .merge
        case .idempotencyKeyInFlight, .requestTimeout, .rateLimited, .unavailable, .outcomeUnknown: .sameRequest
        default: .never
        }
    }
}

/// The `retry` member of a problem.
public enum Retry: String, Hashable, Sendable {
    /// Fetch what is there, merge, and send again with the new precondition.
    case merge
    /// The same request may succeed later.
    case sameRequest = "same_request"
    /// The same request will be refused again.
    case never
}
