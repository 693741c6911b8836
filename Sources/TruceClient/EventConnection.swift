internal import NIOCore
internal import NIOHTTP1

/// A connection that carries one request and an answer that does not end.
struct EventConnection {
    typealias HTTPChannel = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    /// What comes in, one after the other.
    typealias Parts = NIOAsyncChannelInboundStream<HTTPClientResponsePart>.AsyncIterator

    private let channel: HTTPChannel
    private let host: String

    /// A server says something every 15 seconds: after so long without a byte it is not there any more.
    private static let patience = TimeAmount.seconds(45)

    static func open(
        _ address: ServerAddress, tls: ClientTLS, timeout: TimeAmount
    ) async throws(ExchangeFailure) -> EventConnection {
        let (_, channel) = try await address.connect(tls: tls, timeout: timeout) { channel in
            try channel.pipeline.syncOperations.addHandler(IdleStateHandler(readTimeout: patience))
            try channel.pipeline.syncOperations.addHTTPHandlers()
            try channel.pipeline.syncOperations.addHandler(SilenceHandler())
            return try HTTPChannel(wrappingChannelSynchronously: channel)
        }
        return EventConnection(channel: channel, host: address.authority)
    }

    /// Sends a request without a body and hands over the answer's parts to come; closes the connection afterwards, or when
    /// the task is cancelled. Throws what `read` throws, or how the connection failed.
    func send<Result: Sendable>(
        _ request: Request, _ read: (inout Parts) async throws -> Result
    ) async throws -> Result {
        var headers: HTTPHeaders = ["Host": host]
        headers.add(contentsOf: request.headers)
        let head = HTTPRequestHead(version: .http1_1, method: request.method, uri: request.target, headers: headers)
        return try await channel.executeThenClose { inbound, outbound in
            // At once: a server may answer and close before a second write.
            try await outbound.write(contentsOf: [.head(head), .end(nil)])
            var parts = inbound.makeAsyncIterator()
            return try await read(&parts)
        }
    }
}

/// Ends a connection on which nothing has come for too long.
private final class SilenceHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent {
            context.fireErrorCaught(ExchangeFailure.timedOut)
            context.close(promise: nil)
        }
        context.fireUserInboundEventTriggered(event)
    }
}
