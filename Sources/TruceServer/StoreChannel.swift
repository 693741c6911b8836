internal import CTruceSystem
internal import Glibc
internal import HTTPTypes
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import TruceDocument

/// How a connection is served: Hummingbird's HTTP/1.1 channel with a ``ConnectionGuard`` in it, the peer's credentials
/// read once, and every request handed to the ``Responder``.
struct StoreChannel: ServerChildChannel {
    let responder: Responder
    let configuration: ServerConfiguration
    let connections: Connections
    let bodies: BodyBudget
    let date: DateHeader
    /// Whether the connections come through a Unix socket.
    let isLocal: Bool
    /// What encrypts them, if anything does.
    let tls: ServerTLS?

    /// How long what takes long goes on for a client that sends nothing more: it may be gone, or only read.
    private static let halfClosedTime = TimeAmount.seconds(2)

    /// A connection that was accepted.
    struct Connection: ServerChildChannelValue {
        let http: HTTP1Channel.Value
        let peer: Peer
        /// See ``IncomingRequest/sender``.
        let sender: String
        /// Kept when the other side sends nothing more.
        let left: EventLoopFuture<Void>
        /// What the body of the request being answered has taken.
        let share: BodyShare
        let departure: Departure

        var channel: any Channel { http.channel }
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
        let admission = connections.admit(channel)
        let accepted = makeHTTPChannel { _, _, _ in }.setup(channel: channel, logger: logger)
        let left = channel.eventLoop.makePromise(of: Void.self)
        return accepted.flatMapThrowing { http in
            let refuse: (ConnectionState.Refusal) -> Answer = { refusal in
                var answer = responder.answer(to: refusal)
                answer.headers[.date] = date.now
                return answer
            }
            let handler = ConnectionGuard(
                timeouts: configuration.timeouts, admission: admission, left: left, refusal: refuse)
            limitUnsent(of: channel)
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(handler, position: .after(decoder))
            try pipeline.addHandler(ArrivalMeter(handler), position: .first)
            if let tls {
                let limit = HandshakeLimit(time: TimeAmount(configuration.timeouts.handshake))
                try pipeline.addHandlers([tls.makeHandler(), limit], position: .first)
            }
            return http
        }.flatMap { (http: HTTP1Channel.Value) in
            let departure = Departure { channel.eventLoop.scheduleTask(in: Self.halfClosedTime, $0) }
            left.futureResult.whenComplete { _ in departure.finish() }
            channel.closeFuture.whenComplete { _ in departure.leave() }
            return peer(of: channel).map {
                Connection(
                    http: http, peer: $0, sender: channel.remoteAddress?.sender ?? "", left: left.futureResult,
                    share: BodyShare(of: bodies), departure: departure)
            }
        }
    }

    func handle(value: Connection, logger: Logger) async {
        connections.opened(value.channel)
        defer { connections.closed(value.channel) }
        let http = makeHTTPChannel { request, writer, channel in
            let answer = await responder.answer(to: incoming(request, over: value))
            value.share.giveBack()
            defer { answer.held?.giveBack() }
            try await write(answer, to: writer, of: value)
        }
        await withTaskExecutorPreference(LoopExecutor(value.channel.eventLoop)) {
            await http.handle(value: value.http, logger: logger)
        }
    }

