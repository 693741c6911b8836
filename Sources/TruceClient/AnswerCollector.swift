import NIOHTTP1

/// Puts one answer together out of its parts: a state machine without a connection.
struct AnswerCollector {
    private enum State {
        case idle
        case awaitingHead
        case collecting(HTTPResponseHead, [UInt8])
    }

    /// What the connection has to do.
    enum Action: Equatable {
        case nothing
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

    /// A request goes out; call only when idle.
    mutating func begin() {
        precondition(isIdle, "a connection carries one request at a time")
        state = .awaitingHead
    }

    mutating func receive(_ head: HTTPResponseHead) -> Action {
        guard case .awaitingHead = state else { return fail(.broken("an answer came that nobody asked for")) }
        state = .collecting(head, [])
        return .nothing
    }

    mutating func receive(body bytes: some Collection<UInt8>) -> Action {
        guard case .collecting(let head, var body) = state else { return fail(.broken("a body came without a head")) }
        guard body.count + bytes.count <= limit else { return fail(.tooLarge) }
        state = .idle  // else the array would be copied at every part
        body.append(contentsOf: bytes)
        state = .collecting(head, body)
        return .nothing
    }

    mutating func receiveEnd() -> Action {
        guard case .collecting(let head, let body) = state else { return fail(.broken("an end came without a head")) }
        state = .idle
        return .complete(
            Answer(
                status: Int(head.status.code), headers: head.headers, body: body, keepsAlive: head.isKeepAlive))
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
