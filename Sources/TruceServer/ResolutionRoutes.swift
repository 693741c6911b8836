internal import HTTPTypes
internal import TruceDocument

@Sendable func readResolution(_ call: Call) async throws(Problem) -> Answer {
    Answer.json(try await call.store.resolution(try call.resolutionKey, as: call.caller).encoded()).uncached()
}

@Sendable func rememberResolution(_ call: Call) async throws(Problem) -> Answer {
    let key = try call.resolutionKey
    let report = try ResolutionReport(decoding: try await call.readBody())
    return try await call.mutate { (caller) throws(Problem) in
        try await call.store.remember(report, under: key, as: caller)
    } answer: { remembered in
        Answer.json(remembered.resolution.encoded(), status: remembered.created ? 201 : 200)
    }
}

@Sendable func forgetResolution(_ call: Call) async throws(Problem) -> Answer {
    let key = try call.resolutionKey
    return try await call.mutate { (caller) throws(Problem) in
        try await call.store.forget(key, as: caller)
    } answer: {
        Answer(status: 204)
    }
}

extension Call {
    /// Throws `invalid_document` for what is no key.
    fileprivate var resolutionKey: ResolutionKey {
        get throws(Problem) {
            guard let key = parameters[0].flatMap(ResolutionKey.init) else {
                let detail = "A resolution's key is 64 small hexadecimal digits: the SHA-256 of the conflict."
                throw Problem(faults: [Fault(pointer: "", detail: detail)])
            }
            return key
        }
    }
}
