extension StateMismatch {
    var members: [JSON.Member] {
        attempted.members + [
            .init("currentVersion", .optional(currentVersion)), .init("currentETag", .string(currentETag.header)),
            .init("changedBy", .string(changedBy)), .init("changedAt", .string(changedAt.rfc3339)),
            .init("baseAgeSeconds", .optional(baseAgeSeconds)), .init("repeated", .integer(repeated)),
            .init("current", state),
        ]
    }

    private var state: JSON {
        switch current {
        case .metadata(let metadata): ["href": .string(href), "metadata": metadata.json]
        case .alias(let document): ["href": .string(href), "document": .string(document)]
        }
    }

    /// nil where `current` stands for a text.
    init?(at place: JSONPlace) throws(JSON.Invalid) {
        let current = try place.member("current")
        let state: State
        if let metadata = current.optionalMember("metadata") {
            state = .metadata(try Metadata(at: metadata))
        } else if let document = current.optionalMember("document") {
            state = .alias(document: try document.string())
        } else {
            return nil
        }
        self.init(
            attempted: try Attempt(at: place), currentVersion: try place.optionalMember("currentVersion")?.integer(),
            currentETag: try place.member("currentETag").etag(), changedBy: try place.member("changedBy").string(),
            changedAt: try place.member("changedAt").timestamp(),
            baseAgeSeconds: try place.optionalMember("baseAgeSeconds")?.integer(),
            repeated: try place.optionalMember("repeated")?.integer() ?? 0,
            href: try current.member("href").string(), current: state)
    }
}

extension Holder {
    var json: JSON { ["kind": .string(kind.rawValue), "href": .string(href)] }

    init(at place: JSONPlace) throws(JSON.Invalid) {
        let kind = try place.member("kind").oneOf(Kind.self)
        self.init(kind: kind, href: try place.member("href").string())
    }
}

extension InvalidTransition {
    var members: [JSON.Member] {
        [
            .init("currentStatus", .string(currentStatus)), .init("requestedStatus", .string(requestedStatus)),
            .init("allowedTransitions", .strings(allowedTransitions)), .init("path", path.map(JSON.strings) ?? .null),
        ]
    }

    init(at place: JSONPlace) throws(JSON.Invalid) {
        self.init(
            currentStatus: try place.member("currentStatus").string(),
            requestedStatus: try place.member("requestedStatus").string(),
            allowedTransitions: try place.member("allowedTransitions").strings(),
            path: try place.optionalMember("path")?.strings())
    }
}

extension Dependents {
    var members: [JSON.Member] {
        [.init("dependents", .array(dependents.map(\.json))), .init("total", .integer(total))]
    }

    init(at place: JSONPlace) throws(JSON.Invalid) {
        var dependents: [Dependent] = []
        for item in try place.member("dependents").items() { dependents.append(try Dependent(at: item)) }
        self.init(dependents, total: try place.member("total").integer())
    }
}

extension Dependent: JSONConvertible {
    public var json: JSON { ["name": .string(name), "href": .string(href), "title": .string(title)] }

    public init(json: JSON) throws(JSON.Invalid) { try self.init(at: JSONPlace(json)) }

    init(at place: JSONPlace) throws(JSON.Invalid) {
        self.init(
            name: try place.member("name").string(), href: try place.member("href").string(),
            title: try place.member("title").string())
    }
}

extension InFlight {
    var members: [JSON.Member] {
        [.init("idempotencyKey", .string(idempotencyKey)), .init("startedAt", .string(startedAt.rfc3339))]
    }

    init(at place: JSONPlace, retryAfter: Int) throws(JSON.Invalid) {
        self.init(
            idempotencyKey: try place.member("idempotencyKey").string(),
            startedAt: try place.member("startedAt").timestamp(), retryAfter: retryAfter)
    }
}
