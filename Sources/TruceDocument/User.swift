/// Somebody who reaches the server with tokens: `GET /v1/users`.
public struct User: Hashable, Sendable {
    /// The actor under which their changes are recorded: see ``isName(_:)``.
    public var name: String
    public var role: Role
    public var createdAt: Timestamp
    public var tokens: [Token]

    /// A token that was given out. What it is, nobody can be told again.
    public struct Token: Hashable, Sendable {
        public var id: String
        public var createdAt: Timestamp

        public init(id: String, createdAt: Timestamp) {
            self.id = id
            self.createdAt = createdAt
        }
    }

    public init(name: String, role: Role, createdAt: Timestamp, tokens: [Token]) {
        self.name = name
        self.role = role
        self.createdAt = createdAt
        self.tokens = tokens
    }

    /// How many tokens a user has at most: one for each machine, and no heap of forgotten ones.
    public static let mostTokens = 50

    /// Whose idempotency keys a user's are, and whose share of what is limited: no other principal is called so.
    public static func principal(_ name: String) -> String { "user:\(name)" }

    /// Whether an actor can be called so: 1 to 200 bytes without spaces, controls and characters that are not seen.
    public static func isName(_ text: String) -> Bool {
        (1...200).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { scalar in
                switch scalar.properties.generalCategory {
                case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
                    false
                default: true
                }
            }
    }
}

/// The answer to `POST /v1/users/{name}/tokens`: the only one in which a token can be read.
public struct IssuedToken: Hashable, Sendable {
    public var id: String
    public var token: AccessToken
    public var createdAt: Timestamp

    public init(id: String, token: AccessToken, createdAt: Timestamp) {
        self.id = id
        self.token = token
        self.createdAt = createdAt
    }
}

/// The body of `POST /v1/users`: `{"name":"ann","role":"writer"}`.
public struct NewUser: Hashable, Sendable {
    public var name: String
    public var role: Role

    public init(name: String, role: Role) {
        self.name = name
        self.role = role
    }
}

extension User: JSONConvertible {
    public var json: JSON {
        [
            "name": .string(name), "role": .string(role.rawValue), "createdAt": .string(createdAt.rfc3339),
            "tokens": .array(tokens.map { ["id": .string($0.id), "createdAt": .string($0.createdAt.rfc3339)] }),
        ]
    }

    public init(json: JSON) throws(JSON.Invalid) {
        let place = JSONPlace(json)
        var tokens: [Token] = []
        for item in try place.member("tokens").items() {
            let id = try item.member("id").string()
            tokens.append(Token(id: id, createdAt: try item.member("createdAt").timestamp()))
        }
        self.init(
            name: try place.member("name").string(), role: try place.member("role").oneOf(Role.self),
            createdAt: try place.member("createdAt").timestamp(), tokens: tokens)
    }
}

extension IssuedToken: JSONConvertible {
    public var json: JSON {
        ["id": .string(id), "token": .string(token.secret), "createdAt": .string(createdAt.rfc3339)]
    }

    public init(json: JSON) throws(JSON.Invalid) {
        let place = JSONPlace(json)
        let text = try place.member("token")
        guard let token = AccessToken(try text.string()) else {
            throw JSON.Invalid(pointer: text.pointer, detail: "This must be a token.")
        }
        self.init(
            id: try place.member("id").string(), token: token, createdAt: try place.member("createdAt").timestamp())
    }
}

extension NewUser {
    public func encoded() -> [UInt8] {
        JSON.object([.init("name", .string(name)), .init("role", .string(role.rawValue))]).bytes
    }

    /// Throws `malformed_request` for what is no JSON, `invalid_document` with every fault.
    public init(decoding bytes: [UInt8]) throws(Problem) {
        var new = NewUser(name: "", role: .reader)
        try readRequest(bytes, required: ["name", "role"]) { name, place throws(JSON.Invalid) in
            switch name {
            case "name":
                new.name = try place.string()
                guard User.isName(new.name) else {
                    throw JSON.Invalid(
                        pointer: place.pointer, detail: "A name has 1 to 200 bytes without spaces and controls.")
                }
            case "role": new.role = try place.oneOf(Role.self)
            case "createdAt", "tokens": throw place.readOnly
            default: throw place.unknown
            }
        }
        self = new
    }
}
