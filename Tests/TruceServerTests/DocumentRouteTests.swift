import HTTPTypes
import Testing
import TruceDocument

@testable import TruceServer

@Suite struct DocumentRouteTests {
    @Test func createsAndReads() async throws {
        let fixture = try RouterFixture()
        let created = try await fixture.send(
            "POST", "/v1/documents", ["Content-Type: application/json"],
            body: #"{"name":"ops/run","title":"Run","tags":["a"],"content":"hi"}"#)
        #expect(created.status == 201)
        #expect(created.headers[.location] == "/v1/documents/ops%2Frun")
        #expect(created.headers[.eTag] == created.json["etag"]?.text)
        let read = try await fixture.send("GET", "/v1/documents/OPS%2frun")
        #expect(read.status == 200)
        #expect(read.json == created.json)
        let metadata = try await fixture.send("GET", "/v1/documents/ops%2Frun/metadata")
        #expect(metadata.headers[.eTag] == #""m1""#)
        #expect(metadata.json.names == ["name", "title", "externalId", "mediaType", "tags", "status"])
        let duplicate = try await fixture.send("POST", "/v1/documents", body: #"{"name":"OPS/RUN"}"#)
        #expect(duplicate.status == 409)
        #expect(duplicate.reason == "duplicate_name")
        #expect(duplicate.json.at("existing.href")?.text == "/v1/documents/ops%2Frun")
    }

    @Test(arguments: [
        ("{", 400, "malformed_request"), ("[]", 422, "invalid_document"), (#"{"name":"a b"}"#, 422, "invalid_document"),
        (#"{"name":"a","id":"x"}"#, 422, "invalid_document"), (#"{"nam":"a"}"#, 422, "invalid_document"),
        ("\u{FEFF}{}", 400, "malformed_request"),
    ])
    func refusesBadBodies(_ body: String, _ status: Int, _ reason: String) async throws {
        let answer = try await RouterFixture().send("POST", "/v1/documents", body: body)
        #expect(answer.status == status)
        #expect(answer.reason == reason)
    }

    @Test func lists() async throws {
        let fixture = try RouterFixture()
        for name in ["a", "b", "c"] { try await fixture.create(name) }
        let first = try await fixture.send("GET", "/v1/documents?limit=2&q=&sort=name&fields=name,version")
        #expect(first.text == #"{"items":[{"name":"a","version":1},{"name":"b","version":1}]}"#)
        let link = try #require(first.headers[.link])
        #expect(link.hasPrefix("</v1/documents?limit=2&q=&sort=name&fields=name,version&cursor="))
        let next = link.dropFirst().prefix { $0 != ">" }
        let second = try await fixture.send("GET", String(next))
        #expect(second.text == #"{"items":[{"name":"c","version":1}]}"#)
        #expect(second.headers[.link] == nil)
    }

    @Test(arguments: [
        "limit=0", "limit=1001", "limit=x", "sort=size", "cursor=zz", "fields=name,nope", "fields=",
        "q=nothing&fields=nope", "q=%zz", "q=%ff",
    ])
    func refusesBadQueries(_ query: String) async throws {
        let fixture = try RouterFixture()
        try await fixture.create()
        let answer = try await fixture.send("GET", "/v1/documents?\(query)")
        #expect(answer.status == 400, "\(answer.text)")
    }

    @Test func deletes() async throws {
        let fixture = try RouterFixture()
        try await fixture.create()
        let path = "/v1/documents/notes"
        #expect(try await fixture.send("DELETE", path).status == 428)
        let id = try #require(try await fixture.send("GET", path).json["id"]?.text)
        let stale = try await fixture.send("DELETE", path, [#"If-Match: "m1.9-000000000000""#])
        #expect(stale.status == 409)
        #expect(stale.reason == "version_mismatch")
        let tag = try #require(try await fixture.send("GET", path).headers[.eTag])
        let deleted = try await fixture.send("DELETE", path, ["If-Match: \(tag)"])
        #expect(deleted.status == 204)
        #expect(deleted.body.bytes == nil)
        #expect(deleted.headers[.contentLength] == nil)
        #expect(try await fixture.send("GET", path).status == 404)
        #expect(try await fixture.send("GET", "/v1/documents/\(id)").status == 404)
        #expect(try await fixture.send("GET", "/v1/documents/\(id)/versions").status == 200)
        #expect(try await fixture.send("GET", "/v1/documents/\(id)/versions/1/content").text == "one")
        let late = try await fixture.send(
            "PUT", path + "/content", [#"If-Match: "1-7692c3ad3540""#, "Prefer: conflict=full"], body: "mine")
        #expect(late.reason == "document_deleted")
        #expect(late.json["currentVersion"] == .null)
        #expect(late.json["lastVersion"]?.integer == 1)
        #expect(late.json.at("base.content")?.text == "one")
    }
}
