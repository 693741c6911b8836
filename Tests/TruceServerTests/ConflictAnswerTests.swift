import HTTPTypes
import Testing
import TruceDocument

@testable import TruceServer

/// The 409 as it goes over the wire.
@Suite struct ConflictAnswerTests {
    static let content = "/v1/documents/notes/content"

    static func history() async throws -> RouterFixture {
        let fixture = try RouterFixture()
        let tag = try await fixture.create("notes", "one")
        _ = try await fixture.send("PUT", content, ["If-Match: \(tag)", "Truce-Actor: bob"], body: "two")
        return fixture
    }

    @Test func hasEveryMember() async throws {
        let fixture = try await Self.history()
        let answer = try await fixture.send(
            "PUT", Self.content, [#"If-Match: "1-7692c3ad3540""#, "X-Request-Id: r-1", "Truce-Actor: alice"],
            body: "mine")
        #expect(answer.status == 409)
        #expect(answer.headers[.contentType] == "application/problem+json")
        #expect(answer.headers[.eTag] == nil)
        #expect(answer.headers[.vary] == "Prefer")
        #expect(answer.headers[.preferenceApplied] == nil)
        let instance = try #require(answer.json["instance"]?.text)
        #expect(instance.hasPrefix("/v1/conflicts/") && instance.utf8.count == 14 + 26)
        let text = answer.text.replacing(instance, with: "I")
        #expect(
            text == """
                {"type":"/problems/version_mismatch","title":"The document changed since you read it","status":409,\
                "reason":"version_mismatch","retry":"merge","detail":"You edited version 1; bob saved version 2.",\
                "instance":"I","requestId":"r-1","resource":"/v1/documents/notes/content","attemptedVersion":1,\
                "attemptedETag":"\\"1-7692c3ad3540\\"","currentVersion":2,"currentETag":"\\"2-3fc4ccfe7458\\"",\
                "changedBy":"bob","changedAt":"2026-04-12T13:20:00Z","baseAgeSeconds":0,"repeated":0,\
                "base":{"href":"/v1/documents/notes/versions/1/content"},\
                "current":{"href":"/v1/documents/notes/versions/2/content","content":"two"}}
                """)
    }

    @Test func isOneLineInTheLog() async throws {
        let fixture = try await Self.history()
        for (header, status) in [("X-A: b", 409), ("Prefer: stale=412", 412)] {
            _ = try await fixture.send(
                "PUT", Self.content,
                [#"If-Match: "1-7692c3ad3540""#, "X-Request-Id: r-\(status)", "Truce-Actor: alice", header],
                body: "mine")
            let lines = fixture.log.all.filter { $0.contains("level=info") && $0.contains("requestId=r-\(status)") }
            #expect(
                lines == [
                    "time=T level=info msg=conflict requestId=r-\(status) actor=alice "
                        + "resource=/v1/documents/notes/content attemptedVersion=1 currentVersion=2 status=\(status) "
                        + "reason=version_mismatch"
                ])
        }
    }

    /// Who follows a request through several programs finds it by the id of the trace.
    @Test func theTraceIsLogged() async throws {
        let fixture = try await Self.history()
        let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
        _ = try await fixture.send(
            "PUT", Self.content, [#"If-Match: "1-7692c3ad3540""#, "X-Request-Id: r-1", "traceparent: \(parent)"],
            body: "mine")
        for start in ["time=T level=info msg=conflict requestId=r-1 ", "time=T level=debug msg=request requestId=r-1 "]
        {
            let lines = fixture.log.all.filter { $0.hasPrefix(start) }
            #expect(lines.count == 1 && lines.allSatisfy { $0.hasSuffix(" traceparent=\(parent)") }, "\(start)")
        }
    }

    static let trace = "4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    @Test(arguments: [
        ("00-\(trace)", true), ("cc-\(trace)", true), ("cc-\(trace)-what.the-future.will-be.like", true),
        ("00-\(trace)-more", false), ("ff-\(trace)", false), ("0-\(trace)", false), ("00-\(trace.uppercased())", false),
        ("00-\(trace)\u{e9}", false), ("cc-\(trace)-\u{e9}", false), ("00 \(trace)", false), ("", false),
        ("00-00000000000000000000000000000000-00f067aa0ba902b7-01", false),
        ("00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01", false),
        ("cc-\(trace)-" + String(repeating: "a", count: 72), true),
        ("cc-\(trace)-" + String(repeating: "a", count: 73), false), ("00-\(trace), 00-\(trace)", false),
    ])
    func onlyATraceIsLogged(_ parent: String, _ isLogged: Bool) async throws {
        #expect(TraceParent.isValid(parent) == isLogged)
        let fixture = try await Self.history()
        _ = try await fixture.send(
            "PUT", Self.content, [#"If-Match: "1-7692c3ad3540""#, "traceparent: \(parent)"], body: "mine")
        let lines = fixture.log.all.filter { $0.contains("status=409") }
        #expect(lines.count == 2 && lines.allSatisfy { $0.contains("traceparent=") == isLogged })
    }

    /// A path may be as long as a header; a line of the log says as much of it as the record does.
    @Test func aLongPathIsCutInTheLog() async throws {
        let fixture = try await Self.history()
        let path = "/v1/documents/" + String(repeating: "x", count: 5_000)
        _ = try await fixture.send("GET", path)
        let line = try #require(fixture.log.all.last { $0.contains("msg=request") })
        #expect(line.contains("resource=\(path.prefix(ConflictRecord.maximumResource)) "))
    }

    static let preferences: [(String, String?, String?, String?)] = [
        ("conflict=full", "two", "one", nil), ("conflict=brief", nil, nil, "brief"),
        ("conflict=other", "two", nil, nil),
    ]

    @Test(arguments: preferences)
    func carriesTheTextsAskedFor(
        _ preference: String, _ current: String?, _ base: String?, _ omitted: String?
    ) async throws {
        let fixture = try await Self.history()
        let answer = try await fixture.send(
            "PUT", Self.content, [#"If-Match: "1-7692c3ad3540""#, "Prefer: stale=412, \(preference)"], body: "mine")
        #expect(answer.status == 412)
        #expect(answer.json["status"]?.integer == 412)
        #expect(answer.json.at("current.content")?.text == current)
        #expect(answer.json.at("current.contentOmitted")?.text == omitted)
        #expect(answer.json.at("base.content")?.text == base)
        #expect(answer.json.at("base.href") != nil)
        let applied = preference == "conflict=other" ? "stale=412" : "\(preference), stale=412"
        #expect(answer.headers[.preferenceApplied] == applied)
    }

    @Test func alreadyExistsHasEveryMember() async throws {
        let fixture = try await Self.history()
        let answer = try await fixture.send("PUT", Self.content, ["If-None-Match: *"], body: "mine")
        #expect(answer.reason == "already_exists")
        #expect(
            answer.json.names == [
                "type", "title", "status", "reason", "retry", "detail", "instance", "requestId", "resource", "name",
                "existing", "currentVersion", "currentETag", "changedBy", "changedAt", "current",
            ])
        #expect(answer.json["existing"]?.names == ["id", "href", "etag", "contentETag"])
        #expect(answer.json.at("current.content")?.text == "two")
    }
}
