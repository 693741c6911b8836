import HTTPTypes
import Testing
import TruceDocument
import TruceStorage

@testable import TruceServer

/// `Idempotency-Key`: the first answer again, for the same request of the same principal.
@Suite struct IdempotencyRouteTests {
    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let method: String
        let target: String
        var headers: [String] = []
        var body: String?
        let status: Int
        var isKept = true
    }

    static let tag = "\"1-7692c3ad3540\""  // of version 1 with the text "one"

    static let changes = [
        Change(
            testDescription: "create by name", method: "PUT", target: "/v1/documents/new/content",
            headers: ["If-None-Match: *"], body: "x", status: 201),
        Change(
            testDescription: "create by POST", method: "POST", target: "/v1/documents", body: #"{"name":"new"}"#,
            status: 201),
        Change(
            testDescription: "save", method: "PUT", target: "/v1/documents/notes/content",
            headers: ["If-Match: \(tag)"], body: "two", status: 200),
        Change(
            testDescription: "save, minimal", method: "PUT", target: "/v1/documents/notes/content",
            headers: ["If-Match: \(tag)", "Prefer: return=minimal"], body: "two", status: 204),
        Change(
            testDescription: "save by force", method: "PUT", target: "/v1/documents/notes/content",
            headers: ["If-Match: *"], body: "two", status: 200),
        Change(
            testDescription: "delete", method: "DELETE", target: "/v1/documents/notes", headers: ["If-Match: *"],
            status: 204),
        Change(
            testDescription: "stale", method: "PUT", target: "/v1/documents/notes/content",
            headers: ["If-Match: \"9-000000000000\""], body: "two", status: 409),
        Change(
            testDescription: "stale as 412", method: "PUT", target: "/v1/documents/notes/content",
            headers: ["If-Match: \"9-000000000000\"", "Prefer: stale=412, conflict=full"], body: "two", status: 412),
        Change(
            testDescription: "taken name", method: "POST", target: "/v1/documents", body: #"{"name":"notes"}"#,
            status: 409),
        Change(
            testDescription: "no name", method: "PUT", target: "/v1/documents/a%20b/content",
            headers: ["If-None-Match: *"], body: "", status: 422),
        Change(
            testDescription: "a member that is none", method: "POST", target: "/v1/documents",
            body: #"{"name":"x","nme":1}"#, status: 422),
        Change(
            testDescription: "broken JSON", method: "POST", target: "/v1/documents", body: "{", status: 400,
            isKept: false),
        Change(
            testDescription: "not there", method: "PUT", target: "/v1/documents/none/content",
            headers: ["If-Match: \(tag)"], body: "", status: 404, isKept: false),
        Change(
            testDescription: "without a precondition", method: "PUT", target: "/v1/documents/notes/content",
            body: "two", status: 428, isKept: false),
    ]

    @Test(arguments: changes)
    func answersTheSameAgain(_ change: Change) async throws {
        let fixture = try RouterFixture()
        try await fixture.create()
        func send(_ id: String) async throws -> Answer {
            try await fixture.send(
                change.method, change.target, change.headers + ["Idempotency-Key: k1", "X-Request-Id: \(id)"],
                body: change.body)
        }
        let first = try await send("first")
        #expect(first.status == change.status, "\(first.text)")
        #expect(first.headers[.idempotencyReplayed] == nil)
        // What would change the outcome if the request were carried out again.
        _ = try await fixture.send("DELETE", "/v1/documents/notes", ["If-Match: *"])
        try await fixture.create("notes", "another")
        let second = try await send("second")
        #expect((second.headers[.idempotencyReplayed] == "true") == change.isKept)
        #expect(second.headers[.requestID] == "second")
        guard change.isKept else { return }
        #expect(second.status == first.status && second.body.bytes == first.body.bytes)
        for name in first.headers.map(\.name) where name != .requestID {
            #expect(second.headers[name] == first.headers[name], "\(name)")
        }
    }

    static let others: [(String, String, [String], String?)] = [
        ("PUT", "/v1/documents/a/content", ["If-None-Match: *"], "two"),
        ("PUT", "/v1/documents/b/content", ["If-None-Match: *"], "one"),
        ("PUT", "/v1/documents/a/content?x", ["If-None-Match: *"], "one"),
        ("PUT", "/v1/documents/a/content", ["If-Match: *"], "one"),
        ("PUT", "/v1/documents/a/content", [], "one"),
        ("DELETE", "/v1/documents/a", ["If-Match: *"], nil),
    ]

    @Test(arguments: others)
    func anotherRequestIsRefused(_ other: (String, String, [String], String?)) async throws {
        let fixture = try RouterFixture()
        let key = "Idempotency-Key: \"a key\""
        let first = try await fixture.send(
            "PUT", "/v1/documents/a/content", ["If-None-Match: *", key], body: "one")
        #expect(first.status == 201)
        let answer = try await fixture.send(other.0, other.1, other.2 + [key], body: other.3)
        #expect(answer.status == 422 && answer.reason == "idempotency_key_reused")
        #expect(answer.json["idempotencyKey"]?.text == "a key")
        // Its own answer is not spoilt by that.
        let again = try await fixture.send(
            "PUT", "/v1/documents/a/content", ["If-None-Match: *", key], body: "one")
        #expect(again.status == 201 && again.headers[.idempotencyReplayed] == "true")
    }

    /// Type and size come before the key, the key before the precondition.
    @Test func theOrderOfChecks() async throws {
        let fixture = try RouterFixture(bodyLimit: 10)
        let bad = "Idempotency-Key: a b"
        for (headers, body, status) in [
            (["Content-Type: multipart/form-data"], "x", 415), ([], "12345678901", 413), ([], "x", 400),
            (["If-None-Match: *"], "x", 400),
        ] {
            let answer = try await fixture.send("PUT", "/v1/documents/a/content", headers + [bad], body: body)
            #expect(answer.status == status)
        }
        let long = String(repeating: "k", count: 256)
        for (key, status) in [("", 400), ("\"\"", 400), (long, 400), (String(long.dropLast()), 201)] {
            let answer = try await fixture.send(
                "PUT", "/v1/documents/\(key.count)/content", ["If-None-Match: *", "Idempotency-Key: \(key)"], body: "")
            #expect(answer.status == status, "\(key)")
        }
        let read = try await fixture.send("GET", "/v1/documents", [bad])
        #expect(read.status == 200, "a reading takes no notice of it")
    }

    /// What a change came to is told whatever is in memory; its repetition is one of many, and waits for room.
    @Test func repetitionsHoldBoundedMemory() async throws {
        let fixture = try RouterFixture(answersLimit: 400_000)
        try await fixture.create("notes", String(repeating: "a", count: 150_000))
        func send() async throws -> Answer {
            try await fixture.send(
                "PUT", "/v1/documents/notes/content", ["If-Match: \"9-000000000000\"", "Idempotency-Key: k"], body: "b")
        }
        let first = try await send()
        #expect(first.status == 409 && first.text.utf8.count > 150_000)
        let refused = try await send()
        #expect(refused.status == 503 && refused.reason == "unavailable", "the first is on its way")
        #expect(refused.headers[.retryAfter] == "1" && refused.headers[.idempotencyReplayed] == nil)
        try #require(first.held).giveBack()
        let again = try await send()
        #expect(again.status == 409 && again.body.bytes == first.body.bytes)
        #expect(again.headers[.idempotencyReplayed] == "true" && again.held != nil)
    }

    @Test func theKeyOfAnotherPrincipalIsAnotherKey() async throws {
        let fixture = try RouterFixture()
        let peers: [Peer] = [.user(RouterFixture.ownUser), .user(0), .user(4_000_000_002)]
        for (index, peer) in peers.enumerated() {
            let answer = try await fixture.send(
                "PUT", "/v1/documents/a\(index)/content", ["If-None-Match: *", "Idempotency-Key: k"], body: "x",
                peer: peer)
            #expect(answer.status == 201, "\(answer.text)")
        }
        // Whom the server's own user names makes no difference.
        let named = try await fixture.send(
            "PUT", "/v1/documents/a0/content", ["If-None-Match: *", "Idempotency-Key: k", "Truce-Actor: bob"], body: "x"
        )
        #expect(named.headers[.idempotencyReplayed] == "true")
    }

    @Test func whileTheFirstIsAtWork() async throws {
        let gate = Gate()
        try await ServerFixture.run(gate: gate) { server in
            let request: @Sendable (String) -> String = { body in
                "PUT /v1/documents/a/content HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: *\r\n"
                    + "Idempotency-Key: k\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            }
            async let first = server.talk { client in
                try client.send(request("one"))
                return try client.receive()
            }
            await gate.untilSomebodyWaits()
            let (second, third) = try await server.talk { client in
                try client.send(request("one"))
                let second = try client.receive()
                try client.send(request("two"))
                return (second, try client.receive())
            }
            let problem = try JSON(parsing: Array(second.body.utf8))
            #expect(second.status == 409 && problem["reason"]?.text == "idempotency_key_in_flight")
            #expect(second.headers["retry-after"] == "1")
            #expect(problem["idempotencyKey"]?.text == "k" && problem["startedAt"]?.text?.hasPrefix("2026-") == true)
            #expect(third.status == 422 && third.body.contains("idempotency_key_reused"), "before in flight")
            gate.open()
            #expect(try await first.status == 201)
            let last = try await server.talk { client in
                try client.send(request("one"))
                return try client.receive()
            }
            #expect(last.status == 201 && last.headers["idempotency-replayed"] == "true")
        }
    }

    /// One key many times at once, over real HTTP: the change is made once, and everybody gets its answer in the end.
    @Test func oneKeyManyTimes() async throws {
        try await ServerFixture.run { server in
            for round in 0..<10 {
                let answers = try await withThrowingTaskGroup(of: RawClient.Response.self) { group in
                    for _ in 0..<8 {
                        group.addTask {
                            try await server.talk { client in
                                while true {
                                    try client.send(
                                        "PUT /v1/documents/a/content HTTP/1.1\r\nHost: localhost\r\n"
                                            + (round == 0 ? "If-None-Match" : "If-Match") + ": *\r\n"
                                            + "Idempotency-Key: k\(round)\r\nContent-Length: 1\r\n\r\n\(round % 10)")
                                    let answer = try client.receive()
                                    guard answer.status == 409 else { return answer }
                                    #expect(answer.body.contains("idempotency_key_in_flight"))
                                }
                            }
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(answers.filter { $0.headers["idempotency-replayed"] == nil }.count == 1)
                #expect(Set(answers.map(\.body)).count == 1)
            }
            let versions = try await server.store.versions(of: "a", page: PageRequest(), as: .test).items
            #expect(versions.count == 10)
        }
    }
}
