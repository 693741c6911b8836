import Glibc
import NIOCore
import NIOHTTP1
public import TruceDocument

/// The store behind a server: a ``DocumentStore`` over HTTP/1.1, on a Unix socket or on TCP, with TLS or without.
///
/// Connections are kept and reused, so that an editor's save costs one exchange. What goes wrong is a ``Problem``:
///
/// - No connection: `unavailable`, with a sentence that says what to do. Of a change that means that nothing was sent.
/// - What is only asked for, and refused with 503 since the server has much to do, is asked for again a few times, when the
///   server says so.
/// - A change whose answer was lost, or cannot be understood, is asked for again with the same `Idempotency-Key`, which is
///   the caller's request id: it is made once, and answered as it was the first time. If no answer says by then what became
///   of it, it is `outcome_unknown`, whatever stands in the way at the end; asking again with the same caller is safe then
///   too.
/// - An answer to what is only asked for that cannot be understood: `internal_error`.
public final class HTTPStore: DocumentStore {
    let pool: ConnectionPool
    private let namesActor: Bool
    private let credentials: Credentials
    private let onExchange: (@Sendable (Exchange) -> Void)?

    /// - Parameters:
    ///   - address: where the server listens; no connection is made before the first call.
    ///   - namesActor: whether `Truce-Actor` is sent: only when somebody named an actor; else the server knows who
    ///     writes from the socket.
    ///   - credentials: what is needed over TCP.
    ///   - timeouts: how long to wait.
    ///   - onExchange: told every request and its answer, `$TRUCE_TOKEN` in place of a token, in the order in which they ended;
    ///     must return at once.
    public init(
        _ address: ServerAddress, namesActor: Bool, credentials: Credentials = Credentials(),
        timeouts: Timeouts = Timeouts(), onExchange: (@Sendable (Exchange) -> Void)? = nil
    ) {
        pool = ConnectionPool(address, authorities: credentials.authorities, timeouts: timeouts)
        self.namesActor = namesActor
        self.credentials = credentials
        self.onExchange = onExchange
    }

    public var address: ServerAddress { pool.address }

    /// Closes the kept connections, so that a server that waits for its last client may leave. A later call opens new
    /// ones.
    public func close() async {
        await pool.closeIdle()
    }

    /// Whether a server that can serve is there (`/readyz`): false if nothing listens at the address, or what did ended
    /// at this moment. Throws what a server says that cannot serve, and why none can be asked.
    public func isServed() async throws(Problem) -> Bool {
        let request = Request(get: "/readyz")
        let answer: Answer
        do throws(ExchangeFailure) {
            answer = try await pool.send(request)
        } catch {
            switch error {
            case .nothingListens, .closedBeforeAnswer: return false
            default: throw error.problem(after: request, to: pool.address)
            }
        }
        guard answer.isSuccess else { throw answer.problem }
        return true
    }
}

extension HTTPStore {
    public func list(_ query: DocumentQuery, as caller: Caller) async throws(Problem) -> Page<Document> {
        var fields = query.page.fields
        if let text = query.text { fields.append(("q", text)) }
        if let status = query.status { fields.append(("status", status)) }
        if let tag = query.tag { fields.append(("tag", tag)) }
        if let externalID = query.externalID { fields.append(("externalId", externalID)) }
        fields.append(("sort", query.sort.rawValue))
        return try await page(Request(get: "/v1/documents", query: fields), as: caller)
    }

    public func create(_ new: NewDocument, as caller: Caller) async throws(Problem) -> Outcome<Document> {
        let request = Request(.POST, "/v1/documents", json: try new.encoded())
        return try await outcome(of: request, as: caller) { (answer) throws(Problem) in try answer.decoded() }
    }

    public func document(_ name: String, as caller: Caller) async throws(Problem) -> Document {
        try await success(of: Request(get: try path(of: name)), as: caller).decoded()
    }

