internal import HTTPTypes
internal import Logging
internal import TruceDocument

/// Turns requests into answers: the checks of API.md in their order, the route's handler, and what every answer carries.
struct Responder: Sendable {
    let store: any ServedStore
    let events: EventHub
    let presence: PresenceBook
    let identification: Identification
    let bodyLimit: Int
    let logger: Logger
    /// A new request id.
    let makeRequestID: @Sendable () -> String
    let answers: AnswerBudget
    let metrics = ServerMetrics()
    private let lane = HeavyLane()
    private let table = RouteTable(RouteTable.all)

    init(
        store: any ServedStore, events: EventHub, presence: PresenceBook, identification: Identification,
        bodyLimit: Int, answers: AnswerBudget, logger: Logger, makeRequestID: @escaping @Sendable () -> String
    ) {
        self.answers = answers
        self.store = store
        self.events = events
        self.presence = presence
        self.identification = identification
        self.bodyLimit = bodyLimit
        self.logger = logger
        self.makeRequestID = makeRequestID
    }

    func answer(to request: IncomingRequest) async -> Answer {
        let start = ContinuousClock.now
        var trace = Trace(requestID: requestID(of: request), actor: nil, route: nil)
        var answer: Answer
        do {
            answer = try await handle(request, &trace)
        } catch {
            answer = await self.answer(to: error, request, trace)
        }
        if let claim = trace.claim { await store.settle(claim, with: answer.kept) }
        if request.method != .head { await hold(&answer, request, trace) }
        complete(&answer, requestID: trace.requestID)
        if trace.route?.isConditional == true { answer.headers[.vary] = "Prefer" }
        if request.method == .head { answer.body = .none }
        log(answer, request, trace)
        metrics.count(answer, to: request.method, route: trace.route, after: ContinuousClock.now - start)
        return answer
    }

    /// The answer to a request that is not one.
    func answer(to refusal: ConnectionState.Refusal) -> Answer {
        var problem =
            switch refusal {
            case .malformed(let detail): Problem(.malformedRequest, detail: detail)
            case .headersTooLarge: Problem(.headersTooLarge, detail: "The request's header is too large.")
            case .timeout: Problem(.requestTimeout, detail: "The request did not arrive in time.")
            case .tooManyConnections:
                Problem(.unavailable(retryAfter: 1), detail: "The server has as many connections as it takes.")
            }
        let id = makeRequestID()
        problem.requestID = id
        problem.instance = Self.instance(id)
        logger.debug("refused", metadata: ["requestId": "\(id)", "status": "\(problem.status)"])
        var answer = Answer(problem)
        complete(&answer, requestID: id)
        metrics.count(answer, to: nil, route: nil, after: .zero)
        return answer
    }

    /// Counts a large answer as in memory until it is sent; where there is no room for it, what was only asked for is not
    /// sent, and no repetition, which may come once more. What a change came to is: it has happened, and nothing else says
    /// so.
    private func hold(_ answer: inout Answer, _ request: IncomingRequest, _ trace: Trace) async {
        guard !hasRoom(for: &answer, trace), request.method == .get || answer.isReplay else { return }
        answer = await self.answer(to: .tooManyAnswers, request, trace)
    }

    /// Whether an answer is small or counted, or can be now.
    private func hasRoom(for answer: inout Answer, _ trace: Trace) -> Bool {
        guard answer.held == nil, let bytes = answer.body.bytes, bytes.count > Answer.pieceSize else { return true }
        answer.held = answers.hold(bytes, for: trace.principal)
        return answer.held != nil
    }

    /// What every answer carries.
    private func complete(_ answer: inout Answer, requestID: String) {
        answer.headers[.requestID] = requestID
        answer.headers[.xContentTypeOptions] = "nosniff"
        answer.headers[.contentSecurityPolicy] = "sandbox"
        if let body = answer.body.bytes { answer.headers[.contentLength] = "\(body.count)" }
    }

    /// What names the occurrence of a problem that is not kept.
    static func instance(_ requestID: String) -> String {
        "urn:truce:request:\(requestID.percentEncoded)"
    }

    /// What is known of a request by the time it is logged.
    private struct Trace {
        let requestID: String
        var actor: String?
        var principal = ""
        var route: Route?
        /// The document that the path names.
        var document: String?
        /// Held until the request is answered.
        var claim: IdempotencyClaim?
    }

