import Foundation
import HTTPTypes
import Testing
import TruceDocument

@testable import TruceServer

@Suite struct UserRouteTests {
    private func add(_ fixture: RouterFixture, _ body: String) async throws -> Answer {
        try await fixture.send("POST", "/v1/users", ["Content-Type: application/json"], body: body)
    }

    @Test func aUserComesAndGoes() async throws {
        let fixture = try RouterFixture()
        let added = try await add(fixture, #"{"name":"zoë","role":"writer"}"#)
        #expect(added.status == 201)
        #expect(added.headers[.location] == "/v1/users/zo%C3%AB")
        #expect(added.json["role"]?.text == "writer")
        let issued = try await fixture.send("POST", "/v1/users/zo%C3%AB/tokens")
        #expect(issued.status == 201)
        #expect(issued.headers[.cacheControl] == "no-store")
        let id = try #require(issued.json["id"]?.text)
        #expect(issued.headers[.location] == "/v1/users/zo%C3%AB/tokens/\(id)")
        let token = try #require(issued.json["token"]?.text)
        let asZoe = ["Authorization: Bearer \(token)"]
        #expect(try await fixture.send("GET", "/v1/documents", asZoe, peer: .network).status == 200)

        let list = try await fixture.send("GET", "/v1/users")
        #expect(list.text.contains(id))
        #expect(!list.text.contains(token))

        #expect(try await fixture.send("DELETE", "/v1/users/zo%C3%AB").status == 204)
        #expect(try await fixture.send("GET", "/v1/documents", asZoe, peer: .network).status == 401)
        #expect(try await fixture.send("GET", "/v1/users").json.at("items") == .array([]))
    }

    @Test(arguments: [
        (#"{"name":"ann","role":"writer"}"#, 409, "constraint_violation"),
        (#"{"name":"a b","role":"writer"}"#, 422, "invalid_document"),
        (#"{"name":"bob","role":"root"}"#, 422, "invalid_document"),
        (#"{"name":"bob"}"#, 422, "invalid_document"), (#"{}"#, 422, "invalid_document"),
        (#"{"name":"bob","role":"reader","tokens":[]}"#, 422, "invalid_document"),
        (#"{"name":"bob","role":"reader","x":1}"#, 422, "invalid_document"),
        (#"{"name":"","role":"reader"}"#, 422, "invalid_document"), ("[", 400, "malformed_request"),
        ("[]", 422, "invalid_document"),
    ])
    func whatIsNoNewUser(_ body: String, _ status: Int, _ reason: String) async throws {
        let fixture = try RouterFixture()
        _ = try await fixture.token(.reader, of: "ann")
        let answer = try await add(fixture, body)
        #expect(answer.status == status)
        #expect(answer.reason == reason)
    }

    @Test(arguments: [
        ("DELETE", "/v1/users/none"), ("DELETE", "/v1/users/%ff"), ("DELETE", "/v1/users/a%20b"),
        ("POST", "/v1/users/none/tokens"), ("DELETE", "/v1/users/none/tokens/1"), ("DELETE", "/v1/users/ann/tokens/1"),
        ("DELETE", "/v1/users/ann/tokens/%ff"),
    ])
    func whatIsNotThere(_ method: String, _ path: String) async throws {
        let fixture = try RouterFixture()
        _ = try await fixture.token(.reader, of: "ann")
        let answer = try await fixture.send(method, path)
        #expect(answer.status == 404)
        #expect(answer.reason == "not_found")
    }

    /// A token is shown once, under a key too: asked for again, the store says which it was, and makes no second one.
    @Test func aKeyMakesOneToken() async throws {
        let fixture = try RouterFixture()
        for name in ["ann", "ben"] { _ = try await add(fixture, #"{"name":"\#(name)","role":"reader"}"#) }
        let key = ["Idempotency-Key: once"]
        let first = try await fixture.send("POST", "/v1/users/ann/tokens", key)
        let (id, token) = (try #require(first.json["id"]?.text), try #require(first.json["token"]?.text))
        let again = try await fixture.send("POST", "/v1/users/ann/tokens", key)
        #expect(again.status == 409 && again.reason == "constraint_violation")
        #expect(again.headers[.contentType] == "application/problem+json")
        #expect(again.json["detail"]?.text?.contains(id) == true && !again.text.contains(token))
        // A refusal as any other: it is recorded, logged and counted.
        #expect(again.json["resource"]?.text == "/v1/users/ann/tokens" && again.json["requestId"]?.text == "req_made")
        let record = try await fixture.send("GET", try #require(again.json["instance"]?.text))
        #expect(record.json["reason"]?.text == "constraint_violation" && record.json["idempotencyKey"]?.text == "once")
        #expect(fixture.log.all.contains { $0.contains("msg=conflict") && $0.contains("/v1/users/ann/tokens") })
        let metrics = try await fixture.send("GET", "/metrics")
        #expect(metrics.text.contains("truce_conflicts_total{reason=\"constraint_violation\"} 1\n"))
        let other = try await fixture.send("POST", "/v1/users/ben/tokens", key)
        #expect(other.status == 422 && other.reason == "idempotency_key_reused")
        let users = try await fixture.send("GET", "/v1/users")
        #expect(users.text.components(separatedBy: #""id":"#).count == 2, "one token")
        #expect(RouteTable.all.filter(\.showsSecret).map(\.template) == ["/v1/users/{user}/tokens"])
        // Without a secret in it an answer is given again.
        let gone = try await fixture.send("DELETE", "/v1/users/ann", ["Idempotency-Key: gone"])
        let goneAgain = try await fixture.send("DELETE", "/v1/users/ann", ["Idempotency-Key: gone"])
        #expect(gone.status == 204 && goneAgain.status == 204)
        #expect(goneAgain.headers[.idempotencyReplayed] == "true")
    }

    @Test func longListsComeInPages() async throws {
        let fixture = try RouterFixture()
        for number in 0..<5 { _ = try await add(fixture, #"{"name":"u\#(number)","role":"reader"}"#) }
        let first = try await fixture.send("GET", "/v1/users?limit=3")
        let link = try #require(first.headers[.link])
        let next = try #require(link.wholeMatch(of: /<(.*)>; rel="next"/)?.1)
        let second = try await fixture.send("GET", String(next))
        #expect(second.text.contains("u3") && second.text.contains("u4") && !second.text.contains("u2"))
        #expect(second.headers[.link] == nil)
        #expect(try await fixture.send("GET", "/v1/users?limit=0").status == 400)
        #expect(try await fixture.send("GET", "/v1/users?cursor=zz").status == 400)
    }
}
