/// A request that was refused for the state it met, and how: what a ``ConflictRecord`` is made of.
public struct RefusedRequest: Hashable, Sendable {
    public var problem: Problem
    public var method: String
    /// The path that the request named.
    public var resource: String
    /// The document's name, as the path has it, whatever that is; nil where it has none.
    public var document: String?
    public var actor: String
    public var requestID: String
    public var idempotencyKey: String?
    public var userAgent: String?

    public init(
        problem: Problem, method: String, resource: String, document: String?, actor: String, requestID: String,
        idempotencyKey: String? = nil, userAgent: String? = nil
    ) {
        self.problem = problem
        self.method = method
        self.resource = resource
        self.document = document
        self.actor = actor
        self.requestID = requestID
        self.idempotencyKey = idempotencyKey
        self.userAgent = userAgent
    }

    /// The document, or the name that was taken, as the request spelled it; nil for what nothing can be called.
    public var namedDocument: String? {
        (document ?? problem.wantedName).flatMap { try? DocumentName($0) }?.text
    }
}

extension ConflictRecord {
    public init(id: String, at time: Timestamp, _ refused: RefusedRequest) {
        let versions = refused.problem.versions
        let (age, repeated): (Int?, Int) =
            switch refused.problem.cause {
            case .versionMismatch(let mismatch): (mismatch.baseAgeSeconds, mismatch.repeated)
            case .stateMismatch(let mismatch): (mismatch.baseAgeSeconds, mismatch.repeated)
            case .documentDeleted(let deleted): (deleted.baseAgeSeconds, deleted.repeated)
            default: (nil, 0)
            }
        self.init(
            id: id, at: time, reason: refused.problem.reason, status: refused.problem.status, actor: refused.actor,
            document: refused.problem.subject?.name ?? refused.namedDocument, resource: refused.resource,
            method: refused.method, attemptedVersion: versions.attempted, currentVersion: versions.current,
            baseAgeSeconds: age, repeated: repeated, requestID: refused.requestID,
            idempotencyKey: refused.idempotencyKey, userAgent: refused.userAgent)
    }
}

extension Problem {
    /// The versions that collided, as far as they are known.
    public var versions: (attempted: Int?, current: Int?) {
        switch cause {
        case .versionMismatch(let mismatch): (mismatch.attempted.version, mismatch.current.version)
        case .stateMismatch(let mismatch): (mismatch.attempted.version, mismatch.currentVersion)
        case .documentDeleted(let deleted): (deleted.attempted.version, nil)
        case .alreadyExists(let found): (nil, found.current.version)
        default: (nil, nil)
        }
    }

    /// The id under which the refusal is kept: the last part of `instance`.
    public var conflictID: String? {
        let prefix = "/v1/conflicts/"
        guard let instance, instance.hasPrefix(prefix) else { return nil }
        return String(instance.dropFirst(prefix.count))
    }

    /// The name that was taken.
    fileprivate var wantedName: String? {
        switch cause {
        case .duplicateName(let name, _): name
        case .aliasConflict(let alias, _): alias
        default: nil
        }
    }
}
