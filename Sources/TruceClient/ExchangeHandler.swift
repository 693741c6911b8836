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

    init(limit: Int) {
        collector = AnswerCollector(limit: limit)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let command = unwrapOutboundIn(data)
        collector.begin()
        answer = command.answer
        let request = command.request
        var headers: HTTPHeaders = ["Host": command.host]
        headers.add(contentsOf: request.headers)
        if let body = request.body { headers.add(name: "Content-Length", value: String(body.count)) }
        let head = HTTPRequestHead(version: .http1_1, method: request.method, uri: request.target, headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if let body = request.body, !body.isEmpty {
            context.write(
                wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: body)))), promise: nil)
        }
        context.write(wrapOutboundOut(.end(nil)), promise: promise)
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
        case .complete(let whole): answer?.succeed(whole)
        case .fail(let failure):
            answer?.fail(failure)
            context.close(promise: nil)
        }
        answer = nil
    }
}
