import NIOHTTP1

/// A request as it goes out, complete but for `Host` and `Content-Length`.
struct Request: Sendable {
    var method: HTTPMethod
    /// Path and query, percent-encoded.
    var target: String
    /// In the order of the wire.
    var headers: HTTPHeaders
    /// nil for a request without a body; an empty body has a length of 0.
    var body: [UInt8]?
}

/// An answer that has arrived whole.
struct Answer: Sendable, Equatable {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]
    /// Whether the connection can carry another request.
    var keepsAlive: Bool

    var isSuccess: Bool { (200...299).contains(status) }
}

/// Why there is no answer.
enum ExchangeFailure: Error, Equatable {
    /// There is no server at the address; a sentence for people.
    case nothingListens(String)
    /// No connection came about for another reason, so nothing was sent; a sentence for people.
    case notConnected(String)
    /// The server behind the socket is not to be trusted, so nothing was sent; a sentence for people.
    case untrusted(String)
    /// The connection ended before the answer began.
    case closedBeforeAnswer
    /// The connection ended, or what came was no HTTP, within the answer.
    case broken(String)
    /// No answer within the time for the whole request.
    case timedOut
    /// The answer's body is longer than a client takes.
    case tooLarge
}
