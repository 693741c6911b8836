import Testing
import TruceDocument

@testable import TruceStorage

@Suite struct RaceTests {
    @Test func oneOfManyCreatesWins() async throws {
        let fixture = try Fixture()
        let outcomes = try await race(32) { number in
            try await fixture.put("a", "text \(number)", as: "actor\(number)")
        }
        #expect(outcomes.compactMap(\.success).count == 1)
        #expect(outcomes.compactMap(\.problem).allSatisfy { $0.reason == .alreadyExists })
        #expect(try await fixture.store.versions(of: "a", page: PageRequest(), as: .test).items.count == 1)
    }

    @Test func oneOfManyUpdatesOfAVersionWins() async throws {
        let fixture = try Fixture()
        var document = try #require(try await fixture.put("a", "0").success).document
        for round in 1...20 {
            let tag = document.contentETag
            let outcomes = try await race(16) { number in
                try await fixture.put("a", "\(round) \(number)", if: .tags(tag), as: "actor\(number)")
            }
            let winners = outcomes.compactMap(\.success)
            #expect(winners.count == 1)
            document = try #require(winners.first).document
            #expect(document.version == round + 1)
            for problem in outcomes.compactMap(\.problem) {
                guard case .versionMismatch(let mismatch) = problem.cause else { throw problem }
                #expect(mismatch.current.version == round + 1)
                #expect(mismatch.attempted.version == round)
            }
        }
        let numbers = try await fixture.store.versions(of: "a", page: PageRequest(), as: .test).items.map(\.number)
        #expect(numbers == Array((1...21).reversed()))
    }

    /// Every client saves until it has won ten times: nothing is lost, nothing is made twice.
    @Test func everyAnsweredSaveIsAVersion() async throws {
        let fixture = try Fixture(cacheBytes: 4096)
        try await fixture.put("a", "start")
        _ = try await race(8) { number in
            var won = 0
            while won < 10 {
                let head = try await fixture.store.head("a", as: .test)
                let text = "\(number)/\(won) after \(head.document.version)"
                let outcome = try await fixture.put("a", text, if: .tags(head.document.contentETag), as: "a\(number)")
                guard let saved = outcome.success else { continue }
                won += 1
                let stored = try await fixture.store.content(ofVersion: saved.document.version, of: "a", as: .test)
                #expect(stored == Array(text.utf8))
                #expect(text.hasSuffix(" after \(saved.document.version - 1)"))
            }
            return won
        }
        let versions = try await fixture.store.versions(of: "a", page: PageRequest(), as: .test).items
        #expect(versions.map(\.number) == Array((1...81).reversed()))
        #expect(versions.allSatisfy { $0.parent == ($0.number == 1 ? nil : $0.number - 1) })
    }

    @Test func savesOfDifferentDocumentsAllSucceed() async throws {
        let fixture = try Fixture()
        let outcomes = try await race(200) { number in try await fixture.put("d\(number)", "text \(number)") }
        #expect(outcomes.compactMap(\.success).count == 200)
        #expect(
            try await fixture.store.list(DocumentQuery(page: PageRequest(limit: 1000)), as: .test).items.count == 200)
    }

    @Test func oneThatFailsTakesNobodyWithIt() async throws {
        let fixture = try Fixture(maximumPages: 60)
        try await fixture.put("a", "start")
        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<40 {
                group.addTask {
                    let size = number % 4 == 0 ? 1 << 20 : 10
                    let request = SaveRequest(
                        name: "d\(number)", content: [UInt8](repeating: 1, count: size), precondition: .ifNoneExists)
                    return (try? await fixture.store.save(request, as: .test).success) != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        let listed = try await fixture.store.list(DocumentQuery(page: PageRequest(limit: 1000)), as: .test).items
        #expect(listed.count == outcomes + 1)
        #expect(listed.allSatisfy { $0.size <= 10 })
    }
}

/// Runs `body` that many times at once.
func race<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) async throws -> Value
) async throws -> [Value] {
    try await withThrowingTaskGroup(of: Value.self) { group in
        for number in 0..<count { group.addTask { try await body(number) } }
        return try await group.reduce(into: []) { $0.append($1) }
    }
}
