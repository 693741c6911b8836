import CTruceSystem
import Glibc
import NIOCore
import NIOPosix

extension ServerAddress {
    /// Connects. Over a Unix socket makes sure that the server is the user's own or root's, over TLS that it is the host's.
    ///
    /// - Parameter initialize: prepares the channel; runs on its event loop.
    func connect<Output: Sendable>(
        tls: ClientTLS, timeout: TimeAmount, _ initialize: @escaping @Sendable (any Channel) throws -> Output
    ) async throws(ExchangeFailure) -> (channel: any Channel, output: Output) {
        let handshakes = Handshakes()
        let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup).connectTimeout(timeout)
        let prepare: @Sendable (any Channel) -> EventLoopFuture<(channel: any Channel, output: Output)> = { channel in
            channel.eventLoop.makeCompletedFuture {
                if case .https(let host, _) = self {
                    try handshakes.begin(on: channel, tls, host: host, timeout: timeout)
                }
                return (channel, try initialize(channel))
            }
        }
        let connected: (channel: any Channel, output: Output)
        do {
            connected =
                switch self {
                case .unixSocket(let path):
                    try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: prepare)
                case .http(let host, let port), .https(let host, let port):
                    try await bootstrap.connect(host: host, port: port, channelInitializer: prepare)
                }
        } catch {
            throw failure(for: error)
        }
        if case .unixSocket(let path) = self { try await checkOwner(of: connected.channel, path) }
        do {
            try await handshakes.finish(on: connected.channel)
        } catch {
            connected.channel.close(promise: nil)
            throw failure(for: error)
        }
        return connected
    }

    /// The credentials are those of the process that called `listen`.
    private func checkOwner(of channel: any Channel, _ path: String) async throws(ExchangeFailure) {
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

    private func failure(for error: any Error) -> ExchangeFailure {
        if let failure = ExchangeFailure(tls: error, self) { return failure }
        let code = (error as? IOError)?.errnoCode ?? firstErrno(of: error as? NIOConnectionError)
        switch (self, code) {
        case (.unixSocket(let path), ENOENT):
            return .nothingListens(
                "No server listens on \(path): the socket does not exist. Start one with: truce serve --socket \(path)")
        case (.unixSocket(let path), ECONNREFUSED):
            return .nothingListens(
                "No server listens on \(path) any more: it has ended. Start one with: truce serve --socket \(path)")
        case (.unixSocket(let path), ENOTDIR):
            return .nothingListens(
                "No server listens on \(path): something on the way there is no folder. Check the server's address.")
        case (.http(let host, let port), ECONNREFUSED), (.https(let host, let port), ECONNREFUSED):
            return .nothingListens(
                "Nothing listens on port \(port) of \(host). Check the address, or start a server with: truce serve")
        case (.unixSocket(let path), EACCES), (.unixSocket(let path), EPERM):
            return .notConnected("You may not use the socket \(path): it belongs to another user.")
        case (.unixSocket(let path), _) where path.utf8.count > Self.longestSocketPath:
            return .notConnected(
                "The socket's path \(path) is \(path.utf8.count) bytes long; \(Self.longestSocketPath) are allowed. "
                    + "Name it by a shorter path, or by one from the folder you are in.")
        default: break
        }
        if let error = error as? NIOConnectionError, error.connectionErrors.isEmpty {
            return .notConnected("The host \(error.host) is not known. Check the server's address.")
        }
        if case ChannelError.connectTimeout? = error as? ChannelError {
            return .notConnected("\(self) did not answer in time. Check the address and the network.")
        }
        return .notConnected("\(self) cannot be reached: \(code.map(describe) ?? "\(error)").")
    }

    /// `sun_path` is 108 bytes with its terminating zero; swift-nio allows four bytes less.
    private static let longestSocketPath = 103

    private func firstErrno(of error: NIOConnectionError?) -> CInt? {
        error?.connectionErrors.lazy.compactMap { ($0.error as? IOError)?.errnoCode }.first
    }

    private func describe(_ code: CInt) -> String { String(cString: strerror(code)) }
}
