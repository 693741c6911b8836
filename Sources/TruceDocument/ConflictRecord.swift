/// A refusal for state as it is kept: `GET /v1/conflicts/{id}`. Never text, never a token.
public struct ConflictRecord: Hashable, Sendable {
    /// A ULID.
    public var id: String
    public var at: Timestamp
    public var reason: Reason
    public var status: Int
    public var actor: String
    /// The document's name, however the request spelled it; as it spelled it where no such document lives. nil where the
    /// request named none, or what no document can be called.
    public var document: String?
    /// The path that the request named, its first ``maximumResource`` bytes: more than any document's has.
    public var resource: String
    public var method: String
    public var attemptedVersion: Int?
    public var currentVersion: Int?
    public var baseAgeSeconds: Int?
    public var repeated: Int
    public var requestID: String
    public var idempotencyKey: String?
    public var userAgent: String?
    public var outcome: Outcome

    /// What became of it.
    public enum Outcome: Hashable, Sendable {
        case open
        /// A later save said that it resolves this conflict (`Truce-Resolves`).
        case resolved(by: String, at: Timestamp)
        /// Nobody came back to it.
        case abandoned
    }

    /// In bytes.
    public static let maximumResource = 1_000
    /// How many records a store keeps; the oldest are forgotten first.
    public static let maximumCount = 10_000
    /// How long a record is kept: 30 days, in milliseconds.
    public static let lifetime: Int64 = 30 * 86_400_000
    /// After so long without a save that resolves it a conflict counts as abandoned: 24 hours, in milliseconds.
    public static let patience: Int64 = 86_400_000

    public init(
        id: String, at: Timestamp, reason: Reason, status: Int, actor: String, document: String?, resource: String,
        method: String, attemptedVersion: Int? = nil, currentVersion: Int? = nil, baseAgeSeconds: Int? = nil,
        repeated: Int = 0, requestID: String, idempotencyKey: String? = nil, userAgent: String? = nil,
        outcome: Outcome = .open
    ) {
        self.id = id
        self.at = at
        self.reason = reason
        self.status = status
        self.actor = actor
        self.document = document
        self.resource = Self.cut(resource: resource)
        self.method = method
        self.attemptedVersion = attemptedVersion
        self.currentVersion = currentVersion
        self.baseAgeSeconds = baseAgeSeconds
        self.repeated = repeated
        self.requestID = requestID
        self.idempotencyKey = idempotencyKey
        self.userAgent = userAgent.map { Self.cut($0, to: 200) }
        self.outcome = outcome
    }

    /// What collides here: the same for the same kind of refusal of one document.
    public var fingerprint: ConflictFingerprint {
        ConflictFingerprint(reason: reason, document: document, method: method)
    }

    /// Whether refusals with this reason are kept: 409 (and its 412 form), 428, and a key used for another request.
    public static func isKept(_ reason: Reason) -> Bool {
        reason.status == 409 || reason == .preconditionRequired || reason == .idempotencyKeyReused
    }

    /// The first ``maximumResource`` bytes of the path of a request.
    public static func cut(resource: String) -> String { cut(resource, to: maximumResource) }

    /// At most so many bytes of what anybody may fill.
    private static func cut(_ text: String, to count: Int) -> String {
        guard text.utf8.count > count else { return text }
        return String(decoding: text.utf8.prefix(count), as: UTF8.self)
    }
}

/// Stands for all refusals with one reason, of one document, by one method: 16 hexadecimal digits.
public struct ConflictFingerprint: Hashable, Sendable {
    public let text: String

    public init(reason: Reason, document: String?, method: String) {
        let members: [JSON] = [.string(reason.rawValue), .optional(document), .string(method)]
        text = String(Digest(of: JSON.array(members).bytes).hex.prefix(16))
    }

    /// Reads a fingerprint back; nil for anything else.
    public init?(_ text: String) {
        guard text.utf8.count == 16, Digest(hex: text + String(repeating: "0", count: 48)) != nil else { return nil }
        self.text = text
    }
}

extension ConflictRecord: JSONConvertible {
    public var json: JSON {
        let (word, by, resolvedAt): (String, String?, Timestamp?) =
            switch outcome {
            case .open: ("open", nil, nil)
            case .resolved(let by, let at): ("resolved", by, at)
            case .abandoned: ("abandoned", nil, nil)
            }
        return [
            "id": .string(id), "at": .string(at.rfc3339), "reason": .string(reason.rawValue),
            "status": .integer(status), "actor": .string(actor), "document": .optional(document),
            "resource": .string(resource), "method": .string(method),
            "attemptedVersion": .optional(attemptedVersion), "currentVersion": .optional(currentVersion),
            "baseAgeSeconds": .optional(baseAgeSeconds), "repeated": .integer(repeated),
            "requestId": .string(requestID), "idempotencyKey": .optional(idempotencyKey),
            "userAgent": .optional(userAgent), "fingerprint": .string(fingerprint.text), "outcome": .string(word),
            "resolvedBy": .optional(by), "resolvedAt": .optional(resolvedAt?.rfc3339),
        ]
    }

    public init(json: JSON) throws(JSON.Invalid) {
        let place = JSONPlace(json)
        self.init(
            id: try place.member("id").string(), at: try place.member("at").timestamp(),
            reason: try place.member("reason").oneOf(Reason.self), status: try place.member("status").integer(),
            actor: try place.member("actor").string(), document: try place.optionalMember("document")?.string(),
            resource: try place.member("resource").string(), method: try place.member("method").string(),
            attemptedVersion: try place.optionalMember("attemptedVersion")?.integer(),
            currentVersion: try place.optionalMember("currentVersion")?.integer(),
            baseAgeSeconds: try place.optionalMember("baseAgeSeconds")?.integer(),
            repeated: try place.member("repeated").integer(), requestID: try place.member("requestId").string(),
            idempotencyKey: try place.optionalMember("idempotencyKey")?.string(),
            userAgent: try place.optionalMember("userAgent")?.string(), outcome: try Outcome(at: place))
    }
}

extension ConflictRecord.Outcome {
    private enum Word: String, CaseIterable {
        case open, resolved, abandoned
    }

    fileprivate init(at place: JSONPlace) throws(JSON.Invalid) {
        switch try place.member("outcome").oneOf(Word.self) {
        case .open: self = .open
        case .abandoned: self = .abandoned
        case .resolved:
            self = .resolved(
                by: try place.member("resolvedBy").string(), at: try place.member("resolvedAt").timestamp())
        }
    }
}
