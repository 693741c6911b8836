internal import HTTPTypes
internal import TruceDocument

@Sendable func readMetadata(_ call: Call) async throws(Problem) -> Answer {
    let metadata = try await call.store.document(try call.name, as: call.caller).taggedMetadata
    return Answer.json(metadata.value.encoded()).cached(false).tagged(metadata.etag, for: call.request)
}

@Sendable func changeMetadata(_ call: Call, _ precondition: Precondition) async throws(Problem) -> Answer {
    let name = try call.name
    let body = try await call.readBody()
    let patch: MetadataPatch
    do {
        patch = try MetadataPatch(decoding: body)
    } catch {
        throw try await firstOf(precondition, error, of: name, call)
    }
    return try await change(call) { (caller) throws(Problem) in
        try await call.store.changeMetadata(of: name, by: patch, if: precondition, as: caller)
    }
}

@Sendable func changeStatus(_ call: Call, _ precondition: Precondition) async throws(Problem) -> Answer {
    let name = try call.name
    let body = try await call.readBody()
    let transition: Transition
    do {
        transition = try Transition(decoding: body)
    } catch {
        throw try await firstOf(precondition, error, of: name, call)
    }
    return try await change(call) { (caller) throws(Problem) in
        try await call.store.changeStatus(of: name, to: transition.to, if: precondition, as: caller)
    }
}

@Sendable func readWorkflow(_ call: Call) async throws(Problem) -> Answer {
    Answer.json(try await call.store.workflow(as: call.caller).encoded()).uncached()
}

/// What a change of metadata with a body that cannot be taken is answered: the precondition comes before the body, and a
/// change of nothing tests it.
private func firstOf(
    _ precondition: Precondition, _ fault: Problem, of name: String, _ call: Call
) async throws(Problem) -> Problem {
    let tried = try await call.store.changeMetadata(of: name, by: MetadataPatch(), if: precondition, as: call.caller)
    guard case .conflict(let problem) = tried else { return fault }
    return problem
}

private func change(
    _ call: Call, _ body: (Caller) async throws(Problem) -> Outcome<Tagged<Metadata>>
) async throws(Problem) -> Answer {
    let isMinimal = call.preferences.wantsMinimal
    return try await call.mutate(body) { metadata in
        var answer = Answer.changed(metadata.value.encoded(), created: false, isMinimal: isMinimal)
        answer.headers[.eTag] = metadata.etag.header
        return answer
    }
}
