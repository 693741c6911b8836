import Foundation
import GRDB
import Testing
import TruceDocument
import TruceTestSupport

@testable import TruceStorage

@Suite struct UserTests {
    @Test func usersAreListedByName() async throws {
        let fixture = try Fixture()
        for name in ["cy", "ann", "bob", "Zoë"] {
            let added = try await fixture.store.add(NewUser(name: name, role: .writer), as: .test)
            #expect(
                added.success == User(name: name, role: .writer, createdAt: fixture.clock.now, tokens: []))
        }
        var names: [String] = []
        var page = PageRequest(limit: 3)
        while true {
            let found = try await fixture.store.users(page, as: .test)
            names += found.items.map(\.name)
            guard let next = found.next else { break }
            page.cursor = next
        }
        #expect(names == ["Zoë", "ann", "bob", "cy"])
        await #expect(throws: Problem.self) {
            try await fixture.store.users(PageRequest(cursor: "6e61"), as: .test)
        }
    }

    @Test func aNameIsOneUsers() async throws {
        let store = try Fixture().store
        _ = try await store.add(NewUser(name: "ann", role: .reader), as: .test)
        let again = try await store.add(NewUser(name: "ann", role: .admin), as: .test)
        #expect(again.problem?.reason == .constraintViolation)
        #expect(try await store.users(PageRequest(), as: .test).items.map(\.role) == [.reader])
    }

    /// What can be read out of the database, its log and its backups is no token.
    @Test func tokensAreKeptAsDigestsAlone() async throws {
        let fixture = try Fixture()
        _ = try await fixture.store.add(NewUser(name: "ann", role: .writer), as: .test)
        let issued = try #require(try await fixture.store.issueToken(to: "ann", as: .test).success)
        var found = 0
        for file in try FileManager.default.contentsOfDirectory(atPath: fixture.folder.path) {
            let bytes = try Data(contentsOf: URL(fileURLWithPath: fixture.folder(file)))
            #expect(bytes.range(of: Data(issued.token.secret.utf8)) == nil, "\(file)")
            if bytes.range(of: Data(issued.token.digest.hex.utf8)) != nil { found += 1 }
        }
        #expect(found > 0)
    }

    @Test func aTokenIsItsHoldersUntilItIsTakenBack() async throws {
        let fixture = try Fixture()
        let store = fixture.store
        #expect(!store.hasTokens)
        _ = try await store.add(NewUser(name: "ann", role: .writer), as: .test)
        _ = try await store.add(NewUser(name: "bob", role: .reader), as: .test)
        let first = try #require(try await store.issueToken(to: "ann", as: .test).success)
        let second = try #require(try await store.issueToken(to: "ann", as: .test).success)
        let third = try #require(try await store.issueToken(to: "bob", as: .test).success)
        #expect(
            store.holder(of: first.token) == TokenHolder(tokenID: first.id, user: "ann", role: .writer))
        #expect(store.holder(of: third.token)?.role == .reader)
        #expect(
            try await store.users(PageRequest(), as: .test).items.first?.tokens.map(\.id)
                == [first.id, second.id].sorted())

        // Only with its own user's name.
        await #expect(throws: Problem.self) { try await store.revokeToken(first.id, of: "bob", as: .test) }
        _ = try await store.revokeToken(first.id, of: "ann", as: .test)
        #expect(store.holder(of: first.token) == nil)
        #expect(store.holder(of: second.token) != nil)
        await #expect(throws: Problem.self) { try await store.revokeToken(first.id, of: "ann", as: .test) }

        _ = try await store.removeUser("ann", as: .test)
        #expect(store.holder(of: second.token) == nil)
        await #expect(throws: Problem.self) { try await store.removeUser("ann", as: .test) }
        await #expect(throws: Problem.self) { try await store.issueToken(to: "ann", as: .test) }

        // A new user of the name has none of the old one's tokens.
        _ = try await store.add(NewUser(name: "ann", role: .admin), as: .test)
        #expect(store.holder(of: second.token) == nil)
        #expect(store.holder(of: third.token) != nil)
    }

    /// What was answered to a user who was removed is for nobody else, nor is what was answered to the removal itself.
    @Test func keysAreNotInherited() async throws {
        let store = try Fixture().store
        let ann = NewUser(name: "ann", role: .admin)
        _ = try await store.add(ann, as: .test)
        let principal = User.principal(ann.name)
        let (claims, others) = (
            ["k", "removal"].map { IdempotencyTests.claim($0, principal: principal) }, IdempotencyTests.claim("k")
        )
        for claim in [claims[0], others] {
            #expect(try await store.claim(claim) == .new)
            await store.settle(claim, with: IdempotencyTests.refusal)
        }
        #expect(try await store.claim(claims[1]) == .new)
        let removal = claims[1].answering { (_: Void) in KeptAnswer(status: 204, headers: [], body: nil) }
        _ = try await store.removeUser("ann", as: Caller(actor: "ann", requestID: "r", claim: removal))
        await store.settle(claims[1], with: nil)
        let kept = try await store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM idempotency") }
        #expect(kept == 2, "the removal's own answer may still be asked for, and another's")

        _ = try await store.add(ann, as: .test)
        for claim in claims { #expect(try await store.claim(claim) == .new) }
        #expect(try await store.claim(others) == .replay(IdempotencyTests.refusal))
    }

    @Test func tokensOutliveTheProcess() async throws {
        let fixture = try Fixture()
        _ = try await fixture.store.add(NewUser(name: "ann", role: .writer), as: .test)
        let kept = try #require(try await fixture.store.issueToken(to: "ann", as: .test).success)
        let revoked = try #require(try await fixture.store.issueToken(to: "ann", as: .test).success)
        _ = try await fixture.store.revokeToken(revoked.id, of: "ann", as: .test)
        try fixture.store.close()
        let store = try Fixture.open(fixture.folder("truce.db"), fixture.clock)
        #expect(store.hasTokens)
        #expect(store.holder(of: kept.token)?.user == "ann")
        #expect(store.holder(of: revoked.token) == nil)
    }

    @Test func aUserHasSoManyTokensAndNoMore() async throws {
        let store = try Fixture().store
        _ = try await store.add(NewUser(name: "ann", role: .writer), as: .test)
        for _ in 0..<User.mostTokens {
            #expect(try await store.issueToken(to: "ann", as: .test).success != nil)
        }
        #expect(try await store.issueToken(to: "ann", as: .test).problem?.reason == .constraintViolation)
    }

    /// Digests that agree in what they are found by are told apart by the rest.
    @Test func digestsAreComparedWhole() throws {
        let digest = Digest(of: Array("a".utf8))
        let holder = TokenHolder(tokenID: "1", user: "ann", role: .reader)
        let book = TokenBook([KnownToken(digest: digest, holder: holder)])
        let near = try #require(Digest(hex: digest.hex.dropLast() + (digest.hex.last == "0" ? "1" : "0")))
        #expect(book.holder(of: digest) == holder)
        #expect(book.holder(of: near) == nil)
        let second = KnownToken(digest: near, holder: TokenHolder(tokenID: "2", user: "bob", role: .admin))
        #expect(book.apply([.issued(second)]) == [])
        #expect(book.holder(of: digest) == holder)
        #expect(book.holder(of: near)?.user == "bob")
        #expect(book.isGood(id: "1"))
        #expect(book.apply([.revoked(id: "1"), .revoked(id: "1")]) == ["1"])
        #expect(!book.isGood(id: "1"))
        #expect(book.holder(of: digest) == nil)
        #expect(book.holder(of: near)?.user == "bob")
        #expect(book.apply([.removed(user: "bob")]) == ["2"])
        #expect(book.isEmpty)
    }
}
