import Testing
import TruceDocument
import TruceStorage

@testable import TruceServer

/// Requests as bytes on a socket: what is odd gets an answer, and the next request is served.
@Suite struct SocketTests {
    static let put = "PUT /v1/documents/a/content HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: *\r\n"

    @Test func servesOverBothTransports() async throws {
        try await ServerFixture.run { server in
            let created = try await server.talk { client in
                try client.send(Self.put + "Content-Length: 3\r\n\r\none")
                return try client.receive()
            }
            #expect(created.status == 201)
            let read = try await server.talk(over: server.tcp) { client in
                try client.send("GET /v1/documents/a/content HTTP/1.1\r\nHost: localhost\r\n\r\n")
                return try client.receive()
            }
            #expect(read.body == "one")
            #expect(read.headers["date"]?.hasSuffix("GMT") == true)
            #expect(read.headers["connection"] == nil)
        }
    }

    /// `OPTIONS *` (RFC 9110, section 9.3.7) is about the server, and about nothing that needs a name.
    @Test func theServerAsAWhole() async throws {
        try await ServerFixture.run { server in
            try await server.talk { client in
                try client.send("OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let answer = try client.receive(hasBody: false)
                #expect(answer.status == 204)
                #expect(answer.headers["allow"] == "DELETE, GET, HEAD, PATCH, POST, PUT")
                try client.send("GET * HTTP/1.1\r\nHost: localhost\r\n\r\n")
                #expect(try client.receive().status == 404)
                #expect(try client.get("/livez").body == "ok\n")
            }
        }
    }

    static let targets: [(String, String, Int)] = [
        ("http://localhost/livez", "localhost", 200), ("HTTP://127.0.0.1:80/livez?x", "evil.example", 200),
        ("http://evil.example/livez", "localhost", 421), ("https://evil.example/livez", "localhost", 421),
        ("http://localhost@evil.example/livez", "localhost", 421), ("http://evil.example", "localhost", 421),
        ("/livez", "evil.example", 421), ("http://localhost", "localhost", 404),
        ("http://localhost?/livez", "localhost", 404), ("ftp://localhost/livez", "evil.example", 400),
        ("/http://evil.example/livez", "localhost", 404), ("http://localhost/livez", "a\r\nHost: b", 400),
    ]

    /// The host of an absolute target is the request's, whatever `Host` says; over TCP an unknown one is refused.
    @Test func absoluteTargets() async throws {
        try await ServerFixture.run { server in
            for (target, host, status) in Self.targets {
                let response = try await server.talk(over: server.tcp) { client in
                    try client.send("GET \(target) HTTP/1.1\r\nHost: \(host)\r\n\r\n")
                    return try client.receive()
                }
                #expect(response.status == status, "\(target): \(response.body)")
            }
        }
    }

    struct Odd: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: String
        var finish = false
        let status: Int
    }

