import HTTPTypes
import Testing
import TruceDocument

@testable import TruceServer

/// Every refusal for state has a record, which its `instance` leads to.
@Suite struct ConflictRouteTests {
    struct Refusal: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let method: String
        let target: String
        var headers: [String] = []
        var body: String?
        let status: Int
        let document: String?
    }

    static let refusals = [
        Refusal(
            testDescription: "version_mismatch", method: "PUT", target: "/v1/documents/Notes/content",
            headers: [#"If-Match: "1-7692c3ad3540""#], body: "mine", status: 409, document: "notes"),
        Refusal(
            testDescription: "version_mismatch", method: "DELETE", target: "/v1/documents/notes",
            headers: [#"If-Match: "m1.1-7692c3ad3540""#, "Prefer: stale=412"], status: 412, document: "notes"),
        Refusal(
            testDescription: "already_exists", method: "PUT", target: "/v1/documents/notes/content",
            headers: ["If-None-Match: *"], body: "mine", status: 409, document: "notes"),
        Refusal(
            testDescription: "duplicate_name", method: "POST", target: "/v1/documents", body: #"{"name":"notes"}"#,
            status: 409, document: "notes"),
        Refusal(
            testDescription: "precondition_required", method: "PUT", target: "/v1/documents/notes/content", body: "x",
            status: 428, document: "notes"),
        Refusal(
            testDescription: "idempotency_key_reused", method: "PUT", target: "/v1/documents/notes/content",
            headers: ["Idempotency-Key: used", "If-Match: *"], body: "x", status: 422, document: "notes"),
    ]

    @Test(arguments: refusals)
    func isKept(_ refusal: Refusal) async throws {
        let fixture = try await ConflictAnswerTests.history()
        _ = try await fixture.send(
            "PUT", "/v1/documents/other/content", ["If-None-Match: *", "Idempotency-Key: used"], body: "one")
        let answer = try await fixture.send(
            refusal.method, refusal.target,
            refusal.headers + ["User-Agent: test/1", "X-Request-Id: r-1", "Truce-Actor: alice"], body: refusal.body)
        #expect(answer.status == refusal.status && answer.reason == refusal.testDescription)
        let instance = try #require(answer.json["instance"]?.text)
        let record = try await fixture.send("GET", instance)
        #expect(record.status == 200, "\(record.text)")
        #expect(record.json["reason"]?.text == refusal.testDescription)
        #expect(record.json["status"]?.integer == refusal.status)
        #expect(record.json["document"]?.text == refusal.document)
        #expect(record.json["method"]?.text == refusal.method)
        #expect(record.json["resource"]?.text == refusal.target)
        #expect(record.json["actor"]?.text == "alice" && record.json["requestId"]?.text == "r-1")
        #expect(record.json["userAgent"]?.text == "test/1" && record.json["outcome"]?.text == "open")
        #expect(!record.text.contains("mine"), "never text")
        let list = try await fixture.send("GET", "/v1/conflicts?reason=\(refusal.testDescription)")
        #expect(list.json == .object([.init("items", .array([record.json]))]))
        let groups = try await fixture.send("GET", "/v1/conflicts/groups")
        #expect(groups.text.contains("\"count\":1") && groups.text.contains(record.json["fingerprint"]?.text ?? "-"))
        let metrics = try await fixture.send("GET", "/metrics")
        #expect(metrics.text.contains("truce_conflicts_total{reason=\"\(refusal.testDescription)\"} 1\n"))
    }

    static let others: [(String, String, [String], String?)] = [
        ("PUT", "/v1/documents/none/content", ["If-Match: *"], "x"), ("GET", "/v1/documents/none", [], nil),
        ("PUT", "/v1/documents/a%20b/content", ["If-None-Match: *"], "x"), ("PATCH", "/livez", [], nil),
        ("PUT", "/v1/documents/a/content", [#"If-Match: x"#], "x"),
    ]

    @Test(arguments: others)
    func otherProblemsAreNot(_ request: (String, String, [String], String?)) async throws {
        let fixture = try RouterFixture()
        let answer = try await fixture.send(request.0, request.1, request.2, body: request.3)
        #expect(answer.json["instance"]?.text == "urn:truce:request:req_made")
        #expect(try await fixture.send("GET", "/v1/conflicts").text == #"{"items":[]}"#)
    }

    /// The precondition is asked for before the name is looked at: what is kept of a name that none can be is bounded.
    @Test(arguments: [("x", 50_000), ("a%20b", 1), ("%FF", 1)])
    func whatNothingCanBeCalledIsNotKept(_ part: String, _ count: Int) async throws {
        let fixture = try RouterFixture()
        let name = String(repeating: part, count: count)
        let answer = try await fixture.send("PUT", "/v1/documents/\(name)/content", body: "x")
        #expect(answer.status == 428)
        let record = try await fixture.send("GET", try #require(answer.json["instance"]?.text)).json
        #expect(record["document"] == .null)
        let kept = "/v1/documents/\(name)/content".prefix(ConflictRecord.maximumResource)
        #expect((record["resource"]?.text ?? "") == kept)
        for target in ["/v1/conflicts/groups", "/v1/events"] {
            let list = try await fixture.send("GET", target).json["items"] ?? .null
            guard case .array(let items) = list, let item = items.first else { throw JSON.Invalid(detail: target) }
            #expect(items.count == 1 && (item["document"] ?? .null) == .null)
        }
    }

    @Test func aReplayIsNoSecondConflict() async throws {
        let fixture = try await ConflictAnswerTests.history()
        for _ in 0..<3 {
            _ = try await fixture.send(
                "PUT", ConflictAnswerTests.content, [#"If-Match: "1-7692c3ad3540""#, "Idempotency-Key: k"], body: "mine"
            )
        }
        let list = try await fixture.send("GET", "/v1/conflicts").json["items"]
        guard case .array(let items)? = list else { throw JSON.Invalid(detail: "no list") }
        #expect(items.count == 1 && items[0]["idempotencyKey"]?.text == "k")
    }

    @Test func resolvingIsSaidInTheHeader() async throws {
        let fixture = try await ConflictAnswerTests.history()
        let refused = try await fixture.send(
            "PUT", ConflictAnswerTests.content, [#"If-Match: "1-7692c3ad3540""#], body: "mine")
        let instance = try #require(refused.json["instance"]?.text)
        let saved = try await fixture.send(
            "PUT", ConflictAnswerTests.content,
            [
                "If-Match: \(refused.json["currentETag"]?.text ?? "")", "Truce-Resolves: \(instance)",
                "Truce-Actor: carol",
            ],
            body: "both")
        #expect(saved.status == 200)
        let record = try await fixture.send("GET", instance).json
        #expect(record["outcome"]?.text == "resolved" && record["resolvedBy"]?.text == "carol")
        #expect(try await fixture.send("GET", "/v1/documents/notes/versions/3").json["mergeOf"]?.integer == 2)
        #expect(
            try await fixture.send("GET", "/metrics").text.contains("truce_resolutions_total{outcome=\"resolved\"} 1\n")
        )
    }

    @Test(arguments: [
        ("/v1/conflicts?reason=nonsense", 400), ("/v1/conflicts?reason=not_found", 400),
        ("/v1/conflicts?cursor=00", 400), ("/v1/conflicts?limit=0", 400), ("/v1/conflicts?document=a%20b", 422),
        ("/v1/conflicts/01NONE", 404), ("/v1/conflicts?after=01NONE", 400),
        ("/v1/conflicts?after=zz", 400), ("/v1/conflicts?after=81ARYZ6S410000000000000000", 400),
        ("/v1/conflicts?after=01ARYZ6S410000000000000000", 200),
    ])
    func oddQuestions(_ target: String, _ status: Int) async throws {
        #expect(try await RouterFixture().send("GET", target).status == status)
    }

    @Test func resolutionsAreRemembered() async throws {
        let fixture = try RouterFixture()
        let path = "/v1/resolutions/" + String(repeating: "0a", count: 32)
        #expect(try await fixture.send("GET", path).status == 404)
        #expect(try await fixture.send("PUT", path, body: #"{"text":"x"}"#).status == 201)
        #expect(try await fixture.send("PUT", path, ["Truce-Actor: bob"], body: #"{"text":"y"}"#).status == 200)
        let found = try await fixture.send("GET", path).json
        #expect(found["text"]?.text == "y" && found["by"]?.text == "bob")
        #expect(try await fixture.send("PUT", path, body: #"{"text":"y","by":"me"}"#).status == 422)
        #expect(
            try await fixture.send("PUT", path.uppercased().lowercased() + "0", body: #"{"text":"y"}"#).status == 422)
        let long = String(repeating: "x", count: RememberedResolution.maximumBytes + 1)
        #expect(try await fixture.send("PUT", path, body: "{\"text\":\"\(long)\"}").status == 422)
        #expect(try await fixture.send("DELETE", path).status == 204)
        #expect(try await fixture.send("DELETE", path).status == 404)
    }

    /// Names, labels and values of every series of the contract.
    @Test func metricsOfEverySeries() async throws {
        let fixture = try await ConflictAnswerTests.history()
        let put = ("PUT", ConflictAnswerTests.content)
        for headers in [
            ["If-Match: \"9-x\""], ["If-Match: *", "Idempotency-Key: k"], ["If-Match: *", "Idempotency-Key: k"],
        ] {
            _ = try await fixture.send(put.0, put.1, headers, body: "x")
        }
        _ = try await fixture.send("BREW", "/pot")
        let answer = try await fixture.send("GET", "/metrics")
        #expect(answer.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
        let route = "route=\"/v1/documents/{name}/content\""
        for line in [
            "truce_requests_total{\(route),method=\"PUT\",status=\"409\"} 1",
            "truce_requests_total{route=\"none\",method=\"other\",status=\"404\"} 1",
            "truce_mutations_total{\(route),outcome=\"conflict\"} 1",
            "truce_mutations_total{\(route),outcome=\"replayed\"} 1",
            "truce_mutations_total{\(route),outcome=\"done\"} 3",
            "truce_request_seconds_count 6", "truce_conflicts_total{reason=\"version_mismatch\"} 1",
            "truce_resolutions_total{outcome=\"abandoned\"} 0", "truce_event_subscribers 0",
            "truce_event_lag_seconds 0",
        ] { #expect(answer.text.contains("\(line)\n"), "\(line)") }
        let bytes = answer.text.split(separator: "\n").first { $0.hasPrefix("truce_store_bytes ") }
        #expect(try #require(bytes.flatMap { Int($0.dropFirst(18)) }) > 4096)
    }
}
