internal import HTTPTypes
internal import TruceDocument

/// An answer as the routes give it.
struct Answer: Sendable {
    var status: Int
    var headers = HTTPFields()
    var body: Body
    /// The refusal that is kept under the request's key instead of this answer, which holds a secret: what a repetition
    /// is answered with.
    var keptInstead: KeptAnswer?
    /// What a large body takes of the memory for answers, to be given back.
    var held: HeldAnswer?

    /// Bodies beyond this many bytes are written in pieces of so many.
    static let pieceSize = 64 << 10

    enum Body: Sendable {
        /// There is none at all (204, 304).
        case none
        case whole([UInt8])
        case stream(any StreamedBody)

        /// The body, if it is whole.
        var bytes: [UInt8]? {
            if case .whole(let bytes) = self { bytes } else { nil }
        }
    }

    init(status: Int, body: [UInt8]? = nil, contentType: String? = nil) {
        self.init(status: status, body: body.map(Body.whole) ?? .none, contentType: contentType)
    }

    init(status: Int, body: Body, contentType: String?) {
        self.status = status
        self.body = body
        if let contentType { headers[.contentType] = contentType }
    }

    static func json(_ body: [UInt8], status: Int = 200) -> Answer {
        Answer(status: status, body: body, contentType: "application/json")
    }

    /// The answer to a change: what came of it, unless `return=minimal` asks for nothing.
    static func changed(_ body: [UInt8], created: Bool, isMinimal: Bool) -> Answer {
        guard isMinimal else { return .json(body, status: created ? 201 : 200) }
        var answer = Answer(status: created ? 201 : 204, body: created ? [] : nil)
        answer.headers[.preferenceApplied] = "return=minimal"
        return answer
    }

    /// Adds the tag of the representation; an answer without body where the request already has it.
    ///
    /// - Parameter saysType: Whether that answer too says the media type: the bytes of a tag stay, but what they are may
    ///   be said anew, or be another document's by now. Caches then take it over (RFC 9110, section 15.4.5).
    func tagged(_ etag: ETag, for request: IncomingRequest, saysType: Bool = false) -> Answer {
        var answer = self
        if let list = request.headers[.ifNoneMatch].flatMap(ETagList.init(header:)), list.weakMatch(etag) {
            answer = Answer(status: 304)
            answer.headers[.cacheControl] = headers[.cacheControl]
            if saysType { answer.headers[.contentType] = headers[.contentType] }
        }
        answer.headers[.eTag] = etag.header
        return answer
    }

    /// Adds the link to the next page of a list, if there is one.
    func linked(next cursor: String?, of request: IncomingRequest, parameter: String = "cursor") -> Answer {
        var answer = self
        answer.headers[.link] = cursor.map { request.link(next: $0, parameter: parameter) }
        return answer
    }

    /// What stands under an id and a version's number never changes; anything else must be asked for again.
    func cached(_ isImmutable: Bool) -> Answer {
        var answer = self
        answer.headers[.cacheControl] = isImmutable ? "private, max-age=31536000, immutable" : "private, no-cache"
        return answer
    }

    /// What has no tag cannot be asked for again, and what a token let somebody see is theirs.
    func uncached() -> Answer {
        var answer = self
        answer.headers[.cacheControl] = "no-store"
        return answer
    }

    /// What belongs to the program and changes with it.
    func cachedForAnHour() -> Answer {
        var answer = self
        answer.headers[.cacheControl] = "max-age=3600"
        return answer
    }
}

extension Answer {
    /// A problem as RFC 9457 has it, with the headers that belong to its reason.
    init(_ problem: Problem) {
        self.init(status: problem.status, body: problem.encoded(), contentType: "application/problem+json")
        switch problem.cause {
        case .methodNotAllowed(let allow): headers[.allow] = allow.joined(separator: ", ")
        case .unsupportedMediaType(let accept):
            // Media types of patches have a header of their own (RFC 5789, section 3.1).
            let name: HTTPField.Name = accept == [Route.mergePatch] ? .acceptPatch : .accept
            headers[name] = accept.joined(separator: ", ")
        default: break
        }
        if let seconds = problem.retryAfter { headers[.retryAfter] = "\(seconds)" }
    }
}

extension HTTPField.Name {
    // These names are tokens, so making them cannot fail.
    /// The first `Host` is the request's authority; another one stays among the fields.
    static let secondHost = HTTPField.Name("Host")!
    static let acceptPatch = HTTPField.Name("Accept-Patch")!
    static let requestID = HTTPField.Name("X-Request-Id")!
    static let traceparent = HTTPField.Name("traceparent")!
    static let prefer = HTTPField.Name("Prefer")!
    static let preferenceApplied = HTTPField.Name("Preference-Applied")!
    static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
    static let idempotencyReplayed = HTTPField.Name("Idempotency-Replayed")!
    static let actor = HTTPField.Name("Truce-Actor")!
    static let message = HTTPField.Name("Truce-Message")!
    static let resolves = HTTPField.Name("Truce-Resolves")!
    static let link = HTTPField.Name("Link")!
    static let lastEventID = HTTPField.Name("Last-Event-ID")!
}
