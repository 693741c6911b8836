/// Who reaches a server with tokens: what SQLite keeps and HTTP carries. All of it is an admin's.
public protocol UserStore: Sendable {
    /// A page of the users, by name.
    func users(_ page: PageRequest, as caller: Caller) async throws(Problem) -> Page<User>

    /// Adds a user, who has no token yet. A name that is taken is a conflict, `constraint_violation`.
    func add(_ new: NewUser, as caller: Caller) async throws(Problem) -> Outcome<User>

    /// Removes a user with every token. Throws `not_found`.
    func removeUser(_ name: String, as caller: Caller) async throws(Problem) -> Outcome<Void>

    /// Makes a token for a user: the only time that it can be read. Throws `not_found`; more than
    /// ``User/mostTokens`` are a conflict, `constraint_violation`.
    func issueToken(to name: String, as caller: Caller) async throws(Problem) -> Outcome<IssuedToken>

    /// Takes a token back: no request with it is let in from the answer on. Throws `not_found`.
    func revokeToken(_ id: String, of name: String, as caller: Caller) async throws(Problem) -> Outcome<Void>
}

/// Tells whose a token is.
public protocol TokenKeeper: Sendable {
    /// The holder of a token; nil for one that was never given out, or was taken back. Asks no disk, and takes the same
    /// time for every token.
    func holder(of token: AccessToken) -> TokenHolder?

    /// Whether the token of this id is still good. Asks no disk.
    func isGood(tokenID: String) -> Bool

    /// Tells `receiver` of tokens that were taken back, by their ids: once the commit that did it is on disk, before anybody
    /// is told that it succeeded, and before the events of this commit and of those after it. It must return at once.
    func observeRevocations(_ receiver: @escaping @Sendable ([String]) -> Void)

    /// Whether anybody has a token.
    var hasTokens: Bool { get }
}

/// Whose a token is.
public struct TokenHolder: Hashable, Sendable {
    public var tokenID: String
    public var user: String
    public var role: Role

    public init(tokenID: String, user: String, role: Role) {
        self.tokenID = tokenID
        self.user = user
        self.role = role
    }
}
