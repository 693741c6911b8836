import HTTPTypes
import Testing
import TruceDocument

@testable import TruceServer

/// Metadata, workflow, references and blame as they go over the wire.
@Suite struct MetadataRouteTests {
    static let path = "/v1/documents/notes/metadata"
    static let transitions = "/v1/documents/notes/transitions"
    static let mergePatch = "Content-Type: application/merge-patch+json"

    let fixture: RouterFixture

    init() async throws {
        fixture = try RouterFixture()
        try await fixture.create()
    }

    @Test func patches() async throws {
        let changed = try await fixture.send(
            "PATCH", Self.path, [#"If-Match: "m1""#, Self.mergePatch],
            body: #"{"title":"T","tags":["a"],"externalId":"X"}"#)
        #expect(changed.status == 200)
        #expect(changed.headers[.eTag] == #""m2""#)
        #expect(changed.headers[.vary] == "Prefer")
        let read = try await fixture.send("GET", Self.path)
        #expect(read.json == changed.json && read.headers[.eTag] == #""m2""#)
        #expect(read.json.names == ["name", "title", "externalId", "mediaType", "tags", "status"])
        #expect(try await fixture.send("GET", Self.path, [#"If-None-Match: "m2""#]).status == 304)
        let minimal = try await fixture.send(
            "PATCH", Self.path, [#"If-Match: "m2""#, Self.mergePatch, "Prefer: return=minimal"],
            body: #"{"externalId":null}"#)
        #expect(minimal.status == 204 && minimal.body.bytes == nil && minimal.headers[.eTag] == #""m3""#)
        #expect(minimal.headers[.preferenceApplied] == "return=minimal")
        #expect(try await fixture.send("GET", Self.path).json["externalId"] == .null)
    }

    @Test func renames() async throws {
        let renamed = try await fixture.send(
            "PATCH", Self.path, ["If-Match: *", Self.mergePatch], body: #"{"name":"ops/notes"}"#)
        #expect(renamed.json["name"]?.text == "ops/notes")
        let document = try await fixture.send("GET", "/v1/documents/notes").json
        #expect(document["name"]?.text == "ops/notes" && document["aliases"] == .array([.string("notes")]))
        #expect(try await fixture.send("GET", "/v1/documents/ops%2Fnotes/content").text == "one")
    }

    @Test func theStaleOneCarriesTheMetadata() async throws {
        _ = try await fixture.send(
            "PATCH", Self.path, ["If-Match: *", Self.mergePatch, "Truce-Actor: bob"], body: #"{"title":"T"}"#)
        let answer = try await fixture.send(
            "PATCH", Self.path, [#"If-Match: "m1""#, Self.mergePatch, "X-Request-Id: r-1"], body: #"{"title":"U"}"#)
        let instance = try #require(answer.json["instance"]?.text)
        #expect(instance.hasPrefix("/v1/conflicts/01"))
        #expect(
            answer.text.replacing(instance, with: "I")
                == """
                {"type":"/problems/version_mismatch","title":"The document changed since you read it","status":409,\
                "reason":"version_mismatch","retry":"merge","detail":"You changed metadata m1; bob made m2.",\
                "instance":"I","requestId":"r-1","resource":"/v1/documents/notes/metadata","attemptedVersion":1,\
                "attemptedETag":"\\"m1\\"","currentVersion":2,"currentETag":"\\"m2\\"","changedBy":"bob",\
                "changedAt":"2026-04-12T13:20:00Z","baseAgeSeconds":0,"repeated":0,\
                "current":{"href":"/v1/documents/notes/metadata","metadata":{"name":"notes","title":"T",\
                "externalId":null,"mediaType":"text/markdown","tags":[],"status":"draft"}}}
                """.replacing("text/markdown", with: MediaType.guess("notes").rawValue))
        #expect(answer.headers[.eTag] == nil && answer.headers[.contentType] == "application/problem+json")
        let line = "attemptedVersion=1 currentVersion=2 status=409 reason=version_mismatch"
        #expect(fixture.log.all.contains { $0.contains("requestId=r-1") && $0.contains(line) })
        let other = try await fixture.send(
            "PATCH", Self.path, [#"If-Match: "m1""#, Self.mergePatch, "Prefer: stale=412, conflict=brief"], body: "{}")
        #expect(other.status == 412 && other.json["status"]?.integer == 412)
        #expect(other.json.at("current.metadata.title")?.text == "T")
        #expect(other.headers[.preferenceApplied] == "stale=412")
    }

    static let types: [(String?, Int)] = [
        ("application/merge-patch+json", 200), ("Application/Merge-Patch+JSON; charset=utf-8", 200), (nil, 200),
        ("application/json", 415), ("application/json-patch+json", 415), ("application/x-www-form-urlencoded", 415),
        ("junk", 415),
    ]

    @Test(arguments: types)
    func theBodyIsAMergePatch(_ type: String?, _ status: Int) async throws {
        let answer = try await fixture.send(
            "PATCH", Self.path, ["If-Match: *"] + (type.map { ["Content-Type: \($0)"] } ?? []), body: "{}")
        #expect(answer.status == status)
        #expect(answer.headers[.acceptPatch] == (status == 415 ? "application/merge-patch+json" : nil))
        #expect(answer.headers[.accept] == nil)
    }

    static let faults: [(String, Int, String)] = [
        ("{", 400, ""), (#"{"status":"review"}"#, 422, "/status"), (#"{"id":"x"}"#, 422, "/id"),
        (#"{"aliases":[]}"#, 422, "/aliases"), (#"{"nope":1}"#, 422, "/nope"), (#"{"name":null}"#, 422, "/name"),
        (#"{"name":"a b"}"#, 422, "/name"), (#"{"tags":["",""]}"#, 422, "/tags"), ("[]", 422, ""),
    ]

    /// The precondition is tested before the body.
    @Test(arguments: faults)
    func bodiesThatNoDocumentCanHave(_ body: String, _ status: Int, _ pointer: String) async throws {
        for (condition, expected) in [("If-Match: *", status), (#"If-Match: "m9""#, 409), ("X-None: 1", 428)] {
            let answer = try await fixture.send("PATCH", Self.path, [condition, Self.mergePatch], body: body)
            #expect(answer.status == expected, "\(answer.text)")
            if expected == 422, case .array(let errors)? = answer.json["errors"] {
                #expect(errors.first?["pointer"]?.text == pointer)
            }
        }
        #expect(try await fixture.send("GET", Self.path).headers[.eTag] == #""m1""#)
    }

    @Test func anExternalIDThatIsTakenNamesTheKey() async throws {
        _ = try await fixture.send("POST", "/v1/documents", body: #"{"name":"a","externalId":"X"}"#)
        for (method, path, body) in [
            ("POST", "/v1/documents", #"{"name":"b","externalId":"X"}"#), ("PATCH", Self.path, #"{"externalId":"X"}"#),
        ] {
            for key in [nil, "k-\(method)"] {
                let headers = ["If-Match: *"] + (method == "PATCH" ? [Self.mergePatch] : [])
                let answer = try await fixture.send(
                    method, path, headers + (key.map { ["Idempotency-Key: \"\($0)\""] } ?? []), body: body)
                #expect(answer.reason == "duplicate_external_id")
                #expect(answer.json["externalId"]?.text == "X")
                #expect(answer.json["existingResourceId"] == answer.json.at("existing.id"))
                #expect(answer.json.at("existing.href")?.text == "/v1/documents/a")
                #expect(answer.json["idempotencyKey"]?.text == key)
            }
        }
    }

    @Test func transitions() async throws {
        let workflow = try await fixture.send("GET", "/v1/workflow")
        #expect(workflow.status == 200)
        #expect(try Workflow(decoding: workflow.body.bytes ?? []) == .standard)
        #expect(try await fixture.send("POST", Self.transitions, body: #"{"to":"review"}"#).status == 428)
        let review = try await fixture.send(
            "POST", Self.transitions, [#"If-Match: "m1""#], body: #"{"to":"review"}"#)
        #expect(review.status == 200 && review.headers[.eTag] == #""m2""#)
        #expect(review.json["status"]?.text == "review")
        let far = try await fixture.send("POST", Self.transitions, [#"If-Match: "m2""#], body: #"{"to":"published"}"#)
        #expect(far.status == 409 && far.reason == "invalid_transition")
        #expect(far.json["currentStatus"]?.text == "review" && far.json["requestedStatus"]?.text == "published")
        #expect(far.json["allowedTransitions"] == .array([.string("approved"), .string("draft")]))
        #expect(far.json["path"] == .array([.string("approved"), .string("published")]))
        let none = try await fixture.send("POST", Self.transitions, [#"If-Match: "m2""#], body: #"{"to":"x"}"#)
        #expect(none.reason == "invalid_transition" && none.json["path"] == .null)
        for (body, status) in [("{}", 422), (#"{"to":1}"#, 422), ("x", 400), (#"{"to":"draft","x":1}"#, 422)] {
            #expect(
                try await fixture.send("POST", Self.transitions, [#"If-Match: "m2""#], body: body).status == status)
            #expect(try await fixture.send("POST", Self.transitions, [#"If-Match: "m1""#], body: body).status == 409)
        }
    }

    @Test func whatIsArchivedTakesNoText() async throws {
        for status in ["review", "approved", "published", "archived"] {
            _ = try await fixture.send("POST", Self.transitions, ["If-Match: *"], body: #"{"to":"\#(status)"}"#)
        }
        let content = "/v1/documents/notes/content"
        let answer = try await fixture.send("PUT", content, ["If-Match: *"], body: "two")
        #expect(answer.status == 409 && answer.reason == "not_editable")
        #expect(answer.json["currentStatus"]?.text == "archived")
        #expect(answer.json["allowedTransitions"] == .array([.string("published")]))
        let stale = try await fixture.send("PUT", content, [#"If-Match: "7-x""#], body: "two")
        #expect(stale.reason == "version_mismatch")
    }

    @Test func references() async throws {
        let path = "/v1/documents/notes"
        try await fixture.create("a", "[[notes]]")
        try await fixture.create("b", "[[Notes|these]]")
        let first = try await fixture.send("GET", "\(path)/dependents?limit=1")
        #expect(first.text == #"{"items":[{"name":"a","href":"/v1/documents/a","title":""}]}"#)
        let next = try #require(first.headers[.link]).dropFirst().prefix { $0 != ">" }
        #expect(try await fixture.send("GET", String(next)).text.contains(#""name":"b""#))
        let refused = try await fixture.send("DELETE", path, ["If-Match: *"])
        #expect(refused.status == 409 && refused.reason == "has_dependents")
        #expect(refused.json["total"]?.integer == 2)
        guard case .array(let dependents)? = refused.json["dependents"] else { throw RouteFailure() }
        #expect(dependents.map(\.names) == [["name", "href", "title"], ["name", "href", "title"]])
        for (query, peer, status) in [
            ("?force=1", RouterFixture.ownUser, 400), ("?force=false", RouterFixture.ownUser, 409),
            ("?force=true", 4_000_000_002, 403), ("?force=false", 4_000_000_002, 409),
            ("?force=true", RouterFixture.ownUser, 204),
        ] as [(String, UInt32, Int)] {
            // The role comes before the key and the precondition.
            if status == 403 {
                for headers in [[], ["Idempotency-Key: a b"]] {
                    #expect(try await fixture.send("DELETE", path + query, headers, peer: .user(peer)).status == status)
                }
            }
            let answer = try await fixture.send("DELETE", path + query, ["If-Match: *"], peer: .user(peer))
            #expect(answer.status == status, "\(query) \(answer.text)")
        }
    }

    @Test func blame() async throws {
        let tag = try await fixture.create("n", "a\nb\n")
        _ = try await fixture.send(
            "PUT", "/v1/documents/n/content", ["If-Match: \(tag)", "Truce-Actor: bob"], body: "a\nx\nb\n")
        let answer = try await fixture.send("GET", "/v1/documents/n/blame")
        #expect(
            answer.text == """
                {"items":[{"from":1,"to":1,"version":1,"author":"alice","at":"2026-04-12T13:20:00Z"},\
                {"from":2,"to":2,"version":2,"author":"bob","at":"2026-04-12T13:20:00Z"},\
                {"from":3,"to":3,"version":1,"author":"alice","at":"2026-04-12T13:20:00Z"}]}
                """)
        let etag = try #require(answer.headers[.eTag])
        let document = try await fixture.send("GET", "/v1/documents/n").json
        #expect(ETag(header: etag)?.opaque.hasPrefix(document["id"]?.text ?? "none") == true)
        let known = try await fixture.send("GET", "/v1/documents/n/blame", ["If-None-Match: \(etag)"])
        #expect(known.status == 304 && known.body.bytes == nil)
        #expect(try await fixture.send("GET", "/v1/documents/none/blame").status == 404)
    }

    /// A rule that the store's checks do not know: a trigger that somebody added.
    @Test func whatADatabaseForbidsIsNoBare500() async throws {
        try await fixture.store.execute(
            "CREATE TRIGGER quiet BEFORE UPDATE ON documents BEGIN SELECT RAISE(ABORT, 'Sundays are quiet'); END")
        let tag = try #require(try await fixture.send("GET", "/v1/documents/notes/content").headers[.eTag])
        for (method, path, body) in [
            ("PUT", "/v1/documents/notes/content", "two"), ("PATCH", Self.path, #"{"title":"T"}"#),
            ("DELETE", "/v1/documents/notes", ""),
        ] {
            let condition = method == "PUT" ? tag : "*"
            let headers = ["If-Match: \(condition)"] + (method == "PATCH" ? [Self.mergePatch] : [])
            let answer = try await fixture.send(method, path, headers, body: body)
            #expect(answer.status == 409 && answer.reason == "constraint_violation")
            #expect(answer.json["constraint"]?.text == "Sundays are quiet")
            #expect(
                answer.json["errors"] == .array([["pointer": .string(""), "detail": .string("Sundays are quiet.")]]))
        }
        #expect(try await fixture.send("GET", "/v1/documents/notes/content").text == "one")
    }
}

private struct RouteFailure: Error {}

@Suite struct AliasRouteTests {
    static let path = "/v1/aliases/handbook"
    static let toNotes = #"{"document":"notes"}"#

    let fixture: RouterFixture

    init() async throws {
        fixture = try RouterFixture()
        try await fixture.create()
        try await fixture.create("other")
    }

    @Test func setsReadsMovesAndRemoves() async throws {
        #expect(try await fixture.send("PUT", Self.path, body: Self.toNotes).status == 428)
        #expect(try await fixture.send("PUT", Self.path, ["If-Match: *"], body: Self.toNotes).status == 404)
        let made = try await fixture.send("PUT", Self.path, ["If-None-Match: *"], body: #"{"document":"NOTES"}"#)
        #expect(made.status == 201 && made.text == Self.toNotes)
        #expect(made.headers[.location] == Self.path)
        let tag = try #require(made.headers[.eTag])
        let read = try await fixture.send("GET", "/v1/aliases/Handbook")
        #expect(read.text == Self.toNotes && read.headers[.eTag] == tag)
        #expect(try await fixture.send("GET", Self.path, ["If-None-Match: \(tag)"]).status == 304)
        #expect(try await fixture.send("GET", "/v1/documents/handbook/content").text == "one")
        let moved = try await fixture.send(
            "PUT", Self.path, ["If-Match: \(tag)", "Prefer: return=minimal"], body: #"{"document":"other"}"#)
        #expect(moved.status == 204 && moved.headers[.eTag] != tag)
        for (method, body) in [("PUT", Self.toNotes), ("PUT", "{"), ("PUT", "{}"), ("DELETE", nil)]
            as [(String, String?)]
        {
            let stale = try await fixture.send(method, Self.path, ["If-Match: \(tag)"], body: body)
            #expect(stale.status == 409 && stale.reason == "version_mismatch")
            #expect(stale.json.at("current.document")?.text == "other")
            #expect(stale.json["currentETag"]?.text == moved.headers[.eTag])
            #expect(stale.json["attemptedVersion"] == .null && stale.json["currentVersion"] == .null)
        }
        let gone = try await fixture.send("DELETE", Self.path, ["If-Match: \(moved.headers[.eTag] ?? "")"])
        #expect(gone.status == 204)
        #expect(try await fixture.send("GET", Self.path).status == 404)
        #expect(try await fixture.send("GET", "/v1/documents/handbook").status == 404)
    }

    @Test func theNamespaceIsOne() async throws {
        let name = try await fixture.send("PUT", "/v1/aliases/Other", ["If-None-Match: *"], body: Self.toNotes)
        #expect(name.status == 409 && name.reason == "alias_conflict")
        #expect(name.json["alias"]?.text == "Other")
        #expect(name.json["heldBy"] == ["kind": .string("name"), "href": .string("/v1/documents/other")])
        _ = try await fixture.send("PUT", Self.path, ["If-None-Match: *"], body: Self.toNotes)
        let holder: JSON = ["kind": .string("alias"), "href": .string("/v1/aliases/handbook")]
        for answer in [
            try await fixture.send("PUT", Self.path, ["If-None-Match: *"], body: Self.toNotes),
            try await fixture.send("POST", "/v1/documents", body: #"{"name":"handbook"}"#),
            try await fixture.send(
                "PATCH", "/v1/documents/other/metadata", ["If-Match: *", MetadataRouteTests.mergePatch],
                body: #"{"name":"handbook"}"#),
        ] {
            #expect(answer.status == 409 && answer.reason == "alias_conflict")
            #expect(answer.json["heldBy"] == holder)
        }
        let renamed = try await fixture.send(
            "PATCH", "/v1/documents/other/metadata", ["If-Match: *", MetadataRouteTests.mergePatch],
            body: #"{"name":"notes"}"#)
        #expect(renamed.reason == "duplicate_name" && renamed.json["name"]?.text == "notes")
        #expect(renamed.json["existing"]?.names == ["id", "href", "etag", "contentETag"])
    }

    @Test(arguments: [
        ("{", 400), ("{}", 422), (#"{"document":"none"}"#, 422), (#"{"document":"a b"}"#, 422), (#"{"x":1}"#, 422),
    ])
    func targetsThatCannotBe(_ body: String, _ status: Int) async throws {
        #expect(try await fixture.send("PUT", Self.path, ["If-None-Match: *"], body: body).status == status)
        #expect(
            try await fixture.send("PUT", "/v1/aliases/a%20b", ["If-None-Match: *"], body: Self.toNotes).status == 422)
    }
}
