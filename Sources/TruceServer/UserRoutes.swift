internal import HTTPTypes
internal import TruceDocument

@Sendable func listUsers(_ call: Call) async throws(Problem) -> Answer {
    let page = try await call.store.users(try call.query.page(), as: call.caller)
    return Answer.json(page.encoded()).uncached().linked(next: page.next, of: call.request)
}

@Sendable func addUser(_ call: Call) async throws(Problem) -> Answer {
    let new = try NewUser(decoding: try await call.readBody())
    return try await call.mutate { (caller) throws(Problem) in
        try await call.store.add(new, as: caller)
    } answer: { user in
        var answer = Answer.json(user.encoded(), status: 201)
        answer.headers[.location] = "/v1/users/\(user.name.percentEncoded)"
        return answer
    }
}

@Sendable func removeUser(_ call: Call) async throws(Problem) -> Answer {
    let name = try call.user
    return try await call.mutate { (caller) throws(Problem) in
        try await call.store.removeUser(name, as: caller)
    } answer: {
        Answer(status: 204)
    }
}

/// The answer is the only one with a token in it: nothing on the way may keep it, nor the store. What is kept under a key
/// says which token it made, so that an answer that was lost leaves none behind that nobody knows of.
@Sendable func issueToken(_ call: Call) async throws(Problem) -> Answer {
    let name = try call.user
    return try await call.mutate { (caller) throws(Problem) in
        try await call.store.issueToken(to: name, as: caller)
    } answer: { issued in
        var answer = Answer.json(issued.encoded(), status: 201)
        answer.headers[.location] = "/v1/users/\(name.percentEncoded)/tokens/\(issued.id)"
        answer.keptInstead = KeptAnswer(Answer(shownOnce(issued, name)))
        return answer.uncached()
    }
}

/// What a repetition of the request is refused with.
private func shownOnce(_ issued: IssuedToken, _ user: String) -> Problem {
    let detail = "This key made the token \(issued.id) of \(user), and a token is shown once."
    return Problem(
        .constraintViolation(constraint: "tokens.secret", errors: [Fault(pointer: "", detail: detail)]),
        detail: "\(detail) Take it back, and ask for another with another key.")
}

@Sendable func revokeToken(_ call: Call) async throws(Problem) -> Answer {
    let name = try call.user
    guard let id = call.parameters[1] else {
        throw Problem(.notFound, detail: "\(name) has no token of that id.")
    }
    return try await call.mutate { (caller) throws(Problem) in
        try await call.store.revokeToken(id, of: name, as: caller)
    } answer: {
        Answer(status: 204)
    }
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
