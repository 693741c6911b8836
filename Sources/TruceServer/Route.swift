internal import HTTPTypes
internal import TruceDocument

/// One line of the route table.
struct Route: Sendable {
    let method: HTTPRequest.Method
    /// As API.md and openapi.yaml write it: `/v1/documents/{name}/content`.
    let template: String
    /// What the caller may do at least; nil where nobody needs to say who they are.
    let role: Role?
    /// The parameter of the query that takes an admin to say `true`.
    let adminFlag: String?
    let body: BodyRule
    let action: Action

    enum Action: Sendable {
        case plain(@Sendable (Call) async throws(Problem) -> Answer)
        /// The request must carry `If-Match` or `If-None-Match: *`; `Prefer` matters to its answer.
        case conditional(@Sendable (Call, Precondition) async throws(Problem) -> Answer)
    }

    /// What kind of body a request of this route has.
    enum BodyRule: Hashable, Sendable {
        case none
        case json
        /// A JSON merge patch (RFC 7396).
        case mergePatch
        /// Any text, byte for byte.
        case text
    }

    static let mergePatch = "application/merge-patch+json"

    init(
        _ method: HTTPRequest.Method, _ template: String, _ role: Role?, adminFlag: String? = nil,
        body: BodyRule = .none, _ action: Action
    ) {
        self.method = method
        self.template = template
        self.role = role
        self.adminFlag = adminFlag
        self.body = body
        self.action = action
    }

    /// Whether its requests may change something, so that they may carry an `Idempotency-Key`.
    var isMutation: Bool { method != .get }

    /// Whether the first parameter of its path is a document's name.
    var isOfDocument: Bool { template.hasPrefix("/v1/documents/{name}") }

    /// Whether its answer has a secret in it, so that a refusal is kept in its place.
    var showsSecret: Bool { method == .post && template == "/v1/users/{user}/tokens" }

    var isConditional: Bool {
        if case .conditional = action { true } else { false }
    }
}

/// What a route's handler gets: everything about the request that was checked before.
struct Call: Sendable {
    var request: IncomingRequest
    /// The decoded parameters of the path, in its order; nil for one that is no UTF-8.
    let parameters: [String?]
    let query: Query
    let preferences: Preferences
    var caller: Caller
    /// See ``Identity/tokenID``.
    let tokenID: String?
    let store: any ServedStore
    let events: EventHub
    let presence: PresenceBook
    let metrics: ServerMetrics
    let lane: HeavyLane
    let bodyLimit: Int

    /// The name, alias or id in the path, as it was sent. Throws `invalid_document` for what is no text.
    var name: String {
        get throws(Problem) {
            guard let name = parameters[0] else {
                throw Problem(faults: [Fault(pointer: "", detail: "The name is not UTF-8.")])
            }
            return name
        }
    }

    /// The version in the path. Throws `not_found` where no version can have that number.
    var version: Int {
        get throws(Problem) {
            guard let number = parameters[1].flatMap({ Int(positive: $0) }) else {
                throw Problem(.notFound, detail: "The document has no version \(parameters[1] ?? "of that number").")
            }
            return number
        }
    }

    func readBody() async throws(Problem) -> [UInt8] {
        try await request.readBody(bodyLimit, caller.principal)
    }

    /// Does what takes long, away from the event loop, when it is its turn. See ``HeavyLane/run(for:until:_:)``.
    func heavy<Value: Sendable>(
        _ work: @escaping @Sendable () async throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        try await lane.run(for: caller.principal, until: request.departure, work)
    }

    /// Asks the store for a change, and answers its success; a refusal for state is thrown. The store keeps the answer in
    /// the transaction that writes, if the request has an `Idempotency-Key`: so this is the way of every mutation.
    func mutate<Success: Sendable>(
        _ change: (Caller) async throws(Problem) -> Outcome<Success>, answer: @escaping @Sendable (Success) -> Answer
    ) async throws(Problem) -> Answer {
        var caller = caller
        caller.claim = caller.claim?.answering { answer($0).kept }
        switch try await change(caller) {
        case .conflict(let problem): throw problem
        case .done(let success): return answer(success)
        }
    }
}

/// All routes, by path.
struct RouteTable: Sendable {
    /// The routes of one path.
    private struct Resource: Sendable {
        /// nil stands for a parameter.
        let segments: [String?]
        var routes: [Route]
    }

    private let resources: [Resource]

    init(_ routes: [Route]) {
        var resources: [Resource] = []
        for route in routes {
            let segments = route.template.split(separator: "/").map { $0.first == "{" ? nil : String($0) }
            if let index = resources.firstIndex(where: { $0.segments == segments }) {
                resources[index].routes.append(route)
            } else {
                resources.append(Resource(segments: segments, routes: [route]))
            }
        }
        self.resources = resources
    }

    /// What a path names. Throws `not_found`, or `malformed_request` for bad percent-encoding.
    func find(path: Substring) throws(Problem) -> Match {
        guard path.first == "/" else { throw Problem(.notFound, detail: "A path begins with a slash.") }
        let segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        // An empty segment is not left out: that would make another resource of it.
        guard !segments.contains(where: \.isEmpty) else {
            throw Problem(.notFound, detail: "The path has an empty segment. Percent-encode a name as one segment.")
        }
        var decoded: [String?] = []
        for segment in segments {
            guard let bytes = percentDecoded(segment) else {
                throw Problem(.malformedRequest, detail: "In the path a % stands without two hexadecimal digits.")
            }
            decoded.append(String(validating: bytes, as: UTF8.self))
        }
        guard let resource = resources.first(where: { Self.matches($0.segments, decoded) }) else {
            throw Problem(.notFound, detail: "There is no such resource. Percent-encode a name as one segment.")
        }
        return Match(
            routes: resource.routes, parameters: zip(resource.segments, decoded).filter { $0.0 == nil }.map(\.1))
    }

    /// The routes of a path, and its parameters, decoded.
    struct Match: Sendable {
        fileprivate let routes: [Route]
        let parameters: [String?]

        /// Whether nobody needs to say who they are.
        var isOpen: Bool { routes.allSatisfy { $0.role == nil } }

        /// The route of a method; HEAD finds that of GET. Throws `method_not_allowed` with what is allowed.
        func route(for method: HTTPRequest.Method) throws(Problem) -> Route {
            let wanted = method == .head ? .get : method
            guard let route = routes.first(where: { $0.method == wanted }) else {
                let allow = RouteTable.allowed(routes)
                throw Problem(
                    .methodNotAllowed(allow: allow), detail: "This resource takes \(allow.joined(separator: ", ")).")
            }
            return route
        }
    }

    /// The methods that some resource takes.
    var methods: [String] { Set(Self.allowed(resources.flatMap(\.routes))).sorted() }

    fileprivate static func allowed(_ routes: [Route]) -> [String] {
        routes.flatMap { $0.method == .get ? ["GET", "HEAD"] : [$0.method.rawValue] }.sorted()
    }

    private static func matches(_ pattern: [String?], _ segments: [String?]) -> Bool {
        pattern.count == segments.count && zip(pattern, segments).allSatisfy { $0 == nil || $0 == $1 }
    }
}
