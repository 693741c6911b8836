internal import HTTPTypes
internal import TruceDocument

/// The process answers.
@Sendable func isAlive(_ call: Call) async throws(Problem) -> Answer {
    Answer(status: 200, body: Array("ok\n".utf8), contentType: "text/plain; charset=utf-8").uncached()
}

/// The store answers.
@Sendable func isReady(_ call: Call) async throws(Problem) -> Answer {
    _ = try await call.store.list(DocumentQuery(page: PageRequest(limit: 1)), as: call.caller)
    return Answer(status: 200, body: Array("ready\n".utf8), contentType: "text/plain; charset=utf-8").uncached()
}

@Sendable func readOpenAPI(_ call: Call) async throws(Problem) -> Answer {
    Answer.json(Array(OpenAPI.json.utf8)).cachedForAnHour()
}

@Sendable func listProblems(_ call: Call) async throws(Problem) -> Answer {
    Answer(status: 200, body: Array(ProblemPage.overview.utf8), contentType: ProblemPage.contentType).cachedForAnHour()
}

@Sendable func readProblem(_ call: Call) async throws(Problem) -> Answer {
    guard let reason = call.parameters[0].flatMap(Reason.init) else {
        throw Problem(.notFound, detail: "There is no such problem; /problems lists them.")
    }
    return Answer(status: 200, body: Array(ProblemPage.text(of: reason).utf8), contentType: ProblemPage.contentType)
        .cachedForAnHour()
}