    static let odd = [
        Odd(testDescription: "not HTTP", bytes: "hello\r\n\r\n", status: 400),
        Odd(testDescription: "HTTP/2", bytes: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", status: 400),
        Odd(testDescription: "no host", bytes: "GET /livez HTTP/1.1\r\n\r\n", status: 400),
        Odd(testDescription: "two hosts", bytes: "GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", status: 400),
        Odd(testDescription: "space in the path", bytes: "GET /li vez HTTP/1.1\r\nHost: a\r\n\r\n", status: 400),
        Odd(
            testDescription: "NUL in a header", bytes: "GET /livez HTTP/1.1\r\nHost: a\r\nX: \u{0}\r\n\r\n", status: 400
        ),
        Odd(testDescription: "space before a colon", bytes: "GET /livez HTTP/1.1\r\nHost : a\r\n\r\n", status: 400),
        Odd(
            testDescription: "length and chunks",
            bytes: put + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n",
            status: 400),
        Odd(testDescription: "two lengths", bytes: put + "Content-Length: 3\r\nContent-Length: 4\r\n\r\n", status: 400),
        Odd(testDescription: "negative length", bytes: put + "Content-Length: -1\r\n\r\n", status: 400),
        Odd(
            testDescription: "bad chunk", bytes: put + "Transfer-Encoding: chunked\r\n\r\nzz\r\n", status: 400),
        Odd(
            testDescription: "huge header",
            bytes: "GET /livez HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 100_000) + "\r\n\r\n",
            status: 431),
        Odd(
            testDescription: "huge target",
            bytes: "GET /" + String(repeating: "x", count: 100_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", status: 431),
        Odd(
            testDescription: "many headers",
            bytes: "GET /livez HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 500) + "\r\n",
            status: 431),
        Odd(testDescription: "half a header", bytes: "GET /livez HTTP/1.1\r\nHo", finish: true, status: 400),
        Odd(
            testDescription: "half a body", bytes: put + "Content-Length: 100\r\n\r\nabc", finish: true, status: 400),
        Odd(
            testDescription: "half a chunked body", bytes: put + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
            finish: true, status: 400),
        Odd(
            testDescription: "announced too large", bytes: put + "Content-Length: 99999999\r\n\r\nabc", status: 413),
        Odd(
            testDescription: "announced beyond all numbers",
            bytes: put + "Content-Length: 9223372036854775808\r\n\r\nabc", status: 413),
        Odd(testDescription: "no length", bytes: put + "\r\n", status: 411),
    ]

    @Test(arguments: odd)
    func oddRequestsGetAProblem(_ odd: Odd) async throws {
        try await ServerFixture.run { server in
            for address in server.addresses {
                let response = try await server.talk(over: address) { client in
                    try client.send(odd.bytes)
                    if odd.finish { client.finish() }
                    return try client.receive()
                }
                #expect(response.status == odd.status, "\(response)")
                #expect(response.headers["content-type"] == "application/problem+json")
                #expect(response.headers["x-request-id"]?.isEmpty == false)
                #expect(response.headers["x-content-type-options"] == "nosniff")
                let next = try await server.talk(over: address) { client in
                    try client.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    return try client.receive()
                }
                #expect(next.status == 200)
            }
            // Nothing half was taken for whole.
            await #expect(throws: Problem.self) { try await server.store.document("a", as: .test) }
        }
    }

    @Test func brokenRequestsEndTheConnectionAfterTheAnswersBeforeThem() async throws {
        try await ServerFixture.run { server in
            let (first, second, rest) = try await server.talk { client in
                try client.send(
                    "GET /livez HTTP/1.1\r\nHost: a\r\n\r\nbroken\r\n\r\nGET /livez HTTP/1.1\r\nHost: a\r\n\r\n")
                return (try client.receive(), try client.receive(), try client.receiveRest())
            }
            #expect(first.status == 200)
            #expect(second.status == 400)
            #expect(second.headers["connection"] == "close")
            #expect(rest == "")
        }
    }

    @Test func answersPipelinedRequestsInOrder() async throws {
        try await ServerFixture.run { server in
            let statuses = try await server.talk { client in
                try client.send(
                    Self.put + "Content-Length: 3\r\n\r\none" + Self.put + "Content-Length: 3\r\n\r\ntwo"
                        + "GET /v1/documents/a/content HTTP/1.1\r\nHost: x\r\n\r\n"
                        + "HEAD /v1/documents/a/content HTTP/1.1\r\nHost: x\r\n\r\n"
                        + "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                        + "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n")
                let first = try client.receive()
                let second = try client.receive()
                let third = try client.receive()
                let fourth = try client.receive(hasBody: false)
                let fifth = try client.receive()
                #expect(third.body == "one")
                #expect(fourth.headers["content-length"] == "3")
                #expect(fifth.headers["connection"] == "close")
                #expect(try client.receiveRest() == "")
                return [first, second, third, fourth, fifth].map(\.status)
            }
            #expect(statuses == [201, 409, 200, 200, 404])
        }
    }

    @Test func takesChunkedBodies() async throws {
        try await ServerFixture.run { server in
            let response = try await server.talk { client in
                try client.send(
                    Self.put + "Transfer-Encoding: chunked\r\n\r\n2\r\non\r\n1;ext=1\r\ne\r\n0\r\nTrailer: x\r\n\r\n")
                return try client.receive()
            }
            #expect(response.status == 201)
            #expect(try await server.store.head("a", as: .test).content == Array("one".utf8))
        }
    }

    @Test func oneByteAtATimeIsARequestToo() async throws {
        try await ServerFixture.run { server in
            let response = try await server.talk { client in
                for byte in (Self.put + "Content-Length: 3\r\n\r\none").utf8 { try client.send([byte]) }
                return try client.receive()
            }
            #expect(response.status == 201)
        }
    }

    @Test func closesForHTTP10() async throws {
        try await ServerFixture.run { server in
            let (response, rest) = try await server.talk { client in
                try client.send("GET /livez HTTP/1.0\r\nHost: x\r\n\r\n")
                return (try client.receive(), try client.receiveRest())
            }
            #expect(response.status == 200)
            #expect(response.headers["connection"] == "close")
            #expect(rest == "")
        }
    }

    /// HTTP/1.0 knows no chunks: what has no length ends with the connection, whatever the client wishes.
    @Test(arguments: ["", "Connection: keep-alive\r\n"])
    func aStreamForHTTP10HasNoChunks(_ field: String) async throws {
        try await ServerFixture.run({ $0.drain = .milliseconds(1) }) { server in
            async let answer = server.talk { client in
                try client.send(
                    "GET /v1/events HTTP/1.0\r\nHost: localhost\r\nAccept: text/event-stream\r\n\(field)\r\n")
                let head = try client.receiveHead()
                try RawClient(server.unix).save("a", versions: 1)
                client.finish()
                return (head, try client.receiveRest())
            }
            let (head, body) = try await answer
            #expect(head.status == 200 && head.headers["transfer-encoding"] == nil)
            #expect(head.headers["connection"] == "close")
            #expect(body.hasPrefix("retry: "), "no size of a chunk")
        }
    }

    @Test func continuesOnlyWhatItWillTake() async throws {
        try await ServerFixture.run { server in
            let expect = "Expect: 100-continue\r\n"
            let statuses = try await server.talk { client in
                try client.send(Self.put + expect + "Content-Length: 3\r\n\r\n")
                let first = try client.receive()
                try client.send("one")
                let second = try client.receive()
                // On the same connection: refused before the body is sent.
                try client.send("PUT /v1/documents/a/content HTTP/1.1\r\nHost: x\r\n\(expect)Content-Length: 3\r\n\r\n")
                let third = try client.receive()
                return [first, second, third].map(\.status)
            }
            #expect(statuses == [100, 201, 428])
            let refused = try await server.talk { client in
                try client.send(Self.put + expect + "Content-Length: 99999999\r\n\r\n")
                return (try client.receive(), try client.receiveRest())
            }
            #expect(refused.0.status == 413)
            #expect(refused.0.headers["connection"] == "close")
            #expect(refused.1 == "")
        }
    }

    /// Who sends on and on still gets the answer, and is cut off in the end.
    @Test func aBodyThatIsTooLargeIsAnsweredBeforeItIsSent() async throws {
        try await ServerFixture.run({ $0.bodyLimit = 1 << 20 }) { server in
            let (response, rest) = try await server.talk { client in
                try client.send(Self.put + "Content-Length: 104857600\r\n\r\n")
                try client.send([UInt8](repeating: 65, count: 2 << 20))
                return (try client.receive(), try client.receiveRest())
            }
            #expect(response.status == 413)
            #expect(rest == "")
            let chunked = try await server.talk { client in
                try client.send(Self.put + "Transfer-Encoding: chunked\r\n\r\n200000\r\n")
                try client.send([UInt8](repeating: 65, count: 0x200000))
                return try client.receive()
            }
            #expect(chunked.status == 413)
        }
    }

    @Test func theLargestBodyIsTaken() async throws {
        try await ServerFixture.run { server in
            let response = try await server.talk { client in
                try client.send(Self.put + "Content-Length: 16777216\r\n\r\n")
                try client.send([UInt8](repeating: 65, count: 16 << 20))
                return try client.receive()
            }
            #expect(response.status == 201)
            let read = try await server.talk { client in
                try client.send("GET /v1/documents/a/content HTTP/1.1\r\nHost: x\r\n\r\n")
                return try client.receive().body.utf8.count
            }
            #expect(read == 16 << 20)
        }
    }

    /// Twelve clients save on one version at the same moment, six of them over TCP: one wins, the others can merge.
    @Test func oneOfManySavesWins() async throws {
        try await ServerFixture.run { server in
            var tag = try await server.talk { client in
                try client.send(Self.put + "Content-Length: 3\r\n\r\none")
                return try client.receive().headers["etag"] ?? ""
            }
            for round in 2...6 {
                let current = tag
                let responses = try await withThrowingTaskGroup(of: RawClient.Response.self) { group in
                    for number in 0..<12 {
                        group.addTask {
                            try await server.talk(over: server.addresses[number % 2]) { client in
                                try client.send(
                                    "PUT /v1/documents/a/content HTTP/1.1\r\nHost: localhost\r\nIf-Match: \(current)\r\n"
                                        + "Truce-Actor: a\(number)\r\nContent-Length: 2\r\n\r\n\(number % 10)\(round)")
                                return try client.receive()
                            }
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(responses.filter { $0.status == 409 }.count == 11)
                #expect(
                    responses.allSatisfy {
                        $0.status == 200
                            || ($0.body.contains("\"currentVersion\":\(round)") && $0.body.contains("\"base\""))
                    })
                let winners = responses.filter { $0.status == 200 }
                #expect(winners.count == 1)
                tag = try #require(winners.first?.headers["etag"])
            }
        }
    }

    @Test(arguments: ["GET /livez HT", Self.put + "Content-Length: 10\r\n\r\nabc"])
    func slowRequestsAreAnswered408(_ beginning: String) async throws {
        let limits: (inout ServerConfiguration) -> Void = {
            $0.timeouts.header = .milliseconds(50)
            $0.timeouts.body = .milliseconds(50)
        }
        try await ServerFixture.run(limits) { server in
            let (response, rest) = try await server.talk { client in
                try client.send(beginning)
                return (try client.receive(), try client.receiveRest())
            }
            #expect(response.status == 408)
            #expect(response.headers["content-type"] == "application/problem+json")
            #expect(rest == "")
        }
    }

    @Test func aConnectionWithoutARequestIsClosedWithoutAWord() async throws {
        try await ServerFixture.run({ $0.timeouts.idle = .milliseconds(50) }) { server in
            let rest = try await server.talk { client in try client.receiveRest() }
            #expect(rest == "")
        }
    }
}

extension Caller {
    static let test = Caller(actor: "alice", requestID: "test")
}
