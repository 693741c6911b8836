import NIOCore
import NIOPosix
import Synchronization

@testable import TruceClient

/// A server on a real socket that answers as the test says, byte for byte.
final class ScriptedServer: Sendable {
    /// A request as it came, whole.
    struct Received: Sendable {
        var connection: Int
        var head: [String]
        var body: [UInt8]

        var line: String { head[0] }

        func header(_ name: String) -> String? {
            head.dropFirst().first { $0.lowercased().hasPrefix(name.lowercased() + ": ") }
                .map { String($0.dropFirst(name.count + 2)) }
        }
    }

    enum Reaction: Sendable {
        case answer(status: Int, headers: [String] = [], body: String = "")
        /// These bytes, and then the end of the connection.
        case last([UInt8])
        case close
        case silence
        /// `100 Continue` to a request whose body is still to come; reacts again when it is there.
        case askForBody
    }

    private let channel: any Channel
    private let log: Log
    let address: ServerAddress

    /// What came so far, in its order.
    var requests: [Received] { log.received.withLock { $0 } }

    /// - Parameter socket: a path; without one the server listens on a free TCP port.
    init(
        socket: String? = nil, react: @escaping @Sendable (_ request: Received, _ index: Int) -> Reaction
    ) async throws {
        let log = Log(react: react)
        let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Script(log))
                }
            }
        if let socket {
            channel = try await bootstrap.bind(unixDomainSocketPath: socket).get()
            address = .unixSocket(path: socket)
        } else {
            channel = try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
            address = .http(host: "127.0.0.1", port: channel.localAddress?.port ?? 0)
        }
        self.log = log
    }

    func stop() async throws { try await channel.close() }

    fileprivate final class Log: Sendable {
        let received = Mutex<[Received]>([])
        let connections = Mutex(0)
        let react: @Sendable (Received, Int) -> Reaction

        init(react: @escaping @Sendable (Received, Int) -> Reaction) { self.react = react }
    }

    private final class Script: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let log: Log
        private let connection: Int
        private var bytes: [UInt8] = []
        /// Whether the request at hand was already seen without its body.
        private var wasHeld = false

        init(_ log: Log) {
            self.log = log
            connection = log.connections.withLock { count in
                count += 1
                return count
            }
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            bytes += unwrapInboundIn(data).readableBytesView
            guard let request = takeRequest() else { return }
            let index = log.received.withLock { received in
                received.append(request)
                return received.count - 1
            }
            switch log.react(request, index) {
            case .answer(let status, let headers, let body):
                let head = ["HTTP/1.1 \(status) Whatever", "Content-Length: \(body.utf8.count)"] + headers
                let text = head.joined(separator: "\r\n") + "\r\n\r\n" + body
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
            case .last(let bytes):
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
                context.close(promise: nil)
            case .close: context.close(promise: nil)
            case .silence: return
            case .askForBody:
                context.writeAndFlush(
                    wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
            }
        }

        private func takeRequest() -> Received? {
            guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: "\r\n\r\n".utf8) }) else {
                return nil
            }
            let head = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n").map(String.init)
            var request = Received(connection: connection, head: head, body: [])
            let length = request.header("Content-Length").flatMap { Int($0) } ?? 0
            if request.header("Expect") != nil, !wasHeld {
                wasHeld = true
                return request
            }
            guard bytes.count >= end + 4 + length else { return nil }
            request.body = Array(bytes[(end + 4)..<(end + 4 + length)])
            bytes.removeFirst(end + 4 + length)
            return request
        }
    }
}
