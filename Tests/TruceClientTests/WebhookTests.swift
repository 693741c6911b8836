import Synchronization
import Testing
import TruceDocument

@testable import TruceClient

/// Messages are signed, repeated where that may help, and never hold anybody up.
@Suite("Webhook") struct WebhookTests {
    private static func schedule(_ attempts: Int) -> Webhook.Schedule {
        var schedule = Webhook.Schedule()
        schedule.pause = .milliseconds(1)
        schedule.attempts = attempts
        return schedule
    }

    private static func target(_ server: ScriptedServer, _ path: String = "/hook?x=1") throws -> Webhook.Target {
        try Webhook.Target("\(server.address)\(path)")
    }

    @Test("JSON, signed, to the path as it was given")
    func signed() async throws {
        let (arrived, arrival) = AsyncStream<Void>.makeStream()
        let server = try await ScriptedServer { _, _ in
            arrival.yield()
            return .answer(status: 204)
        }
        let hook = Webhook(try Self.target(server), secret: Array("key".utf8)) { Issue.record("\($0)") }
        let group = ConflictGroup(
            fingerprint: ConflictFingerprint(reason: .versionMismatch, document: "a", method: "PUT"),
            reason: .versionMismatch, document: "a", count: 12, firstSeen: Timestamp(milliseconds: 0),
            lastSeen: Timestamp(milliseconds: 0), actors: ["bob"], ratePerMinute: 2.4, baselinePerMinute: 0,
            spiking: true)
        hook.send(group.spikeMessage)
        for await _ in arrived { break }
        let request = server.requests[0]
        #expect(request.line == "POST /hook?x=1 HTTP/1.1")
        #expect(request.header("Content-Type") == "application/json")
        let signature = Digest(hmacOf: request.body, key: Array("key".utf8)).hex
        #expect(request.header("Truce-Signature") == "sha256=\(signature)")
        #expect(String(decoding: request.body, as: UTF8.self).hasPrefix(#"{"type":"conflict.spike","at":"1970"#))
        hook.stop()
        try await server.stop()
    }

    /// What a server answers in turn, how many requests come of one message, and whether it is given up.
    @Test(
        "Sent again where that may help; redirects are not followed",
        arguments: [
            (
                [ScriptedServer.Reaction.close, .answer(status: 500), .answer(status: 429), .answer(status: 200)], 4,
                false
            ),
            ([.answer(status: 500), .close, .answer(status: 503), .close], 4, true), ([.answer(status: 404)], 1, true),
            ([.answer(status: 302, headers: ["Location: /elsewhere"])], 1, true),
        ])
    func attempts(reactions: [ScriptedServer.Reaction], requests: Int, isGivenUp: Bool) async throws {
        let (ended, end) = AsyncStream<String?>.makeStream()
        let server = try await ScriptedServer { request, index in
            if index < reactions.count { return reactions[index] }
            end.yield(nil)  // the next message: the one before is over
            return .answer(status: 200)
        }
        let hook = Webhook(try Self.target(server), secret: [1], schedule: Self.schedule(4)) { end.yield($0) }
        hook.send(["n": .integer(1)])
        hook.send(["n": .integer(2)])
        var failure: String?
        for await word in ended {
            guard let word else { break }
            failure = word
        }
        #expect((failure != nil) == isGivenUp)
        #expect(server.requests.count == requests + 1)
        #expect(Set(server.requests.prefix(requests).map(\.body)).count == 1)
        hook.stop()
        try await server.stop()
    }

    @Test("A server that is silent holds nobody up, and what queues is bounded")
    func bounded() async throws {
        let (arrived, arrival) = AsyncStream<Void>.makeStream()
        let server = try await ScriptedServer { _, _ in
            arrival.yield()
            return .silence
        }
        let hook = Webhook(try Self.target(server), secret: [1]) { _ in }
        for number in 0..<10_000 { hook.send(["n": .integer(number)]) }
        for await _ in arrived { break }
        hook.stop()
        #expect(server.requests.count == 1)
        try await server.stop()
    }

    @Test(
        "What is no URL for a webhook",
        arguments: ["ftp://a/b", "a", "http://", "http://a/b c", "http://a/#f", "http://u@a/"])
    func targets(text: String) {
        let problem = #expect(throws: Problem.self) { try Webhook.Target(text) }
        #expect(problem?.reason == .malformedRequest)
    }
}
