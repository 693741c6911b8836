import NIOCore
import NIOHTTP1
public import TruceDocument

extension HTTPStore: EventFeed {
    public func follow(
        _ document: String?, after place: EventCursor?, as caller: Caller,
        _ receive: @escaping @Sendable (FeedNews) async throws -> Void
    ) async throws {
        var progress = FeedProgress(after: place)
        var aim = FeedAim(document)
        while true {
            try Task.checkCancellation()
            do {
                try await followOnce(&aim, &progress, caller, receive)
            } catch let end as FeedEnd {
                throw end.error
            } catch is FeedTurn {
                continue
            } catch let problem as Problem {
                if problem.reason == .notFound, aim.isNotThere() { continue }
                // What was deleted since the place is followed to its end.
                if case .deleted(let deletion) = problem.cause, progress.place != nil, aim.learn(id: deletion.id) {
                    continue
                }
                switch problem.reason {
                case .cursorExpired where progress.place != nil:
                    progress.forgetPlace()
                    try await receive(.gap)
                    continue
                case _ where problem.isPassing:
                    if progress.fail() { try await receive(.interrupted(problem)) }
                default: throw problem
                }
            }
            try await Task.sleep(for: progress.pause(spread: .random(in: 0...1)))
        }
    }

    /// Follows over one connection. Throws the ``Problem`` with which it ended, ``FeedTurn`` or ``FeedEnd``.
    private func followOnce(
        _ aim: inout FeedAim, _ progress: inout FeedProgress, _ caller: Caller,
        _ receive: @escaping @Sendable (FeedNews) async throws -> Void
    ) async throws -> Never {
        var request = Request(get: "/v1/events", query: aim.document.map { [("document", $0)] } ?? [])
        request.headers.add(name: "Accept", value: "text/event-stream")
        if let place = progress.place { request.headers.add(name: "Last-Event-ID", value: place.text) }
        request = try signed(request, by: caller)
        do {
            let connection = try await EventConnection.open(
                address, tls: pool.tls, timeout: pool.timeouts.connecting)
            try await connection.send(request) { parts in
                if let id = try await Self.checkHead(&parts) { aim.learn(id: id) }
                var stream = FeedStream(progress: progress)
                defer { progress = stream.progress }
                while let part = try await parts.next() {
                    guard case .body(let buffer) = part else { break }
                    for news in try stream.take(buffer.readableBytesView) {
                        let decision = aim.take(news)
                        if decision.isTold {
                            do { try await receive(news) } catch { throw FeedEnd(error: error) }
                        }
                        if decision.isTurn {
                            stream.turn(at: news)
                            throw FeedTurn()
                        }
                    }
                }
            }
            try Task.checkCancellation()
            throw Problem(.unavailable(retryAfter: 1), detail: "The server at \(address) ended the stream of events.")
        } catch let failure as ExchangeFailure {
            throw failure.problem(after: request, to: address)
        } catch  where error is FeedEnd || error is FeedTurn || error is Problem || error is CancellationError {
            throw error
        } catch {
            throw ExchangeFailure.broken("\(error)").problem(after: request, to: address)
        }
    }

    /// Takes the answer's head; gives the id of the document that the stream tells of, if the server says it. Throws the
    /// problem that stands in place of a stream.
    private static func checkHead(_ parts: inout EventConnection.Parts) async throws -> String? {
        var head: HTTPResponseHead?
        var body: [UInt8] = []
        while let part = try await parts.next() {
            switch part {
            case .head(let found):
                head = found
                if found.status == .ok, found.headers.first(name: "Content-Type") == "text/event-stream" {
                    return found.headers.first(name: "Content-Location").flatMap(documentID)
                }
            case .body(let buffer): body += buffer.readableBytesView.prefix(max(0, longestProblem - body.count))
            case .end:
                guard let head else { break }
                let answer = Answer(
                    status: Int(head.status.code), headers: head.headers, body: body, keepsAlive: false)
                if head.status == .ok { throw FeedEnd(error: answer.incomprehensible("It is no stream of events.")) }
                throw answer.problem
            }
        }
        throw ExchangeFailure.closedBeforeAnswer
    }

    /// The id in `/v1/events?document=01J9…`.
    private static func documentID(inLocation location: String) -> String? {
        let prefix = "/v1/events?document="
        return location.hasPrefix(prefix) ? String(percentEncoded: String(location.dropFirst(prefix.count))) : nil
    }

    private static let longestProblem = 64 << 10
}

/// The feed goes on with another document, from its place.
private struct FeedTurn: Error {}

/// The feed ends with this error.
private struct FeedEnd: Error {
    let error: any Error
}

/// Makes news of a stream's bytes.
private struct FeedStream {
    var progress: FeedProgress
    private var parser = ServerSentEventParser()
    private var isFirst = true

    init(progress: FeedProgress) { self.progress = progress }

    /// What came behind this piece of news is read again.
    mutating func turn(at news: FeedNews) {
        if case .event(let event) = news { progress.goBack(to: event.cursor) }
    }

    /// Throws `TooLong`, or ``ExchangeFailure`` for what is no event of a store.
    mutating func take(_ bytes: ByteBufferView) throws -> [FeedNews] {
        var news: [FeedNews] = []
        for frame in try parser.take(bytes) {
            let event: StoreEvent?
            do throws(JSON.Invalid) {
                event = try StoreEvent(frame)
            } catch {
                throw ExchangeFailure.broken(error.sentence)
            }
            guard let event else { continue }
            if let one = progress.take(event, isFirst: isFirst) { news.append(one) }
            isFirst = false
        }
        progress.wait(atLeast: parser.retryMilliseconds)
        return news
    }
}

extension HTTPStore: PresenceStore {
    public func presence(at document: String, as caller: Caller) async throws(Problem) -> [Presence] {
        try await items(of: Request(get: try presencePath(document)), as: caller)
    }

    public func report(
        _ report: PresenceReport, at document: String, as caller: Caller
    ) async throws(Problem) -> [Presence] {
        try await items(of: Request(.PUT, try presencePath(document), json: report.encoded()), as: caller)
    }

    public func leave(session: String, at document: String, as caller: Caller) async throws(Problem) {
        let request = Request(.DELETE, try presencePath(document) + "?session=\(session.percentEncoded)")
        try await success(of: request, as: caller, isShown: false)
    }

    private func presencePath(_ document: String) throws(Problem) -> String { try path(of: document) + "/presence" }

    private func items(of request: Request, as caller: Caller) async throws(Problem) -> [Presence] {
        try await success(of: request, as: caller, isShown: false).page().items
    }
}
