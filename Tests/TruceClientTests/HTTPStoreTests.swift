import Synchronization
import Testing
import TruceDocument

@testable import TruceClient

@Suite("HTTPStore")
struct HTTPStoreTests {
    static let digest = Digest(of: Array("text".utf8))
    static let document = Document(
        id: "01J9", name: "ops/runbook", title: "T", mediaType: "text/plain", status: "draft", version: 3, size: 4,
        metadataETag: .metadata(revision: 1), contentETag: .content(version: 3, digest: digest),
        createdAt: Timestamp(milliseconds: 0), createdBy: "alice", updatedAt: Timestamp(milliseconds: 0),
        updatedBy: "alice")
    static let version = Version(
        number: 3, parent: 2, author: "alice", at: Timestamp(milliseconds: 0), message: "", size: 4, digest: digest)
    static let caller = Caller(actor: "ålice", requestID: "req-1")
    static let documentText = String(decoding: document.encoded(), as: UTF8.self)
    static let mismatch = Problem(
        .versionMismatch(
            VersionMismatch(
                attempted: Attempt(version: 2, etag: ETag("2-x")),
                current: Current(
                    version: 3, etag: document.contentETag, changedBy: "bob", changedAt: Timestamp(milliseconds: 0),
                    content: LinkedContent(href: "/c", inline: .content("text"))),
                baseAgeSeconds: 1, repeated: 0, base: nil)),
        detail: "You edited version 2; bob saved version 3.", requestID: "req-1")

    static func text(_ problem: Problem) -> String { String(decoding: problem.encoded(), as: UTF8.self) }

    static func request(_ precondition: Precondition) -> SaveRequest {
        SaveRequest(
            name: "ops/runbook", content: Array("text".utf8), precondition: precondition, message: "für bob",
            mediaType: "text/plain", resolves: "01J9/c")
    }

    @Test("What a save sends, and what it gives", arguments: [200, 201], [true, false])
    func save(status: Int, replayed: Bool) async throws {
        let server = try await ScriptedServer { _, _ in
            .answer(
                status: status, headers: replayed ? ["Idempotency-Replayed: true"] : [], body: Self.documentText)
        }
        let store = HTTPStore(server.address, namesActor: true)
        let outcome = try await store.save(Self.request(.ifMatch(.tags([ETag("2-x"), ETag("3-y")]))), as: Self.caller)
        #expect(outcome == .done(Saved(document: Self.document, created: status == 201, replayed: replayed)))
        let sent = server.requests[0]
        #expect(sent.line == "PUT /v1/documents/ops%2Frunbook/content HTTP/1.1")
        #expect(sent.body == Array("text".utf8))
        let expected = [
            "Host": server.address.authority, "If-Match": "\"2-x\", \"3-y\"", "Content-Type": "text/plain",
            "Truce-Message": "f%C3%BCr%20bob", "Truce-Resolves": "01J9%2Fc", "Truce-Actor": "%C3%A5lice",
            "X-Request-Id": "req-1", "Content-Length": "4",
        ]
        for (name, value) in expected { #expect(sent.header(name) == value, "\(name)") }
        await store.close()
        try await server.stop()
    }

    @Test("An actor that nobody named is not sent; a creating save says If-None-Match")
    func unnamed() async throws {
        let server = try await ScriptedServer { _, _ in .answer(status: 201, body: Self.documentText) }
        let store = HTTPStore(server.address, namesActor: false)
        let request = SaveRequest(name: "a", content: [], precondition: .ifNoneExists)
        _ = try await store.save(request, as: Self.caller)
        let sent = server.requests[0]
        #expect(sent.header("Truce-Actor") == nil && sent.header("Content-Type") == nil)
        #expect(sent.header("If-None-Match") == "*" && sent.header("Content-Length") == "0")
        await store.close()
        try await server.stop()
    }

    @Test("A refusal for state is an outcome, in both its forms", arguments: [409, 412])
    func conflict(status: Int) async throws {
        var problem = Self.mismatch
        problem.status = status
        let body = Self.text(problem)
        let server = try await ScriptedServer { _, _ in .answer(status: status, body: body) }
        let store = HTTPStore(server.address, namesActor: false)
        #expect(
            try await store.save(Self.request(.ifMatch(.any)), as: Self.caller) == .conflict(problem))
        guard case .conflict(problem) = try await store.delete("a", if: .ifMatch(.any), force: false, as: Self.caller)
        else {
            return #expect(Bool(false), "a refused deletion is an outcome too")
        }
        await store.close()
        try await server.stop()
    }

    @Test("Every other refusal is thrown, also one that says nothing of itself")
    func refusals() async throws {
        let server = try await ScriptedServer { _, index in
            switch index {
            case 0: .answer(status: 404, body: Self.text(Problem(.notFound, detail: "No such document.")))
            case 1:
                .answer(
                    status: 503, headers: ["Retry-After: 60"],
                    body: Self.text(Problem(.unavailable(retryAfter: 60), detail: "Later.")))
            case 2: .answer(status: 502, body: "<html>")
            case 3: .answer(status: 200, body: "{}")
            default: .answer(status: 301, headers: ["Location: /x"])
            }
        }
        let store = HTTPStore(server.address, namesActor: false)
        for (reason, status, words) in [
            (Reason.notFound, 404, "No such"), (.unavailable, 503, "Later"), (.internalError, 502, "502"),
            (.internalError, 500, "/id: This member is missing."), (.malformedRequest, 301, "301"),
        ] {
            let problem = await #expect(throws: Problem.self) { try await store.document("a", as: Self.caller) }
            #expect(problem?.reason == reason && problem?.status == status)
            #expect(problem?.detail.contains(words) == true)
        }
        await store.close()
        try await server.stop()
    }

