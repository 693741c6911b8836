import Testing

@testable import TruceDocument

@Suite("Events")
struct StoreEventTests {
    static let event = StoreEvent(
        cursor: EventCursor(sequence: 255), kind: .contentUpdated, document: "ops/é", version: 18,
        etag: ETag("18-abc"), actor: "bob", at: Timestamp(milliseconds: 1_776_773_291_000), requestID: "req_1")

    @Test("An event's frame, to the letter")
    func letter() {
        #expect(
            String(decoding: Self.event.frame.bytes, as: UTF8.self) == """
                id: e00000000000000ff
                event: content.updated
                data: {"cursor":"e00000000000000ff","type":"content.updated","document":"ops/é","version":18,\
                "etag":"\\"18-abc\\"","actor":"bob","at":"2026-04-21T12:08:11Z","requestId":"req_1"}


                """)
    }

    @Test("Every kind comes back through a stream", arguments: StoreEvent.Kind.allCases)
    func roundTrip(kind: StoreEvent.Kind) throws {
        var event = Self.event
        event.kind = kind
        event.document = "a\nb\r\u{2028}"
        for event in [event, StoreEvent(cursor: .start, kind: kind, document: nil, at: event.at)] {
            var parser = ServerSentEventParser()
            let frames = try parser.take(event.frame.bytes)
            #expect(frames == [event.frame])
            #expect(try frames.compactMap { try StoreEvent($0) } == [event])
            #expect(parser.lastEventID == event.cursor.text)
        }
        #expect(kind.isStored == ![.presenceChanged, .bookmark].contains(kind))
    }

    @Test("An event of a kind not known here is passed over; broken data is an error")
    func foreign() throws {
        #expect(try StoreEvent(ServerSentEvent(id: "", type: "moon.rose", data: "x")) == nil)
        for data in ["", "{", "{}", #"{"cursor":"1","type":"bookmark","at":"2026-04-21T12:08:11Z"}"#] {
            #expect(throws: JSON.Invalid.self) { try StoreEvent(ServerSentEvent(id: "", type: "bookmark", data: data)) }
        }
    }

    @Test("Cursors come back, and sort as their places do")
    func cursors() {
        var texts: [String] = []
        for sequence in [0, 1, 9, 10, 255, 256, 1 << 32, Int64.max] {
            let cursor = EventCursor(sequence: sequence)
            #expect(EventCursor(cursor.text) == cursor)
            texts.append(cursor.text)
        }
        #expect(texts == texts.sorted())
        #expect(EventCursor.start < EventCursor(sequence: 1))
    }

    @Test(
        "What is no cursor",
        arguments: [
            "", "0", "e", "e0", "e000000000000000", "e00000000000000000", "f0000000000000000", "e000000000000000A",
            "e000000000000000g", " e0000000000000000", "e+000000000000001", "e8000000000000000", "e-000000000000001",
            "e00000000000000é",
        ])
    func noCursor(text: String) {
        #expect(EventCursor(text) == nil)
    }
}
