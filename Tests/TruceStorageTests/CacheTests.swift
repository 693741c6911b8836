import Testing
import TruceDocument
import TruceTestSupport

@testable import TruceStorage

/// What is read from memory is what the database holds, whatever was forgotten in between.
@Suite struct CacheTests {
    @Test(arguments: [0, 3_000, 20_000, 1 << 20], 1...4)
    func agreesWithTheDatabase(_ cacheBytes: Int, _ seed: UInt64) async throws {
        let fixture = try Fixture(cacheBytes: cacheBytes)
        var generator = SeededGenerator(seed: seed)
        var model: [String: String] = [:]
        for step in 0..<300 {
            let name = "d\(Int.random(in: 0..<8, using: &generator))"
            let comment: Comment = "seed \(seed), step \(step), \(name)"
            switch Int.random(in: 0..<10, using: &generator) {
            case 0:
                if model[name] != nil {
                    _ = try await fixture.store.delete(name, if: .ifMatch(.any), force: false, as: .test)
                    model[name] = nil
                }
            case 1...4:
                let text = String(repeating: "x", count: Int.random(in: 0..<2_000, using: &generator)) + "\(step)"
                let precondition: Precondition = model[name] == nil ? .ifNoneExists : .ifMatch(.any)
                _ = try #require(try await fixture.put(name, text, if: precondition).success, comment)
                model[name] = text
            default:
                let head = try? await fixture.store.head(name, as: .test)
                #expect(head.map { String(decoding: $0.content, as: UTF8.self) } == model[name], comment)
                let stored = try await fixture.store.read { try $0.head(DocumentName(name))?.document }
                #expect(head?.document == stored, comment)
            }
        }
    }

    /// Readers that miss while a writer writes never leave an older head behind.
    @Test func aSlowReaderDoesNotBringBackThePast() async throws {
        let fixture = try Fixture(cacheBytes: 64 << 10)
        let cache = fixture.store.cache
        let first = try #require(try await fixture.put("a", "one").success).document
        let name = try DocumentName("a")
        let old = try #require(try await fixture.store.read { try $0.head(name) })
        let fill = cache.beginFill()
        try await fixture.put("a", "two", if: .tags(first.contentETag))
        cache.finish(fill, head: old)
        #expect(cache.head(name)?.document.version == 2)
        // Not even when the newer head was forgotten meanwhile.
        let second = cache.beginFill()
        _ = try await fixture.store.delete("a", if: .ifMatch(.any), force: false, as: .test)
        cache.finish(second, head: old)
        #expect(cache.head(name) == nil)
    }

    @Test func readersFillItAgain() async throws {
        let fixture = try Fixture()
        try await fixture.put("a", "one")
        let other = try fixture.reopened()
        let name = try DocumentName("A")
        #expect(other.cache.head(name) == nil)
        _ = try await other.head("a", as: .test)
        #expect(other.cache.head(name)?.document.version == 1)
    }
}
