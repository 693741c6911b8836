/// Somebody who has a document open: an item of `GET /v1/documents/{name}/presence`.
public struct Presence: Hashable, Sendable {
    public var actor: String
    /// Tells the editors of one actor apart.
    public var session: String
    /// The version that they work on; nil for a document that they are about to create.
    public var baseVersion: Int?
    public var state: State
    /// When the session was first seen, if it never lapsed since.
    public var since: Timestamp

    /// What they are doing.
    public enum State: String, Hashable, Sendable, CaseIterable {
        case viewing, editing, resolving
    }

    public init(actor: String, session: String, baseVersion: Int?, state: State, since: Timestamp) {
        self.actor = actor
        self.session = session
        self.baseVersion = baseVersion
        self.state = state
        self.since = since
    }
}

/// The body of `PUT …/presence`: what an editor says of itself. Its actor is known from the request.
public struct PresenceReport: Hashable, Sendable {
    /// 1 to 100 visible ASCII characters.
    public var session: String
    public var baseVersion: Int?
    public var state: Presence.State

    public init(session: String, baseVersion: Int?, state: Presence.State) {
        self.session = session
        self.baseVersion = baseVersion
        self.state = state
    }
}

extension Presence: JSONConvertible {
    public var json: JSON {
        [
            "actor": .string(actor), "session": .string(session), "baseVersion": .optional(baseVersion),
            "state": .string(state.rawValue), "since": .string(since.rfc3339),
        ]
    }

    public init(json: JSON) throws(JSON.Invalid) {
        let place = JSONPlace(json)
        self.init(
            actor: try place.member("actor").string(), session: try place.member("session").string(),
            baseVersion: try place.optionalMember("baseVersion")?.integer(),
            state: try place.member("state").oneOf(State.self), since: try place.member("since").timestamp())
    }
}

extension PresenceReport {
    public func encoded() -> [UInt8] {
        let members: JSON = [
            "session": .string(session), "baseVersion": .optional(baseVersion), "state": .string(state.rawValue),
        ]
        return members.bytes
    }

    /// Throws `malformed_request` for what is no JSON, `invalid_document` with every fault.
    public init(decoding bytes: [UInt8]) throws(Problem) {
        var report = PresenceReport(session: "", baseVersion: nil, state: .viewing)
        try readRequest(bytes, required: ["session", "state"]) { name, place throws(JSON.Invalid) in
            switch name {
            case "session":
                report.session = try place.string()
                guard Self.isSession(report.session) else {
                    throw JSON.Invalid(
                        pointer: place.pointer, detail: "A session is called by 1 to 100 visible ASCII characters.")
                }
            case "baseVersion":
                report.baseVersion = place.value == .null ? nil : try place.integer()
                guard report.baseVersion ?? 1 >= 1 else {
                    throw JSON.Invalid(pointer: place.pointer, detail: "Versions count from 1.")
                }
            case "state": report.state = try place.oneOf(Presence.State.self)
            case "actor", "since": throw place.readOnly
            default: throw place.unknown
            }
        }
        self = report
    }

    /// Whether a session can be called so.
    public static func isSession(_ text: String) -> Bool {
        (1...100).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
