import Testing

@testable import TruceServer

/// Bodies that are begun and not finished: they hold a bounded memory for a bounded time.
@Suite(.timeLimit(.minutes(5))) struct BodyBudgetTests {
    private static let size = 700_000
    private static let rest = 100_000

    private static func put(_ name: String, _ field: String = "") -> String {
        "PUT /v1/documents/\(name)/content HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: *\r\n"
            + "\(field)Content-Length: \(size)\r\n\r\n"
    }

    private static func begin(_ name: String, on client: RawClient) throws {
        try client.send(put(name))
        try client.send([UInt8](repeating: 65, count: size - rest))
    }

    /// What a request is told that asks before it sends: 100 where there is room for its body. Takes none.
    private static func ask(_ address: BoundAddress) throws -> RawClient.Response {
        let client = try RawClient(address)
        try client.send(put("other", "Expect: 100-continue\r\n"))
        return try client.receive()
    }

    /// How a body that was begun comes to its end.
    enum Ending: CaseIterable, Sendable { case whole, cut, aborted }

    @Test(arguments: Ending.allCases)
    func whatIsTakenIsGivenBack(_ ending: Ending) async throws {
        try await ServerFixture.run({ $0.bodiesLimit = 1 << 20 }) { server in
            try await onThread {
                let client = try RawClient(server.unix)
                try Self.begin("held", on: client)
                // Until the server has taken what was sent.
                while try Self.ask(server.tcp).status == 100 {}
                let refused = try Self.ask(server.unix)
                #expect(refused.status == 503)
                #expect(refused.headers["retry-after"] == "1")
                #expect(refused.headers["connection"] == "close")
                #expect(refused.body.contains(#""reason":"unavailable""#))
                // Small requests find room where large ones do not.
                let small = try RawClient(server.tcp)
                #expect(try small.save("small", "text").status == 201)
                #expect(try small.get("/livez").body == "ok\n")
                switch ending {
                case .whole:
                    try client.send([UInt8](repeating: 65, count: Self.rest))
                    #expect(try client.receive().status == 201)
                case .cut:
                    client.finish()
                    #expect(try client.receive().status == 400)
                case .aborted: client.abort()
                }
                // Nobody is told when a connection has ended.
                while try Self.ask(server.tcp).status == 503 {}
                let next = try RawClient(server.tcp)
                try Self.begin("next", on: next)
                try next.send([UInt8](repeating: 65, count: Self.rest))
                #expect(try next.receive().status == 201)
            }
        }
    }

    /// Nobody holds so much that nothing is left for the others.
    @Test func aPrincipalHasAShare() async throws {
        try await ServerFixture.run({
            $0.bodyLimit = 1 << 20
            $0.bodiesLimit = 2 << 20
        }) { server in
            try await onThread {
                let client = try RawClient(server.unix)
                try Self.begin("held", on: client)
                while try Self.ask(server.unix).status == 100 {}
                #expect(try Self.ask(server.tcp).status == 100)
                client.abort()
                while try Self.ask(server.unix).status == 503 {}
            }
        }
    }

    /// A chunked body announces nothing: it is refused as soon as there is no room for what comes.
    @Test func chunksAreCountedAsTheyCome() async throws {
        try await ServerFixture.run({ $0.bodiesLimit = 1 << 20 }) { server in
            let response = try await server.talk { client in
                try client.send(SocketTests.put + "Transfer-Encoding: chunked\r\n\r\n200000\r\n")
                try? client.send([UInt8](repeating: 65, count: 0x200000))
                return try client.receive()
            }
            #expect(response.status == 503)
            let next = try await server.talk { try $0.save("a", "text") }
            #expect(next.status == 201)
        }
    }

    /// Much that came quickly earns no time in which nothing comes.
    @Test func aLargeBodyMayNotFallSilent() async throws {
        try await ServerFixture.run({
            $0.timeouts.body = .milliseconds(50)
            $0.timeouts.bodyRate = 1
        }) { server in
            let response = try await server.talk { client in
                try Self.begin("silent", on: client)
                return try client.receive()
            }
            #expect(response.status == 408)
        }
    }
}
