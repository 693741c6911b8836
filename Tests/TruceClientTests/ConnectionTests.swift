import Glibc
import Testing
import TruceDocument
import TruceTestSupport

@testable import TruceClient

@Suite("Connections of HTTPStore")
struct ConnectionTests {
    private static let caller = HTTPStoreTests.caller
    private static let documentText = HTTPStoreTests.documentText

    /// A server that answers the first request on its first connection and ends that connection at the second.
    private static func forgetful() async throws -> ScriptedServer {
        try await ScriptedServer { request, index in
            request.connection == 1 && index > 0 ? .close : .answer(status: 200, body: documentText)
        }
    }

    @Test("A connection is used again until the server says otherwise")
    func reuse() async throws {
        let server = try await ScriptedServer { _, index in
            .answer(status: 200, headers: index == 1 ? ["Connection: close"] : [], body: Self.documentText)
        }
        let store = HTTPStore(server.address, namesActor: false)
        for _ in 0..<4 { _ = try await store.document("a", as: Self.caller) }
        #expect(server.requests.map(\.connection) == [1, 1, 2, 2])
        await store.close()
        _ = try await store.document("a", as: Self.caller)
        #expect(server.requests.last?.connection == 3)
        await store.close()
        try await server.stop()
    }

    @Test("A kept connection that the server ended is replaced, for what may be sent twice")
    func retry() async throws {
        let server = try await Self.forgetful()
        let store = HTTPStore(server.address, namesActor: false)
        _ = try await store.document("a", as: Self.caller)
        _ = try await store.document("a", as: Self.caller)
        #expect(server.requests.map(\.connection) == [1, 1, 2])
        await store.close()
        try await server.stop()
    }

    @Test(
        "A change whose answer was lost is sent again as it was, with its key",
        arguments: [
            ScriptedServer.Reaction.close, .last(Array("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc".utf8)),
            .answer(
                status: 409, headers: ["Retry-After: 0"],
                body: HTTPStoreTests.text(
                    Problem(
                        .idempotencyKeyInFlight(
                            InFlight(
                                idempotencyKey: "req-1", startedAt: Timestamp(milliseconds: 0), retryAfter: 1)),
                        detail: "Wait."))),
            .answer(status: 503, body: HTTPStoreTests.text(Problem(.outcomeUnknown, detail: "Perhaps."))),
            .answer(status: 200, body: "<html>"),
        ], [true, false])
    func lostAnswers(reaction: ScriptedServer.Reaction, isKept: Bool) async throws {
        let first = isKept ? 1 : 0
        let server = try await ScriptedServer { _, index in
            index == first ? reaction : .answer(status: 200, body: Self.documentText)
        }
        let store = HTTPStore(server.address, namesActor: false)
        if isKept { _ = try await store.document("a", as: Self.caller) }
        let outcome = try await store.save(HTTPStoreTests.request(.ifMatch(.any)), as: Self.caller)
        #expect(outcome.isDone)
        let sent = server.requests.dropFirst(first)
        #expect(sent.count == 2)
        for name in ["Idempotency-Key", "If-Match", "X-Request-Id"] {
            #expect(sent.first?.header(name) != nil && sent.first?.header(name) == sent.last?.header(name), "\(name)")
        }
        #expect(sent.first?.header("Idempotency-Key") == "\"req-1\"" && sent.first?.body == sent.last?.body)
        await store.close()
        try await server.stop()
    }

