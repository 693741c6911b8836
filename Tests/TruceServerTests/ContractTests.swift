import HTTPTypes
import Testing
import TruceDocument

@testable import TruceServer

/// The routes against openapi.yaml: every answer to every kind of request is one that the document names.
@Suite struct ContractTests {
    let document = try? JSON(parsing: Array(OpenAPI.json.utf8))

    private func operation(_ route: Route) -> JSON? {
        document?["paths"]?[route.template]?[route.method.rawValue.lowercased()]
    }

    /// What a reference points to.
    private func resolved(_ json: JSON?) -> JSON? {
        guard let path = json?["$ref"]?.text else { return json }
        return document?.at(path.dropFirst(2).split(separator: "/").joined(separator: "."))
    }

    /// The role is what OpenAPI 3.1 lets a security requirement of a bearer token name.
    @Test(arguments: RouteTable.all) func rolesAreDocumented(_ route: Route) {
        let requirements = operation(route)?["security"] ?? document?["security"]
        let expected: [JSON] = route.role.map { [["token": .array([.string($0.rawValue)])]] } ?? []
        #expect(requirements == .array(expected), "\(route.method) \(route.template)")
        let statuses = Set(operation(route)?["responses"]?.names ?? [])
        for status in ["401", "429"] {
            #expect(statuses.contains(status) == (route.role != nil), "\(route.method) \(route.template): \(status)")
        }
        // An open route too: to a web page's request, where there is no authentication.
        #expect(statuses.contains("403"), "\(route.method) \(route.template)")
    }

    /// Whatever is sent: headers and bodies that belong to some route or to none.
    private static let requests: [(headers: [String], body: String?)] = {
        let headers: [[String]] = [
            [], ["If-Match: *"], ["If-None-Match: *"], [#"If-Match: "m1.1-000000000000""#], ["If-Match: x"],
            ["If-Match: *", "If-None-Match: *"], ["Truce-Actor: %0a"], ["Prefer: stale=412", #"If-Match: "9-0""#],
            ["Prefer: return=minimal", "If-None-Match: *"], ["Accept: text/html"], ["Transfer-Encoding: gzip"],
            ["Content-Encoding: gzip", "If-None-Match: *"], ["Content-Length: 99999999", "If-Match: *"],
            ["Idempotency-Key: \"k\"", "If-Match: *"], ["X-Request-Id: é"], ["Range: bytes=0-1"],
        ]
        let bodies: [(String?, String?)] = [
            (nil, nil), ("application/json", "{}"), ("application/json", "["), ("text/plain", "x"),
            ("multipart/form-data", "x"), ("application/json", #"{"name":"n","role":"reader"}"#),
            ("application/json", #"{"name":"made"}"#), ("application/merge-patch+json", #"{"title":"t"}"#),
        ]
        return headers.flatMap { headers in
            bodies.map { (headers + ($0.map { ["Content-Type: \($0)"] } ?? []), $1) }
        }
    }()

    private static let paths = ["notes", "none", "%ff", "%zz", "a%00b", "1", "0", "not_found"]

    /// No answer but those that are documented, in the media type that is documented; problems with what every one has.
    @Test(arguments: RouteTable.all) func everyAnswerIsDocumented(_ route: Route) async throws {
        let fixture = try RouterFixture()
        try await fixture.create()
        let reader = "Authorization: Bearer \(try await fixture.token(.reader).token.secret)"
        for value in route.template.contains("{") ? Self.paths : [""] {
            // The first parameter takes every value; others are there.
            var path = route.template.replacing("{n}", with: "1")
            for parameter in ["{name}", "{user}", "{reason}", "{id}"] { path = path.replacing(parameter, with: value) }
            for target in [path, path + "?limit=0", path + "?%", path + "?from=1&to=1", path + "?cursor=zz&fields=x"] {
                // All of them where there is a document and where there is none.
                let isFull = target == path && ["notes", "none", ""].contains(value)
                for request in isFull ? Self.requests : [([], nil), (["If-Match: *"], "{}")] {
                    let sent = "\(route.method) \(target) \(request)"
                    check(
                        try await fixture.send(route.method.rawValue, target, request.headers, body: request.body),
                        route, sent)
                }
                check(try await fixture.send(route.method.rawValue, target, peer: .network), route, target)
                check(try await fixture.send(route.method.rawValue, target, [reader], peer: .network), route, target)
            }
        }
    }

    private func check(_ answer: Answer, _ route: Route, _ sent: String) {
        let response = resolved(operation(route)?["responses"]?["\(answer.status)"])
        #expect(answer.status < 500, "\(sent): \(answer.text)")
        #expect(response != nil, "\(answer.status) is not documented: \(sent): \(answer.text)")
        let types = response?["content"]?.names ?? []
        let type = answer.headers[.contentType]?.prefix { $0 != ";" }
        if let type {
            #expect(types.contains { $0 == type || $0 == "*/*" }, "\(type) is not documented: \(sent)")
        } else {
            #expect(answer.body.bytes?.isEmpty ?? true, "no media type: \(sent)")
        }
        if answer.status >= 400 {
            #expect(type == "application/problem+json", "\(sent)")
            for member in ["type", "title", "status", "reason", "retry", "detail", "instance", "requestId", "resource"]
            {
                #expect(answer.json[member] != nil, "\(member) is missing: \(sent)")
            }
            #expect(answer.json["status"]?.integer == answer.status)
        }
        let documented = Set((response?["headers"]?.names ?? []).map { $0.lowercased() })
        for name in ["etag", "location", "retry-after", "www-authenticate", "link", "preference-applied"] {
            guard let field = HTTPField.Name(name), answer.headers[field] != nil else { continue }
            #expect(documented.contains(name), "\(name) of \(answer.status) is not documented: \(sent)")
        }
    }

    /// A method that the document does not name is 405, with those that it does.
    @Test func otherMethodsAreRefused() async throws {
        let fixture = try RouterFixture()
        guard case .object(let paths)? = document?["paths"] else { return }
        for path in paths {
            let documented = Set(path.value.names.map { $0.uppercased() }).subtracting(["PARAMETERS"])
            let expected = documented.contains("GET") ? documented.union(["HEAD"]) : documented
            let target = path.name.replacing(/\{[a-z]+\}/, with: "x")
            for method in ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"]
            where !expected.contains(method) {
                let answer = try await fixture.send(method, target)
                #expect(answer.status == 405, "\(method) \(target)")
                #expect(answer.headers[.allow] == expected.sorted().joined(separator: ", "))
            }
        }
    }
}
