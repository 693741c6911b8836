import CTruceSystem
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// One connection to the server, kept for further requests until either side closes it.
struct Connection: Sendable {
    private let channel: any Channel
    private let host: String

    /// Connects. Over a Unix socket makes sure that the server is the user's own or root's, over TLS that it is the host's.
    static func open(
        _ address: ServerAddress, tls: ClientTLS, timeout: TimeAmount, answerLimit: Int
    ) async throws(ExchangeFailure) -> Connection {
        let handshakes = Handshakes()
        let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(timeout)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if case .https(let host, _) = address {
                        try handshakes.begin(on: channel, tls, host: host, timeout: timeout)
                    }
                    try channel.pipeline.syncOperations.addHandlers(
                        HTTPRequestEncoder(),
                        ByteToMessageHandler(HTTPResponseDecoder(informationalResponseStrategy: .forward)),
                        NIOHTTPRequestHeadersValidator(), ExchangeHandler(limit: answerLimit))
                }
            }
        let channel: any Channel
        do {
            switch address {
            case .unixSocket(let path): channel = try await bootstrap.connect(unixDomainSocketPath: path).get()
            case .http(let host, let port), .https(let host, let port):
                channel = try await bootstrap.connect(host: host, port: port).get()
            }
        } catch {
            throw failure(for: error, address)
        }
        if case .unixSocket(let path) = address { try await checkOwner(of: channel, path) }
        do {
            try await handshakes.finish(on: channel)
        } catch {
            channel.close(promise: nil)
            throw failure(for: error, address)
        }
        return Connection(channel: channel, host: address.authority)
    }

    var isOpen: Bool { channel.isActive }

    /// Sends a request and waits for the whole answer, at most for `timeout`; a cancelled task closes the connection.
    func send(_ request: Request, timeout: TimeAmount) async throws(ExchangeFailure) -> Answer {
        let channel = channel
        let answer = channel.eventLoop.makePromise(of: Answer.self)
        let timer = channel.eventLoop.scheduleTask(in: timeout) {
            answer.fail(ExchangeFailure.timedOut)
            channel.close(promise: nil)
        }
        let written = channel.eventLoop.makePromise(of: Void.self)
        written.futureResult.whenFailure { _ in
            // After a close that the handler saw, it has said so already, and only the first word counts.
            answer.fail(ExchangeFailure.closedBeforeAnswer)
        }
        channel.writeAndFlush(Command(request: request, host: host, answer: answer), promise: written)
        defer { timer.cancel() }
        do {
            return try await withTaskCancellationHandler {
                try await answer.futureResult.get()
            } onCancel: {
                channel.close(promise: nil)
            }
        } catch let failure as ExchangeFailure {
            throw failure
        } catch {
            throw .broken("\(error)")
        }
    }

    func close() async {
        try? await channel.close()  // it may be closed already
    }

    /// The credentials are those of the process that called `listen`.
    private static func checkOwner(of channel: any Channel, _ path: String) async throws(ExchangeFailure) {
        let owner: uid_t?
        do {
            owner = try await channel.eventLoop.submit { () -> uid_t? in
                try channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) {
                    var found = truce_credentials()
                    return truce_peer_credentials($0, &found) == 0 ? found.uid : nil
                } ?? nil
            }.get()
        } catch {
            owner = nil
        }
        guard let owner else {
            channel.close(promise: nil)
            throw .nothingListens("The server behind \(path) ended at this moment: try again.")
        }
        guard owner == 0 || owner == geteuid() else {
            channel.close(promise: nil)
            throw .untrusted("The server behind \(path) belongs to user \(owner), not to you: nothing was sent to it.")
        }
    }

    private static func failure(for error: any Error, _ address: ServerAddress) -> ExchangeFailure {
        if let failure = ExchangeFailure(tls: error, address) { return failure }
        let code = (error as? IOError)?.errnoCode ?? firstErrno(of: error as? NIOConnectionError)
        switch (address, code) {
        case (.unixSocket(let path), ENOENT):
            return .nothingListens(
                "No server listens on \(path): the socket does not exist. Start one with: truce serve --socket \(path)")
        case (.unixSocket(let path), ECONNREFUSED):
            return .nothingListens(
                "No server listens on \(path) any more: it has ended. Start one with: truce serve --socket \(path)")
        case (.http(let host, let port), ECONNREFUSED), (.https(let host, let port), ECONNREFUSED):
            return .nothingListens(
                "Nothing listens on port \(port) of \(host). Check the address, or start a server with: truce serve")
        case (.unixSocket(let path), EACCES), (.unixSocket(let path), EPERM):
            return .notConnected("You may not use the socket \(path): it belongs to another user.")
        case (.unixSocket(let path), _) where path.utf8.count > longestSocketPath:
            return .notConnected(
                "The socket's path \(path) is \(path.utf8.count) bytes long; \(longestSocketPath) are allowed. "
                    + "Name it by a shorter path, or by one from the folder you are in.")
        default: break
        }
        if let error = error as? NIOConnectionError, error.connectionErrors.isEmpty {
            return .notConnected("The host \(error.host) is not known. Check the server's address.")
        }
        if case ChannelError.connectTimeout? = error as? ChannelError {
            return .notConnected("\(address) did not answer in time. Check the address and the network.")
        }
        return .notConnected("\(address) cannot be reached: \(code.map(describe) ?? "\(error)").")
    }

    /// `sun_path` is 108 bytes with its terminating zero.
    private static let longestSocketPath = 107

    private static func firstErrno(of error: NIOConnectionError?) -> CInt? {
        error?.connectionErrors.lazy.compactMap { ($0.error as? IOError)?.errnoCode }.first
    }

    private static func describe(_ code: CInt) -> String { String(cString: strerror(code)) }
}
