import Synchronization
import Testing
import TruceDocument

@testable import TruceClient

/// Where a token goes, and where it does not.
@Suite struct CredentialsTests {
    private let token = AccessToken(bytes: Array(repeating: 9, count: AccessToken.randomBytes))
    private let caller = Caller(actor: "ann", requestID: "1")

    @Test(arguments: [
        ("https://docs.example.org", true), ("http://localhost:7311", true), ("http://127.0.0.1", true),
        ("http://127.1.2.3:1", true), ("http://[::1]:7311", true), ("http://docs.example.org", false),
        ("http://192.0.2.1", false), ("http://127.0.0.1.example.org", false), ("http://localhost.example.org", false),
        ("http://[::2]", false), ("http://128.0.0.1", false),
    ])
    func overTCP(_ text: String, _ isSent: Bool) throws {
        let address = try ServerAddress(text)
        let credentials = Credentials(token: token)
        #expect(address.takesTokens)
        #expect(address.isConfidential == isSent)
        if isSent {
            #expect(try credentials.authorization(for: address) == "Bearer \(token?.secret ?? "")")
        } else {
            let problem = #expect(throws: Problem.self) { try credentials.authorization(for: address) }
            #expect(problem?.reason == .forbidden)
            #expect(problem?.detail.contains(token?.secret ?? "") == false)
        }
        #expect(try Credentials().authorization(for: address) == nil)
    }

    @Test func aSocketNeedsNone() throws {
        #expect(try Credentials(token: token).authorization(for: .unixSocket(path: "/s")) == nil)
    }

    /// A redirect is an answer like another: nobody goes where it leads, least of all with a token.
    @Test(arguments: [301, 302, 307, 308])
    func redirectsAreNotFollowed(_ status: Int) async throws {
        let other = try await ScriptedServer { _, _ in .answer(status: 200, body: "{}") }
        let target = "\(other.address)/v1/documents/a"
        let server = try await ScriptedServer { _, _ in
            .answer(status: status, headers: ["Location: \(target)"])
        }
        let store = HTTPStore(server.address, namesActor: false, credentials: Credentials(token: token))
        await #expect(throws: Problem.self) { try await store.document("a", as: caller) }
        #expect(server.requests.count == 1)
        #expect(server.requests[0].header("Authorization") == "Bearer \(token?.secret ?? "")")
        #expect(other.requests.isEmpty)
        await store.close()
        try await server.stop()
        try await other.stop()
    }

    @Test func whatIsShownHasNoToken() async throws {
        let server = try await ScriptedServer { _, _ in .answer(status: 404) }
        let seen = Mutex<[Exchange]>([])
        let store = HTTPStore(server.address, namesActor: false, credentials: Credentials(token: token)) { exchange in
            seen.withLock { $0.append(exchange) }
        }
        await #expect(throws: Problem.self) { try await store.document("a", as: caller) }
        let exchange = try #require(seen.withLock { $0.first })
        #expect(exchange.requestHeaders.contains { $0.name == "Authorization" && $0.value == "Bearer $TRUCE_TOKEN" })
        #expect(!"\(exchange)".contains(token?.secret ?? ""))
        await store.close()
        try await server.stop()
    }
}
