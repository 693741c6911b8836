/// A store on this machine, and how a document is asked for and saved there.
struct Peer {
    var name: String
    let port: UInt16
    /// The path of a document's text.
    let path: @Sendable (_ document: String) -> String
    let contentType: String
    /// The body that carries a text.
    let body: @Sendable (_ text: String) -> String
    /// The status of an answer to a stale `If-Match`.
    let stale: Int
    /// The status of an answer to a save that collided with one of another document: it was not made, and does not count.
    /// Kinto tells the writes of a collection apart by milliseconds.
    var collision: Int?

    static func truce(port: UInt16) -> Peer {
        Peer(
            name: "truce", port: port, path: { "/v1/documents/\($0)/content" }, contentType: "text/markdown",
            body: { $0 }, stale: 409)
    }

    /// As `floorstore` speaks truce's protocol, with nothing behind it but a log that is synced.
    static func floor(port: UInt16) -> Peer {
        var peer = truce(port: port)
        peer.name = "floor"
        return peer
    }

    /// Kinto with records in `/v1/buckets/b/collections/c`, which must be there.
    static func kinto(port: UInt16) -> Peer {
        Peer(
            name: "kinto", port: port, path: { "/v1/buckets/b/collections/c/records/\($0)" },
            contentType: "application/json", body: { #"{"data":{"text":"\#($0)"}}"# }, stale: 412,
            collision: 409)
    }

    func get(_ document: String, header: String = "") -> [UInt8] {
        Array("GET \(path(document)) HTTP/1.1\r\nHost: 127.0.0.1\r\n\(header)\r\n".utf8)
    }

    func put(_ document: String, text: String, header: String) -> [UInt8] {
        let body = body(text)
        return Array(
            """
            PUT \(path(document)) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: \(contentType)\r\n\(header)\
            Content-Length: \(body.utf8.count)\r\n\r\n\(body)
            """.utf8)
    }
}
