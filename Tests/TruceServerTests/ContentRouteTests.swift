import HTTPTypes
import Testing
import TruceDocument
import TruceStorage

@testable import TruceServer

@Suite struct ContentRouteTests {
    static let content = "/v1/documents/notes/content"

    @Test func savesAndReads() async throws {
        let fixture = try RouterFixture()
        let created = try await fixture.send(
            "PUT", Self.content, ["If-None-Match: *", "Content-Type: text/markdown", "Truce-Message: first%20one"],
            body: "one")
        #expect(created.status == 201)
        #expect(created.headers[.location] == "/v1/documents/notes")
        #expect(created.headers[.eTag] == #""1-7692c3ad3540""#)
        #expect(created.headers[.vary] == "Prefer")
        #expect(created.json["mediaType"]?.text == "text/markdown")
        let saved = try await fixture.send("PUT", Self.content, [#"If-Match: "1-7692c3ad3540""#], body: "two")
        #expect(saved.status == 200)
        #expect(saved.json["version"]?.integer == 2)
        let read = try await fixture.send("GET", Self.content)
        #expect(read.text == "two")
        #expect(read.headers[.eTag] == saved.headers[.eTag])
        #expect(read.headers[.contentType] == "text/markdown")
        #expect(read.headers[.vary] == nil)
        let version = try await fixture.send("GET", "/v1/documents/notes/versions/1")
        #expect(version.json["message"]?.text == "first one")
        #expect(version.json["etag"]?.text == #""1-7692c3ad3540""#)
    }

    static let preferences: [([String], Int, String?)] = [
        (["If-None-Match: *", "Prefer: return=minimal"], 201, ""),
        (["If-Match: *", "Prefer: return=minimal"], 204, nil),
        (["If-Match: *", "Prefer: respond-async, return=minimal; x=1"], 204, nil),
        (["If-Match: *", "Prefer: return=representation, return=minimal"], 200, "{"),
    ]

    @Test(arguments: preferences)
    func minimalAnswers(_ headers: [String], _ status: Int, _ body: String?) async throws {
        let fixture = try RouterFixture()
        if headers[0] == "If-Match: *" { try await fixture.create() }
        let answer = try await fixture.send("PUT", Self.content, headers, body: "two")
        #expect(answer.status == status)
        #expect(answer.body.bytes.map { String(decoding: $0.prefix(1), as: UTF8.self) } == body)
        #expect(answer.headers[.preferenceApplied] == (status == 200 ? nil : "return=minimal"))
        #expect(answer.headers[.eTag]?.isEmpty == false)
    }

    @Test func replays() async throws {
        let fixture = try RouterFixture()
        for expected in [nil, "true"] {
            let answer = try await fixture.send("PUT", Self.content, ["If-None-Match: *"], body: "one")
            #expect(answer.status == 201)
            #expect(answer.headers[.idempotencyReplayed] == expected)
        }
        for expected in [nil, "true"] {
            let answer = try await fixture.send("PUT", Self.content, [#"If-Match: "1-7692c3ad3540""#], body: "two")
            #expect(answer.status == 200)
            #expect(answer.headers[.idempotencyReplayed] == expected)
        }
    }

    @Test(arguments: [
        (#"If-None-Match: "1-7692c3ad3540""#, 304), (#"If-None-Match: W/"1-7692c3ad3540""#, 304),
        (#"If-None-Match: "x", "1-7692c3ad3540""#, 304), ("If-None-Match: *", 304), (#"If-None-Match: "x""#, 200),
        ("If-None-Match: nonsense", 200), (#"If-Match: "x""#, 200), ("X-Other: 1", 200),
    ])
    func conditionalReads(_ header: String, _ status: Int) async throws {
        let fixture = try RouterFixture()
        try await fixture.create()
        for method in ["GET", "HEAD"] {
            let answer = try await fixture.send(method, Self.content, [header])
            #expect(answer.status == status)
            #expect(answer.headers[.eTag] == #""1-7692c3ad3540""#)
            #expect(answer.headers[.contentLength] == (status == 304 ? nil : "3"))
            #expect((answer.body.bytes == nil) == (status == 304 || method == "HEAD"))
        }
    }

    static let mutations: [([String], Int, String?)] = [
        ([], 428, "precondition_required"), ([#"If-Match: "x""#, "If-None-Match: *"], 400, "malformed_request"),
        (["If-Match: 1-7692c3ad3540"], 400, "malformed_request"),
        ([#"If-None-Match: "x""#], 428, "precondition_required"),
        (["If-Unmodified-Since: Sat, 29 Oct 1994 19:43:31 GMT"], 428, "precondition_required"),
        ([#"If-Match: "x""#, "Content-Type: multipart/form-data; boundary=x"], 415, "unsupported_media_type"),
        ([#"If-Match: "x""#, "Content-Type: nonsense"], 415, "unsupported_media_type"),
        ([#"If-Match: "x""#, "Content-Encoding: gzip"], 415, "unsupported_media_type"),
        (["If-Match: *", "Truce-Message: %f"], 400, "malformed_request"),
        (["If-Match: *", "Truce-Message: %00"], 422, "invalid_document"),
        (["If-Match: *", "Truce-Message: a%0D"], 422, "invalid_document"),
        (["If-Match: *", "Truce-Message: %7F"], 422, "invalid_document"),
        (["If-Match: *", "Truce-Message: %C2%85"], 422, "invalid_document"),
        (["If-Match: *", "Truce-Message: a%0A%09b"], 200, nil),
        (["If-Match: *", "Content-Type: image/svg+xml"], 200, nil),
        (["If-Match: *", "Content-Length: 16777217"], 413, "too_large"),
        ([#"If-Match: "1-000000000000""#], 409, "version_mismatch"),
        ([#"If-Match: W/"1-7692c3ad3540""#], 409, "version_mismatch"),
        (["If-None-Match: *"], 409, "already_exists"),
        ([#"If-Match: "1-000000000000""#, "Prefer: stale=412"], 412, "version_mismatch"),
        (["If-None-Match: *", "Prefer: stale=412"], 409, "already_exists"),
        // Several lines are one list, in their order.
        ([#"If-Match: "x""#, #"If-Match: "1-7692c3ad3540""#], 200, nil),
        (["If-Match: *", "Content-Type: application/x-www-form-urlencoded"], 200, nil),
    ]

    @Test(arguments: mutations)
    func refusals(_ headers: [String], _ status: Int, _ reason: String?) async throws {
        let fixture = try RouterFixture()
        try await fixture.create("notes", "one", as: "bob")
        let answer = try await fixture.send("PUT", Self.content, headers, body: "mine")
        #expect(answer.status == status, "\(answer.text)")
        #expect(answer.reason == reason)
        #expect((try await fixture.send("GET", Self.content).text == "one") == (status != 200))
    }

    /// Only PUT creates: elsewhere `If-None-Match: *` counts as no precondition.
    @Test(arguments: [
        ("DELETE", "/v1/documents/notes", nil), ("PATCH", "/v1/documents/notes/metadata", "{}"),
        ("POST", "/v1/documents/notes/transitions", #"{"to":"review"}"#), ("DELETE", "/v1/aliases/memo", nil),
    ])
    func whatCreatesNothingTakesIfMatchAlone(_ method: String, _ path: String, _ body: String?) async throws {
        let fixture = try RouterFixture()
        try await fixture.create()
        let type = method == "PATCH" ? Route.mergePatch : "application/json"
        let alone = try await fixture.send(method, path, ["If-None-Match: *", "Content-Type: \(type)"], body: body)
        #expect(alone.status == 428 && alone.reason == "precondition_required")
        let both = try await fixture.send(
            method, path, ["If-Match: *", "If-None-Match: *", "Content-Type: \(type)"], body: body)
        #expect(both.status == 400)
    }

    /// What is advised is what the same request would be taken with.
    @Test(arguments: [
        ("PUT", "/v1/documents/notes/content", "If-None-Match: *", 201), ("DELETE", "/v1/documents/notes", nil, 204),
    ])
    func adviceFitsTheMethod(_ method: String, _ path: String, _ creating: String?, _ status: Int) async throws {
        let fixture = try RouterFixture()
        let body = method == "PUT" ? "x" : nil
        let refused = try await fixture.send(method, path, body: body)
        #expect(refused.reason == "precondition_required")
        let advice = try #require(refused.json["detail"]?.text)
        #expect(advice.contains("If-Match"))
        #expect(advice.contains("If-None-Match") == (creating != nil))
        if creating == nil { try await fixture.create() }
        let precondition = creating ?? "If-Match: *"
        #expect(advice.contains(precondition))
        #expect(try await fixture.send(method, path, [precondition], body: body).status == status)
    }

    @Test func missingLengthIsAsked() async throws {
        let fixture = try RouterFixture()
        #expect(try await fixture.send("PUT", Self.content, ["If-None-Match: *"]).status == 411)
        let chunked = try await fixture.send(
            "PUT", Self.content, ["If-None-Match: *", "Transfer-Encoding: chunked"], body: "one")
        #expect(chunked.status == 201)
    }

    @Test func otherTransferCodingsAreRefused() async throws {
        let answer = try await RouterFixture().send(
            "PUT", Self.content, ["If-None-Match: *", "Transfer-Encoding: gzip, chunked"], body: "one")
        #expect(answer.status == 400)
    }

    @Test(arguments: ["/v1/conflicts/", "", "%2Fv1%2Fconflicts%2F"])
    func aResolvedConflictIsNamedInTheVersion(_ prefix: String) async throws {
        let fixture = try RouterFixture()
        let first = try await fixture.create()
        let second = try await fixture.send("PUT", Self.content, ["If-Match: \(first)"], body: "two")
        let conflict = try await fixture.send("PUT", Self.content, ["If-Match: \(first)"], body: "mine")
        let id = try #require(conflict.json["instance"]?.text?.split(separator: "/").last)
        let tag = try #require(second.headers[.eTag])
        _ = try await fixture.send(
            "PUT", Self.content, ["If-Match: \(tag)", "Truce-Resolves: \(prefix)\(id)"], body: "merged")
        let version = try await fixture.send("GET", "/v1/documents/notes/versions/3")
        #expect(version.json["mergeOf"]?.integer == 2)
    }

    @Test func aForcedSaveIsNamedInTheVersion() async throws {
        let fixture = try RouterFixture()
        try await fixture.create()
        let forced = try await fixture.send("PUT", Self.content, ["If-Match: *"], body: "two")
        let tag = try #require(forced.headers[.eTag])
        _ = try await fixture.send("PUT", Self.content, ["If-Match: \(tag)"], body: "three")
        for (number, isForced) in [(1, false), (2, true), (3, false)] {
            let version = try await fixture.send("GET", "/v1/documents/notes/versions/\(number)")
            #expect(version.json["forced"] == (isForced ? .bool(true) : nil), "\(number)")
        }
    }

    @Test func tooLargeWithoutALengthIsRefusedToo() async throws {
        let fixture = try RouterFixture(bodyLimit: 4)
        let answer = try await fixture.send(
            "PUT", Self.content, ["If-None-Match: *", "Transfer-Encoding: chunked"], body: "12345")
        #expect(answer.status == 413)
    }

    @Test func differences() async throws {
        let fixture = try RouterFixture()
        let tag = try await fixture.create("notes", "one\ntwo\n")
        _ = try await fixture.send("PUT", Self.content, ["If-Match: \(tag)"], body: "one\n2\n")
        let answer = try await fixture.send("GET", "/v1/documents/notes/diff?from=1&to=2")
        #expect(answer.headers[.contentType] == "text/x-diff")
        #expect(
            answer.text
                == "--- notes\tversion 1\n+++ notes\tversion 2\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n")
        #expect(try await fixture.send("GET", "/v1/documents/notes/diff?from=1").status == 400)
        #expect(try await fixture.send("GET", "/v1/documents/notes/diff?from=1&to=9").status == 404)
    }

    /// What is cached for ever has its media type for ever.
    @Test func aVersionKeepsItsMediaType() async throws {
        let fixture = try RouterFixture()
        let markdown = ["If-None-Match: *", "Content-Type: text/markdown; charset=utf-8"]
        let id = try #require(try await fixture.send("PUT", Self.content, markdown, body: "one").json["id"]?.text)
        func change(_ mediaType: String) async throws {
            let headers = ["If-Match: *", "Content-Type: application/merge-patch+json"]
            let body = #"{"mediaType":"\#(mediaType)"}"#
            #expect(
                try await fixture.send("PATCH", "/v1/documents/notes/metadata", headers, body: body).status == 200)
        }
        func expectTypes(_ types: [String], _ name: String) async throws {
            for (index, type) in types.enumerated() {
                let target = "/v1/documents/\(name)/versions/\(index + 1)/content"
                #expect(try await fixture.send("GET", target).headers[.contentType] == type, "\(target)")
            }
        }
        try await change("text/html")
        try await change("application/json")
        #expect(try await fixture.send("GET", Self.content).headers[.contentType] == "application/json")
        let types = ["text/markdown; charset=utf-8", "application/json", "application/toml"]
        try await expectTypes([types[0]], id)
        _ = try await fixture.send("PUT", Self.content, ["If-Match: *"], body: "two")
        try await change(types[2])
        _ = try await fixture.send("PUT", Self.content, ["If-Match: *"], body: "three")
        for name in ["notes", id] { try await expectTypes(types, name) }
        #expect(try await fixture.send("DELETE", "/v1/documents/notes", ["If-Match: *"]).status == 204)
        try await expectTypes(types, id)
        // From the disk, too.
        try fixture.store.close()
        let store = try openStore(fixture.folder)
        for (index, type) in types.enumerated() {
            #expect(try await store.text(ofVersion: index + 1, of: id, as: .test).mediaType == type)
        }
    }

    @Test func versionsAreFoundByNumber() async throws {
        let fixture = try RouterFixture()
        try await fixture.create()
        for number in ["0", "2", "-1", "x", "1.0", "99999999999999999999"] {
            #expect(try await fixture.send("GET", "/v1/documents/notes/versions/\(number)").status == 404, "\(number)")
        }
        let answer = try await fixture.send("GET", "/v1/documents/notes/versions/1/content")
        #expect(answer.headers[.cacheControl] == "private, no-cache")
        #expect(answer.headers[.eTag] == #""1-7692c3ad3540""#)
    }
}
