internal import HTTPTypes
internal import TruceDocument

/// A request as the routes see it: no socket, no framework.
struct IncomingRequest: Sendable {
    var method: HTTPRequest.Method
    /// Path and query as sent, percent-encoded.
    var target: String
    /// The value of `Host`.
    var authority: String?
    var headers: HTTPFields
    var peer: Peer
    /// From where the request comes over TCP, as far as one sender cannot have many of them.
    var sender = ""
    var departure = Departure()
    /// Reads the whole body of at most so many bytes, which are in memory on behalf of a principal; throws `too_large`,
    /// `malformed_request` if it is cut short, or `unavailable` where there is no room for it.
    var readBody: @Sendable (_ limit: Int, _ principal: String) async throws(Problem) -> [UInt8]

    /// The target without its query.
    var path: Substring { target.prefix { $0 != "?" } }
    /// What follows the first question mark.
    var query: Substring { target.drop { $0 != "?" }.dropFirst() }
    /// Whether it is about the server and none of its resources: `OPTIONS *`.
    var isAboutTheServer: Bool { method == .options && target == "*" }
}

/// What a `Content-Length` says, in bytes; the largest number there is for any beyond it, nil for what is no length.
func announcedLength(_ field: String) -> Int? { UInt64(field).map { Int(clamping: $0) } }

/// Who is at the other end of a connection.
enum Peer: Hashable, Sendable {
    /// The user of the process behind a Unix socket.
    case user(UInt32)
    /// Somebody over TCP.
    case network
}
