import TruceDocument
import TruceServer

/// Follows `/v1/events` over a socket; blocks, like the ``RawClient`` that it uses.
final class EventClient {
    let client: RawClient
    let head: RawClient.Response
    private var parser = ServerSentEventParser()
    private var arrived: [StoreEvent] = []

    /// - Parameters:
    ///   - query: with its question mark.
    ///   - id: sent as `Last-Event-ID`.
    ///   - token: sent as `Authorization`.
    init(
        _ address: BoundAddress, _ query: String = "", lastEventID id: String? = nil, token: AccessToken? = nil,
        window: Int32? = nil
    ) throws {
        client = try RawClient(address, window: window)
        let resume = id.map { "Last-Event-ID: \($0)\r\n" } ?? ""
        let identity = token.map { "Authorization: Bearer \($0.secret)\r\n" } ?? ""
        try client.send(
            "GET /v1/events\(query) HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                + "\(resume)\(identity)\r\n")
        head = try client.receiveHead()
    }

    /// Waits until the stream has begun, which a bookmark says.
    @discardableResult
    func begun() throws -> EventClient {
        guard try next()?.kind == .bookmark else { throw RawClient.Failure(description: "no bookmark: \(head)") }
        return self
    }

    /// The next event; nil at the stream's end.
    func next() throws -> StoreEvent? {
        while arrived.isEmpty {
            guard let chunk = try client.receiveChunk() else { return nil }
            for frame in try parser.take(chunk) {
                guard let event = try StoreEvent(frame), event.cursor.text == frame.id else {
                    throw RawClient.Failure(description: "no event: \(frame)")
                }
                arrived.append(event)
            }
        }
        return arrived.removeFirst()
    }

    /// The next event that tells of a change of a document.
    func change() throws -> StoreEvent {
        while let event = try next() {
            if event.isChange { return event }
        }
        throw RawClient.Failure(description: "the stream ended")
    }

    /// The next events that are no bookmarks.
    func news(_ count: Int) throws -> [StoreEvent] {
        var news: [StoreEvent] = []
        while news.count < count, let event = try next() {
            if event.kind != .bookmark { news.append(event) }
        }
        return news
    }
}

extension StoreEvent {
    /// Whether it tells of a change of a document, and not of a refusal, of presence or of the stream itself.
    var isChange: Bool {
        switch kind {
        case .conflictAnswered, .conflictSpike, .presenceChanged, .bookmark: false
        default: true
        }
    }
}

extension RawClient {
    /// Saves a text: with the tag of the version that it follows, or as the first. Gives the answer.
    @discardableResult
    func save(_ name: String, _ text: String, after etag: String? = nil, as actor: String = "alice") throws -> Response
    {
        let condition = etag.map { "If-Match: \($0)" } ?? "If-None-Match: *"
        try send(
            "PUT /v1/documents/\(name)/content HTTP/1.1\r\nHost: localhost\r\n\(condition)\r\n"
                + "Truce-Actor: \(actor)\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)")
        return try receive()
    }

    /// Saves so many versions one after the other, the first of a new document.
    func save(_ name: String, versions count: Int) throws {
        var etag: String?
        for number in 1...count {
            let saved = try save(name, "version \(number)", after: etag)
            guard saved.status < 300 else { throw Failure(description: "\(saved)") }
            etag = saved.headers["etag"]
        }
    }

    func get(_ target: String, _ headers: String = "") throws -> Response {
        try send("GET \(target) HTTP/1.1\r\nHost: localhost\r\n\(headers)\r\n")
        return try receive()
    }

    /// Causes an event that no disk is written for.
    func stir(_ name: String) throws {
        for state in ["editing", "viewing"] {
            let body = #"{"session":"stir","state":"\#(state)"}"#
            try send(
                "PUT /v1/documents/\(name)/presence HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "X-Request-Id: \(String(repeating: "x", count: 128))\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
            guard try receive().status == 200 else { throw Failure(description: "no presence") }
        }
    }
}
