import Dispatch
import Synchronization
import Testing
import TruceDocument

@testable import TruceServer

/// Many clients at once over real sockets: one wins, and the others get the reason that is theirs.
@Suite struct HTTPRaceTests {
    private static let clients = 12
    private static let rounds = 4
    private static let patch = "application/merge-patch+json"

    /// A request of a client, by its number.
    private typealias Racer = @Sendable (Int) -> String

    private static func request(
        _ method: String, _ path: String, _ headers: [String], _ body: String, type: String = "application/json"
    ) -> String {
        let lines = ["Host: localhost", "Content-Type: \(type)", "Content-Length: \(body.utf8.count)"] + headers
        return "\(method) \(path) HTTP/1.1\r\n" + lines.map { $0 + "\r\n" }.joined() + "\r\n\(body)"
    }

    private static func create(_ name: String, _ text: String = "") -> String {
        request("PUT", "/v1/documents/\(name)/content", ["If-None-Match: *"], text, type: "text/plain")
    }

    /// Sends what `racer` gives, from all clients at once, and gives the answers.
    private func race(_ server: ServerFixture, _ racer: @escaping Racer) async throws -> [Outcome] {
        let start = Barrier(Self.clients)
        return try await withThrowingTaskGroup(of: Outcome.self) { group in
            for number in 0..<Self.clients {
                group.addTask {
                    try await server.talk(over: number % 2 == 0 ? server.unix : server.tcp) { client in
                        start.wait()
                        try client.send(racer(number))
                        let answer = try client.receive()
                        let reason = (try? JSON(parsing: Array(answer.body.utf8)))?["reason"]?.text
                        return Outcome(number: number, status: answer.status, reason: reason)
                    }
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    struct Outcome: Sendable {
        var number: Int
        var status: Int
        var reason: String?
    }

    private func one(_ server: ServerFixture, _ text: String) async throws -> RawClient.Response {
        try await server.talk { client in
            try client.send(text)
            return try client.receive()
        }
    }

    /// Exactly one of the clients succeeds; the others are refused for this reason.
    private func expectOneWinner(
        _ outcomes: [Outcome], _ reason: String, _ location: SourceLocation = #_sourceLocation
    ) {
        #expect(outcomes.filter { (200...299).contains($0.status) }.count == 1, sourceLocation: location)
        for outcome in outcomes where outcome.status >= 300 {
            #expect(outcome.status == 409 && outcome.reason == reason, sourceLocation: location)
        }
    }

    @Test func creationsOfOneName() async throws {
        try await ServerFixture.run { server in
            for round in 0..<Self.rounds {
                let posts = try await race(server) { _ in
                    Self.request("POST", "/v1/documents", [], #"{"name":"post\#(round)"}"#)
                }
                expectOneWinner(posts, "duplicate_name")
                let puts = try await race(server) { number in Self.create("put\(round)", "text \(number)") }
                expectOneWinner(puts, "already_exists")
                let ids = try await race(server) { number in
                    let body = #"{"name":"id\#(round).\#(number)","externalId":"X\#(round)"}"#
                    return Self.request("POST", "/v1/documents", [], body)
                }
                expectOneWinner(ids, "duplicate_external_id")
            }
        }
    }

    @Test func updatesOfOneVersion() async throws {
        try await ServerFixture.run { server in
            var tag = try await one(server, Self.create("notes")).headers["etag"] ?? ""
            for round in 0..<Self.rounds {
                let current = tag
                let outcomes = try await race(server) { number in
                    Self.request(
                        "PUT", "/v1/documents/notes/content", ["If-Match: \(current)"], "\(round) \(number)",
                        type: "text/plain")
                }
                expectOneWinner(outcomes, "version_mismatch")
                let request = Self.request("GET", "/v1/documents/notes/content", [], "")
                tag = try await one(server, request).headers["etag"] ?? ""
            }
        }
    }

    @Test func transitionsAndPatchesOfOneState() async throws {
        try await ServerFixture.run { server in
            for round in 0..<Self.rounds {
                _ = try await one(server, Self.create("d\(round)"))
                for (condition, reason) in [
                    (#"If-Match: "m1""#, "version_mismatch"), ("If-Match: *", "invalid_transition"),
                ] {
                    let to = condition.hasSuffix("*") ? "approved" : "review"
                    let outcomes = try await race(server) { _ in
                        Self.request(
                            "POST", "/v1/documents/d\(round)/transitions", [condition], #"{"to":"\#(to)"}"#)
                    }
                    expectOneWinner(outcomes, reason)
                }
                let patches = try await race(server) { number in
                    Self.request(
                        "PATCH", "/v1/documents/d\(round)/metadata", [#"If-Match: "m3""#],
                        #"{"title":"\#(number)"}"#, type: Self.patch)
                }
                expectOneWinner(patches, "version_mismatch")
            }
        }
    }

    @Test func renamesOntoOneName() async throws {
        try await ServerFixture.run { server in
            for number in 0..<Self.clients { _ = try await one(server, Self.create("d\(number)")) }
            for round in 0..<Self.rounds {
                let outcomes = try await race(server) { number in
                    Self.request(
                        "PATCH", "/v1/documents/d\(number)/metadata", ["If-Match: *"], #"{"name":"n\#(round)"}"#,
                        type: Self.patch)
                }
                expectOneWinner(outcomes, "duplicate_name")
                let ids = try await race(server) { number in
                    Self.request(
                        "PATCH", "/v1/documents/d\(number)/metadata", ["If-Match: *"],
                        #"{"externalId":"X\#(round)"}"#, type: Self.patch)
                }
                expectOneWinner(ids, "duplicate_external_id")
            }
        }
    }

    @Test func aliasesAgainstNames() async throws {
        try await ServerFixture.run { server in
            _ = try await one(server, Self.create("target"))
            for round in 0..<Self.rounds {
                let outcomes = try await race(server) { number in
                    number % 2 == 0
                        ? Self.request("POST", "/v1/documents", [], #"{"name":"x\#(round)"}"#)
                        : Self.request(
                            "PUT", "/v1/aliases/x\(round)", ["If-None-Match: *"], #"{"document":"target"}"#)
                }
                let winners = outcomes.filter { $0.status == 201 }
                #expect(winners.count == 1)
                let isName = winners.first.map { $0.number % 2 == 0 } ?? false
                for outcome in outcomes where outcome.status != 201 {
                    let reason = isName && outcome.number % 2 == 0 ? "duplicate_name" : "alias_conflict"
                    #expect(outcome.status == 409 && outcome.reason == reason)
                }
            }
        }
    }

    /// Whoever came first: a document with a reference to it is not deleted, and a reference to what is deleted already
    /// leads nowhere, as the log of events shows.
    @Test func deletionsAgainstReferences() async throws {
        try await ServerFixture.run { server in
            for round in 0..<Self.rounds {
                _ = try await one(server, Self.create("t\(round)"))
                let outcomes = try await race(server) { number in
                    number == 0
                        ? Self.request("DELETE", "/v1/documents/t\(round)", ["If-Match: *"], "")
                        : Self.create("r\(round).\(number)", "[[t\(round)]]")
                }
                #expect(outcomes.filter { $0.number > 0 }.allSatisfy { $0.status == 201 })
                let deletion = try #require(outcomes.first { $0.number == 0 })
                let log = try await server.store.loggedKinds(of: { $0 == "t\(round)" || $0.hasPrefix("r\(round).") })
                // Before the deletion there is nothing but the creation of the document itself.
                let expected = deletion.status == 204 ? log.firstIndex(of: "document.deleted") == 1 : true
                #expect(expected, "\(log)")
                if deletion.status != 204 {
                    #expect(deletion.status == 409 && deletion.reason == "has_dependents")
                    #expect(!log.contains("document.deleted"))
                }
            }
        }
    }

    /// A save is before the document is archived, or it is refused.
    @Test func savesAgainstTheArchive() async throws {
        try await ServerFixture.run { server in
            for round in 0..<Self.rounds {
                _ = try await one(server, Self.create("d\(round)"))
                for status in ["review", "approved", "published"] {
                    let body = #"{"to":"\#(status)"}"#
                    _ = try await one(
                        server, Self.request("POST", "/v1/documents/d\(round)/transitions", ["If-Match: *"], body))
                }
                let outcomes = try await race(server) { number in
                    number == 0
                        ? Self.request(
                            "POST", "/v1/documents/d\(round)/transitions", ["If-Match: *"], #"{"to":"archived"}"#)
                        : Self.request(
                            "PUT", "/v1/documents/d\(round)/content", ["If-Match: *"], "\(number)", type: "text/plain")
                }
                #expect(outcomes.first { $0.number == 0 }?.status == 200)
                for outcome in outcomes where outcome.number > 0 {
                    #expect(outcome.status == 200 || outcome.status == 409 && outcome.reason == "not_editable")
                }
                #expect(try await server.store.loggedKinds(of: { $0 == "d\(round)" }).last == "status.changed")
            }
        }
    }
}

/// Lets nobody pass until everybody has come.
private final class Barrier: Sendable {
    private let arrived: Mutex<Int>
    private let gate = DispatchSemaphore(value: 0)

    init(_ count: Int) { arrived = Mutex(count) }

    func wait() {
        let isLast = arrived.withLock { left in
            left -= 1
            return left == 0
        }
        if !isLast { gate.wait() }
        gate.signal()
    }
}
