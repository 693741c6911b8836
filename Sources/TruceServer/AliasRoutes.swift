internal import HTTPTypes
internal import TruceDocument

@Sendable func readAlias(_ call: Call) async throws(Problem) -> Answer {
    let alias = try await call.store.alias(try call.name, as: call.caller)
    return Answer.json(alias.value.encoded()).cached(false).tagged(alias.etag, for: call.request)
}

@Sendable func setAlias(_ call: Call, _ precondition: Precondition) async throws(Problem) -> Answer {
    let name = try call.name
    let body = try await call.readBody()
    // The precondition comes before the body: a target that no document can be called tests it.
    let target = Result { () throws(Problem) in try AliasTarget(decoding: body) }
    let document = (try? target.get())?.document ?? ""
    let isMinimal = call.preferences.wantsMinimal
    do {
        return try await call.mutate { (caller) throws(Problem) in
            try await call.store.setAlias(name, to: document, if: precondition, as: caller)
        } answer: { saved in
            var answer = Answer.changed(saved.target.encoded(), created: saved.created, isMinimal: isMinimal)
            answer.headers[.eTag] = saved.etag.header
            if saved.created { answer.headers[.location] = "/v1/aliases/\(name.percentEncoded)" }
            return answer
        }
    } catch {
        guard case .failure(let fault) = target, error.reason == .invalidDocument else { throw error }
        throw fault
    }
}

@Sendable func removeAlias(_ call: Call, _ precondition: Precondition) async throws(Problem) -> Answer {
    let name = try call.name
    return try await call.mutate { (caller) throws(Problem) in
        try await call.store.removeAlias(name, if: precondition, as: caller)
    } answer: {
        Answer(status: 204)
    }
}
