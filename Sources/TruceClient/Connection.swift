import NIOCore
import NIOHTTP1

/// One connection to the server, kept for further requests until either side closes it.
struct Connection: Sendable {
    private let channel: any Channel
    private let host: String

    /// Connects. Over a Unix socket makes sure that the server is the user's own or root's, over TLS that it is the host's.
    static func open(
        _ address: ServerAddress, tls: ClientTLS, timeout: TimeAmount, answerLimit: Int
    ) async throws(ExchangeFailure) -> Connection {
        let (channel, _) = try await address.connect(tls: tls, timeout: timeout) { channel in
            try channel.pipeline.syncOperations.addHTTPHandlers()
            try channel.pipeline.syncOperations.addHandler(ExchangeHandler(limit: answerLimit))
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
}

extension ChannelPipeline.SynchronousOperations {
    /// Adds what makes bytes of requests and answers of bytes.
    func addHTTPHandlers() throws {
        try addHandlers(
            HTTPRequestEncoder(),
            ByteToMessageHandler(HTTPResponseDecoder(informationalResponseStrategy: .forward)),
            NIOHTTPRequestHeadersValidator())
    }
}
