import HTTPTypes
import NIOCore
import Synchronization
import Testing
import TruceDocument

@testable import TruceServer

/// Who may do what over TCP with tokens, on every route of the table.
@Suite struct IdentityTests {
    private static func path(of route: Route) -> String {
        route.template.replacing("{name}", with: "notes").replacing("{n}", with: "1")
            .replacing("{reason}", with: "not_found").replacing("{user}", with: "nobody").replacing("{id}", with: "x")
    }

    /// 401 without a token, 403 with too small a role, something else with the role that the table names, or a greater.
    @Test func everyRouteAsksForItsRole() async throws {
        let fixture = try RouterFixture()
        try await fixture.create()
        var tokens: [Role: String] = [:]
        for role in Role.allCases { tokens[role] = try await fixture.token(role).token.secret }
        for route in RouteTable.all {
            let path = Self.path(of: route)
            let method = route.method.rawValue
            let nobody = try await fixture.send(method, path, peer: .network)
            #expect((nobody.status == 401) == (route.role != nil), "\(method) \(path)")
            if nobody.status == 401 {
                #expect(nobody.reason == "unauthenticated")
                #expect(nobody.headers[.wwwAuthenticate] == "Bearer realm=\"truce\"")
            }
            for role in Role.allCases {
                let answer = try await fixture.send(
                    method, path, ["Authorization: Bearer \(tokens[role] ?? "")"], peer: .network)
                #expect(answer.status != 401, "\(method) \(path)")
                #expect((answer.status == 403) == (role < route.role ?? .reader), "\(method) \(path) as \(role)")
                if answer.status == 403 { #expect(answer.reason == "forbidden") }
            }
            // The server's own user may do everything, everybody else on the machine what a writer may.
            #expect(try await fixture.send(method, path).status != 403, "\(method) \(path)")
            let other = try await fixture.send(method, path, peer: .user(RouterFixture.ownUser - 1))
            #expect((other.status == 403) == (route.role == .admin), "\(method) \(path)")
        }
    }

    /// Without authentication users cannot be kept: what is made so would outlive the demo.
    @Test func withoutAuthenticationNobodyIsAdmin() async throws {
        let fixture = try RouterFixture(noAuth: true)
        #expect(try await fixture.send("GET", "/v1/users", peer: .network).status == 403)
        #expect(try await fixture.send("GET", "/v1/documents", peer: .network).status == 200)
    }

    static let bad = [
        "Bearer", "Bearer ", "Basic YTpi", "Bearer x", "truce_x", "Bearer truce_" + String(repeating: "a", count: 38),
        "Bearer  ", "Bearer \u{7F}", "Bearer a b",
    ]

    @Test(arguments: bad)
    func whatIsNoTokenIs401(_ header: String) async throws {
        let answer = try await RouterFixture().send(
            "GET", "/v1/documents", ["Authorization: \(header)"], peer: .network)
        #expect(answer.status == 401)
        #expect(answer.headers[.wwwAuthenticate] == "Bearer realm=\"truce\", error=\"invalid_token\"")
    }

    /// Who is not let in learns nothing of what there is.
    @Test(arguments: ["/v1/documents/notes", "/v1/documents/none", "/nothing", "/v1/documents/%ff", "/v1//documents"])
    func strangersLearnNothing(_ path: String) async throws {
        let fixture = try RouterFixture()
        try await fixture.create()
        for method in ["GET", "PUT", "PATCH"] {
            #expect(try await fixture.send(method, path, peer: .network).status == 401, "\(method)")
        }
    }

    @Test func openResourcesSayWhichMethodsTheyTake() async throws {
        let answer = try await RouterFixture().send("POST", "/livez", peer: .network)
        #expect(answer.status == 405)
        #expect(answer.headers[.allow] == "GET, HEAD")
    }

    @Test func theHolderIsTheActor() async throws {
        let fixture = try RouterFixture()
        let token = "Authorization: Bearer \(try await fixture.token(.writer, of: "ann").token.secret)"
        let put = ["If-None-Match: *", token]
        let saved = try await fixture.send("PUT", "/v1/documents/a/content", put, body: "x", peer: .network)
        #expect(saved.json["createdBy"]?.text == "ann")
        // Nobody writes in another's name, not even in their own.
        for name in ["bob", "ann"] {
            let named = try await fixture.send(
                "PUT", "/v1/documents/b/content", put + ["Truce-Actor: \(name)"], body: "x", peer: .network)
            #expect(named.status == 403)
        }
        // A proxy's page or another host's name are no danger where a token is needed.
        let elsewhere = try await fixture.send(
            "GET", "/v1/documents", [token, "Origin: https://a.example"], peer: .network, host: "docs.example.org")
        #expect(elsewhere.status == 200)
    }

    @Test func aTokenTakenBackIsRefusedAtOnce() async throws {
        let fixture = try RouterFixture()
        let issued = try await fixture.token(.admin, of: "ann")
        let headers = ["Authorization: Bearer \(issued.token.secret)"]
        let path = "/v1/users/ann/tokens/\(issued.id)"
        #expect(try await fixture.send("DELETE", path, headers, peer: .network).status == 204)
        #expect(try await fixture.send("DELETE", path, headers, peer: .network).status == 401)
        #expect(try await fixture.send("DELETE", path).status == 404)
    }

    @Test func guessingIsSlowedDownForTheGuesserAlone() async throws {
        let time = SettableTime()
        var rates = ServerConfiguration.Rates()
        rates.guesses = RateLimit(burst: 5, perMinute: 60)
        let fixture = try RouterFixture(rates: rates, now: { time.now })
        let good = ["Authorization: Bearer \(try await fixture.token(.reader).token.secret)"]
        func ask(_ headers: [String], from sender: String) async throws -> Answer {
            try await fixture.send("GET", "/v1/documents", headers, peer: .network, from: sender)
        }
        for _ in 0..<5 { #expect(try await ask(["Authorization: Bearer x"], from: "a").status == 401) }
        for _ in 0..<50 {
            let refused = try await ask(["Authorization: Bearer x"], from: "a")
            #expect(refused.status == 429)
            #expect(refused.reason == "rate_limited")
            #expect(refused.headers[.retryAfter] == "1")
        }
        #expect(try await ask(["Authorization: Bearer x"], from: "b").status == 401)
        // Whoever shares the address and has a token, and whoever has none yet, is told what they were.
        #expect(try await ask(good, from: "a").status == 200)
        #expect(try await ask([], from: "a").status == 401)
        time.advance(seconds: 2)
        #expect(try await ask(["Authorization: Bearer x"], from: "a").status == 401)
    }

    /// Who has a whole network of addresses is one sender all the same.
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.2", false), ("192.0.2.1", "192.0.2.1", true), ("2001:db8::1", "2001:db8::2", true),
        ("2001:db8::1", "2001:db8:0:1::1", false), ("::ffff:192.0.2.1", "::ffff:192.0.2.2", false),
    ])
    func senders(_ a: String, _ b: String, _ areOne: Bool) throws {
        let senders = try [a, b].map { try SocketAddress(ipAddress: $0, port: 1).sender }
        #expect((senders[0] == senders[1]) == areOne)
    }

