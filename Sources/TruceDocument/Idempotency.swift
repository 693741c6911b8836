/// What makes two requests the same: method, path with its query, preconditions and body.
public struct RequestFingerprint: Hashable, Sendable {
    public let digest: Digest

    /// - Parameters:
    ///   - target: path and query as they were sent.
    ///   - ifMatch: the header's value; nil where it was not sent, which is not the same as empty.
    public init(method: String, target: String, ifMatch: String?, ifNoneMatch: String?, body: Digest) {
        let members: [JSON] = [
            .string(method), .string(target), .optional(ifMatch), .optional(ifNoneMatch), .string(body.hex),
        ]
        digest = Digest(of: JSON.array(members).bytes)
    }

    /// A fingerprint read back from where it was stored.
    public init(digest: Digest) { self.digest = digest }
}

/// An answer as it is kept under its key.
public struct KeptAnswer: Hashable, Sendable {
    public var status: Int
    public var headers: [Exchange.Header]
    /// nil for an answer without a body.
    public var body: [UInt8]?

    public init(status: Int, headers: [Exchange.Header], body: [UInt8]?) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The headers as they are stored: `Name: value`, one a line.
    public var headerLines: String { headers.map { "\($0.name): \($0.value)" }.joined(separator: "\n") }

    /// An answer read back from where it was stored.
    public init(status: Int, headerLines: String, body: [UInt8]?) {
        let headers = headerLines.split(separator: "\n").map { line in
            let name = line.prefix { $0 != ":" }
            return Exchange.Header(String(name), String(line.dropFirst(name.count).drop { $0 == ":" || $0 == " " }))
        }
        self.init(status: status, headers: headers, body: body)
    }

    /// Whether an answer with this status is kept: 2xx, 409, 412 and 422. What is about the moment (401, 403, 429, 5xx)
    /// never is.
    public static func isKept(status: Int) -> Bool {
        (200...299).contains(status) || [409, 412, 422].contains(status)
    }
}

/// What is known of a key of one principal.
public struct IdempotencyRecord: Hashable, Sendable {
    public var fingerprint: RequestFingerprint
    /// When the first request with the key came.
    public var startedAt: Timestamp
    /// nil while it is at work.
    public var answer: KeptAnswer?

    /// How long a key counts: 24 hours, in milliseconds.
    public static let lifetime: Int64 = 86_400_000

    public init(fingerprint: RequestFingerprint, startedAt: Timestamp, answer: KeptAnswer? = nil) {
        self.fingerprint = fingerprint
        self.startedAt = startedAt
        self.answer = answer
    }

    /// Whether the key may be forgotten. One that is at work is not.
    public func isExpired(at time: Timestamp) -> Bool {
        answer != nil && time.milliseconds - startedAt.milliseconds >= Self.lifetime
    }
}

/// What to do with a request that carries a key.
public enum IdempotencyDecision: Hashable, Sendable {
    /// Carry it out.
    case new
    /// Answer this again, with `Idempotency-Replayed: true`.
    case replay(KeptAnswer)
    /// 422: the key belongs to another request.
    case reused
    /// 409: the first request is still at work.
    case inFlight(startedAt: Timestamp)

    /// - Parameter known: what is known of the key, of the same principal.
    public init(known: IdempotencyRecord?, fingerprint: RequestFingerprint, at time: Timestamp) {
        guard let known, !known.isExpired(at: time) else {
            self = .new
            return
        }
        // Another request is told so even while the first is at work: waiting would not help it.
        guard known.fingerprint == fingerprint else {
            self = .reused
            return
        }
        self = known.answer.map { .replay($0) } ?? .inFlight(startedAt: known.startedAt)
    }

    /// The refusal that the decision is, if it is one.
    public func problem(key: IdempotencyKey) -> Problem? {
        switch self {
        case .new, .replay: nil
        case .reused:
            Problem(
                .idempotencyKeyReused(idempotencyKey: key.text),
                detail: "The Idempotency-Key came before with another request: make a new key for each change.")
        case .inFlight(let startedAt):
            Problem(
                .idempotencyKeyInFlight(InFlight(idempotencyKey: key.text, startedAt: startedAt, retryAfter: 1)),
                detail: "The first request with this Idempotency-Key is still at work: send it again in a second.")
        }
    }
}
