internal import HTTPTypes
internal import TruceDocument

@Sendable func listUsers(_ call: Call) async throws(Problem) -> Answer {
    let page = try await call.store.users(try call.query.page(), as: call.caller)
    var answer = Answer.json(page.encoded()).uncached()
    if let cursor = page.next { answer.headers[.link] = call.request.link(next: cursor) }
    return answer
}

@Sendable func addUser(_ call: Call) async throws(Problem) -> Answer {
    let new = try NewUser(decoding: try await call.readBody())
    switch try await call.store.add(new, as: call.caller) {
    case .conflict(let problem): throw problem
    case .done(let user):
        var answer = Answer.json(user.encoded(), status: 201)
        answer.headers[.location] = "/v1/users/\(user.name.percentEncoded)"
        return answer
    }
}

@Sendable func removeUser(_ call: Call) async throws(Problem) -> Answer {
    try await call.store.removeUser(try call.user, as: call.caller)
    return Answer(status: 204)
}

/// The answer is the only one with a token in it: nothing on the way may keep it.
@Sendable func issueToken(_ call: Call) async throws(Problem) -> Answer {
    let name = try call.user
    switch try await call.store.issueToken(to: name, as: call.caller) {
    case .conflict(let problem): throw problem
    case .done(let issued):
        var answer = Answer.json(issued.encoded(), status: 201)
        answer.headers[.location] = "/v1/users/\(name.percentEncoded)/tokens/\(issued.id)"
        return answer.uncached()
    }
}

@Sendable func revokeToken(_ call: Call) async throws(Problem) -> Answer {
    let name = try call.user
    guard let id = call.parameters[1] else {
        throw Problem(.notFound, detail: "\(name) has no token of that id.")
    }
    try await call.store.revokeToken(id, of: name, as: call.caller)
    return Answer(status: 204)
}

extension Call {
    /// The user in the path. Throws `not_found` where nobody can be called so.
    fileprivate var user: String {
        get throws(Problem) {
            guard let name = parameters[0], User.isName(name) else {
                throw Problem(.notFound, detail: "There is no user of that name.")
            }
            return name
        }
    }
}
