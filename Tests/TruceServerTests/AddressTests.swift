import HTTPTypes
import Testing
import TruceDocument

@testable import TruceServer

/// What the addresses of documents lead to: an id to its own document for ever, a name or an alias to whichever bears it.
@Suite struct AddressTests {
    private static let patch = "Content-Type: application/merge-patch+json"

    let fixture: RouterFixture

    init() throws { fixture = try RouterFixture() }

    /// Creates a document; gives its id.
    private func document(_ name: String, _ text: String) async throws -> String {
        try await fixture.create(name, text)
        return try #require(try await at(name).json["id"]?.text)
    }

    private func at(_ name: String, _ rest: String = "", _ headers: [String] = []) async throws -> Answer {
        try await fixture.send("GET", "/v1/documents/\(name)\(rest)", headers)
    }

    @discardableResult
    private func put(_ target: String, _ precondition: String, _ body: String) async throws -> Answer {
        try await fixture.send("PUT", "/v1/\(target)", [precondition], body: body)
    }

    private func rename(_ name: String, to new: String) async throws -> Answer {
        try await fixture.send(
            "PATCH", "/v1/documents/\(name)/metadata", [Self.patch, "If-Match: *"], body: #"{"name":"\#(new)"}"#)
    }

    /// Every way to a name, with an id as the name: of the document itself, of another, and of a deleted one.
    @Test(arguments: [true, false], ["own", "other", "dead"])
    func anIDIsNobodysName(_ isUppercase: Bool, _ whose: String) async throws {
        let ids = [
            "own": try await document("own", "own text"), "other": try await document("other", "other text"),
            "dead": try await document("dead", "dead text"),
        ]
        #expect(try await fixture.send("DELETE", "/v1/documents/dead", ["If-Match: *"]).status == 204)
        let id = try #require(ids[whose])
        let spelled = isUppercase ? id : id.lowercased()
        try await put("aliases/nick", "If-None-Match: *", #"{"document":"own"}"#)
        let answers = [
            try await fixture.send("POST", "/v1/documents", body: #"{"name":"\#(spelled)"}"#),
            try await rename("own", to: spelled),
            try await put("aliases/\(spelled)", "If-None-Match: *", #"{"document":"own"}"#),
        ]
        for answer in answers {
            #expect(answer.status == 409 && answer.reason == "alias_conflict", "\(answer.text)")
            #expect(answer.json.at("heldBy.href")?.text == "/v1/documents/\(id)")
        }
        // There is no such alias that could be moved.
        let moved = try await put("aliases/\(spelled)", "If-Match: *", #"{"document":"own"}"#)
        #expect(moved.status == 404)
        let created = try await put("documents/\(spelled)/content", "If-None-Match: *", "new")
        #expect(created.reason == (whose == "dead" ? "alias_conflict" : "already_exists"))
        #expect(try await at(spelled, "/versions/1/content").text == "\(whose) text")
        #expect(try await at("own").json["aliases"] == .array([.string("nick")]))
    }

    /// A deleted document is brought back under a name: what is said of it by its id leads there.
    @Test func aDeletedDocumentIsNotBroughtBackByItsID() async throws {
        let id = try await document("dead", "text")
        #expect(try await fixture.send("DELETE", "/v1/documents/dead", ["If-Match: *"]).status == 204)
        let byID = try await put("documents/\(id)/content", "If-Match: *", "back")
        #expect(byID.reason == "document_deleted")
        #expect(byID.json["detail"]?.text?.hasSuffix("save it under a name with If-None-Match: *.") == true)
        let byName = try await put("documents/dead/content", "If-Match: *", "back")
        #expect(byName.json["detail"]?.text?.hasSuffix("save with If-None-Match: *.") == true)
        #expect(try await put("documents/dead/content", "If-None-Match: *", "back").status == 201)
        #expect(try await at(id, "/versions/1/content").text == "text")
    }

    /// What can be read under a name may be another document's the next moment, so that it is asked for again; what is
    /// read by an id is not.
    @Test(arguments: ["/versions/1", "/versions/1/content", "/diff?from=1&to=1"])
    func onlyWhatIsReadByIDNeverChanges(_ rest: String) async throws {
        let (first, second) = (try await document("a", "a text"), try await document("b", "b text"))
        try await put("aliases/nick", "If-None-Match: *", #"{"document":"a"}"#)
        for id in [first, second.lowercased()] {
            let answer = try await at(id, rest)
            #expect(answer.headers[.cacheControl] == "private, max-age=31536000, immutable")
            let tag = try #require(answer.headers[.eTag])
            #expect(try await at(id, rest, ["If-None-Match: \(tag)"]).status == 304)
        }
        for name in ["a", "nick"] {
            let answer = try await at(name, rest)
            #expect(answer.headers[.cacheControl] == "private, no-cache")
            #expect(try await at(name, rest, ["If-None-Match: \(answer.headers[.eTag] ?? "")"]).status == 304)
        }
        let read = try await at("nick", rest)
        #expect(try await put("aliases/nick", "If-Match: *", #"{"document":"b"}"#).status == 200)
        let again = try await at("nick", rest, ["If-None-Match: \(read.headers[.eTag] ?? "")"])
        // Two texts that are equal to themselves have the same difference: none.
        #expect(again.status == (rest.hasPrefix("/diff") ? 304 : 200))
        #expect(try await at("nick", rest).text == at("b", rest).text)
    }

    /// Two documents may have one text under one number: what differs is told for all that, by whatever way the name came
    /// to lead from the one to the other.
    @Test(arguments: [true, false]) func anotherDocumentsAnswerIsNotTakenForOnes(byAlias: Bool) async throws {
        let text = "same\n"
        for (name, actor, type) in [("ba", "amy", "text/plain"), ("bb", "ben", "application/json")] {
            let headers = ["If-None-Match: *", "Truce-Actor: \(actor)", "Content-Type: \(type)"]
            let made = try await fixture.send("PUT", "/v1/documents/\(name)/content", headers, body: text)
            #expect(made.status == 201)
        }
        let name = byAlias ? "alias" : "ba"
        let alias = try await put("aliases/alias", "If-None-Match: *", #"{"document":"ba"}"#)
        let paths = ["/blame", "/content", "/versions/1/content"]
        var read: [Answer] = []
        for path in paths { read.append(try await at(name, path)) }
        if byAlias {
            let tag = alias.headers[.eTag] ?? ""
            #expect(try await put("aliases/alias", "If-Match: \(tag)", #"{"document":"bb"}"#).status == 200)
        } else {
            #expect(try await fixture.send("DELETE", "/v1/documents/ba", ["If-Match: *"]).status == 204)
            #expect(try await rename("bb", to: "ba").status == 200)
        }
        var again: [Answer] = []
        for (path, answer) in zip(paths, read) {
            again.append(try await at(name, path, ["If-None-Match: \(answer.headers[.eTag] ?? "")"]))
        }
        #expect(again.map(\.status) == [200, 304, 304])
        #expect(again[0].text.contains("ben"))
        for answer in again.dropFirst() {
            #expect(answer.headers[.contentType] == "application/json" && answer.body.bytes == nil)
        }
        // Whoever had read the one's text saves over that very text: nothing that nobody has seen is lost.
        let saved = try await put("documents/\(name)/content", "If-Match: \(read[1].headers[.eTag] ?? "")", "new")
        #expect(saved.status == 200 && saved.json["version"]?.integer ?? 0 > 1)
        #expect(try await at(name, "/versions/1/content").text == text)
    }

    /// A text keeps its tag when it gets another media type: who has it already is told that.
    @Test func aKnownTextIsToldItsMediaType() async throws {
        let id = try await document("a", "text")
        let read = try await at("a", "/content")
        let type = try #require(read.headers[.contentType])
        #expect(type.hasPrefix("text/plain"))
        let patched = try await fixture.send(
            "PATCH", "/v1/documents/a/metadata", [Self.patch, "If-Match: *"], body: #"{"mediaType":"text/html"}"#)
        #expect(patched.status == 200)
        let condition = ["If-None-Match: \(read.headers[.eTag] ?? "")"]
        let known = try await at("a", "/content", condition)
        #expect(known.status == 304 && known.headers[.contentType] == "text/html")
        // A version keeps what it was saved with, and what is told of it.
        let version = try await at(id, "/versions/1/content", condition)
        #expect(version.status == 304 && version.headers[.contentType] == type)
        // What has one form only says nothing of it.
        let document = try await at("a")
        let tag = "If-None-Match: \(document.headers[.eTag] ?? "")"
        #expect(try await at("a", "", [tag]).headers[.contentType] == nil)
    }

    /// An alias answers the document's name as it is spelled.
    @Test func anAliasHasAnotherTagOnceItsDocumentIsSpelledAnew() async throws {
        _ = try await document("case", "text")
        let made = try await put("aliases/nick", "If-None-Match: *", #"{"document":"case"}"#)
        #expect(try await rename("case", to: "Case").status == 200)
        let target = "/v1/aliases/nick"
        let read = try await fixture.send("GET", target, ["If-None-Match: \(made.headers[.eTag] ?? "")"])
        #expect(read.status == 200 && read.json["document"]?.text == "Case")
        #expect(try await fixture.send("GET", target, ["If-None-Match: \(read.headers[.eTag] ?? "")"]).status == 304)
    }

    /// The place of a feed is asked for by name: where nothing is left there, what was is said.
    @Test func eventsOfADeletedDocumentAreFoundByItsID() async throws {
        let id = try await document("gone", "text")
        #expect(try await fixture.send("DELETE", "/v1/documents/gone", ["If-Match: *"]).status == 204)
        let byName = try await fixture.send("GET", "/v1/events?document=gone")
        #expect(byName.status == 404 && byName.json["id"]?.text == id)
        #expect(byName.json["lastVersion"]?.integer == 1)
        let byID = try await fixture.send("GET", "/v1/events?document=\(id)")
        #expect(byID.text.contains("document.deleted"))
    }
}
