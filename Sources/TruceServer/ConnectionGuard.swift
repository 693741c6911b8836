internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1

/// Performs what ``ConnectionState`` decides, between the HTTP decoder and the framework.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// What the inside asks of a connection, sent as an outbound event.
    enum Request: Sendable {
        /// The body is wanted: answer `Expect: 100-continue`.
        case sendContinue
        case closeNow
    }

    private var state: ConnectionState
    private let admission: Connections.Admission
    /// Kept once the other side sends nothing more: a client that has closed its half is taken to be gone.
    private let left: EventLoopPromise<Void>
    private let refusal: (ConnectionState.Refusal) -> Answer
    private var context: ChannelHandlerContext?
    /// Whether the last request is of a protocol that knows no chunks (HTTP/1.0).
    private var knowsNoChunks = false
    private var timer: (task: Scheduled<Void>, deadline: NIODeadline)?

    /// - Parameters:
    ///   - admission: Whether the connection is one too many, which it is told before it asks for anything.
    ///   - left: Fulfilled when the other side sends nothing more, at the connection's end at the latest.
    ///   - refusal: The answer to a request that no route will see.
    init(
        timeouts: ServerConfiguration.Timeouts, admission: Connections.Admission, left: EventLoopPromise<Void>,
        refusal: @escaping (ConnectionState.Refusal) -> Answer
    ) {
        state = ConnectionState(timeouts: timeouts, now: .now())
        self.admission = admission
        self.left = left
        self.refusal = refusal
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        schedule()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.task.cancel()
        timer = nil
        self.context = nil
        left.succeed()
    }

    /// Bytes arrived; told by the ``ArrivalMeter`` in front of the decoder.
    func received(_ count: Int) {
        perform(state.received(count, now: .now()))
    }

    // MARK: Inbound

    func channelActive(context: ChannelHandlerContext) {
        switch admission {
        case .served: break
        case .refused: perform(state.fail(.tooManyConnections, now: .now()))
        case .dropped: context.close(promise: nil)
        }
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head) where head.isOfAnotherScheme:
            perform(state.fail(.malformed("A target is a path, or a URL of HTTP."), now: .now()))
        case .head(let head):
            let announced = head.headers.first(name: "content-length").flatMap(announcedLength)
            let isChunked = head.headers.contains(name: "transfer-encoding")
            guard
                state.receivedHead(
                    announced: isChunked ? nil : announced ?? 0, keepsAlive: head.isKeepAlive, now: .now())
            else { return }
            knowsNoChunks = head.version.major == 1 && head.version.minor == 0
            context.fireChannelRead(wrapInboundOut(.head(head.inOriginForm)))
        case .body(let bytes):
            guard state.takesParts else { return }
            state.receivedBody(bytes.readableBytes, now: .now())
            context.fireChannelRead(data)
        case .end:
            guard state.takesParts else { return }
            state.receivedEnd(now: .now())
            context.fireChannelRead(data)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        schedule()
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        state.writabilityChanged(to: context.channel.isWritable, now: .now())
        schedule()
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        switch error as? HTTPParserError {
        case .headerOverflow?: perform(state.fail(.headersTooLarge, now: .now()))
        case .invalidEOFState?:
            perform(state.fail(.malformed("The request ends in the middle."), now: .now()))
        case .paused?, .unknown?:
            // The parser's words for what it has no word for.
            perform(state.fail(.malformed("The request is not HTTP/1.1."), now: .now()))
        case .some(let parserError):
            perform(state.fail(.malformed("The request is not HTTP: \(parserError)."), now: .now()))
        case nil: context.fireErrorCaught(error)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            left.succeed()
            perform(state.inputClosed())
        case is ChannelShouldQuiesceEvent: state.quiesce()
        default: break
        }
        context.fireUserInboundEventTriggered(event)
    }

    // MARK: Outbound

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard state.takesAnswers else {
            promise?.succeed()
            return
        }
        switch unwrapOutboundIn(data) {
        case .head(var head):
            // A body of no known length ends with the connection then; the encoder knows that by the version.
            let isDelimitedByClose =
                knowsNoChunks && head.headers.contains(name: "content-type")
                && !head.headers.contains(name: "content-length")
            if isDelimitedByClose { head.version = .http1_0 }
            if state.answerBegins(closes: isDelimitedByClose || head.headers["connection"].contains("close")) {
                head.headers.replaceOrAdd(name: "connection", value: "close")
            }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body:
            context.write(data, promise: promise)
        case .end:
            context.write(data, promise: promise)
            perform(state.answerEnds(now: .now()))
        }
    }

    func flush(context: ChannelHandlerContext) {
        context.flush()
        schedule()
    }

    /// Once the last answer is given, only the guard closes: anybody else would close before the answer arrived.
    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard state.isEnding, mode != .input else {
            context.close(mode: mode, promise: promise)
            return
        }
        if mode == .all { context.channel.closeFuture.cascade(to: promise) } else { promise?.succeed() }
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        switch event as? Request {
        case .sendContinue?:
            if state.mayContinue {
                let head = HTTPResponseHead(version: .http1_1, status: .continue)
                context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
            }
            promise?.succeed()
        case .closeNow?: context.close(promise: promise)
        case nil: context.triggerUserOutboundEvent(event, promise: promise)
        }
    }

    // MARK: Actions

    private func perform(_ action: ConnectionState.Action?) {
        guard let action, let context else { return }
        switch action {
        case .refuse(let reason):
            write(refusal(reason), to: context)
            perform(state.refused(now: .now()))
            // Whoever waits for the rest of the request learns that it will not come.
            context.fireErrorCaught(HTTPParserError.invalidEOFState)
        case .linger:
            context.flush()
            let closed = context.eventLoop.makePromise(of: Void.self)
            context.close(mode: .output, promise: closed)
            closed.futureResult.assumeIsolated().whenComplete { _ in
                self.perform(self.state.outputClosed(now: .now()))
                self.schedule()
            }
            schedule()
        case .close:
            context.close(promise: nil)
        }
    }

    private func write(_ answer: Answer, to context: ChannelHandlerContext) {
        var head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: answer.status))
        for field in answer.headers { head.headers.add(name: field.name.rawName, value: field.value) }
        head.headers.replaceOrAdd(name: "connection", value: "close")
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if let body = answer.body.bytes {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    /// Sees to it that the timer runs no later than the state's deadline. A timer that comes too early sets itself anew,
    /// so that quick requests set none.
    private func schedule() {
        guard let context, let deadline = state.deadline else { return }
        if let timer {
            guard timer.deadline > deadline else { return }
            timer.task.cancel()
        }
        let task = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.timer = nil
            self.perform(self.state.timeout(now: .now()))
            self.schedule()
        }
        timer = (task, deadline)
    }
}

/// Tells the guard of bytes before they are decoded, so that half a header has a time limit too.
final class ArrivalMeter: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let connection: ConnectionGuard

    init(_ connection: ConnectionGuard) { self.connection = connection }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        connection.received(unwrapInboundIn(data).readableBytes)
        context.fireChannelRead(data)
    }
}
