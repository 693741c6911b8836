import Testing
import TruceDocument

@testable import TruceServer

/// Who has a document open, over real sockets.
@Suite(.timeLimit(.minutes(5))) struct PresenceTests {
    private static func put(
        _ client: RawClient, _ actor: String, _ session: String, version: Int? = nil, _ state: String = "editing",
        at name: String = "a"
    ) throws -> RawClient.Response {
        let body = """
            {"session":"\(session)","baseVersion":\(version.map(String.init) ?? "null"),"state":"\(state)"}
            """
        try client.send(
            "PUT /v1/documents/\(name)/presence HTTP/1.1\r\nHost: localhost\r\nTruce-Actor: \(actor)\r\n"
                + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
        return try client.receive()
    }

    private static func delete(_ client: RawClient, _ actor: String, _ query: String) throws -> Int {
        try client.send(
            "DELETE /v1/documents/a/presence\(query) HTTP/1.1\r\nHost: localhost\r\nTruce-Actor: \(actor)\r\n\r\n")
        return try client.receive().status
    }

    private static func items(_ response: RawClient.Response) throws -> [String] {
        try Page<Presence>(decoding: Array(response.body.utf8), next: nil).items.map {
            "\($0.actor) \($0.session) \($0.baseVersion ?? 0) \($0.state.rawValue)"
        }
    }

    @Test func isKeyedByActorAndSession() async throws {
        try await ServerFixture.run { server in
            try await onThread {
                let client = try RawClient(server.unix)
                try client.save("a", versions: 2)
                #expect(try Self.items(Self.put(client, "alice", "s1", version: 2)) == ["alice s1 2 editing"])
                #expect(try Self.put(client, "alice", "s2", version: 1, "viewing").status == 200)
                let all = try Self.put(client, "bob", "s1", version: 2, "resolving", at: "A")
                let wanted = ["alice s1 2 editing", "alice s2 1 viewing", "bob s1 2 resolving"]
                #expect(try Self.items(all) == wanted)
                #expect(try Self.delete(client, "bob", "") == 400)
                #expect(try Self.delete(client, "bob", "?session=s2") == 204)
                #expect(try Self.items(client.get("/v1/documents/a/presence")) == wanted)
                #expect(try Self.delete(client, "alice", "?session=s1") == 204)
                #expect(try Self.items(client.get("/v1/documents/a/presence")) == Array(wanted.dropFirst()))
                #expect(try Self.put(client, "bob", "").status == 422)
                #expect(try Self.put(client, "bob", "s", at: ".x").status == 422)
            }
        }
    }

    /// Two people who are about to create a document see each other, and go on doing so once it is there.
    @Test func needsNoDocument() async throws {
        try await ServerFixture.run { server in
            try await onThread {
                let client = try RawClient(server.unix)
                _ = try Self.put(client, "alice", "s")
                try client.save("a", versions: 1)
                #expect(try Self.items(Self.put(client, "bob", "s", version: 1)).count == 2)
            }
        }
    }

    /// Gives a document another name; the status.
    private static func rename(_ client: RawClient, _ name: String, to other: String) throws -> Int {
        let body = #"{"name":"\#(other)"}"#
        try client.send(
            "PATCH /v1/documents/\(name)/metadata HTTP/1.1\r\nHost: localhost\r\nIf-Match: *\r\n"
                + "Content-Type: application/merge-patch+json\r\nContent-Length: \(body.utf8.count)\r\n\r\n" + body)
        return try client.receive().status
    }

    /// Also where the document has another name by the time that somebody asks.
    @Test func waitsForTheDocumentOfItsName() async throws {
        try await ServerFixture.run { server in
            try await onThread {
                let client = try RawClient(server.unix)
                _ = try Self.put(client, "alice", "s", at: "early")
                try client.save("early", versions: 1)
                #expect(try Self.rename(client, "early", to: "late") == 200)
                #expect(try Self.items(client.get("/v1/documents/late/presence")) == ["alice s 0 editing"])
            }
        }
    }

    /// Also where somebody is at the document already, who is told.
    @Test func meetsThoseOfADocumentThatTakesTheName() async throws {
        try await ServerFixture.run({ $0.streamPatience = .max }) { server in
            try await onThread {
                let client = try RawClient(server.unix)
                try client.save("early", versions: 1)
                let stream = try EventClient(server.unix, "?document=early").begun()
                _ = try Self.put(client, "bob", "s", version: 1, at: "early")
                _ = try Self.put(client, "alice", "s", at: "late")
                #expect(try Self.rename(client, "early", to: "late") == 200)
                #expect(try stream.news(3).map(\.kind) == [.presenceChanged, .presenceChanged, .metadataUpdated])
                let found = try Self.items(client.get("/v1/documents/late/presence"))
                #expect(Set(found) == ["alice s 0 editing", "bob s 1 editing"])
            }
        }
    }

    /// Sets an alias, or takes it away where it leads to nothing; the status.
    private static func alias(_ client: RawClient, _ alias: String, to name: String?) throws -> Int {
        let body = name.map { #"{"document":"\#($0)"}"# } ?? ""
        try client.send(
            "\(name == nil ? "DELETE" : "PUT") /v1/aliases/\(alias) HTTP/1.1\r\nHost: localhost\r\n"
                + (name == nil ? "If-Match: *" : "If-None-Match: *") + "\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n" + body)
        return try client.receive().status
    }

    /// Also where the name becomes an alias; they stay there when it is none any more.
    @Test func isAtTheDocumentOfAnAlias() async throws {
        try await ServerFixture.run({ $0.streamPatience = .max }) { server in
            try await onThread {
                let client = try RawClient(server.unix)
                try client.save("a", versions: 1)
                let stream = try EventClient(server.unix, "?document=a").begun()
                _ = try Self.put(client, "bob", "s", version: 1)
                _ = try Self.put(client, "amy", "s", at: "Wait")
                _ = try Self.put(client, "zed", "s", at: "wait2")
                #expect(try Self.alias(client, "wait", to: "a") == 201)
                #expect(try Self.alias(client, "other", to: "a") == 201)
                #expect(try stream.news(4).filter { $0.kind == .presenceChanged }.count == 2)
                for name in ["a", "WAIT", "other"] {
                    let found = try Self.items(client.get("/v1/documents/\(name)/presence"))
                    #expect(Set(found) == ["amy s 0 editing", "bob s 1 editing"])
                }
                #expect(try Self.alias(client, "wait", to: nil) == 204)
                #expect(try Self.items(client.get("/v1/documents/wait/presence")) == [])
                #expect(try Self.delete(client, "amy", "?session=s") == 204)
                #expect(try Self.items(client.get("/v1/documents/a/presence")) == ["bob s 1 editing"])
                #expect(try Self.items(client.get("/v1/documents/wait2/presence")) == ["zed s 0 editing"])
            }
        }
    }

    /// Whoever is at a document is there under its new name too, before they say so again.
    @Test func outlivesARename() async throws {
        try await ServerFixture.run { server in
            try await onThread {
                let client = try RawClient(server.unix)
                try client.save("a", versions: 1)
                _ = try Self.put(client, "alice", "s", version: 1)
                let body = #"{"name":"b"}"#
                try client.send(
                    "PATCH /v1/documents/a/metadata HTTP/1.1\r\nHost: localhost\r\nIf-Match: *\r\n"
                        + "Content-Type: application/merge-patch+json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                        + body)
                #expect(try client.receive().status == 200)
                for name in ["a", "b"] {
                    let found = try Self.items(client.get("/v1/documents/\(name)/presence"))
                    #expect(found == ["alice s 1 editing"])
                }
            }
        }
    }

    /// Changes are told with the place of the last event that is kept; what says nothing new is not told.
    @Test func isTold() async throws {
        let clock = Clock()
        try await ServerFixture.run(
            clock: clock,
            {
                $0.bookmarkInterval = .milliseconds(20)
                $0.streamPatience = .max
            }
        ) { server in
            try await onThread {
                let client = try RawClient(server.unix)
                try client.save("a", versions: 1)
                let stream = try EventClient(server.unix, "?document=a").begun()
                _ = try Self.put(client, "alice", "s", version: 1)
                _ = try Self.put(client, "alice", "s", version: 1)
                _ = try Self.put(client, "bob", "s", version: 1)
                let etag = try client.get("/v1/documents/a/content").headers["etag"]
                try client.save("a", "two", after: etag)
                #expect(try Self.delete(client, "bob", "?session=s") == 204)
                let events = try stream.news(4)
                #expect(
                    events.map(\.kind) == [.presenceChanged, .presenceChanged, .contentUpdated, .presenceChanged])
                #expect(events.map(\.actor) == ["alice", "bob", "alice", "bob"])
                #expect(events.map(\.cursor.sequence) == [1, 1, 2, 2])
                // Who was not heard of for 30 seconds is gone, and that is told too.
                clock.advance(seconds: 31)
                let lapsed = try #require(try stream.news(1).first)
                #expect(lapsed.kind == .presenceChanged)
                #expect(lapsed.actor == nil)
                #expect(lapsed.document == "a")
                #expect(try Self.items(client.get("/v1/documents/a/presence")) == [])
            }
        }
    }
}
