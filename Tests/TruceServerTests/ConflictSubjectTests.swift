import HTTPTypes
import Testing
import TruceDocument

@testable import TruceServer

/// Which document a kept conflict is about: the one that the request met, whatever it was called and is called later.
@Suite struct ConflictSubjectTests {
    private static let stale = #"If-Match: "1-000000000000""#

    let fixture: RouterFixture

    init() throws { fixture = try RouterFixture() }

    private func send(
        _ method: String, _ target: String, _ headers: [String], _ body: String? = nil
    ) async throws
        -> Answer
    {
        try await fixture.send(method, "/v1/\(target)", headers, body: body)
    }

    private func lead(_ alias: String, to name: String) async throws {
        let precondition = try await send("GET", "aliases/\(alias)", []).status == 200 ? "If-Match" : "If-None-Match"
        let answer = try await send("PUT", "aliases/\(alias)", ["\(precondition): *"], #"{"document":"\#(name)"}"#)
        #expect(answer.status < 300)
    }

    private func rename(_ name: String, to new: String) async throws {
        let headers = ["Content-Type: application/merge-patch+json", "If-Match: *"]
        let answer = try await send("PATCH", "documents/\(name)/metadata", headers, #"{"name":"\#(new)"}"#)
        #expect(answer.status == 200)
    }

    /// The ids of the conflicts that are found under a name.
    private func conflicts(_ name: String) async throws -> [String] {
        guard case .array(let items)? = try await send("GET", "conflicts?document=\(name)", []).json["items"] else {
            return []
        }
        return items.compactMap { $0["id"]?.text }
    }

    /// Refusals before and after the store was asked.
    static let refusals: [(method: String, rest: String, headers: [String], body: String?)] = [
        ("PUT", "/content", [stale], "mine"), ("PUT", "/content", [], "mine"),
        ("POST", "/transitions", ["If-Match: *"], #"{"to":"nowhere"}"#),
        ("POST", "/transitions", [#"If-Match: "m9""#], #"{"to":"nowhere"}"#), ("DELETE", "", [stale], nil),
    ]

    /// What is written behind is about what the alias led to when the request came.
    @Test(arguments: refusals)
    func isTheOneThatTheRequestMet(
        _ refusal: (method: String, rest: String, headers: [String], body: String?)
    ) async throws {
        for name in ["a", "b"] { try await fixture.create(name) }
        try await lead("nick", to: "a")
        let answer = try await send(
            refusal.method, "documents/nick\(refusal.rest)", refusal.headers, refusal.body)
        let instance = try #require(answer.json["instance"]?.text)
        try await lead("nick", to: "b")
        let record = try await fixture.send("GET", instance)
        #expect(record.json["document"]?.text == "a")
        #expect(try await send("GET", "events?document=a", []).text.contains("conflict.answered"))
        #expect(try await !send("GET", "events?document=b", []).text.contains("conflict.answered"))
    }

    @Test func isFoundUnderEveryNameOfIt() async throws {
        try await fixture.create("old")
        try await lead("nick", to: "old")
        let id = try #require(try await send("GET", "documents/old", []).json["id"]?.text)
        var expected: [String] = []
        for name in ["old", "OLD", "nick", id, id.lowercased()] {
            let answer = try await send("PUT", "documents/\(name)/content", [Self.stale], "mine")
            #expect(answer.json["repeated"]?.integer == expected.count, "one save, however the document is spelled")
            expected.insert(
                try #require(answer.json["instance"]?.text?.split(separator: "/").last.map(String.init)), at: 0)
        }
        try await rename("old", to: "new")
        for name in ["old", "new", "nick", id] { #expect(try await Set(conflicts(name)) == Set(expected), "\(name)") }
        // A document that is gone is found by its id; its name may be another's.
        #expect(try await send("DELETE", "documents/new", ["If-Match: *"]).status == 204)
        #expect(try await Set(conflicts(id)) == Set(expected))
    }

    /// What was resolved is over: another save that names it is no merge of its version.
    @Test func aConflictIsResolvedOnce() async throws {
        let first = try await fixture.create("notes", "one")
        for text in ["two", "three"] {
            #expect(try await send("PUT", "documents/notes/content", ["If-Match: *"], text).status == 200)
        }
        let answer = try await send("PUT", "documents/notes/content", ["If-Match: \(first)"], "mine")
        let resolves = "Truce-Resolves: \(try #require(answer.json["instance"]?.text))"
        for (version, mergeOf) in [(4, 3), (5, nil)] {
            let saved = try await send(
                "PUT", "documents/notes/content", ["If-Match: *", resolves], "merged \(version)")
            #expect(saved.json["version"]?.integer == version)
            #expect(
                try await send("GET", "documents/notes/versions/\(version)", []).json["mergeOf"]?.integer == mergeOf)
        }
    }
}
