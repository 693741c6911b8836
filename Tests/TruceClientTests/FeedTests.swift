import Synchronization
import Testing
import TruceDocument

@testable import TruceClient

/// The feed against servers that break off, forget and refuse.
@Suite("Feed", .timeLimit(.minutes(2)))
struct FeedTests {
    private static let caller = Caller(actor: "alice", requestID: "test")

    private static func event(
        _ number: Int64, _ kind: StoreEvent.Kind = .contentUpdated, of document: String = "a"
    ) -> String {
        let event = StoreEvent(
            cursor: EventCursor(sequence: number), kind: kind, document: kind == .bookmark ? nil : document,
            version: kind == .contentUpdated ? Int(number) : nil, at: Timestamp(milliseconds: 0))
        return String(decoding: event.frame.bytes, as: UTF8.self)
    }

    /// A stream of these events that breaks off behind them.
    private static func stream(_ events: String..., retry: Int = 1) -> ScriptedServer.Reaction {
        let body = "retry: \(retry)\n\n" + events.joined()
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        return .last(Array((head + String(body.utf8.count, radix: 16) + "\r\n" + body + "\r\n").utf8))
    }

    /// Such a stream of the document with this id, by a server that says so.
    private static func stream(of id: String, _ events: String...) -> ScriptedServer.Reaction {
        let body = "retry: 1\n\n" + events.joined()
        let head =
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
            + "Content-Location: /v1/events?document=\(id)\r\n\r\n"
        return .last(Array((head + String(body.utf8.count, radix: 16) + "\r\n" + body + "\r\n").utf8))
    }

    private static func problem(_ reason: Reason, _ detail: String = "no") -> ScriptedServer.Reaction {
        .answer(
            status: reason.status, headers: ["Content-Type: application/problem+json"],
            body: #"{"type":"/problems/\#(reason.rawValue)","title":"x","status":\#(reason.status),"#
                + #""detail":"\#(detail)","reason":"\#(reason.rawValue)","retry":"never"}"#)
    }

    private struct Enough: Error {}

    /// Follows until so many things came; gives them in words.
    private static func follow(
        _ server: ScriptedServer, after place: EventCursor? = nil, until count: Int
    ) async throws -> [String] {
        try await follow(server, after: place) { $0.count == count }
    }

    private static func follow(
        _ server: ScriptedServer, after place: EventCursor? = nil,
        until isEnough: @escaping @Sendable ([String]) -> Bool
    ) async throws -> [String] {
        let seen = Mutex<[String]>([])
        let store = HTTPStore(server.address, namesActor: true)
        await #expect(throws: Enough.self) {
            try await store.follow("a", after: place, as: caller) { news in
                let word =
                    switch news {
                    case .connected(let cursor): "at \(cursor.sequence)"
                    case .event(let event): "\(event.kind.rawValue) \(event.cursor.sequence)"
                    case .interrupted(let problem): problem.reasonName
                    case .gap: "gap"
                    }
                let all = seen.withLock { seen in
                    seen.append(word)
                    return seen
                }
                if isEnough(all) { throw Enough() }
            }
        }
        return seen.withLock { $0 }
    }

