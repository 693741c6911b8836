import NIOCore
import NIOSSL
import NIOTLS
import Synchronization

/// What encrypts a client's connections: made once, since reading the authorities takes milliseconds.
final class ClientTLS: Sendable {
    private let authorities: String?
    private let context = Mutex<NIOSSLContext?>(nil)

    /// - Parameter authorities: see ``Credentials/authorities``.
    init(authorities: String?) { self.authorities = authorities }

    /// What stands between the socket and HTTP; it checks the certificate and that it is the host's.
    fileprivate func makeHandler(host: String) throws -> NIOSSLClientHandler {
        // An address is checked too, but is never sent as a name (RFC 6066, section 3).
        let isAddress = (try? SocketAddress(ipAddress: host, port: 0)) != nil
        return try NIOSSLClientHandler(context: try knownContext(), serverHostname: isAddress ? nil : host)
    }

    private func knownContext() throws -> NIOSSLContext {
        try context.withLock { context in
            if let context { return context }
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv12
            if let authorities { configuration.trustRoots = .file(authorities) }
            let new: NIOSSLContext
            do {
                new = try NIOSSLContext(configuration: configuration)
            } catch {
                throw ExchangeFailure.notConnected(
                    "The authorities' certificates cannot be read from \(authorities ?? "the system"): "
                        + "name a PEM file with --ca-file.")
            }
            context = new
            return new
        }
    }
}

/// The handshakes of one attempt to connect, which may try several addresses at once.
final class Handshakes: Sendable {
    private let begun = Mutex<[ObjectIdentifier: EventLoopFuture<Void>]>([:])

    /// Puts TLS in front of a channel. To be called on its event loop.
    func begin(on channel: any Channel, _ tls: ClientTLS, host: String, timeout: TimeAmount) throws {
        let handler = try tls.makeHandler(host: host)
        let waiter = HandshakeWaiter(channel.eventLoop, timeout: timeout)
        try channel.pipeline.syncOperations.addHandlers(handler, waiter)
        begun.withLock { $0[ObjectIdentifier(channel)] = waiter.isDone }
    }

    /// Waits until the channel is encrypted; throws why it never will be. Returns at once where it need not be.
    func finish(on channel: any Channel) async throws {
        try await begun.withLock { $0[ObjectIdentifier(channel)] }?.get()
    }
}

/// Tells when a connection is encrypted, or why it never will be.
private final class HandshakeWaiter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private let done: EventLoopPromise<Void>
    private let timeout: TimeAmount
    private var timer: Scheduled<Void>?

    var isDone: EventLoopFuture<Void> { done.futureResult }

    init(_ loop: any EventLoop, timeout: TimeAmount) {
        done = loop.makePromise()
        self.timeout = timeout
    }

    func channelActive(context: ChannelHandlerContext) {
        let done = done
        timer = context.eventLoop.scheduleTask(in: timeout) { done.fail(ExchangeFailure.timedOut) }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { finish(.success(())) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        finish(.failure(error))
        context.fireErrorCaught(error)
    }

    func handlerRemoved(context: ChannelHandlerContext) { finish(.failure(ExchangeFailure.closedBeforeAnswer)) }

    /// Only the first word counts.
    private func finish(_ result: Result<Void, any Error>) {
        timer?.cancel()
        done.completeWith(result)
    }
}

extension ExchangeFailure {
    /// Why there is no encrypted connection; nil for what is no matter of TLS.
    init?(tls error: any Error, _ address: ServerAddress) {
        switch error {
        case let failure as ExchangeFailure: self = failure
        case let error as NIOSSLExtraError
        where [.failedToValidateHostname, .serverHostnameImpossibleToMatch].contains(error):
            self = .untrusted(
                "The certificate of \(address) is another host's: nothing was sent. Check the address.")
        case NIOSSLError.handshakeFailed(let cause):
            let words = "\(cause)"
            if words.contains("CERTIFICATE_VERIFY_FAILED") {
                self = .untrusted(
                    "The certificate of \(address) is expired, or signed by nobody whom you trust: nothing was sent. "
                        + "If you know its authority, name its file with --ca-file.")
            } else if words.contains("WRONG_VERSION_NUMBER") || words.contains("HTTP_REQUEST") {
                self = .notConnected("What listens at \(address) speaks no TLS. Is it http:// ?")
            } else {
                self = .notConnected("\(address) cannot be reached: no TLS handshake (\(words)).")
            }
        default: return nil
        }
    }
}
