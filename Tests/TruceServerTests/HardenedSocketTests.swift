import Glibc
import Testing
import TruceDocument
import TruceStorage

@testable import TruceServer

/// Requests that two parsers could read as different ones, and clients that take what is there.
@Suite struct HardenedSocketTests {
    struct Shape: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let bytes: String
        /// Which answer the first request may get.
        var statuses: Set<Int> = [400]
    }

    private static let get = "GET /v1/documents HTTP/1.1\r\nHost: localhost\r\n"
    private static let put = SocketTests.put
    /// What a shape tries to have served as a request of its own.
    private static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"

    static let shapes: [Shape] = {
        func body(_ name: String, _ fields: String, _ statuses: Set<Int> = [400]) -> Shape {
            Shape(testDescription: name, bytes: put + fields + "\r\n\r\n0\r\n\r\n" + smuggled, statuses: statuses)
        }
        return [
            body("length before chunks", "Content-Length: 5\r\nTransfer-Encoding: chunked"),
            body("chunks before length", "Transfer-Encoding: chunked\r\nContent-Length: 5"),
            body("two equal lengths", "Content-Length: 5\r\nContent-Length: 5"),
            body("two lengths", "Content-Length: 5\r\nContent-Length: 6"),
            body("a list of lengths", "Content-Length: 5, 5"), body("a plus", "Content-Length: +5"),
            body("hexadecimal", "Content-Length: 0x5"), body("a length of nothing", "Content-Length:"),
            body("a length that overflows", "Content-Length: 18446744073709551621"),
            body("a space in the length", "Content-Length: 5 5"),
            body("chunked twice", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked"),
            body("chunked and more", "Transfer-Encoding: chunked, identity"),
            body("not quite chunked", "Transfer-Encoding: xchunked"),
            body("a tab before chunked", "Transfer-Encoding:\u{B}chunked"),
            body("a folded field", "X: a\r\n Content-Length: 5"),
            body("a folded coding", "Transfer-Encoding:\r\n chunked"),
            body("a space before the colon", "Content-Length : 5"), body("a bare CR", "X: a\rContent-Length: 5"),
            body("a bare CR and LF", "X: a\r\rContent-Length: 5"), body("NUL in a value", "X: a\u{0}b"),
            body("NUL in a name", "X\u{0}: a"), body("a field without a colon", "Content-Length"),
            body("a field without a name", ": 5"), body("a space before a field", " Content-Length: 5"),
            Shape(testDescription: "LF alone", bytes: "GET /v1/documents HTTP/1.1\nHost: localhost\n\n"),
            Shape(
                testDescription: "HTTP/1.0 with chunks",
                bytes: "PUT /v1/documents/a/content HTTP/1.0\r\nHost: localhost\r\nIf-None-Match: *\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + smuggled, statuses: [400, 201]),
            Shape(
                testDescription: "a chunk too large to count",
                bytes: put + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n" + smuggled),
            Shape(
                testDescription: "a chunk with a sign",
                bytes: put + "Transfer-Encoding: chunked\r\n\r\n+5\r\nhello\r\n0\r\n\r\n"),
            Shape(
                testDescription: "a chunk that goes on",
                bytes: put + "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n" + smuggled),
            Shape(
                testDescription: "LF after a chunk's size",
                bytes: put + "Transfer-Encoding: chunked\r\n\r\n1\na\r\n0\r\n\r\n"),
            Shape(testDescription: "a bad target", bytes: "GET /\u{0} HTTP/1.1\r\nHost: a\r\n\r\n"),
            Shape(testDescription: "CR in the target", bytes: "GET /a\rb HTTP/1.1\r\nHost: a\r\n\r\n"),
            Shape(testDescription: "a wrong version", bytes: "GET / HTTP/9.9\r\nHost: a\r\n\r\n"),
        ]
    }()

    /// An answer that is no server's fault, nothing after it on that connection, and the next one is served as ever.
    @Test func oneRequestIsNotTwo() async throws {
        try await ServerFixture.run { server in
            for shape in Self.shapes {
                for address in server.addresses {
                    let (status, rest) = try await server.talk(over: address) { client in
                        try client.send(shape.bytes)
                        client.finish()
                        let first = try client.receive()
                        return (first.status, (try? client.receiveRest()) ?? "")
                    }
                    #expect(shape.statuses.contains(status), "\(shape.testDescription): \(status)")
                    #expect(!rest.contains("smuggled"), "\(shape.testDescription): \(rest)")
                    let next = try await server.talk(over: address) { client in
                        try client.send(Self.get + "\r\n")
                        return try client.receive().status
                    }
                    #expect(next == 200, "\(shape.testDescription)")
                    if status == 201 {
                        let etag = try await server.store.document("a", as: .test).etag
                        _ = try await server.store.delete("a", if: .ifMatch(.tags([etag])), force: false, as: .test)
                    }
                }
            }
        }
    }

    /// Lines of one name are one list (RFC 9110, section 5.3).
    @Test func ifMatchOnSeveralLinesIsOneList() async throws {
        try await ServerFixture.run { server in
            let statuses = try await server.talk { client in
                try client.send(Self.put + "Content-Length: 3\r\n\r\none")
                let tag = try client.receive().headers["etag"] ?? ""
                var statuses: [Int] = []
                for lines in [[#""x""#, #""y""#], [#""x""#, tag], ["*", #""x""#], [tag, "bad"]] {
                    try client.send(
                        "PUT /v1/documents/a/content HTTP/1.1\r\nHost: localhost\r\n"
                            + lines.map { "If-Match: \($0)\r\n" }.joined() + "Content-Length: 3\r\n\r\none")
                    statuses.append(try client.receive().status)
                }
                return statuses
            }
            #expect(statuses == [409, 200, 400, 400])
        }
    }

    @Test func oneConnectionTooManyIsToldSo() async throws {
        try await ServerFixture.run({ $0.connectionLimit = 2 }) { server in
            try await onThread {
                func serve(_ client: RawClient) throws -> Int {
                    try client.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    return try client.receive().status
                }
                let first = try RawClient(server.unix)
                let second = try RawClient(server.tcp)
                #expect(try serve(first) == 200)
                #expect(try serve(second) == 200)
                // Before it asks for anything.
                let third = try RawClient(server.tcp)
                let refused = try third.receive()
                #expect(refused.status == 503)
                #expect(refused.headers["retry-after"] == "1")
                #expect(refused.headers["connection"] == "close")
                #expect(refused.headers["content-type"] == "application/problem+json")
                #expect(try third.receiveRest() == "")
                #expect(try serve(first) == 200)
            }
        }
    }

    /// Hundreds too many: some are told so, the rest are closed without a word, and whoever is there is served.
    @Test func manyConnectionsTooMany() async throws {
        try await ServerFixture.run({ $0.connectionLimit = 1 }) { server in
            try await onThread {
                let first = try RawClient(server.unix)
                func serve() throws -> Int {
                    try first.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    return try first.receive().status
                }
                #expect(try serve() == 200)
                let crowd = try (0..<300).map { _ in try RawClient(server.unix) }
                let answers = crowd.map { (try? $0.receiveRest()) ?? "" }
                #expect(answers.allSatisfy { $0.isEmpty || $0.hasPrefix("HTTP/1.1 503 ") })
                #expect(answers.contains { !$0.isEmpty })
                #expect(try serve() == 200)
            }
        }
    }

    /// Whoever comes after one has gone is served.
    @Test func aPlaceIsFreeAgain() async throws {
        try await ServerFixture.run({ $0.connectionLimit = 1 }) { server in
            for _ in 0..<20 {
                let status = try await server.talk { client in
                    try client.send("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    let status = try client.receive().status
                    // The server's end is closed before the answer to the next one.
                    _ = try client.receiveRest()
                    return status
                }
                #expect(status == 200 || status == 503)
            }
            let isServed = try await onThread {
                for _ in 0..<1_000 {
                    let client = try RawClient(server.unix)
                    try? client.send("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    if try client.receive().status == 200 { return true }
                }
                return false
            }
            #expect(isServed)
        }
    }
}
