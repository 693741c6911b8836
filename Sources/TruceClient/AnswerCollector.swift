import NIOHTTP1

/// Puts one answer together out of its parts: a state machine without a connection.
struct AnswerCollector {
    private enum State {
        case idle
        /// `holdsBody`: the request's body waits for the server's word (RFC 9110, section 10.1.1).
        case awaitingHead(holdsBody: Bool)
        case collecting(HTTPResponseHead, [UInt8], bodyWasSent: Bool)
    }

    /// What the connection has to do.
    enum Action: Equatable {
        case nothing
        case sendBody
        case complete(Answer)
        case fail(ExchangeFailure)
    }

    private var state = State.idle
    /// Bytes of the longest body that is taken.
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    var isIdle: Bool {
        if case .idle = state { true } else { false }
    }

    /// A request goes out, with its body or without one that is held back; call only when idle.
    mutating func begin(holdsBody: Bool) {
        precondition(isIdle, "a connection carries one request at a time")
        state = .awaitingHead(holdsBody: holdsBody)
    }

    /// The server said nothing for long enough: it may not know how to ask for a body.
    mutating func waitedForContinue() -> Action {
        guard case .awaitingHead(holdsBody: true) = state else { return .nothing }
        state = .awaitingHead(holdsBody: false)
        return .sendBody
    }

    mutating func receive(_ head: HTTPResponseHead) -> Action {
        guard case .awaitingHead(let holdsBody) = state else {
            return fail(.broken("an answer came that nobody asked for"))
        }
        if head.status == .continue { return waitedForContinue() }
        if (100...199).contains(head.status.code) { return .nothing }
        state = .collecting(head, [], bodyWasSent: !holdsBody)
        return .nothing
    }

    mutating func receive(body bytes: some Collection<UInt8>) -> Action {
        guard case .collecting(let head, var body, let bodyWasSent) = state else {
            return fail(.broken("a body came without a head"))
        }
        guard body.count + bytes.count <= limit else { return fail(.tooLarge) }
        state = .idle  // else the array would be copied at every part
        body.append(contentsOf: bytes)
        state = .collecting(head, body, bodyWasSent: bodyWasSent)
        return .nothing
    }

    mutating func receiveEnd() -> Action {
        guard case .collecting(let head, let body, let bodyWasSent) = state else {
            return fail(.broken("an end came without a head"))
        }
        state = .idle
        // A server that was promised a body would take the next request for it.
        return .complete(
            Answer(
                status: Int(head.status.code), headers: head.headers, body: body,
                keepsAlive: head.isKeepAlive && bodyWasSent))
    }

    /// The connection is gone, for `reason` if it is known.
    mutating func close(_ reason: String?) -> Action {
        switch state {
        case .idle: .nothing
        case .awaitingHead: fail(.closedBeforeAnswer)
        case .collecting: fail(.broken(reason ?? "the connection ended in the middle of the answer"))
        }
    }

    private mutating func fail(_ failure: ExchangeFailure) -> Action {
        state = .idle
        return .fail(failure)
    }
}
