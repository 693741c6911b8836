import HTTPTypes
import Testing
import TruceDocument

@testable import TruceServer

/// What holds for every request: paths, methods, who asks, and what every answer carries.
@Suite struct RequestTests {
    @Test(arguments: [
        ("/v1//documents", 404), ("/v1/documents/", 404), ("//", 404), ("/", 404), ("/v1", 404), ("*", 404),
        ("/v1/documents//content", 404), ("/v1/documents/notes/content/", 404), ("/nothing", 404),
        ("/v1/documents/%zz", 400), ("/v1/documents/%2", 400), ("/v1/documents/%", 400), ("/%ff", 404),
        ("/problems/%ff", 404), ("/v1/documents/ops/notes", 404), ("/v1/documents/ops%2Fnotes", 200),
        ("/v1/documents/ops%2fnotes?x=%", 400), ("/v1/documents/ops%2Fnotes?", 200), ("/%761/documents", 200),
        ("/v1/documents/%C3%89", 404), ("/problems/version_mismatch", 200), ("/problems/none", 404),
    ])
    func paths(_ target: String, _ status: Int) async throws {
        let fixture = try RouterFixture()
        try await fixture.create("ops/notes")
        let answer = try await fixture.send("GET", target)
        #expect(answer.status == status, "\(answer.text)")
        if status >= 400 { #expect(answer.headers[.contentType] == "application/problem+json") }
    }

    static let names: [(String, Int)] = [
        ("%ff", 422), ("%c3%28", 422), ("a%ED%A0%80", 422), ("%00", 422), ("a%00b", 422), ("%2F", 422), ("%2Fa", 422),
        ("a%2F", 422), ("a%2F%2Fb", 422), (".", 422), ("..", 422), ("%2e%2e", 422), ("a%2F..%2Fb", 422),
        (".hidden", 422), ("a%20b", 422), ("a%20", 422), ("%09", 422), ("a%0D%0Ab", 422), ("a%1B", 422),
        ("a%C2%85", 422), ("a%E2%80%AE", 422), ("a%E2%80%8B", 422), ("a%C2%A0", 422), ("%F0%9F%98%80", 422),
        ("e%CC%81", 422), ("a+b", 422), ("a@1", 422), (String(repeating: "a", count: 201), 422),
        (String(repeating: "%C3%A9", count: 101), 422), ("%zz", 400), ("%2", 400), ("a%", 400), ("", 404),
        (String(repeating: "a", count: 200), 200), (String(repeating: "%C3%A9", count: 100), 200), ("%C3%89", 200),
        ("_", 200), ("-a", 200), ("a.", 200), ("1%2F2%2F3", 200), ("%E6%BC%A2", 200),
    ]

    /// A name is 1 to 200 bytes of NFC text of certain characters; anything else is 422, but for what is no
    /// percent-encoding at all (400) and for the empty name, whose path is another resource's (404).
    @Test func namesOfDocuments() async throws {
        let fixture = try RouterFixture()
        for (name, status) in Self.names {
            let path = "/v1/documents/\(name)"
            let put = try await fixture.send("PUT", "\(path)/content", ["If-None-Match: *"], body: "x")
            #expect(put.status == (status == 200 ? 201 : status), "\(put.text)")
            for path in [path, "\(path)/metadata", "\(path)/content", "\(path)/versions", "\(path)/versions/1"] {
                let answer = try await fixture.send("GET", path)
                #expect(answer.status == status, "\(path): \(answer.text)")
                if status == 422 { #expect(answer.reason == "invalid_document") }
            }
            // Whatever the name, the precondition is asked for first.
            if status == 422 { #expect(try await fixture.send("DELETE", path).status == 428) }
        }
    }

    static let numbers: [(String, Int)] = [
        ("versions/1", 200), ("versions/+1", 404), ("versions/%2B1", 404), ("versions/01", 404), ("versions/0", 404),
        ("versions/-1", 404), ("versions/1.0", 404), ("versions/x", 404), ("versions/%ff", 404), ("versions/2", 404),
        ("versions/9223372036854775808", 404), ("versions/+1/content", 404), ("versions/01/content", 404),
        ("diff?from=1&to=1", 200), ("diff?from=%2B1&to=1", 400), ("diff?from=1&to=01", 400), ("diff?from=0&to=1", 400),
        ("diff?from=1", 400), ("diff?from=1&to=2", 404), ("versions?limit=1", 200), ("versions?limit=%2B1", 400),
        ("versions?limit=01", 400), ("versions?limit=0", 400), ("versions?limit=1001", 400), ("versions?limit=", 400),
    ]

    @Test func numbersHaveOneSpelling() async throws {
        let fixture = try RouterFixture()
        try await fixture.create()
        for (path, status) in Self.numbers {
            let answer = try await fixture.send("GET", "/v1/documents/notes/\(path)")
            #expect(answer.status == status, "\(path): \(answer.text)")
        }
    }

    private static func populated() async throws -> RouterFixture {
        let fixture = try RouterFixture()
        try await fixture.create()
        _ = try await fixture.send(
            "PUT", "/v1/aliases/handbook", ["If-None-Match: *"], body: #"{"document":"notes"}"#)
        return fixture
    }

    /// Every route of the table, with every method: those it takes are found, others are 405 with `Allow`.
    @Test func methods() async throws {
        let fixture = try await Self.populated()
        for template in Set(RouteTable.all.map(\.template)) {
            let path = try await Self.path(of: template, fixture)
            let methods = RouteTable.all.filter { $0.template == template }.map(\.method.rawValue)
            let expected = (methods + (methods.contains("GET") ? ["HEAD"] : [])).sorted()
            for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"] {
                let answer = try await fixture.send(method, path)
                if expected.contains(method) {
                    #expect(answer.status != 405 && answer.status != 404 && answer.status < 500, "\(method) \(path)")
                } else {
                    #expect(answer.status == 405, "\(method) \(path)")
                    #expect(answer.headers[.allow] == expected.joined(separator: ", "), "\(method) \(path)")
                }
            }
        }
    }

    /// A path of the route at which there is something.
    private static func path(of template: String, _ fixture: RouterFixture) async throws -> String {
        let key = String(repeating: "0a", count: 32)
        if template.contains("{key}") {
            _ = try await fixture.send("PUT", "/v1/resolutions/\(key)", body: #"{"text":"x"}"#)
        }
        var path = template
        if template.contains("{user}") {
            let user = "ann-\(template.utf8.count)"
            let token = try await fixture.token(.reader, of: user)
            path = path.replacing("{user}", with: user).replacing("{id}", with: token.id)
        } else if template.contains("{id}") {
            let refused = try await fixture.send("PUT", "/v1/documents/notes/content", body: "x")
            path = try #require(refused.json["instance"]?.text)
        }
        return path.replacing("{name}", with: "notes").replacing("{n}", with: "1").replacing("{key}", with: key)
            .replacing("{alias}", with: "handbook").replacing("{reason}", with: "not_found")
    }

    @Test func headIsGetWithoutABody() async throws {
        let fixture = try await Self.populated()
        // The metrics count the request before.
        for route in RouteTable.all where route.method == .get && route.template != "/metrics" {
            let path = try await Self.path(of: route.template, fixture) + "?from=1&to=1"
            let get = try await fixture.send("GET", path)
            let head = try await fixture.send("HEAD", path)
            #expect(get.status == 200, "\(path)")
            #expect(head.status == get.status)
            #expect(head.headers == get.headers)
            #expect(head.body.bytes == nil)
            #expect(head.headers[.contentLength] == "\(get.body.bytes?.count ?? -1)")
        }
    }

    @Test(arguments: ["GET /v1/documents", "GET /nothing", "POST /v1/documents", "GET /livez"])
    func everyAnswerCarries(_ request: String) async throws {
        let parts = request.split(separator: " ").map(String.init)
        let answer = try await RouterFixture().send(parts[0], parts[1])
        #expect(answer.headers[.xContentTypeOptions] == "nosniff")
        #expect(answer.headers[.contentSecurityPolicy] == "sandbox")
        #expect(answer.headers[.requestID] == "req_made")
        if answer.status >= 400 {
            #expect(
                Array(answer.json.names.prefix(9)) == [
                    "type", "title", "status", "reason", "retry", "detail", "instance", "requestId", "resource",
                ])
        }
    }

    @Test(arguments: [
        ("abc-123", "abc-123"), (String(repeating: "x", count: 128), String(repeating: "x", count: 128)),
        (String(repeating: "x", count: 129), "req_made"), ("a b", "req_made"), ("é", "req_made"), ("", "req_made"),
        (#"a"b\"#, #"a"b\"#),
    ])
    func requestIDs(_ sent: String, _ used: String) async throws {
        let fixture = try RouterFixture()
        let answer = try await fixture.send("GET", "/nothing", ["X-Request-Id: \(sent)"])
        #expect(answer.headers[.requestID] == used)
        #expect(answer.json["requestId"]?.text == used)
        #expect(fixture.log.all.contains { $0.contains("status=404") && $0.contains("requestId=") })
    }

    @Test func hostsAreOne() async throws {
        let fixture = try RouterFixture()
        #expect(try await fixture.send("GET", "/livez", host: nil).status == 400)
        #expect(try await fixture.send("GET", "/livez", ["Host: other"]).status == 400)
        #expect(try await fixture.send("GET", "/livez", host: "whatever").status == 200)
    }

    struct Who: Sendable {
        var headers: [String] = []
        var peer = Peer.user(RouterFixture.ownUser)
        var noAuth = false
        var host = "localhost"
        var status = 201
        var actor: String?
    }

    @Test(arguments: [
        Who(actor: "uid4000000001"), Who(peer: .user(0), actor: "root"),
        Who(headers: ["Truce-Actor: bob"], actor: "bob"), Who(headers: ["Truce-Actor: Zo%C3%AB"], actor: "Zoë"),
        Who(headers: ["Truce-Actor: bob"], peer: .user(0), status: 403),
        Who(headers: ["Truce-Actor: bob"], peer: .user(0), noAuth: true, actor: "bob"),
        Who(headers: ["Truce-Actor: a%20b"], status: 400), Who(headers: ["Truce-Actor: %0a"], status: 400),
        Who(headers: ["Truce-Actor:"], status: 400), Who(headers: ["Truce-Actor: %ff"], status: 400),
        Who(headers: ["Truce-Actor: %E2%80%AE"], status: 400),
        Who(headers: ["Truce-Actor: a", "Truce-Actor: b"], status: 400),
        Who(peer: .network, noAuth: true, actor: "anonymous"),
        Who(peer: .network, noAuth: true, host: "127.0.0.1:8080", actor: "anonymous"),
        Who(peer: .network, noAuth: true, host: "[::1]:1", actor: "anonymous"),
        Who(headers: ["Truce-Actor: bob"], peer: .network, noAuth: true, host: "LOCALHOST", actor: "bob"),
        Who(headers: ["Origin: null"], peer: .network, noAuth: true, status: 403),
        Who(headers: ["Origin: http://localhost"], peer: .network, noAuth: true, status: 403),
        Who(peer: .network, noAuth: true, host: "evil.example", status: 421),
        Who(peer: .network, noAuth: true, host: "localhost.evil.example", status: 421),
        Who(peer: .network, noAuth: true, host: "localhost:80@evil", status: 421),
        Who(peer: .network, noAuth: true, host: "", status: 421),
        Who(headers: ["Origin: null"], host: "evil.example", actor: "uid4000000001"),
    ])
    func whoAsks(_ who: Who) async throws {
        let fixture = try RouterFixture(noAuth: who.noAuth)
        let answer = try await fixture.send(
            "PUT", "/v1/documents/a/content", ["If-None-Match: *"] + who.headers, body: "x", peer: who.peer,
            host: who.host)
        #expect(answer.status == who.status, "\(answer.text)")
        #expect(answer.json["createdBy"]?.text == who.actor)
    }

    @Test func checksComeInTheirOrder() async throws {
        let fixture = try RouterFixture()
        try await fixture.create("notes", "one", as: "bob")
        // Each request has every fault of the ones after it.
        let steps: [(String, String, [String], Int)] = [
            ("PATCH", "/v1/documents/notes/content", ["Truce-Actor: %0a"], 400),
            ("PATCH", "/v1/documents/notes/content", ["Content-Type: multipart/x"], 405),
            ("PUT", "/v1/documents/notes/content", ["Content-Type: multipart/x", "Content-Length: 99999999"], 415),
            ("PUT", "/v1/documents/notes/content", ["Content-Length: 99999999"], 413),
            ("PUT", "/v1/documents/notes/content", ["Content-Length: 1"], 428),
            ("PUT", "/v1/documents/notes/content", [#"If-Match: "x""#, "Content-Length: 1"], 409),
        ]
        for (method, path, headers, status) in steps {
            #expect(try await fixture.send(method, path, headers, body: "x").status == status, "\(headers)")
        }
    }
}