    private func handle(_ request: IncomingRequest, _ trace: inout Trace) async throws(Problem) -> Answer {
        guard request.authority != nil, request.headers[.secondHost] == nil else {
            throw Problem(.malformedRequest, detail: "A request has one Host header, no more and no less.")
        }
        if request.isAboutTheServer { return try describe(to: request) }
        let (identity, route, parameters) = try admit(request, &trace)
        trace.document = route.isOfDocument ? parameters[0] : nil
        try checkBody(of: request, route.body)
        let caller = Caller(
            actor: identity.actor, requestID: trace.requestID, principal: identity.principal, role: identity.role)
        var call = Call(
            request: request, parameters: parameters, query: try Query(request.query),
            preferences: Preferences(request.headers), caller: caller, tokenID: identity.tokenID, store: store,
            events: events, presence: presence, metrics: metrics, lane: lane, bodyLimit: bodyLimit)
        if route.isMutation, let replay = try await claim(&call, route, &trace) { return replay }
        switch route.action {
        case .plain(let handle): return try await handle(call)
        case .conditional(let handle):
            return try await handle(call, try Precondition(request.headers, of: request.method))
        }
    }

    /// What the server as a whole takes (RFC 9110, section 9.3.7): nobody's secret.
    private func describe(to request: IncomingRequest) throws(Problem) -> Answer {
        _ = try identification.visitor(request)
        var answer = Answer(status: 204)
        answer.headers[.allow] = table.methods.joined(separator: ", ")
        return answer
    }

    /// Claims the key of a request that has one; answers what was answered before.
    private func claim(_ call: inout Call, _ route: Route, _ trace: inout Trace) async throws(Problem) -> Answer? {
        let request = call.request
        guard let key = try request.idempotencyKey else { return nil }
        let body = route.body == .none ? [] : try await call.readBody()
        call.request.readBody = { (_: Int, _: String) async throws(Problem) -> [UInt8] in body }
        let owner = IdempotencyOwner(principal: call.caller.principal, key: key)
        let claim = IdempotencyClaim(owner: owner, fingerprint: request.fingerprint(body: Digest(of: body)))
        let decision = try await store.claim(claim)
        if let problem = decision.problem(key: key) { throw problem }
        if case .replay(let kept) = decision {
            if route.showsSecret, let refusal = kept.refusalOfRepetition { throw refusal }
            return Answer(replaying: kept)
        }
        trace.claim = claim
        call.caller.claim = claim
        return nil
    }

    /// Who asks, whether they may, and for what: in this order, so that nobody is told more than they may know.
    private func admit(
        _ request: IncomingRequest, _ trace: inout Trace
    ) throws(Problem) -> (Identity, Route, parameters: [String?]) {
        let found = Result { () throws(Problem) in try table.find(path: request.path) }
        // What is no path at all is nobody's secret.
        if case .failure(let problem) = found, problem.reason == .malformedRequest { throw problem }
        let isOpen = if case .success(let match) = found { match.isOpen } else { false }
        let identity = try isOpen ? identification.visitor(request) : identification.identity(of: request)
        trace.actor = identity.actor
        trace.principal = identity.principal
        let match = try found.get()
        let route = try match.route(for: request.method)
        trace.route = route
        if let role = route.role, identity.role < role {
            throw Problem(
                .forbidden, detail: "This needs the role \(role.rawValue); you have the role \(identity.role.rawValue)."
            )
        }
        if let flag = route.adminFlag, identity.role < .admin, try Query(request.query).flag(flag) {
            throw Problem(.forbidden, detail: "\(flag)=true takes the role admin: leave it away.")
        }
        return (identity, route, match.parameters)
    }

    /// Media type and announced size.
    private func checkBody(of request: IncomingRequest, _ rule: Route.BodyRule) throws(Problem) {
        guard rule != .none else { return }
        let headers = request.headers
        try checkMediaType(headers, rule)
        if let length = headers[.contentLength].flatMap(announcedLength) {
            guard length <= bodyLimit else { throw .tooLarge(limit: bodyLimit) }
            return
        }
        guard let coding = headers[.transferEncoding] else {
            throw Problem(
                .lengthRequired, detail: "The body's length is missing: send Content-Length, 0 for an empty text.")
        }
        guard coding.lowercased() == "chunked" else {
            throw Problem(.malformedRequest, detail: "Of the transfer codings only chunked is taken.")
        }
    }

    private func checkMediaType(_ headers: HTTPFields, _ rule: Route.BodyRule) throws(Problem) {
        let wanted: String? =
            switch rule {
            case .json: "application/json"
            case .mergePatch: Route.mergePatch
            case .none, .text: nil
            }
        let accepted = [wanted ?? "*/*"]
        if let encoding = headers[.contentEncoding], encoding.lowercased() != "identity" {
            throw Problem(
                .unsupportedMediaType(accept: accepted), detail: "A body is sent as it is, without Content-Encoding.")
        }
        guard let header = headers[.contentType] else { return }
        let essence = essence(ofMediaType: header)
        let fault: String? =
            if !MediaType.isValid(header) {
                "'\(header)' is no media type."
            } else if let wanted, essence != wanted {
                "\(essence) is not taken here: send \(wanted)."
            } else if essence.hasPrefix("multipart/") {
                "\(essence) is not taken here: send the text itself as the body."
            } else {
                nil
            }
        if let fault { throw Problem(.unsupportedMediaType(accept: accepted), detail: fault) }
    }

