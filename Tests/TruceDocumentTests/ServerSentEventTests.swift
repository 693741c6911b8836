import Testing
import TruceDocument

@Suite("Server-sent events")
struct ServerSentEventTests {
    private static func event(_ data: String, type: String = "message", id: String = "") -> ServerSentEvent {
        ServerSentEvent(id: id, type: type, data: data)
    }

    /// The examples of the standard, and the corners of its rules.
    static let table: [(String, [ServerSentEvent])] = [
        ("", []), ("data: a", []), ("data: a\n", []), ("data: a\n\n", [event("a")]),
        ("data: YHOO\ndata: +2\ndata: 10\n\n", [event("YHOO\n+2\n10")]),
        (
            ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
            [event("first event", id: "1"), event("second event"), event(" third event")]
        ),
        ("data\n\ndata\ndata\n\ndata:", [event(""), event("\n")]),
        ("data:test\n\ndata: test\n\n", [event("test"), event("test")]),
        ("event: add\ndata: 73857293\n\n", [event("73857293", type: "add")]),
        ("event: add\n\ndata: a\n\n", [event("a")]), ("event:\ndata:a\n\n", [event("a")]),
        ("id: 7\n\ndata: a\n\n", [event("a", id: "7")]), ("id: a\0b\ndata: a\n\n", [event("a")]),
        ("id: 1\ndata: a\n\ndata: b\n\n", [event("a", id: "1"), event("b", id: "1")]),
        ("\u{FEFF}data: a\n\n", [event("a")]), ("\u{FEFF}\u{FEFF}data: a\n\n", []), (" data: a\n\n", []),
        ("data: a\n\u{FEFF}data: b\n\n", [event("a")]), ("Data: a\n\n", []), ("colour: red\ndata: a\n\n", [event("a")]),
        (":data: a\n\n", []), ("data: a:b: c\n\n", [event("a:b: c")]), ("data: é漢😀\n\n", [event("é漢😀")]),
        ("\n\n\ndata: a\n\n\n", [event("a")]), ("data: a\0\n\n", [event("a\0")]), ("data:\ta\n\n", [event("\ta")]),
    ]

    @Test("Streams and their events, with each line end and in chunks of every length", arguments: table)
    func streams(text: String, events: [ServerSentEvent]) throws {
        for end in ["\n", "\r", "\r\n"] {
            let bytes = Array(text.utf8.flatMap { $0 == 0x0A ? Array(end.utf8) : [$0] })
            for length in 1...max(1, bytes.count) {
                var parser = ServerSentEventParser()
                var found: [ServerSentEvent] = []
                for start in stride(from: 0, to: bytes.count, by: length) {
                    found += try parser.take(bytes[start..<min(start + length, bytes.count)])
                }
                #expect(found == events, "chunks of \(length)")
            }
        }
    }

    @Test("What is written is read back", arguments: ["", "a", "a\nb", "\n", "\n\n", " a", "a\r\nb\rc", "\u{FEFF}:x"])
    func roundTrip(data: String) throws {
        var parser = ServerSentEventParser()
        let event = ServerSentEvent(id: "a b", type: "t:u", data: data)
        let lines = data.split(omittingEmptySubsequences: false) { $0.isNewline }.joined(separator: "\n")
        #expect(try parser.take(event.bytes) == [Self.event(lines, type: "t:u", id: "a b")])
    }

    @Test("Neither id nor type can end their line")
    func fieldsStayOnTheirLine() throws {
        var parser = ServerSentEventParser()
        let event = ServerSentEvent(id: "1\ndata: x", type: "a\r\rb\0", data: "d")
        #expect(try parser.take(event.bytes) == [Self.event("d", type: "ab", id: "1data: x")])
    }

    @Test(
        "Waiting times",
        arguments: [
            ("retry: 10\n", 10), ("retry:0\n", 0), ("retry: 1.5\n", nil), ("retry: -1\n", nil), ("retry\n", nil),
            ("retry: 5\nretry: x\n", 5), ("retry: 99999999999999999999\n", nil),
        ])
    func retries(text: String, milliseconds: Int?) throws {
        var parser = ServerSentEventParser()
        _ = try parser.take(text.utf8)
        #expect(parser.retryMilliseconds == milliseconds)
        #expect(try parser.take(ServerSentEvent.retry(milliseconds: 3_000) + ServerSentEvent.comment) == [])
        #expect(parser.retryMilliseconds == 3_000)
    }

    @Test("The id to resume with is that of the last whole event")
    func resuming() throws {
        var parser = ServerSentEventParser(lastEventID: "5")
        #expect(parser.lastEventID == "5")
        #expect(try parser.take("data: a\n\n".utf8) == [Self.event("a", id: "5")])
        _ = try parser.take("id: 6\ndata: b\n".utf8)
        #expect(parser.lastEventID == "5")
        _ = try parser.take("\n".utf8)
        #expect(parser.lastEventID == "6")
    }

    @Test("A stream without an end does not fill the memory", arguments: ["x", "data: x\n"])
    func bounded(part: String) {
        var parser = ServerSentEventParser()
        let bytes = Array(String(repeating: part, count: 1_000).utf8)
        #expect(throws: ServerSentEventParser.TooLong.self) { for _ in 0..<200 { _ = try parser.take(bytes) } }
    }
}
