import Testing
import TruceDocument
import TruceStorage

@testable import TruceServer

/// A stream of events is for whoever has the token that opened it, for as long as that is good.
@Suite(.timeLimit(.minutes(5))) struct RevocationTests {
    private static func run(_ body: (ServerFixture) async throws -> Void) async throws {
        try await ServerFixture.run({ $0.noAuth = false }, body)
    }

    private static func issue(_ server: ServerFixture, to name: String) async throws -> IssuedToken {
        guard case .done(let issued) = try await server.store.issueToken(to: name, as: .test) else {
            throw RawClient.Failure(description: "no token for \(name)")
        }
        return issued
    }

    /// What a stream still says, to its clean end.
    private static func rest(of stream: EventClient) throws -> [StoreEvent] {
        var events: [StoreEvent] = []
        while let event = try stream.next() { events.append(event) }
        return events
    }

    @Test(arguments: [false, true])
    func aStreamEndsWithItsToken(_ isUserRemoved: Bool) async throws {
        try await Self.run { server in
            for name in ["ann", "bob"] { _ = try await server.store.add(NewUser(name: name, role: .reader), as: .test) }
            let (first, second) = (try await Self.issue(server, to: "ann"), try await Self.issue(server, to: "ann"))
            let other = try await Self.issue(server, to: "bob")
            try await onThread {
                let admin = try RawClient(server.unix)
                try admin.save("a", versions: 1)
                let stuck = try EventClient(server.tcp, token: first.token, window: 4_096).begun()
                // More than its socket holds, so that its end finds no room.
                for _ in 0..<400 { try admin.stir("a") }
                let ended = try ["", "", "?document=a"].map {
                    try EventClient(server.tcp, $0, token: first.token).begun()
                }
                let annsOther = try EventClient(server.tcp, token: second.token).begun()
                let bobs = try EventClient(server.tcp, token: other.token).begun()
                let local = try EventClient(server.unix).begun()

                let path = isUserRemoved ? "/v1/users/ann" : "/v1/users/ann/tokens/\(first.id)"
                try admin.send("DELETE \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(try admin.receive().status == 204)
                try admin.save("b", versions: 1)

                for stream in ended + (isUserRemoved ? [annsOther] : []) {
                    #expect(try Self.rest(of: stream).allSatisfy { $0.document != "b" })
                    // The connection was the client's own affair, and what it asks for next is refused.
                    let next = try stream.client.get("/v1/events", "Authorization: Bearer \(first.token.secret)\r\n")
                    #expect(next.status == 401)
                }
                while let event = try? stuck.next() { #expect(event.document != "b") }
                for stream in [bobs, local] + (isUserRemoved ? [] : [annsOther]) {
                    #expect(try stream.change().document == "b")
                }
            }
        }
    }

    /// A request that is let in at the very moment leaves no stream behind.
    @Test func noStreamSlipsThrough() async throws {
        try await Self.run { server in
            _ = try await server.store.add(NewUser(name: "ann", role: .reader), as: .test)
            for _ in 0..<30 {
                let issued = try await Self.issue(server, to: "ann")
                async let said = onThread {
                    let stream = try EventClient(server.tcp, token: issued.token)
                    guard stream.head.status == 200 else { return [StoreEvent]() }
                    return try Self.rest(of: stream)
                }
                _ = try await server.store.revokeToken(issued.id, of: "ann", as: .test)
                #expect(try await said.allSatisfy { $0.kind == .bookmark })
            }
        }
    }
}
