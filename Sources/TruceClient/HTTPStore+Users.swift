import NIOHTTP1
public import TruceDocument

extension HTTPStore: UserStore {
    public func users(_ page: PageRequest, as caller: Caller) async throws(Problem) -> Page<User> {
        try await self.page(Request(get: "/v1/users", query: page.fields), as: caller)
    }

    public func add(_ new: NewUser, as caller: Caller) async throws(Problem) -> Outcome<User> {
        let request = Request(.POST, "/v1/users", json: new.encoded())
        return try await outcome(of: request, as: caller) { (answer) throws(Problem) in try answer.decoded() }
    }

    public func removeUser(_ name: String, as caller: Caller) async throws(Problem) -> Outcome<Void> {
        try await outcome(of: Request(.DELETE, path(ofUser: name)), as: caller) { _ in }
    }

    public func issueToken(to name: String, as caller: Caller) async throws(Problem) -> Outcome<IssuedToken> {
        let request = Request(.POST, path(ofUser: name) + "/tokens")
        return try await outcome(of: request, as: caller) { (answer) throws(Problem) in try answer.decoded() }
    }

    public func revokeToken(
        _ id: String, of name: String, as caller: Caller
    ) async throws(Problem) -> Outcome<Void> {
        let request = Request(.DELETE, path(ofUser: name) + "/tokens/" + id.percentEncoded)
        return try await outcome(of: request, as: caller) { _ in }
    }

    private func path(ofUser name: String) -> String { "/v1/users/" + name.percentEncoded }
}
