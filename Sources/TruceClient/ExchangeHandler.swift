import NIOCore
import NIOHTTP1

/// A request and where its answer goes: what is written into the channel.
struct Command: Sendable {
    var request: Request
    var host: String
    var answer: EventLoopPromise<Answer>
}

/// Carries one exchange at a time over one connection: performs what ``AnswerCollector`` decides.
final class ExchangeHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = Command
    typealias OutboundOut = HTTPClientRequestPart

    private var collector: AnswerCollector
    private var answer: EventLoopPromise<Answer>?
    /// The body that the server has not asked for yet.
    private var heldBody: [UInt8] = []
    private var continueTimer: Scheduled<Void>?

    /// A longer body waits for the server to ask for it: one that refuses it would close the connection under it, and
    /// the refusal would be lost. Shorter ones save the time.
    private static let mostUnasked = 1 << 20
    /// How long a server may take to ask for a body before it gets it anyway.
    private static let patience = TimeAmount.seconds(1)

    init(limit: Int) {
        collector = AnswerCollector(limit: limit)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let command = unwrapOutboundIn(data)
        let request = command.request
        let body = request.body ?? []
        let holdsBody = body.count > Self.mostUnasked
        collector.begin(holdsBody: holdsBody)
        answer = command.answer
        var headers: HTTPHeaders = ["Host": command.host]
        headers.add(contentsOf: request.headers)
        if request.body != nil { headers.add(name: "Content-Length", value: String(body.count)) }
        if holdsBody { headers.add(name: "Expect", value: "100-continue") }
        let head = HTTPRequestHead(version: .http1_1, method: request.method, uri: request.target, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: promise)
        heldBody = body
        if holdsBody {
            continueTimer = context.eventLoop.assumeIsolated().scheduleTask(in: Self.patience) {
                self.perform(self.collector.waitedForContinue(), context)
            }
        } else {
            sendBody(context)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): perform(collector.receive(head), context)
        case .body(let buffer): perform(collector.receive(body: buffer.readableBytesView), context)
        case .end: perform(collector.receiveEnd(), context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        perform(collector.close(nil), context)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        perform(collector.close("\(error)"), context)
        context.close(promise: nil)
    }

    private func perform(_ action: AnswerCollector.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .nothing: return
        case .sendBody:
            sendBody(context)
            context.flush()
            return
        case .complete(let whole): answer?.succeed(whole)
        case .fail(let failure):
            answer?.fail(failure)
            context.close(promise: nil)
        }
        answer = nil
        heldBody = []
        continueTimer?.cancel()
    }

    private func sendBody(_ context: ChannelHandlerContext) {
        if !heldBody.isEmpty {
            let buffer = context.channel.allocator.buffer(bytes: heldBody)
            context.write(wrapOutboundOut(.body(.byteBuffer(buffer))), promise: nil)
        }
        context.write(wrapOutboundOut(.end(nil)), promise: nil)
        heldBody = []
        continueTimer?.cancel()
    }
}