    private func makeHTTPChannel(_ respond: @escaping HTTPChannelHandler.Responder) -> HTTP1Channel {
        HTTP1Channel(
            responder: respond,
            configuration: .init(
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: configuration.headerLimit, maxHeaderListSize: configuration.headerLimit,
                    maxHeaderFieldCount: 200)))
    }

    /// Has the system take no more over TCP than it can soon send, instead of megabytes: a reader who takes little then
    /// shows here, and many of them cost the system little.
    private func limitUnsent(of channel: any Channel) {
        guard !isLocal else { return }
        let option = ChannelOptions.Types.SocketOption(level: .tcp, name: .init(rawValue: TCP_NOTSENT_LOWAT))
        // A connection that has ended already takes no options, and needs none.
        try? channel.syncOptions?.setOption(option, value: SocketOptionValue(2 * Answer.pieceSize))
    }

    private func peer(of channel: any Channel) -> EventLoopFuture<Peer> {
        guard isLocal, let socket = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeSucceededFuture(.network)
        }
        let credentials: EventLoopFuture<truce_credentials> = socket.unsafeGetSocketOption(
            level: NIOBSDSocket.OptionLevel(rawValue: truce_peer_credentials_level()),
            name: NIOBSDSocket.Option(rawValue: truce_peer_credentials_option()))
        return credentials.map { .user($0.uid) }
    }

    private func incoming(_ request: Request, over connection: Connection) -> IncomingRequest {
        let channel = connection.channel
        let expectsContinue = request.headers[.expect]?.lowercased() == "100-continue"
        let announced = request.headers[.contentLength].flatMap(announcedLength)
        let (body, share) = (request.body, connection.share)
        return IncomingRequest(
            method: request.method, target: request.head.path ?? "", authority: request.head.authority,
            headers: request.headers, peer: connection.peer, sender: connection.sender, departure: connection.departure,
            readBody: { (limit: Int, principal: String) async throws(Problem) -> [UInt8] in
                // What cannot be taken is not sent in vain.
                guard share.budget.hasRoom(for: min(announced ?? 0, limit), of: principal) else {
                    throw Problem.tooManyBodies
                }
                if expectsContinue {
                    channel.triggerUserOutboundEvent(ConnectionGuard.Request.sendContinue, promise: nil)
                }
                let bytes = try await collect(body, expecting: announced, limit: limit, of: principal, from: share)
                // A body that was cut short ends like a whole one here.
                guard announced == nil || announced == bytes.count else {
                    throw Problem(.malformedRequest, detail: "The body is shorter than its Content-Length.")
                }
                return bytes
            })
    }

    private func collect(
        _ body: RequestBody, expecting count: Int?, limit: Int, of principal: String, from share: BodyShare
    ) async throws(Problem) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(count ?? 0, limit))
        do {
            for try await buffer in body {
                guard bytes.count + buffer.readableBytes <= limit else { throw Problem.tooLarge(limit: limit) }
                guard share.take(buffer.readableBytes, of: principal) else { throw Problem.tooManyBodies }
                bytes.append(contentsOf: buffer.readableBytesView)
            }
            return bytes
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.malformedRequest, detail: "The body ends in the middle.")
        }
    }

    private func write(
        _ answer: Answer, to writer: consuming ResponseWriter, of connection: Connection
    ) async throws {
        var headers = answer.headers
        headers[.date] = date.now
        let head = HTTPResponse(status: HTTPResponse.Status(code: answer.status), headerFields: headers)
        switch answer.body {
        case .none: try await writer.writeResponse(head)
        case .whole(let bytes) where bytes.isEmpty: try await writer.writeResponse(head)
        case .whole(let bytes) where bytes.count > Answer.pieceSize:
            var writer = try await writer.writeHead(head)
            for start in stride(from: 0, to: bytes.count, by: Answer.pieceSize) {
                // Waits until the connection has taken most of the pieces before, so that a reader has no more than
                // a few in memory of their own, whatever the size of a text that all of them share.
                let piece = bytes[start..<min(start + Answer.pieceSize, bytes.count)]
                try await writer.write(ByteBuffer(bytes: piece))
            }
            try await writer.finish(nil)
        case .whole(let bytes):
            try await writer.write(response: head, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        case .stream(let body):
            // A client that has gone is noticed by no write while there is nothing to say.
            connection.left.whenComplete { _ in body.end() }
            connections.began(body, on: connection.channel)
            defer { connections.ended(body) }
            // It may have been taken back before it was known here whose stream this is.
            if let id = body.tokenID, !responder.store.isGood(tokenID: id) { body.end() }
            var writer = try await writer.writeHead(head)
            while let pieces = await body.next() { try await writer.write(contentsOf: pieces) }
            try await writer.finish(nil)
        }
    }
}

extension SocketAddress {
    /// The sender as far as they cannot choose it: an IPv4 address, or the half of an IPv6 address that is a network's.
    var sender: String {
        guard let text = ipAddress else { return "" }
        var bytes = [UInt8](repeating: 0, count: 16)
        guard inet_pton(AF_INET6, text, &bytes) == 1 else { return text }
        // An IPv4 address in IPv6's form (RFC 4291, section 2.5.5.2) is all zeros in its first half.
        let isIPv4 = bytes[..<10].allSatisfy { $0 == 0 } && bytes[10..<12] == [0xFF, 0xFF]
        return isIPv4 ? text : "\(bytes[..<8])"
    }
}