    /// Two exchanges: the document, and then the text of the version that it named, which never changes. So both
    /// belong together, whoever saves in between.
    public func head(_ name: String, as caller: Caller) async throws(Problem) -> Head {
        let document = try await document(name, as: caller)
        let content = try await content(ofVersion: document.version, of: document.id, as: caller)
        return Head(document: document, content: content)
    }

    public func save(_ request: SaveRequest, as caller: Caller) async throws(Problem) -> SaveOutcome {
        var headers = request.precondition.headers
        if let mediaType = request.mediaType {
            guard MediaType.isValid(mediaType) else {
                throw Problem(
                    .invalidDocument([Fault(pointer: "/mediaType", detail: "This is no media type.")]),
                    detail: "'\(mediaType)' is no media type.")
            }
            headers.add(name: "Content-Type", value: mediaType)
        }
        if !request.message.isEmpty { headers.add(name: "Truce-Message", value: request.message.percentEncoded) }
        if let resolves = request.resolves { headers.add(name: "Truce-Resolves", value: resolves.percentEncoded) }
        let put = Request(
            method: .PUT, target: try path(of: request.name) + "/content", headers: headers, body: request.content)
        return try await outcome(of: put, as: caller) { (answer) throws(Problem) in
            Saved(
                document: try answer.decoded(), created: answer.status == 201,
                replayed: answer.headers.first(name: "Idempotency-Replayed") == "true")
        }
    }

    public func delete(
        _ name: String, if precondition: Precondition, force: Bool, as caller: Caller
    ) async throws(Problem) -> Outcome<Void> {
        let request = Request(.DELETE, try path(of: name) + (force ? "?force=true" : ""), if: precondition)
        return try await outcome(of: request, as: caller) { _ in }
    }

    public func versions(
        of name: String, page: PageRequest, as caller: Caller
    ) async throws(Problem) -> Page<Version> {
        try await self.page(Request(get: try path(of: name) + "/versions", query: page.fields), as: caller)
    }

    public func version(_ number: Int, of name: String, as caller: Caller) async throws(Problem) -> Version {
        try await success(of: Request(get: try path(of: name) + "/versions/\(number)"), as: caller).decoded()
    }

    public func content(ofVersion number: Int, of name: String, as caller: Caller) async throws(Problem) -> [UInt8] {
        try await success(of: Request(get: try path(of: name) + "/versions/\(number)/content"), as: caller).body
    }

    func path(of name: String) throws(Problem) -> String { "/v1/documents/" + (try segment(name)) }

    /// A name as one segment of a path. An empty one would be another resource.
    func segment(_ name: String) throws(Problem) -> String {
        guard !name.isEmpty else {
            let fault = Fault(pointer: "/name", detail: "The name is empty.")
            throw Problem(.invalidDocument([fault]), detail: fault.detail)
        }
        return name.percentEncoded
    }
}

extension HTTPStore {
    func page<Item: JSONConvertible>(_ request: Request, as caller: Caller) async throws(Problem) -> Page<Item> {
        try await success(of: request, as: caller).page()
    }

    /// - Parameter isShown: whether the exchange is told of: not what goes on by itself all the time.
    @discardableResult
    func success(
        of request: Request, as caller: Caller, isShown: Bool = true
    ) async throws(Problem) -> Answer {
        var patience = Patience()
        while true {
            let answer = try await exchange(request, as: caller, isShown: isShown)
            if answer.isSuccess { return answer }
            let problem = answer.problem
            guard request.method == .GET, problem.status == 503, let pause = problem.retryAfter,
                await patience.wait(seconds: pause)
            else { throw problem }
        }
    }

