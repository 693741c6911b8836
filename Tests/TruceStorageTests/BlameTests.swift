import Testing
import TruceDocument
import TruceTestSupport

@testable import TruceStorage

/// Which version brought each line, as far as the store walks for it.
@Suite struct BlameTests {
    private func lines(_ items: [BlameItem]) -> [String] {
        items.flatMap { item in (item.from...item.to).map { "\($0) v\(item.version) \(item.author)" } }
    }

    @Test func namesVersionAuthorAndTime() async throws {
        let fixture = try Fixture()
        var tag = try #require(try await fixture.put("n", "a\nb\n", as: "ann").success).document.contentETag
        fixture.clock.advance(seconds: 9)
        tag = try #require(try await fixture.put("n", "x\na\nb\nc", if: .tags(tag), as: "bob").success)
            .document.contentETag
        let blame = try await fixture.store.blame("N", as: .test)
        #expect(blame.etag == (try await fixture.store.document("n", as: .test).blameETag))
        #expect(lines(blame.value) == ["1 v2 bob", "2 v1 ann", "3 v1 ann", "4 v2 bob"])
        #expect(blame.value[0].at == fixture.clock.now)
        try await fixture.put("n", "", if: .tags(tag))
        #expect(try await fixture.store.blame("n", as: .test).value == [])
        await expect(.notFound) { try await fixture.store.blame("none", as: .test) }
    }

    @Test func whoIsCancelledIsToldSo() async throws {
        let fixture = try Fixture()
        for text in ["a\n", "a\nb\n", "b\n"] {
            try await fixture.put("n", text, if: text == "a\n" ? .ifNoneExists : .ifMatch(.any))
        }
        let task = Task { () -> Reason? in
            withUnsafeCurrentTask { $0?.cancel() }
            do throws(Problem) { _ = try await fixture.store.blame("n", as: .test) } catch { return error.reason }
            return nil
        }
        #expect(await task.value == .unavailable)
        #expect(lines(try await fixture.store.blame("n", as: .test).value).count == 1)
    }

    /// What is known of an older version gives the same as a walk through all of them.
    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func whatIsKnownGivesTheSame(_ seed: UInt64) async throws {
        let fixture = try Fixture()
        var generator = SeededGenerator(seed: seed)
        var text = ["a", "b", "c"]
        try await fixture.put("n", text.map { $0 + "\n" }.joined())
        for step in 1...90 {
            switch Int.random(in: 0..<3, using: &generator) {
            case 0 where !text.isEmpty: text.remove(at: Int.random(in: 0..<text.count, using: &generator))
            case 1 where !text.isEmpty: text[Int.random(in: 0..<text.count, using: &generator)] = "\(step % 7)"
            default: text.insert("\(step % 5)", at: Int.random(in: 0...text.count, using: &generator))
            }
            try await fixture.put("n", text.map { $0 + "\n" }.joined(), if: .ifMatch(.any), as: "a\(step % 3)")
            guard Int.random(in: 0..<4, using: &generator) == 0 else { continue }
            let known = try await fixture.store.blame("n", as: .test)
            let fresh = try await fixture.reopened().blame("n", as: .test)
            #expect(known == fresh, "seed \(seed), step \(step)")
        }
    }
}
