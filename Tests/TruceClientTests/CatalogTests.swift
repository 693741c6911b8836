import Testing
import TruceDocument

@testable import TruceClient

/// What the calls about metadata, aliases, workflow, references and blame send, and what they give.
@Suite struct CatalogTests {
    static let metadata = Metadata(
        name: "a/b", title: "T", externalID: nil, mediaType: "text/plain", tags: [], status: "draft")
    static let match = Precondition.ifMatch(.tags([ETag("m7")]))

    /// Runs `body` against a server that gives this answer, and gives what was sent.
    private func sent(
        status: Int = 200, etag: String? = "\"m8\"", _ answer: [UInt8], _ body: (HTTPStore) async throws -> Void
    ) async throws -> ScriptedServer.Received {
        let headers = etag.map { ["ETag: \($0)"] } ?? []
        let text = String(decoding: answer, as: UTF8.self)
        let server = try await ScriptedServer { _, _ in .answer(status: status, headers: headers, body: text) }
        let store = HTTPStore(server.address, namesActor: false)
        do { try await body(store) } catch { Issue.record(error) }
        await store.close()
        try await server.stop()
        return server.requests[0]
    }

    @Test func changes() async throws {
        let patch = try await sent(Self.metadata.encoded()) { store in
            let change = MetadataPatch(name: "n", externalID: .removed)
            let outcome = try await store.changeMetadata(
                of: "a/b", by: change, if: Self.match, as: HTTPStoreTests.caller)
            #expect(outcome == .done(Tagged(Self.metadata, etag: ETag("m8"))))
        }
        #expect(patch.line == "PATCH /v1/documents/a%2Fb/metadata HTTP/1.1")
        #expect(patch.header("Content-Type") == "application/merge-patch+json")
        #expect(patch.header("If-Match") == "\"m7\"")
        #expect(String(decoding: patch.body, as: UTF8.self) == #"{"name":"n","externalId":null}"#)
        let transition = try await sent(Self.metadata.encoded()) { store in
            let outcome = try await store.changeStatus(
                of: "a/b", to: "review", if: Self.match, as: HTTPStoreTests.caller)
            #expect(outcome == .done(Tagged(Self.metadata, etag: ETag("m8"))))
        }
        #expect(transition.line == "POST /v1/documents/a%2Fb/transitions HTTP/1.1")
        #expect(transition.header("Content-Type") == "application/json")
        #expect(String(decoding: transition.body, as: UTF8.self) == #"{"to":"review"}"#)
        let deletion = try await sent(status: 204, []) { store in
            _ = try await store.delete("a/b", if: Self.match, force: true, as: HTTPStoreTests.caller)
        }
        #expect(deletion.line == "DELETE /v1/documents/a%2Fb?force=true HTTP/1.1")
    }

    @Test(arguments: [200, 201])
    func aliases(_ status: Int) async throws {
        let target = AliasTarget(document: "a/b")
        let put = try await sent(status: status, target.encoded()) { store in
            let outcome = try await store.setAlias(
                "x/y", to: "a/b", if: status == 201 ? .ifNoneExists : Self.match, as: HTTPStoreTests.caller)
            #expect(outcome == .done(SavedAlias(target: target, etag: ETag("m8"), created: status == 201)))
        }
        #expect(put.line == "PUT /v1/aliases/x%2Fy HTTP/1.1")
        #expect(put.header("If-None-Match") == (status == 201 ? "*" : nil))
        let get = try await sent(target.encoded()) { store in
            let alias = try await store.alias("x", as: HTTPStoreTests.caller)
            #expect(alias == Tagged(target, etag: ETag("m8")))
        }
        #expect(get.line == "GET /v1/aliases/x HTTP/1.1")
        let gone = try await sent(status: 204, []) { store in
            _ = try await store.removeAlias("x", if: Self.match, as: HTTPStoreTests.caller)
        }
        #expect(gone.line == "DELETE /v1/aliases/x HTTP/1.1" && gone.header("If-Match") == "\"m7\"")
    }

    @Test func reads() async throws {
        _ = try await sent(Workflow.standard.encoded()) { store in
            let workflow = try await store.workflow(as: HTTPStoreTests.caller)
            #expect(workflow == .standard)
        }
        let dependent = Dependent(name: "d", href: "/v1/documents/d", title: "")
        let list = try await sent(Page(items: [dependent], next: nil).encoded()) { store in
            let page = try await store.dependents(of: "n", page: PageRequest(limit: 3), as: HTTPStoreTests.caller)
            #expect(page.items == [dependent])
        }
        #expect(list.line == "GET /v1/documents/n/dependents?limit=3 HTTP/1.1")
        let item = BlameItem(from: 1, to: 3, version: 2, author: "ann", at: Timestamp(milliseconds: 0))
        _ = try await sent(Page(items: [item], next: nil).encoded()) { store in
            let blame = try await store.blame("n", as: HTTPStoreTests.caller)
            #expect(blame == Tagged([item], etag: ETag("m8")))
        }
    }

    @Test func whatCannotBeUnderstood() async throws {
        _ = try await sent(etag: nil, Self.metadata.encoded()) { store in
            let problem = await #expect(throws: Problem.self) {
                try await store.changeMetadata(of: "a", by: MetadataPatch(), if: Self.match, as: HTTPStoreTests.caller)
            }
            #expect(problem?.detail.hasSuffix("It has no ETag.") == true)
        }
        _ = try await sent(Array("{}".utf8)) { store in
            for call in 0..<3 {
                let problem = await #expect(throws: Problem.self) {
                    switch call {
                    case 0: _ = try await store.workflow(as: HTTPStoreTests.caller)
                    case 1: _ = try await store.alias("a", as: HTTPStoreTests.caller)
                    default: _ = try await store.blame("a", as: HTTPStoreTests.caller)
                    }
                }
                #expect(problem?.reason == .internalError)
            }
        }
    }
}
