import NIOHTTP1
import TruceDocument

extension Answer {
    /// Reads the body; throws `internal_error` where it is not what the contract promises.
    func decoded<Value: JSONConvertible>() throws(Problem) -> Value {
        do { return try Value(decoding: body) } catch { throw incomprehensible(error.sentence) }
    }

    /// Reads a page of a list; throws `internal_error` where it is none.
    func page<Item: JSONConvertible>() throws(Problem) -> Page<Item> {
        do {
            return try Page(decoding: body, next: nextCursor(link: headers.first(name: "Link")))
        } catch {
            throw incomprehensible(error.sentence)
        }
    }

    /// The problem that an answer which is no success tells of; from a proxy or another program it may tell nothing.
    var problem: Problem {
        let known = try? Problem(decoding: body, status: status) { headers.first(name: $0) }
        if let known { return known }
        let phrase = HTTPResponseStatus(statusCode: status).reasonPhrase
        let foreign = Problem.Foreign(reason: "unknown", title: phrase, retry: .never, status: status)
        return Problem(
            .foreign(foreign), detail: "The server answered \(status) (\(phrase)) and did not say why.",
            status: status, requestID: headers.first(name: "X-Request-Id"))
    }

    func incomprehensible(_ why: String) -> Problem {
        Problem(
            .plain(.internalError), detail: "The server's answer cannot be understood. \(why)",
            requestID: headers.first(name: "X-Request-Id"))
    }
}

extension ExchangeFailure {
    /// What it means for the one who asked.
    func problem(after request: Request, to address: ServerAddress) -> Problem {
        let why =
            switch self {
            case .nothingListens(let sentence), .notConnected(let sentence), .untrusted(let sentence): sentence
            case .closedBeforeAnswer: "The server at \(address) closed the connection without an answer."
            case .broken(let reason): "The answer of the server at \(address) broke off: \(reason)."
            case .timedOut: "The server at \(address) did not answer in time."
            case .tooLarge: "The answer of the server at \(address) is too large."
            }
        switch self {
        case .untrusted: return Problem(.forbidden, detail: why)
        case .nothingListens, .notConnected: return Problem(.unavailable(retryAfter: 1), detail: why)
        default: break
        }
        if request.method == .GET { return Problem(.unavailable(retryAfter: 1), detail: why) }
        return Problem(.outcomeUnknown, detail: "\(why) \(Problem.mayBeMade)")
    }
}
