import Dispatch
import Foundation
import ServiceLifecycle
import Testing
import TruceTestSupport

@testable import TruceServer

/// Large texts, and clients that read them slowly or not at all.
@Suite(.timeLimit(.minutes(5))) struct SlowReaderTests {
    private static let text = String(repeating: "0123456789abcde\n", count: 8 << 16)

    private static let target = "/v1/documents/large/content"

    private static func get(_ target: String = target, method: String = "GET", _ field: String = "") -> String {
        "\(method) \(target) HTTP/1.1\r\nHost: localhost\r\n\(field)\r\n"
    }

    /// A client that asked for the text, and has read no more than its header.
    private static func reader(_ address: BoundAddress) throws -> RawClient {
        let client = try RawClient(address, window: 4_096)
        try client.send(get())
        guard try client.receiveHead().status == 200 else { throw RawClient.Failure(description: "no text") }
        return client
    }

    /// As many as are there share one text: a copy for each would be more than 1.6 GB.
    @Test func readersShareTheText() async throws {
        try await ServerFixture.run { server in
            try await onThread {
                #expect(try RawClient(server.unix).save("large", Self.text).status == 201)
                let before = try residentBytes()
                let readers = try (0..<200).map { try Self.reader(server.addresses[$0 % 2]) }
                // Generous, since other tests run beside this one.
                #expect(try residentBytes() - before < 800 << 20)
                withExtendedLifetime(readers) {}
            }
        }
    }

    /// What is not shared is counted, each text once, and a principal has half of the room.
    @Test func whatIsNotReadHoldsBoundedMemory() async throws {
        let texts = ["a", "b", "c"].map { String(repeating: $0, count: 3 << 20) }
        try await ServerFixture.run({ $0.answersLimit = 8 << 20 }) { server in
            try await onThread {
                for (number, text) in texts.enumerated() {
                    #expect(try RawClient(server.unix).save("text\(number)", text).status == 201)
                }
                /// A client that has read the header of a text, and what that says.
                func read(_ number: Int, _ address: BoundAddress) throws -> (RawClient, RawClient.Response) {
                    let client = try RawClient(address, window: 4_096)
                    try client.send(Self.get("/v1/documents/text\(number)/versions/1/content"))
                    return (client, try client.receiveHead())
                }
                let first = try read(0, server.unix)
                let second = try read(0, server.unix)
                #expect(first.1.status == 200 && second.1.status == 200, "one text")
                let refused = try read(1, server.unix)
                #expect(refused.1.status == 503 && refused.1.headers["retry-after"] == "1")
                let other = try read(2, server.tcp)
                #expect(other.1.status == 200, "somebody else")
                #expect(try RawClient(server.unix).get("/livez").body == "ok\n", "what is small")
                // An answer that is read gives back what it held.
                first.0.abort()
                _ = try second.0.receive(bodyOf: second.1)
                while try read(1, server.unix).1.status == 503 {}
                withExtendedLifetime(other) {}
            }
        }
    }

    /// What a change came to is told, whatever its sender leaves unread: it has happened by then.
    @Test func aChangeIsAnsweredWhateverIsHeld() async throws {
        try await ServerFixture.run({ $0.answersLimit = 8 << 20 }) { server in
            try await onThread {
                let client = try RawClient(server.unix)
                #expect(try client.save("large", String(repeating: "a", count: 3 << 20)).status == 201)
                #expect(try client.save("half", String(repeating: "b", count: 1 << 20)).status == 201)
                func saveStale(_ headers: String) throws -> RawClient.Response {
                    try client.send(
                        "PUT /v1/documents/half/content HTTP/1.1\r\nHost: localhost\r\nIf-Match: \"1-0\"\r\n"
                            + "\(headers)\r\nContent-Length: 4\r\n\r\nmine")
                    return try client.receive()
                }
                let kept = try saveStale("Idempotency-Key: k")
                #expect(kept.status == 409 && kept.body.utf8.count > 1 << 20)
                // With this there is no room for another answer of that size.
                let reader = try RawClient(server.unix, window: 4_096)
                try reader.send(Self.get())
                #expect(try reader.receiveHead().status == 200)
                #expect(try saveStale("Idempotency-Key: k").status == 503, "it was told, and stays kept")
                let bare = try saveStale("Prefer: conflict=full")
                #expect(bare.status == 409 && bare.body.contains("\"contentOmitted\":\"brief\""))
                #expect(bare.headers["preference-applied"] == nil)
                reader.abort()
                var again = try saveStale("Idempotency-Key: k")
                while again.status == 503 { again = try saveStale("Idempotency-Key: k") }
                #expect(again.body == kept.body && again.headers["idempotency-replayed"] == "true")
            }
        }
    }

    @Test func whoReadsNothingIsDropped() async throws {
        try await ServerFixture.run({
            $0.timeouts.reader = .milliseconds(50)
            $0.idleExit = .seconds(5)
        }) { server in
            let isOver = DispatchSemaphore(value: 0)
            async let reading: Void = onThread {
                #expect(try RawClient(server.unix).save("large", Self.text).status == 201)
                let readers = try (0..<20).map { try Self.reader(server.addresses[$0 % 2]) }
                withExtendedLifetime(readers) { isOver.wait() }
            }
            // It leaves since nobody is there any more, although all of them still hold their sockets.
            try await server.running.value
            isOver.signal()
            try await reading
            #expect(server.log.all.contains { $0.contains("nobody is here") })
        }
    }

    /// Every byte arrives, in the order of the requests, on a connection that stays.
    @Test func largeAndSmallAnswersFollowEachOther() async throws {
        try await ServerFixture.run { server in
            for address in server.addresses {
                try await onThread {
                    let client = try RawClient(address, window: 4_096)
                    _ = try client.save("large", Self.text)
                    try client.send(Self.get() + Self.get(method: "HEAD") + Self.get() + Self.get("/livez"))
                    #expect(try client.receive().body == Self.text)
                    let head = try client.receive(hasBody: false)
                    #expect(head.headers["content-length"] == "\(Self.text.utf8.count)")
                    #expect(try client.receive().body == Self.text)
                    #expect(try client.receive().body == "ok\n")
                    try client.send(Self.get(Self.target, "Connection: close\r\n"))
                    let last = try client.receive()
                    #expect(last.body == Self.text)
                    #expect(last.headers["connection"] == "close")
                    #expect(try client.receiveRest() == "")
                }
            }
        }
    }

    @Test func aShutdownWaitsForWhatIsBeingRead() async throws {
        try await ServerFixture.run({ $0.drain = .seconds(600) }) { server in
            let (isReading, reads) = AsyncStream.makeStream(of: Void.self)
            async let rests = onThread {
                #expect(try RawClient(server.unix).save("large", Self.text).status == 201)
                let readers = try server.addresses.map { try Self.reader($0) }
                reads.finish()
                // Until nobody finds it any more.
                while (try? RawClient(server.unix)) != nil {}
                return try readers.map { try $0.receiveRest() }
            }
            for await _ in isReading {}
            await server.group.triggerGracefulShutdown()
            for rest in try await rests { #expect(rest == Self.text) }
            try await server.running.value
        }
    }
}

/// How much of this process is in memory.
private func residentBytes() throws -> Int {
    let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
    guard fields.count > 1, let pages = Int(fields[1]) else {
        throw RawClient.Failure(description: "/proc/self/statm is not as expected")
    }
    return pages * sysconf(Int32(_SC_PAGESIZE))
}
