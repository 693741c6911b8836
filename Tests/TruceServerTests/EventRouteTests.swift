import HTTPTypes
import Testing
import TruceDocument

@testable import TruceServer

@Suite struct EventRouteTests {
    @Test(arguments: ["", "&%61fter=e0000000000000000", "&after=e0000000000000000&afte%72=e0000000000000001"])
    func pagesOfTheLog(_ place: String) async throws {
        let fixture = try RouterFixture()
        for name in ["a", "b", "c"] { try await fixture.create(name) }
        var target: String? = "/v1/events?limit=2\(place)"
        var seen: [String?] = []
        while let next = target, seen.count < 9 {
            let answer = try await fixture.send("GET", next)
            #expect(answer.status == 200)
            #expect(answer.headers[.cacheControl] == "no-store")
            let page = try Page<StoreEvent>(decoding: answer.body.bytes ?? [], next: nil)
            seen += page.items.map(\.document)
            target = answer.headers[.link].map { String($0.dropFirst().prefix { $0 != ">" }) }
        }
        #expect(seen == ["a", "b", "c"])
        let one = try await fixture.send("GET", "/v1/events?document=B")
        // What is asked for next by that name may be another document's.
        let id = try #require(try await fixture.send("GET", "/v1/documents/b").json["id"]?.text)
        #expect(one.headers[.contentLocation] == "/v1/events?document=\(id)")
        #expect(one.headers[.link] == nil)
        // It has looked at what came after it too.
        #expect(one.headers[.lastEventID] == "e0000000000000003")
        for text in ["two", "three"] {
            _ = try await fixture.send("PUT", "/v1/documents/b/content", ["If-Match: *"], body: text)
        }
        let first = try await fixture.send("GET", "/v1/events?document=B&limit=1")
        #expect(first.headers[.link] == "</v1/events?limit=1&document=\(id)&after=e0000000000000002>; rel=\"next\"")
        #expect(first.headers[.lastEventID] == "e0000000000000002")
        let item = try #require(try Page<StoreEvent>(decoding: one.body.bytes ?? [], next: nil).items.first)
        #expect(item.json["type"] == .string("document.created"))
        #expect(item.json["requestId"] == .string("req_made"))
        // Where the client went on from is said by the header too, which comes first.
        let rest = try await fixture.send(
            "GET", "/v1/events?after=e0000000000000000", ["Last-Event-ID: e0000000000000002"])
        let others = try Page<StoreEvent>(decoding: rest.body.bytes ?? [], next: nil).items.map(\.document)
        #expect(others == ["c", "b", "b"])
    }

    @Test(arguments: [
        ("/v1/events?after=7", "malformed_request"), ("/v1/events?after=e00000000000000ff", "cursor_expired"),
        ("/v1/events?document=nobody", "not_found"), ("/v1/events?document=.x", "invalid_document"),
        ("/v1/events?limit=0", "malformed_request"),
    ])
    func refusals(_ target: String, _ reason: String) async throws {
        let fixture = try RouterFixture()
        try await fixture.create()
        for accept in ["application/json", "text/event-stream"]
        where !(accept != "application/json" && target.contains("limit")) {
            let answer = try await fixture.send("GET", target, ["Accept: \(accept)"])
            #expect(answer.reason == reason)
            #expect(answer.headers[.contentType] == "application/problem+json")
        }
    }

    @Test(arguments: [
        ("text/event-stream", true), ("application/json;q=0.4, text/event-stream;q=0.5", true),
        ("application/json, text/event-stream;q=0.5", false), ("application/json, text/event-stream", true),
        ("TEXT/Event-Stream; charset=utf-8", true), ("*/*", false), ("text/*", true), ("application/json", false),
        ("text/*, application/*;q=0.9", true), ("*/*, application/json;q=0", true),
        ("text/event-stream;q=0, */*", false), ("text/event-stream;q=0, text/*, */*;q=0.1", false),
    ])
    func acceptDecides(_ accept: String, _ streams: Bool) async throws {
        let answer = try await RouterFixture().send("GET", "/v1/events", ["Accept: \(accept)"])
        #expect((answer.headers[.contentType] == "text/event-stream") == streams)
        #expect((answer.body.bytes == nil) == streams)
        #expect((answer.headers[.contentLength] == nil) == streams)
    }

    @Test(arguments: ["text/html", "application/xml, image/*", "text/event-stream;q=0", "*/*;q=0"])
    func whatNobodyHasIsNotAcceptable(_ accept: String) async throws {
        let answer = try await RouterFixture().send("GET", "/v1/events", ["Accept: \(accept)"])
        #expect(answer.status == 406 && answer.reason == "not_acceptable")
    }
}
