internal import GRDB
public import TruceDocument

extension SQLiteStore: UserStore {
    public func users(_ page: PageRequest, as caller: Caller) async throws(Problem) -> Page<User> {
        let after = try page.cursor.map(UserCursor.init(_:))?.after ?? ""
        return try await read { database in
            let rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: "SELECT name, role, created_at FROM users WHERE name > ? ORDER BY name LIMIT ?"),
                arguments: [after, page.limit + 1])
            let items = try rows.prefix(page.limit).map { try database.user($0) }
            return Page(
                items: items, next: rows.count > page.limit ? items.last.map { UserCursor(after: $0.name).text } : nil)
        }
    }

    public func add(_ new: NewUser, as caller: Caller) async throws(Problem) -> Outcome<User> {
        try await mutate(cost: 1, as: caller) { [now] database, _ in
            guard try database.user(named: new.name) == nil else {
                return .conflict(
                    Problem(
                        .constraintViolation(
                            constraint: "users.name",
                            errors: [Fault(pointer: "/name", detail: "\(new.name) is a user already.")]),
                        detail: "\(new.name) is a user already: make a token for them, or choose another name."))
            }
            // What was still under way for an earlier user of the name may have been kept after they were removed.
            try database.forgetAnswers(keptFor: User.principal(new.name))
            let user = User(name: new.name, role: new.role, createdAt: now(), tokens: [])
            try database.execute(
                sql: "INSERT INTO users (name, role, created_at) VALUES (?, ?, ?)",
                arguments: [user.name, user.role.rawValue, user.createdAt.milliseconds])
            return .done(user)
        }
    }

    public func removeUser(_ name: String, as caller: Caller) async throws(Problem) -> Outcome<Void> {
        try await mutate(cost: 1, as: caller) { database, effects in
            try database.execute(sql: "DELETE FROM users WHERE name = ?", arguments: [name])
            guard database.changesCount > 0 else { throw Problem.noUser(name) }
            try database.forgetAnswers(keptFor: User.principal(name))
            effects.note(.removed(user: name))
            return .done(())
        }
    }

    public func issueToken(to name: String, as caller: Caller) async throws(Problem) -> Outcome<IssuedToken> {
        try await mutate(cost: 1, as: caller) { [now, random] database, effects in
            guard let user = try database.user(named: name) else { throw Problem.noUser(name) }
            guard user.tokens.count < User.mostTokens else {
                let detail = "\(name) has \(user.tokens.count) tokens, which are all that a user can have."
                return .conflict(
                    Problem(
                        .constraintViolation(
                            constraint: "tokens.user", errors: [Fault(pointer: "", detail: detail)]),
                        detail: "\(detail) Take one back first."))
            }
            let at = now()
            let token = AccessToken(random: random)
            let id = ULID(at: at, random: random).text
            try database.execute(
                sql: "INSERT INTO tokens (id, user, sha256, created_at) VALUES (?, ?, ?, ?)",
                arguments: [id, name, token.digest.hex, at.milliseconds])
            let holder = TokenHolder(tokenID: id, user: name, role: user.role)
            effects.note(.issued(KnownToken(digest: token.digest, holder: holder)))
            return .done(IssuedToken(id: id, token: token, createdAt: at))
        }
    }

    public func revokeToken(
        _ id: String, of name: String, as caller: Caller
    ) async throws(Problem) -> Outcome<Void> {
        try await mutate(cost: 1, as: caller) { database, effects in
            try database.execute(sql: "DELETE FROM tokens WHERE id = ? AND user = ?", arguments: [id, name])
            guard database.changesCount > 0 else {
                throw Problem(.notFound, detail: "\(name) has no token \(id).")
            }
            effects.note(.revoked(id: id))
            return .done(())
        }
    }
}

extension SQLiteStore: TokenKeeper {
    public func holder(of token: AccessToken) -> TokenHolder? { tokens.holder(of: token.digest) }

    public func isGood(tokenID: String) -> Bool { tokens.isGood(id: tokenID) }

    public func observeRevocations(_ receiver: @escaping @Sendable ([String]) -> Void) { revocations.add(receiver) }

    public var hasTokens: Bool { !tokens.isEmpty }
}

extension Database {
    fileprivate func user(named name: String) throws -> User? {
        try Row.fetchOne(self, sql: "SELECT name, role, created_at FROM users WHERE name = ?", arguments: [name])
            .map { try user($0) }
    }

    fileprivate func user(_ row: Row) throws -> User {
        let name: String = row["name"]
        guard let role = Role(rawValue: row["role"]) else { throw Damage(what: "the role of \(name) is not known") }
        let tokens = try Row.fetchAll(
            cachedStatement(sql: "SELECT id, created_at FROM tokens WHERE user = ? ORDER BY id"), arguments: [name])
        return User(
            name: name, role: role, createdAt: Timestamp(milliseconds: row["created_at"]),
            tokens: tokens.map { User.Token(id: $0["id"], createdAt: Timestamp(milliseconds: $0["created_at"])) })
    }
}

extension AccessToken {
    /// - Parameter random: 64 bits of a cryptographic random source at each call.
    fileprivate init(random: () -> UInt64) {
        var bytes: [UInt8] = []
        while bytes.count < Self.randomBytes { bytes += withUnsafeBytes(of: random()) { Array($0) } }
        // It is refused for a wrong number of bytes alone.
        self.init(bytes: Array(bytes.prefix(Self.randomBytes)))!
    }
}

extension Problem {
    fileprivate static func noUser(_ name: String) -> Problem {
        Problem(.notFound, detail: "There is no user named \(name).")
    }
}