    @Test func aTokenIsGoodForSoManyRequests() async throws {
        let time = SettableTime()
        var rates = ServerConfiguration.Rates()
        rates.token = RateLimit(burst: 3, perMinute: 6)
        let fixture = try RouterFixture(rates: rates, now: { time.now })
        let ann = ["Authorization: Bearer \(try await fixture.token(.reader, of: "ann").token.secret)"]
        let bob = ["Authorization: Bearer \(try await fixture.token(.reader, of: "bob").token.secret)"]
        func status(_ headers: [String]) async throws -> Int {
            try await fixture.send("GET", "/v1/documents", headers, peer: .network).status
        }
        for _ in 0..<3 { #expect(try await status(ann) == 200) }
        let refused = try await fixture.send("GET", "/v1/documents", ann, peer: .network)
        #expect(refused.status == 429)
        #expect(refused.headers[.retryAfter] == "10")
        #expect(refused.json["retry"]?.text == "same_request")
        #expect(try await status(bob) == 200)
        time.advance(seconds: 10)
        #expect(try await status(ann) == 200)
        #expect(try await status(ann) == 429)
        // Nobody is limited who needs no token.
        for _ in 0..<20 { #expect(try await fixture.send("GET", "/v1/documents").status == 200) }
    }

    @Test func noLogLineHasAToken() async throws {
        let fixture = try RouterFixture()
        let issued = try await fixture.token(.admin, of: "ann")
        let headers = ["Authorization: Bearer \(issued.token.secret)"]
        _ = try await fixture.send("POST", "/v1/users/ann/tokens", headers, peer: .network)
        _ = try await fixture.send("PUT", "/v1/documents/a/content", headers, body: "x", peer: .network)
        #expect(!fixture.log.all.isEmpty)
        #expect(!fixture.log.all.contains { $0.contains("truce_") })
    }
}

/// A clock that a test sets.
final class SettableTime: Sendable {
    private let milliseconds = Mutex<Int64>(1_000_000)

    var now: Timestamp { Timestamp(milliseconds: milliseconds.withLock { $0 }) }

    func advance(seconds: Int64) { milliseconds.withLock { $0 += seconds * 1000 } }
}
