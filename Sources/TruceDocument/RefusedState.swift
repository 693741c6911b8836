/// `version_mismatch` of metadata or an alias: the precondition named another state than the current one.
public struct StateMismatch: Hashable, Sendable {
    /// The version of metadata is the number in its tag: 7 of `"m7"`. Aliases have none.
    public var attempted: Attempt
    public var currentVersion: Int?
    public var currentETag: ETag
    public var changedBy: String
    public var changedAt: Timestamp
    /// Seconds since the attempted state came about; nil if it is not known.
    public var baseAgeSeconds: Int?
    public var repeated: Int
    public var href: String
    public var current: State

    /// What stands there now. It is small, so that every form of the conflict carries it.
    public enum State: Hashable, Sendable {
        case metadata(Metadata)
        /// The name of the document that the alias leads to.
        case alias(document: String)
    }

    public init(
        attempted: Attempt, currentVersion: Int?, currentETag: ETag, changedBy: String, changedAt: Timestamp,
        baseAgeSeconds: Int?, repeated: Int, href: String, current: State
    ) {
        self.attempted = attempted
        self.currentVersion = currentVersion
        self.currentETag = currentETag
        self.changedBy = changedBy
        self.changedAt = changedAt
        self.baseAgeSeconds = baseAgeSeconds
        self.repeated = repeated
        self.href = href
        self.current = current
    }
}

/// Who holds a name or an alias that somebody else asked for.
public struct Holder: Hashable, Sendable {
    public var kind: Kind
    /// The document or the alias.
    public var href: String

    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case name, alias
    }

    public init(kind: Kind, href: String) {
        self.kind = kind
        self.href = href
    }
}

/// `invalid_transition`: the workflow has no step from the document's status to the one asked for.
public struct InvalidTransition: Hashable, Sendable {
    public var currentStatus: String
    public var requestedStatus: String
    public var allowedTransitions: [String]
    /// The statuses to go through, the one asked for last; nil where no way leads there.
    public var path: [String]?

    public init(currentStatus: String, requestedStatus: String, allowedTransitions: [String], path: [String]?) {
        self.currentStatus = currentStatus
        self.requestedStatus = requestedStatus
        self.allowedTransitions = allowedTransitions
        self.path = path
    }
}

/// `has_dependents`: the documents that a deletion would leave with a reference to nothing.
public struct Dependents: Hashable, Sendable {
    /// The first ``shown`` of them.
    public let dependents: [Dependent]
    /// How many there are.
    public let total: Int

    public static let shown = 100

    /// Keeps the first ``shown`` of `dependents`; `total` is at least their number.
    public init(_ dependents: [Dependent], total: Int) {
        self.dependents = Array(dependents.prefix(Self.shown))
        self.total = max(total, dependents.count)
    }
}

/// A document whose text refers to another one: what `GET …/dependents` lists, too.
public struct Dependent: Hashable, Sendable {
    public var name: String
    public var href: String
    public var title: String

    public init(name: String, href: String, title: String) {
        self.name = name
        self.href = href
        self.title = title
    }
}

/// `idempotency_key_in_flight`: the first request with this key is still at work.
public struct InFlight: Hashable, Sendable {
    public var idempotencyKey: String
    public var startedAt: Timestamp
    /// Seconds.
    public var retryAfter: Int

    public init(idempotencyKey: String, startedAt: Timestamp, retryAfter: Int) {
        self.idempotencyKey = idempotencyKey
        self.startedAt = startedAt
        self.retryAfter = retryAfter
    }
}