    @Test("Goes on where it was, and takes nothing twice")
    func resumes() async throws {
        let server = try await ScriptedServer { _, index in
            switch index {
            case 0: Self.stream(Self.event(4, .bookmark), Self.event(5), Self.event(5, .presenceChanged))
            case 1: .close
            case 2: Self.stream(Self.event(5, .bookmark), Self.event(5), Self.event(6), Self.event(9, .bookmark))
            default: Self.stream(Self.event(9, .bookmark), Self.event(10))
            }
        }
        let seen = try await Self.follow(server, until: 10)
        #expect(
            seen == [
                "at 4", "content.updated 5", "presence.changed 5", "unavailable", "at 5", "content.updated 6",
                "unavailable", "at 9", "content.updated 10", "unavailable",
            ])
        let requests = server.requests
        let ids = requests[..<4].map { $0.header("Last-Event-ID").flatMap(EventCursor.init)?.sequence }
        #expect(ids == [nil, 5, 5, 9])
        #expect(requests[0].line.contains("/v1/events?document=a "))
        #expect(requests[0].header("Accept") == "text/event-stream")
        #expect(requests[0].header("Truce-Actor") == "alice")
        try await server.stop()
    }

    @Test("A document is followed by its id, and what takes its name when it is gone")
    func followsTheDocument() async throws {
        let server = try await ScriptedServer { request, index in
            switch index {
            case 0: Self.stream(of: "D1", Self.event(4, .bookmark), Self.event(5))
            // It was deleted in the meantime; what comes behind that is another's.
            case 1: Self.stream(of: "D1", Self.event(5, .bookmark), Self.event(6, .documentDeleted), Self.event(7))
            case 2: Self.stream(Self.event(6, .bookmark), Self.event(9, .documentCreated))
            default: Self.stream(of: "D2", Self.event(9, .bookmark), Self.event(10))
            }
        }
        let seen = try await Self.follow(server) { $0.last == "content.updated 10" }
        #expect(
            seen.filter { $0 != "unavailable" } == [
                "at 4", "content.updated 5", "at 5", "document.deleted 6", "document.created 9", "at 9",
                "content.updated 10",
            ])
        let asked = server.requests.map { $0.line.split(separator: " ")[1] }
        #expect(
            asked.prefix(4) == [
                "/v1/events?document=a", "/v1/events?document=D1", "/v1/events", "/v1/events?document=a",
            ])
        let places = server.requests.prefix(4).map { $0.header("Last-Event-ID").flatMap(EventCursor.init)?.sequence }
        #expect(places == [nil, 5, 6, 9])
        try await server.stop()
    }

    @Test("A name that comes back as an alias is noticed")
    func noticesAnAlias() async throws {
        let (named, all) = (Substring("/v1/events?document=a"), Substring("/v1/events"))
        // By what is asked for, not by how often: a request may be made again.
        let server = try await ScriptedServer { request, _ in
            let place = request.header("Last-Event-ID").flatMap(EventCursor.init)?.sequence
            return switch (request.line.split(separator: " ")[1], place) {
            case (named, nil): Self.stream(of: "D1", Self.event(4, .bookmark), Self.event(5, .documentDeleted))
            // Which names the document has is asked for: none, at first.
            case (all, 5): Self.stream(Self.event(5, .bookmark), Self.event(6, .metadataUpdated, of: "b"))
            case (named, 6): Self.problem(.notFound)
            case (all, _):
                Self.stream(
                    Self.event(6, .bookmark), Self.event(7, of: "b"), Self.event(8, .metadataUpdated, of: "b"))
            default: Self.stream(of: "D2", Self.event(8, .bookmark), Self.event(9, of: "b"))
            }
        }
        let seen = try await Self.follow(server) { $0.last == "content.updated 9" }
        #expect(
            seen.filter { $0 != "unavailable" } == ["at 4", "document.deleted 5", "at 8", "content.updated 9"])
        let asked = server.requests.map { $0.line.split(separator: " ")[1] }
        let turns = asked.indices.filter { $0 == 0 || asked[$0] != asked[$0 - 1] }.map { asked[$0] }
        #expect(turns.prefix(5) == [named, all, named, all, named])
        try await server.stop()
    }

    @Test("What is no longer kept is said, and it goes on from now")
    func gap() async throws {
        let server = try await ScriptedServer { request, _ in
            request.header("Last-Event-ID") == nil
                ? Self.stream(Self.event(90, .bookmark), Self.event(91)) : Self.problem(.cursorExpired)
        }
        let seen = try await Self.follow(server, after: EventCursor(sequence: 3)) { $0.last == "content.updated 91" }
        // Where the machine stands still for long, a stream is given up and begun again.
        let heard = seen.filter { $0 != "unavailable" }
        #expect(heard.first == "gap" && heard.suffix(2) == ["at 90", "content.updated 91"])
        try await server.stop()
    }

    @Test("A server that is away for a while is waited for")
    func waits() async throws {
        let server = try await ScriptedServer { _, index in
            switch index {
            case 0: Self.problem(.unavailable)
            case 1: .answer(status: 502)
            default: Self.stream(Self.event(1, .bookmark), Self.event(2))
            }
        }
        #expect(try await Self.follow(server, until: 3) == ["unavailable", "at 1", "content.updated 2"])
        try await server.stop()
    }

    @Test("What the server will never take is an error", arguments: [Reason.notFound, .forbidden, .invalidDocument])
    func refusals(_ reason: Reason) async throws {
        let server = try await ScriptedServer { _, _ in Self.problem(reason) }
        let store = HTTPStore(server.address, namesActor: false)
        let problem = await #expect(throws: Problem.self) {
            try await store.follow(nil, after: nil, as: Self.caller) { _ in }
        }
        #expect(problem?.reason == reason)
        #expect(server.requests.count == 1)
        try await server.stop()
    }

    @Test("What is no stream of events is an error")
    func noStream() async throws {
        let server = try await ScriptedServer { _, _ in .answer(status: 200, body: "{}") }
        let problem = await #expect(throws: Problem.self) {
            try await HTTPStore(server.address, namesActor: false).follow(nil, after: nil, as: Self.caller) { _ in }
        }
        #expect(problem?.detail.contains("no stream of events") == true)
        try await server.stop()
    }

    @Test("Ends when its task is cancelled, whatever it waits for", arguments: [true, false])
    func cancellation(isConnected: Bool) async throws {
        let (asked, isAsked) = AsyncStream.makeStream(of: Void.self)
        let server = try await ScriptedServer { _, _ in
            isAsked.yield()
            return isConnected ? .silence : Self.problem(.unavailable)
        }
        let store = HTTPStore(server.address, namesActor: false)
        let feed = Task { try await store.follow("a", after: nil, as: Self.caller) { _ in } }
        _ = await asked.first { _ in true }
        feed.cancel()
        await #expect(throws: CancellationError.self) { try await feed.value }
        try await server.stop()
    }

    @Test("Waits longer each time, within bounds, and not all alike")
    func pauses() {
        var progress = FeedProgress(after: nil)
        progress.wait(atLeast: 100)
        let pauses = (0..<12).map { _ in
            let isFirst = progress.fail()
            return (isFirst, progress.pause(spread: 1), progress.pause(spread: 0))
        }
        #expect(pauses.map(\.0) == [true] + Array(repeating: false, count: 11))
        let wanted = [100, 200, 400, 800, 1_600, 3_200, 6_400, 10_000].map { Duration.milliseconds($0) }
        #expect(Array(pauses.map(\.1)[..<8]) == wanted)
        #expect(pauses.allSatisfy { $0.1 <= .seconds(10) && $0.2 == $0.1 / 2 })
    }
}
