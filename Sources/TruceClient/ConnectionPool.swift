import NIOCore
import NIOHTTP1
import Synchronization

/// Sends requests over connections that are kept for the next request.
final class ConnectionPool: Sendable {
    let address: ServerAddress
    let timeouts: Timeouts
    let tls: ClientTLS
    /// Connections that carry nothing at the moment, the freshest last.
    private let idle = Mutex<[Connection]>([])

    /// More connections than this are not kept; more may be in use at once.
    private static let mostIdle = 4
    /// Bytes of the longest body: a text of 16 MiB fits, and so does a full page of documents that have as many tags and
    /// aliases as can be, which is 40 MB of JSON.
    private static let answerLimit = 64 << 20

    /// - Parameter authorities: see ``Credentials/authorities``.
    init(_ address: ServerAddress, authorities: String? = nil, timeouts: Timeouts) {
        tls = ClientTLS(authorities: authorities)
        self.address = address
        self.timeouts = timeouts
    }

    /// Sends `request` and waits for its answer.
    ///
    /// On a connection that was kept from before an end without an answer is tried again on a new one: servers close idle
    /// connections just when a client takes one up. A request with an `Idempotency-Key` is not: it may have been carried out,
    /// which whoever sends it again must know.
    func send(_ request: Request) async throws(ExchangeFailure) -> Answer {
        if let connection = takeIdle() {
            do {
                return try await send(request, over: connection)
            } catch .closedBeforeAnswer {
                // The server may be another one by now: none of the kept connections is worth trying.
                await closeIdle()
                if request.headers.contains(name: "Idempotency-Key") { throw .closedBeforeAnswer }
            }
        }
        let connection = try await Connection.open(
            address, tls: tls, timeout: timeouts.connecting, answerLimit: Self.answerLimit)
        return try await send(request, over: connection)
    }

    /// Closes the connections that are idle.
    func closeIdle() async {
        let all = idle.withLock { idle in
            defer { idle.removeAll() }
            return idle
        }
        for connection in all { await connection.close() }
    }

    private func send(_ request: Request, over connection: Connection) async throws(ExchangeFailure) -> Answer {
        let answer = try await connection.send(request, timeout: timeouts.exchange)
        let isKept =
            answer.keepsAlive
            && idle.withLock { idle in
                idle.removeAll { !$0.isOpen }
                guard idle.count < Self.mostIdle else { return false }
                idle.append(connection)
                return true
            }
        if !isKept { await connection.close() }
        return answer
    }

    private func takeIdle() -> Connection? {
        idle.withLock { idle in
            while let connection = idle.popLast() {
                if connection.isOpen { return connection }
            }
            return nil
        }
    }
}

/// How long the client waits.
public struct Timeouts: Hashable, Sendable {
    /// For a connection.
    public var connect: Duration
    /// From sending a request to the last byte of its answer.
    public var request: Duration

    public init(connect: Duration = .seconds(5), request: Duration = .seconds(30)) {
        self.connect = connect
        self.request = request
    }

    var connecting: TimeAmount { TimeAmount(connect) }
    var exchange: TimeAmount { TimeAmount(request) }
}