    @Test("A head is the document and the text of the version that it named, over one connection")
    func head() async throws {
        let server = try await ScriptedServer { _, index in
            index == 0 ? .answer(status: 200, body: Self.documentText) : .answer(status: 200, body: "text")
        }
        let store = HTTPStore(server.address, namesActor: false)
        let head = try await store.head("ops/runbook", as: Self.caller)
        #expect(head == Head(document: Self.document, content: Array("text".utf8)))
        #expect(
            server.requests.map(\.line) == [
                "GET /v1/documents/ops%2Frunbook HTTP/1.1", "GET /v1/documents/01J9/versions/3/content HTTP/1.1",
            ])
        #expect(Set(server.requests.map(\.connection)) == [1])
        await store.close()
        try await server.stop()
    }

    @Test("Lists carry their query and their cursor")
    func lists() async throws {
        let documents = String(decoding: Page(items: [Self.document], next: nil).encoded(), as: UTF8.self)
        let versions = String(decoding: Page(items: [Self.version], next: nil).encoded(), as: UTF8.self)
        let server = try await ScriptedServer { _, index in
            let link = "Link: </x?cursor=n%2B1>; rel=\"next\""
            return index == 0
                ? .answer(status: 200, headers: [link], body: documents) : .answer(status: 200, body: versions)
        }
        let store = HTTPStore(server.address, namesActor: false)
        let query = DocumentQuery(
            text: "a&b", status: "draft", tag: "é", externalID: "x", sort: .updated,
            page: PageRequest(cursor: "c/1", limit: 5))
        #expect(try await store.list(query, as: Self.caller) == Page(items: [Self.document], next: "n+1"))
        #expect(try await store.versions(of: "a", page: PageRequest(), as: Self.caller).items == [Self.version])
        #expect(
            server.requests[0].line
                == "GET /v1/documents?limit=5&cursor=c%2F1&q=a%26b&status=draft&tag=%C3%A9&externalId=x"
                + "&sort=-updatedAt HTTP/1.1")
        #expect(server.requests[1].line == "GET /v1/documents/a/versions?limit=100 HTTP/1.1")
        await store.close()
        try await server.stop()
    }

    @Test("Create, version, content and delete")
    func others() async throws {
        let version = String(decoding: Self.version.encoded(), as: UTF8.self)
        let server = try await ScriptedServer { _, index in
            switch index {
            case 0: .answer(status: 201, body: Self.documentText)
            case 1: .answer(status: 200, body: version)
            case 2: .answer(status: 200, body: "")
            default: .answer(status: 204)
            }
        }
        let store = HTTPStore(server.address, namesActor: false)
        let new = NewDocument(name: "ops/runbook", content: Array("text".utf8))
        #expect(try await store.create(new, as: Self.caller) == .done(Self.document))
        #expect(try await store.version(3, of: "a", as: Self.caller) == Self.version)
        #expect(try await store.content(ofVersion: 3, of: "a", as: Self.caller) == [])
        guard case .done = try await store.delete("a", if: .ifMatch(.any), force: false, as: Self.caller) else {
            return #expect(Bool(false), "the deletion was done")
        }
        #expect(try NewDocument(decoding: server.requests[0].body) == new)
        #expect(server.requests[3].line == "DELETE /v1/documents/a HTTP/1.1")
        await store.close()
        try await server.stop()
    }

    @Test("An empty name is refused before it becomes another resource")
    func emptyName() async {
        let store = HTTPStore(.unixSocket(path: "/nonexistent"), namesActor: false)
        let problem = await #expect(throws: Problem.self) { try await store.document("", as: Self.caller) }
        #expect(problem?.reason == .invalidDocument)
    }

    @Test("Exchanges are told in their order, and what was never answered too")
    func exchanges() async throws {
        let told = Mutex<[Exchange]>([])
        let server = try await ScriptedServer { _, index in
            index == 0 ? .answer(status: 404, headers: ["ETag: \"e\""], body: "no") : .close
        }
        let store = HTTPStore(server.address, namesActor: true) { exchange in
            told.withLock { $0.append(exchange) }
        }
        _ = try? await store.document("a", as: Self.caller)
        _ = try? await store.delete("b", if: .ifMatch(.tags([ETag("1-x")])), force: false, as: Self.caller)
        let exchanges = told.withLock { $0 }
        #expect(exchanges.prefix(2).map(\.method) == ["GET", "DELETE"])
        #expect(exchanges.prefix(2).map(\.path) == ["/v1/documents/a", "/v1/documents/b"])
        #expect(exchanges.prefix(2).map(\.status) == [404, nil])
        #expect(exchanges[0].responseHeader("etag") == "\"e\"" && exchanges[0].responseBody == .init(Array("no".utf8)))
        #expect(exchanges[1].requestHeader("if-match") == "\"1-x\"")
        #expect(exchanges.allSatisfy { $0.microseconds >= 0 && $0.at.milliseconds > 0 })
        await store.close()
        try await server.stop()
    }
}