    /// Asks for a change until an answer says what became of it: with the same key, so that it is made once. An answer that
    /// `success` cannot read says nothing, whatever its status.
    func outcome<Success>(
        of request: Request, as caller: Caller, isShown: Bool = true,
        _ success: (Answer) throws(Problem) -> Success
    ) async throws(Problem) -> Outcome<Success> {
        guard let key = IdempotencyKey(caller.requestID) else {
            throw Problem(.malformedRequest, detail: "A request id is 1 to 128 visible ASCII characters.")
        }
        var request = request
        request.headers.add(name: "Idempotency-Key", value: key.header)
        var patience = Patience()
        /// Says that an attempt may have made the change.
        var earlier: Problem?
        while true {
            let problem: Problem
            /// Whether the store may have answered, in vain.
            let isLost: Bool
            do throws(Problem) {
                let answer = try await exchange(request, as: caller, isShown: isShown)
                if answer.isSuccess { return .done(try success(answer)) }
                (problem, isLost) = (answer.problem, false)
            } catch {
                (problem, isLost) = (error, error.leavesOpen)
            }
            guard problem.leavesOpen || earlier != nil && problem.isSilent else { return try refusal(problem) }
            if problem.leavesOpen { earlier = problem }
            guard await patience.wait(seconds: isLost ? 0 : problem.retryAfter ?? 1) else {
                if let earlier, !problem.saysDoubt { throw problem.after(earlier) }
                return try refusal(problem)
            }
        }
    }

    /// A refusal for state is a conflict and no error.
    private func refusal<Success>(_ problem: Problem) throws(Problem) -> Outcome<Success> {
        guard [409, 412].contains(problem.status) else { throw problem }
        return .conflict(problem)
    }

    /// The request with the headers that say who asks. Throws `forbidden` rather than send a token in the clear.
    func signed(_ request: Request, by caller: Caller) throws(Problem) -> Request {
        var request = request
        request.headers.add(name: "User-Agent", value: "truce")
        request.headers.add(name: "X-Request-Id", value: caller.requestID)
        if let authorization = try credentials.authorization(for: address) {
            request.headers.add(name: "Authorization", value: authorization)
        }
        if namesActor { request.headers.add(name: "Truce-Actor", value: caller.actor.percentEncoded) }
        return request
    }

    private func exchange(
        _ request: Request, as caller: Caller, isShown: Bool = true
    ) async throws(Problem) -> Answer {
        let request = try signed(request, by: caller)
        let at = Timestamp.now
        let start = ContinuousClock.now
        let result: Result<Answer, ExchangeFailure>
        do { result = .success(try await pool.send(request)) } catch { result = .failure(error) }
        if isShown { onExchange?(Exchange(request, result, at: at, duration: ContinuousClock.now - start)) }
        switch result {
        case .success(let answer): return answer
        case .failure(let failure):
            var problem = failure.problem(after: request, to: pool.address)
            problem.requestID = caller.requestID
            throw problem
        }
    }
}

extension Request {
    init(get path: String, query: [(String, String)] = []) {
        let fields = query.map { "\($0)=\($1.percentEncoded)" }
        self.init(
            method: .GET, target: path + (fields.isEmpty ? "" : "?" + fields.joined(separator: "&")), headers: [:],
            body: nil)
    }

    /// A change, with JSON as its body or without one.
    init(
        _ method: HTTPMethod, _ target: String, if precondition: Precondition? = nil, json body: [UInt8]? = nil,
        contentType: String = "application/json"
    ) {
        var headers = precondition?.headers ?? [:]
        if body != nil { headers.add(name: "Content-Type", value: contentType) }
        self.init(method: method, target: target, headers: headers, body: body)
    }
}

extension PageRequest {
    var fields: [(String, String)] {
        [("limit", String(limit))] + (cursor.map { [("cursor", $0)] } ?? [])
    }
}

extension Precondition {
    var headers: HTTPHeaders {
        switch self {
        case .ifMatch(let list): ["If-Match": list.header]
        case .ifNoneExists: ["If-None-Match": "*"]
        }
    }
}

extension Timestamp {
    fileprivate static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
