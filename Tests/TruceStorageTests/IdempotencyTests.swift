import GRDB
import Testing
import TruceDocument

@testable import TruceStorage

/// Answers are kept in the transaction of what they tell of.
@Suite struct IdempotencyTests {
    static func claim(_ key: String, principal: String = "p", body: String = "") -> IdempotencyClaim {
        let fingerprint = RequestFingerprint(
            method: "PUT", target: "/a", ifMatch: nil, ifNoneMatch: "*", body: Digest(of: Array(body.utf8)))
        return IdempotencyClaim(
            owner: IdempotencyOwner(principal: principal, key: IdempotencyKey(header: key)!), fingerprint: fingerprint)
    }

    static let refusal = KeptAnswer(status: 409, headers: [.init("A", "b: c"), .init("D", "")], body: [1, 0, 255])

    private func save(_ text: String, _ claim: IdempotencyClaim, _ fixture: Fixture) async throws -> Saved? {
        let answering = claim.answering { (saved: Saved) in
            KeptAnswer(status: 201, headers: [], body: Array("v\(saved.document.version)".utf8))
        }
        let caller = Caller(actor: "alice", requestID: "r", claim: answering)
        let request = SaveRequest(name: "a", content: Array(text.utf8), precondition: .ifNoneExists)
        return try await fixture.store.save(request, as: caller).success
    }

    @Test func aCrashBetweenCommitAndAnswerReplays() async throws {
        let fixture = try Fixture()
        let claim = Self.claim("k")
        #expect(try await fixture.store.claim(claim) == .new)
        #expect(try await save("one", claim, fixture) != nil)
        // Nobody has settled: that is where it crashes.
        let image = try Fixture.open(try fixture.crashImage(), fixture.clock)
        let expected = KeptAnswer(status: 201, headers: [], body: Array("v1".utf8))
        #expect(try await image.claim(claim) == .replay(expected))
        #expect(try await image.claim(Self.claim("k", body: "other")) == .reused)
        #expect(try await image.claim(Self.claim("k", principal: "q")) == .new)
    }

    /// Whatever the moment of a crash: an answer is there exactly if its version is.
    @Test func answersAndVersionsAreThereTogether() async throws {
        let fixture = try Fixture()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    let claim = Self.claim("k\(number)").answering { (_: Saved) in
                        KeptAnswer(status: 201, headers: [], body: nil)
                    }
                    let request = SaveRequest(name: "d\(number)", content: [1], precondition: .ifNoneExists)
                    let caller = Caller(actor: "a", requestID: "r", claim: claim)
                    _ = try await fixture.store.save(request, as: caller)
                }
            }
            for _ in 0..<5 {
                try await group.next()
                let image = try Fixture.open(try fixture.crashImage(), fixture.clock)
                let differing = try await image.read { database in
                    try Int.fetchOne(
                        database,
                        sql: """
                            SELECT count(*) FROM documents d FULL JOIN idempotency i
                            ON substr(d.name, 2) = substr(i.key, 2) WHERE d.id IS NULL OR i.key IS NULL
                            """)
                }
                #expect(differing == 0)
            }
            try await group.waitForAll()
        }
    }

    @Test func refusalsAreKeptBeforeTheyAreAnswered() async throws {
        let fixture = try Fixture()
        let claim = Self.claim("k")
        #expect(try await fixture.store.claim(claim) == .new)
        #expect(try await fixture.store.claim(claim) == .inFlight(startedAt: fixture.clock.now))
        await fixture.store.settle(claim, with: Self.refusal)
        let image = try Fixture.open(try fixture.crashImage(), fixture.clock)
        for store in [fixture.store, image] { #expect(try await store.claim(claim) == .replay(Self.refusal)) }
        // What is about the moment is not.
        let other = Self.claim("l")
        #expect(try await fixture.store.claim(other) == .new)
        await fixture.store.settle(other, with: nil)
        #expect(try await fixture.store.claim(other) == .new)
    }

    @Test func keysExpireAndAreSwept() async throws {
        let fixture = try Fixture()
        func keep(_ key: String) async throws {
            #expect(try await fixture.store.claim(Self.claim(key)) == .new)
            await fixture.store.settle(Self.claim(key), with: Self.refusal)
        }
        func count() async throws -> Int? {
            try await fixture.store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM idempotency") }
        }
        for number in 0..<10 { try await keep("old\(number)") }
        fixture.clock.advance(seconds: 86_399)
        #expect(try await fixture.store.claim(Self.claim("old0")) == .replay(Self.refusal))
        fixture.clock.advance(seconds: 1)
        try await keep("old0")
        for number in 0..<3 { try await keep("new\(number)") }
        #expect(try await count() == 4)
    }

    @Test func whatFailsKeepsNothing() async throws {
        let fixture = try Fixture(maximumPages: 60)
        let claim = Self.claim("k")
        #expect(try await fixture.store.claim(claim) == .new)
        await #expect(throws: Problem.self) {
            try await save(String(repeating: "x", count: 1 << 20), claim, fixture)
        }
        await fixture.store.settle(claim, with: nil)
        #expect(try await fixture.store.claim(claim) == .new)
    }
}