    private func answer(to problem: Problem, _ request: IncomingRequest, _ trace: Trace) async -> Answer {
        let preferences = trace.route?.isConditional == true ? Preferences(request.headers) : nil
        var (problem, applied) = preferences?.apply(to: problem) ?? (problem, [])
        problem.requestID = trace.requestID
        problem.resource = problem.resource ?? String(request.path)
        if ConflictRecord.isKept(problem.reason) { problem.instance = await keep(problem, request, trace) }
        problem.instance = problem.instance ?? Self.instance(trace.requestID)
        if problem.reason.status == 409 { logConflict(problem, request, trace) }
        if problem.status >= 500 {
            logger.log(level: problem.level, "\(problem.detail)", metadata: origin(of: request, trace))
        }
        var answer = Answer(problem)
        if problem.hasForms, !hasRoom(for: &answer, trace) {
            // It must be told; its texts can be asked for.
            answer = Answer(problem.inForm(.brief))
            applied.removeAll { $0.hasPrefix("conflict=") }
        }
        if problem.status == 401 {
            // RFC 6750, section 3: why, only to who brought a token.
            let error = request.headers[.authorization] == nil ? "" : ", error=\"invalid_token\""
            answer.headers[.wwwAuthenticate] = "Bearer realm=\"truce\"\(error)"
        }
        if !applied.isEmpty { answer.headers[.preferenceApplied] = applied.joined(separator: ", ") }
        return answer
    }

    /// Has a refusal for state kept; gives the path of its record.
    private func keep(_ problem: Problem, _ request: IncomingRequest, _ trace: Trace) async -> String {
        metrics.update { $0.conflicts.add(1, problem.reasonName) }
        let id = await store.keep(
            RefusedRequest(
                problem: problem, method: request.method.rawValue, resource: String(request.path),
                document: trace.document, actor: trace.actor ?? "", requestID: trace.requestID,
                idempotencyKey: (try? request.idempotencyKey)?.text, userAgent: request.headers[.userAgent]))
        return "/v1/conflicts/\(id)"
    }

    /// The line that API.md promises for every conflict.
    private func logConflict(_ problem: Problem, _ request: IncomingRequest, _ trace: Trace) {
        let (attempted, current) = problem.versions
        let metadata: Logger.Metadata = [
            "actor": "\(trace.actor ?? "")", "resource": "\(resource(of: request))",
            "attemptedVersion": "\(attempted.map(String.init) ?? "null")",
            "currentVersion": "\(current.map(String.init) ?? "null")", "status": "\(problem.status)",
            "reason": "\(problem.reasonName)",
        ]
        logger.info("conflict", metadata: metadata.merging(origin(of: request, trace)) { $1 })
    }

    /// What a line says of where a request comes from: its id and, where it has one, its `traceparent`.
    private func origin(of request: IncomingRequest, _ trace: Trace) -> Logger.Metadata {
        var metadata: Logger.Metadata = ["requestId": "\(trace.requestID)"]
        if let parent = request.headers[.traceparent], TraceParent.isValid(parent) {
            metadata["traceparent"] = "\(parent)"
        }
        return metadata
    }

    private func log(_ answer: Answer, _ request: IncomingRequest, _ trace: Trace) {
        guard logger.logLevel <= .debug else { return }
        let metadata: Logger.Metadata = [
            "actor": "\(trace.actor ?? "")", "method": "\(request.method)", "resource": "\(resource(of: request))",
            "status": "\(answer.status)",
        ]
        logger.debug("request", metadata: metadata.merging(origin(of: request, trace)) { $1 })
    }

    /// The path of a request, as long as the record of a conflict has it.
    private func resource(of request: IncomingRequest) -> String {
        ConflictRecord.cut(resource: String(request.path))
    }

    /// The id that the request brings, if it is 1 to 128 visible ASCII characters, or a new one.
    private func requestID(of request: IncomingRequest) -> String {
        guard let id = request.headers[.requestID], (1...128).contains(id.utf8.count),
            id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return makeRequestID() }
        return id
    }
}

extension Problem {
    static func tooLarge(limit: Int) -> Problem {
        Problem(.tooLarge, detail: "A text has at most \(limit >> 20) MiB (\(limit) bytes).")
    }
}