    @Test("A server that never answers a change: its outcome is unknown; a reading is unavailable at once")
    func neverAnswered() async throws {
        let server = try await ScriptedServer { _, _ in .close }
        let store = HTTPStore(server.address, namesActor: false)
        let reading = await #expect(throws: Problem.self) { try await store.document("a", as: Self.caller) }
        #expect(reading?.reason == .unavailable && reading?.requestID == "req-1")
        #expect(server.requests.count == 1)
        let change = await #expect(throws: Problem.self) {
            try await store.save(HTTPStoreTests.request(.ifNoneExists), as: Self.caller)
        }
        #expect(change?.reason == .outcomeUnknown && change?.retry == .sameRequest)
        #expect(server.requests.count > 2)
        try await server.stop()
    }

    @Test("A success that cannot be read does not say what became of a change")
    func neverUnderstood() async throws {
        let server = try await ScriptedServer { _, _ in .answer(status: 200, body: "{}") }
        let store = HTTPStore(server.address, namesActor: false)
        let problem = await #expect(throws: Problem.self) {
            try await store.save(HTTPStoreTests.request(.ifNoneExists), as: Self.caller)
        }
        #expect(problem?.reason == .outcomeUnknown)
        #expect(problem?.detail.contains("cannot be understood. /id: This member is missing.") == true)
        #expect(Set(server.requests.map { $0.header("Idempotency-Key") }).count == 1)
        await store.close()
        try await server.stop()
    }

    @Test(
        "After a lost answer a refusal that says nothing of the change leaves its outcome unknown",
        arguments: [503, 429])
    func refusedAfterLoss(status: Int) async throws {
        let cause: Problem.Cause = status == 503 ? .unavailable(retryAfter: 0) : .rateLimited(retryAfter: 0)
        let refusal = ScriptedServer.Reaction.answer(
            status: status, headers: ["Retry-After: 0"],
            body: HTTPStoreTests.text(Problem(cause, detail: "Too much to do.")))
        let server = try await ScriptedServer { _, index in index == 0 ? .close : refusal }
        let store = HTTPStore(server.address, namesActor: false)
        let problem = await #expect(throws: Problem.self) {
            try await store.save(HTTPStoreTests.request(.ifNoneExists), as: Self.caller)
        }
        #expect(problem?.reason == .outcomeUnknown)
        #expect(problem?.detail == "\(Problem.mayBeMade) Too much to do.")
        #expect(server.requests.count == 5)
        #expect(Set(server.requests.map { $0.header("Idempotency-Key") }).count == 1)
        // Where nothing was lost nothing was done, and that is said.
        let refused = await #expect(throws: Problem.self) {
            try await store.save(HTTPStoreTests.request(.ifNoneExists), as: Self.caller)
        }
        #expect(refused?.status == status && refused?.detail == "Too much to do.")
        await store.close()
        try await server.stop()
    }

    @Test("A kept connection that ends under a change has lost its answer")
    func lostOnAKeptConnection() async throws {
        let server = try await ScriptedServer { _, index in
            switch index {
            case 0: .answer(status: 200, body: Self.documentText)
            case 1: .close
            default:
                .answer(
                    status: 503, headers: ["Retry-After: 60"],
                    body: HTTPStoreTests.text(Problem(.unavailable(retryAfter: 60), detail: "Later.")))
            }
        }
        let store = HTTPStore(server.address, namesActor: false)
        _ = try await store.document("a", as: Self.caller)
        let problem = await #expect(throws: Problem.self) {
            try await store.save(HTTPStoreTests.request(.ifNoneExists), as: Self.caller)
        }
        #expect(problem?.reason == .outcomeUnknown)
        #expect(server.requests.map(\.connection) == [1, 1, 2])
        await store.close()
        try await server.stop()
    }

    @Test("What is asked for is asked for again where the server has too much to do")
    func shedReading() async throws {
        let server = try await ScriptedServer { _, index in
            index < 3
                ? .answer(
                    status: 503, headers: ["Retry-After: 0"],
                    body: HTTPStoreTests.text(Problem(.unavailable(retryAfter: 0), detail: "Soon.")))
                : .answer(status: 200, body: Self.documentText)
        }
        let store = HTTPStore(server.address, namesActor: false)
        _ = try await store.document("a", as: Self.caller)
        #expect(server.requests.count == 4)
        await store.close()
        try await server.stop()
    }

    @Test(
        "Answers that break off or are none",
        arguments: [
            "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", "HTTP/1.1 200 OK\r\nContent-Le", "SSH-2.0-x\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        ])
    func broken(bytes: String) async throws {
        let server = try await ScriptedServer { _, _ in .last(Array(bytes.utf8)) }
        let store = HTTPStore(server.address, namesActor: false)
        let problem = await #expect(throws: Problem.self) { try await store.document("a", as: Self.caller) }
        #expect(problem?.reason == .unavailable)
        try await server.stop()
    }

    @Test("A long text waits for the server to ask, and its refusal is heard", arguments: [true, false])
    func longText(isWanted: Bool) async throws {
        let refusal = HTTPStoreTests.text(Problem(.tooLarge, detail: "At most 16 MiB."))
        let server = try await ScriptedServer { request, index in
            if !isWanted {
                .last(Array("HTTP/1.1 413 No\r\nContent-Length: \(refusal.utf8.count)\r\n\r\n\(refusal)".utf8))
            } else if index == 0 {
                .askForBody
            } else {
                .answer(status: 200, body: Self.documentText)
            }
        }
        let store = HTTPStore(server.address, namesActor: false)
        var request = HTTPStoreTests.request(.ifNoneExists)
        request.content = [UInt8](repeating: 97, count: 3 << 20)
        if isWanted {
            let outcome = try await store.save(request, as: Self.caller)
            guard case .done = outcome else { return #expect(Bool(false), "\(outcome)") }
            #expect(server.requests.last?.body.count == 3 << 20)
        } else {
            let problem = await #expect(throws: Problem.self) { try await store.save(request, as: Self.caller) }
            #expect(problem?.reason == .tooLarge)
            #expect(server.requests.map(\.body.count) == [0])
        }
        await store.close()
        try await server.stop()
    }

    @Test("A server that never answers is given up")
    func timeout() async throws {
        let server = try await ScriptedServer { _, _ in .silence }
        let store = HTTPStore(server.address, namesActor: false, timeouts: Timeouts(request: .milliseconds(20)))
        let problem = await #expect(throws: Problem.self) {
            try await store.save(HTTPStoreTests.request(.ifNoneExists), as: Self.caller)
        }
        #expect(problem?.reason == .outcomeUnknown)
        #expect(problem?.detail.contains("did not answer in time") == true)
        try await server.stop()
    }

    @Test("A cancelled task gives up its exchange")
    func cancellation() async throws {
        let (arrived, arrival) = AsyncStream<Void>.makeStream()
        let server = try await ScriptedServer { _, _ in
            arrival.yield()
            return .silence
        }
        let store = HTTPStore(server.address, namesActor: false)
        let task = Task { () -> Reason? in
            do throws(Problem) { _ = try await store.document("a", as: Self.caller) } catch { return error.reason }
            return nil
        }
        for await _ in arrived { break }
        task.cancel()
        #expect(await task.value == .unavailable)
        try await server.stop()
    }

    @Test("Fifty at once over TCP and over a Unix socket", arguments: [true, false])
    func many(overSocket: Bool) async throws {
        let folder = TemporaryFolder()
        let server = try await ScriptedServer(socket: overSocket ? folder.path + "/s" : nil) { request, _ in
            .answer(status: 200, body: String(request.line.dropFirst("GET /v1/documents/".count)))
        }
        let store = HTTPStore(server.address, namesActor: false)
        let answers = try await withThrowingTaskGroup(of: (Int, [UInt8]).self) { group in
            for index in 0..<50 {
                group.addTask { (index, try await store.content(ofVersion: index, of: "d", as: Self.caller)) }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        for index in 0..<50 {
            #expect(answers[index] == Array("d/versions/\(index)/content HTTP/1.1".utf8))
        }
        await store.close()
        try await server.stop()
    }

    @Test("Where nothing listens, one sentence says what to do")
    func nothingThere() async throws {
        let folder = TemporaryFolder()
        let missing = HTTPStore(.unixSocket(path: folder.path + "/none"), namesActor: false)
        #expect(try await !missing.isServed())
        let problem = await #expect(throws: Problem.self) { try await missing.document("a", as: Self.caller) }
        #expect(problem?.reason == .unavailable)
        #expect(problem?.detail.contains("does not exist. Start one with: truce serve") == true)

        let long = HTTPStore(.unixSocket(path: "/" + String(repeating: "x", count: 107)), namesActor: false)
        let tooLong = await #expect(throws: Problem.self) { try await long.isServed() }
        #expect(tooLong?.detail.contains("is 108 bytes long; 103 are allowed") == true)

        // A socket that a killed server left.
        let stale = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        let path = folder.path + "/stale"
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(stale, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        close(stale)
        try #require(bound == 0)
        #expect(try await !HTTPStore(.unixSocket(path: path), namesActor: false).isServed())
    }

    @Test("Whether somebody serves")
    func served() async throws {
        let server = try await ScriptedServer { request, index in
            request.line == "GET /readyz HTTP/1.1" && index == 0
                ? .answer(status: 200, body: "{}")
                : .answer(status: 503, body: HTTPStoreTests.text(Problem(.unavailable(retryAfter: 1), detail: "No.")))
        }
        let store = HTTPStore(server.address, namesActor: false)
        #expect(try await store.isServed())
        let problem = await #expect(throws: Problem.self) { try await store.isServed() }
        #expect(problem?.detail == "No.")
        await store.close()
        try await server.stop()
    }
}

extension Outcome {
    fileprivate var isDone: Bool { if case .done = self { true } else { false } }
}
