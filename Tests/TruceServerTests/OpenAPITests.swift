import Foundation
import HTTPTypes
import Testing
import TruceDocument

@testable import TruceServer

@Suite struct OpenAPITests {
    let document = try? JSON(parsing: Array(OpenAPI.json.utf8))

    @Test func isMadeFromTheSourceAsItStands() throws {
        let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let source = try Data(contentsOf: root.appendingPathComponent("Resources/openapi.yaml"))
        #expect(Digest(of: [UInt8](source)).hex == OpenAPI.source, "run Resources/openapi.py")
    }

    @Test func namesEveryRouteAndNoOther() throws {
        guard case .object(let paths)? = document?["paths"] else {
            Issue.record("there are no paths")
            return
        }
        let documented = paths.flatMap { path in
            path.value.names.filter { $0 != "parameters" }.map { "\($0.uppercased()) \(path.name)" }
        }
        #expect(Set(documented) == Set(RouteTable.all.map { "\($0.method.rawValue) \($0.template)" }))
    }

    @Test func namesWhatConditionalRoutesAnswer() throws {
        for route in RouteTable.all {
            let operation = document?["paths"]?[route.template]?[route.method.rawValue.lowercased()]
            let statuses = Set(operation?["responses"]?.names ?? [])
            #expect(statuses.contains("428") == route.isConditional, "\(route.template)")
            #expect(statuses.isSuperset(of: ["409", "412"]) == route.isConditional, "\(route.template)")
            #expect(statuses.contains("409") == route.isMutation, "a key may be in flight at \(route.template)")
            #expect(statuses.contains("413") == (route.body != .none), "\(route.template)")
            #expect(statuses.contains("415") == (route.body != .none), "\(route.template)")
        }
    }

    @Test func isServed() async throws {
        let answer = try await RouterFixture().send("GET", "/openapi.json")
        #expect(answer.json == document)
        #expect(answer.json["openapi"]?.text == "3.1.0")
    }
}
