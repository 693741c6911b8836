import Testing
import TruceDocument
import TruceTestSupport

@testable import TruceStorage

/// The one namespace of names and aliases: renames, aliases, and the numbers of names.
@Suite struct NameTests {
    let fixture: Fixture
    var store: SQLiteStore { fixture.store }

    init() throws { fixture = try Fixture() }

    private func rename(_ name: String, to new: String) async throws -> Outcome<Tagged<Metadata>> {
        try await store.changeMetadata(of: name, by: MetadataPatch(name: new), if: .ifMatch(.any), as: .test)
    }

    private func alias(
        _ alias: String, to document: String, if precondition: Precondition = .ifNoneExists
    ) async throws -> Outcome<SavedAlias> {
        try await store.setAlias(alias, to: document, if: precondition, as: .test)
    }

    private func document(_ name: String) async throws -> Document { try await store.document(name, as: .test) }

    @Test func aRenamedDocumentIsFoundUnderBothNames() async throws {
        let first = try #require(try await fixture.put("old", "text").success).document
        let renamed = try #require(try await rename("old", to: "new/name").success)
        #expect(renamed.value.name == "new/name" && renamed.etag == ETag("m2"))
        for name in ["new/name", "OLD", first.id, first.id.lowercased()] {
            let document = try await document(name)
            #expect(document.id == first.id && document.name == "new/name" && document.aliases == ["old"])
            #expect(document.contentETag == first.contentETag)
        }
        // Saves through the alias are saves.
        #expect(try await fixture.put("old", "more", if: .tags(first.contentETag)).success?.document.version == 2)
        #expect(try await fixture.events().last?.hasPrefix("content.updated new/name v2") == true)
        // And back: the names change places.
        #expect(try await rename("old", to: "old").success?.value.name == "old")
        #expect(try await document("new/name").aliases == ["new/name"])
        // Only the spelling: no alias is left.
        #expect(try await rename("old", to: "Old").success?.value.name == "Old")
        #expect(try await document("old").aliases == ["new/name"])
        #expect(try await fixture.reopened().document("new/name", as: .test) == document("old"))
    }

    @Test func whatIsTakenIsTaken() async throws {
        let a = try #require(try await fixture.put("a", "a").success).document
        let b = try #require(try await fixture.put("b", "b").success).document
        _ = try await alias("nick", to: "a")
        let current = try await document("a")
        #expect(try await rename("b", to: "A").problem?.cause == .duplicateName(name: "A", existing: Existing(current)))
        let nick = Problem.Cause.aliasConflict(alias: "NICK", heldBy: Holder(kind: .alias, href: "/v1/aliases/nick"))
        #expect(try await rename("b", to: "NICK").problem?.cause == nick)
        #expect(try await store.create(NewDocument(name: "NICK"), as: .test).problem?.cause == nick)
        #expect(try await alias("NICK", to: "b").problem?.cause == nick)
        #expect(
            try await alias("B", to: "a").problem?.cause
                == .aliasConflict(alias: "B", heldBy: Holder(kind: .name, href: "/v1/documents/b")))
        // A save to a name that is an alias meets the document.
        #expect(try await fixture.put("nick", "mine").problem?.reason == .alreadyExists)
        // Ids lead to their documents for ever.
        _ = try await store.delete("b", if: .ifMatch(.any), force: false, as: .test)
        for id in [a.id, b.id, a.id.lowercased()] {
            #expect(try await alias(id, to: "a").problem?.reason == .aliasConflict)
            #expect(try await store.create(NewDocument(name: id), as: .test).problem?.reason == .aliasConflict)
        }
        #expect(try await rename("a", to: b.id).problem?.reason == .aliasConflict)
    }

    @Test func aliasesLeadAndAreLedElsewhere() async throws {
        try await fixture.put("a", "a")
        try await fixture.put("b", "b")
        let made = try #require(try await alias("x", to: "A").success)
        #expect(made.created && made.target == AliasTarget(document: "a"))
        #expect(try await store.alias("X", as: .test) == Tagged(made.target, etag: made.etag))
        #expect(try await document("a").metadataETag == ETag("m2"))
        #expect(try await document("a").aliases == ["x"])
        // The same again changes nothing.
        #expect(try await alias("x", to: "a", if: .tags(made.etag)).success?.etag == made.etag)
        let moved = try #require(try await alias("x", to: "b", if: .tags(made.etag)).success)
        #expect(!moved.created && moved.target == AliasTarget(document: "b") && moved.etag != made.etag)
        #expect(try await document("x").name == "b")
        #expect(try await document("a").aliases == [])
        #expect(try await document("a").metadataETag == ETag("m3"))
        fixture.clock.advance(seconds: 4)
        let stale = try #require(try await alias("x", to: "a", if: .tags(made.etag)).problem)
        guard case .stateMismatch(let mismatch) = stale.cause else { throw stale }
        #expect(mismatch.currentETag == moved.etag && mismatch.current == .alias(document: "b"))
        #expect(mismatch.currentVersion == nil && mismatch.attempted == Attempt(version: nil, etag: made.etag))
        #expect(mismatch.baseAgeSeconds == 4 && mismatch.changedBy == "alice" && mismatch.href == "/v1/aliases/x")
        // A rename of its document changes what the alias answers, and so its tag.
        _ = try await rename("b", to: "c")
        #expect(try await store.alias("x", as: .test).value == AliasTarget(document: "c"))
        #expect(try await store.removeAlias("x", if: .tags(moved.etag), as: .test).problem?.reason == .versionMismatch)
        let last = try await store.alias("x", as: .test)
        #expect(try await store.removeAlias("x", if: .tags(last.etag), as: .test).problem == nil)
        await expect(.notFound) { try await document("x") }
        // Each change of aliases is one of the documents that have them.
        let told = try await fixture.events().dropFirst(2).map { $0.split(separator: " ").prefix(2).last ?? "" }
        #expect(told == ["a", "a", "b", "c", "c"])
    }

    /// What was read through an alias must not fit the next document that the alias leads to, nor what was read under the
    /// name of a document that is gone.
    @Test func aTagThatWasReadUnderANameFitsNoOtherDocument() async throws {
        for name in ["a", "b", "tomb"] { try await fixture.put(name, "text") }
        _ = try await alias("x", to: "a")
        let read = try await document("x")
        _ = try await alias("x", to: "b", if: .ifMatch(.any))
        let fresh = MetadataPatch(title: "fresh")
        func expectStale() async throws {
            let deletion = try await store.delete("x", if: .tags(read.etag), force: false, as: .test)
            #expect(deletion.problem?.reason == .versionMismatch)
            let change = try await store.changeMetadata(of: "x", by: fresh, if: .tags(read.metadataETag), as: .test)
            #expect(change.problem?.reason == .versionMismatch)
        }
        try await expectStale()
        // Nor after the alias was away for a while.
        _ = try await store.removeAlias("x", if: .ifMatch(.any), as: .test)
        _ = try await alias("x", to: "b")
        try await expectStale()
        #expect(try await document("x").name == "b")
        for number in 1...5 {
            let title = MetadataPatch(title: "\(number)")
            _ = try await store.changeMetadata(of: "tomb", by: title, if: .ifMatch(.any), as: .test)
        }
        let gone = try await document("tomb")
        _ = try await store.delete("tomb", if: .ifMatch(.any), force: false, as: .test)
        _ = try await alias("tomb", to: "a")
        let change = try await store.changeMetadata(of: "tomb", by: fresh, if: .tags(gone.metadataETag), as: .test)
        #expect(change.problem?.reason == .versionMismatch)
        #expect(try await document("tomb").metadataETag == ETag("m7"))
        // The numbers of its versions go on behind those of the name, too.
        try await fixture.put("c", "1")
        for number in 2...4 { try await fixture.put("c", "\(number)", if: .ifMatch(.any)) }
        _ = try await store.delete("c", if: .ifMatch(.any), force: false, as: .test)
        _ = try await alias("c", to: "a")
        #expect(try await fixture.put("c", "next", if: .ifMatch(.any)).success?.document.version == 5)
    }

    /// Every alias costs the writer a little at each change of its document.
    @Test func aDocumentHasAHundredAliasesAtMost() async throws {
        try await fixture.put("a", "a")
        for number in 0..<100 { #expect(try await alias("a\(number)", to: "a").success != nil) }
        try await fixture.put("b", "b")
        _ = try await alias("b0", to: "b")
        func expectFull(_ pointer: String, _ change: () async throws -> Void) async throws {
            let problem = await #expect(throws: Problem.self) { try await change() }
            guard case .invalidDocument(let faults)? = problem?.cause else { throw try #require(problem) }
            #expect(faults.map(\.pointer) == [pointer] && problem?.detail.contains("Delete one first.") == true)
        }
        try await expectFull("/document") { _ = try await alias("one-more", to: "a") }
        try await expectFull("/document") { _ = try await alias("b0", to: "a", if: .ifMatch(.any)) }
        try await expectFull("/name") { _ = try await rename("a", to: "new") }
        #expect(try await document("b0").name == "b", "nothing has changed")
        // What adds none is done, and one that is deleted makes room.
        #expect(try await rename("a", to: "A").success != nil)
        #expect(try await rename("A", to: "a7").success != nil)
        #expect(try await store.removeAlias("a8", if: .ifMatch(.any), as: .test).problem == nil)
        #expect(try await rename("a7", to: "new").success != nil)
        #expect(try await document("a7").aliases.count == 100)
    }

    /// Memory counts the names under which a document is found.
    @Test func namesCost() async throws {
        try await fixture.put("a", "a")
        let bare = try #require(try await store.read { try $0.head(DocumentName("a")) }).cost
        let long = String(repeating: "x", count: 200)
        _ = try await alias(long, to: "a")
        #expect(try #require(try await store.read { try $0.head(DocumentName("a")) }).cost >= bare + 400)
    }

    @Test func whatIsNoAlias() async throws {
        try await fixture.put("a", "a")
        for (alias, words) in [("a", "It is a document's name."), ("none", "")] {
            for call in 0..<3 {
                let problem = await #expect(throws: Problem.self) {
                    switch call {
                    case 0: _ = try await store.alias(alias, as: .test)
                    case 1: _ = try await self.alias(alias, to: "a", if: .ifMatch(.any))
                    default: _ = try await store.removeAlias(alias, if: .ifMatch(.any), as: .test)
                    }
                }
                #expect(problem?.reason == .notFound && problem?.detail.hasSuffix(words) == true)
            }
        }
        for target in ["none", "", "a b"] { await expect(.invalidDocument) { try await alias("x", to: target) } }
        await expect(.malformedRequest) { try await store.removeAlias("x", if: .ifNoneExists, as: .test) }
    }

    @Test func aDeletionFreesNameAndAliases() async throws {
        let old = try #require(try await fixture.put("old", "1").success).document
        _ = try await rename("old", to: "new")
        _ = try await store.delete("old", if: .ifMatch(.any), force: false, as: .test)
        for name in ["old", "new"] {
            let problem = try await fixture.put(name, "2", if: .tags(old.contentETag)).problem
            #expect(problem?.reason == .documentDeleted)
            #expect(try await fixture.put(name, "2").success?.document.version == 2)
        }
        #expect(try await store.versions(of: old.id, page: PageRequest(), as: .test).items.count == 1)
    }

    /// A document goes on behind the numbers that earlier documents of its name had come to, but its text is the same
    /// text with the same tag.
    @Test func aNameTakenOverGoesOnCounting() async throws {
        var tag = try #require(try await fixture.put("long", "1").success).document.contentETag
        for number in 2...30 {
            tag = try #require(try await fixture.put("long", "\(number)", if: .tags(tag)).success).document.contentETag
        }
        _ = try await store.delete("long", if: .ifMatch(.any), force: false, as: .test)
        let short = try #require(try await fixture.put("short", "s").success).document
        let renamed = try #require(try await rename("short", to: "long").success)
        #expect(renamed.etag == ETag("m2"))
        #expect(try await document("long").contentETag == short.contentETag)
        // Whoever edited the deleted one is told what stands there now, and keeps the base.
        let stale = try #require(try await fixture.put("long", "mine", if: .tags(tag)).problem)
        guard case .versionMismatch(let mismatch) = stale.cause else { throw stale }
        #expect(mismatch.attempted.version == 30 && mismatch.base?.inline == .content("30"))
        let next = try #require(try await fixture.put("long", "s2", if: .tags(short.contentETag)).success).document
        #expect(next.version == 31)
        #expect(try await store.version(31, of: "long", as: .test).parent == 1)
        // The numbers go with both names.
        _ = try await store.removeAlias("short", if: .ifMatch(.any), as: .test)
        await expect(.notFound) { try await fixture.put("short", "x", if: .tags(short.contentETag)) }
        #expect(try await fixture.put("short", "x").success?.document.version == 32)
    }

    /// Whatever is created, renamed, led elsewhere and deleted: memory says what the database says, every name leads to
    /// one document, and a number is given out once under a name.
    @Test(arguments: 1...6 as ClosedRange<UInt64>, [0, 3_000, 1 << 20])
    func theNamespaceKeepsItsLaws(_ seed: UInt64, _ cacheBytes: Int) async throws {
        let fixture = try Fixture(cacheBytes: cacheBytes)
        let store = fixture.store
        var generator = SeededGenerator(seed: seed)
        var reached: [String: Int] = [:]
        let names = ["a", "b", "c", "d", "e"]
        for step in 0..<250 {
            let name = names.randomElement(using: &generator)!
            let other = names.randomElement(using: &generator)!
            let comment: Comment = "seed \(seed), step \(step): \(name), \(other)"
            switch Int.random(in: 0..<8, using: &generator) {
            case 0: _ = try? await store.delete(name, if: .ifMatch(.any), force: false, as: .test)
            case 1:
                _ = try? await store.changeMetadata(
                    of: name, by: MetadataPatch(name: other), if: .ifMatch(.any), as: .test)
            case 2: _ = try? await store.setAlias(name, to: other, if: .ifNoneExists, as: .test)
            case 3: _ = try? await store.setAlias(name, to: other, if: .ifMatch(.any), as: .test)
            case 4: _ = try? await store.removeAlias(name, if: .ifMatch(.any), as: .test)
            default:
                let isThere = (try? await store.document(name, as: .test)) != nil
                let precondition: Precondition = isThere ? .ifMatch(.any) : .ifNoneExists
                let saved = try #require(try await fixture.put(name, "\(step)", if: precondition).success, comment)
                let document = saved.document
                #expect(document.version > reached[document.name, default: 0], comment)
                for name in [document.name] + document.aliases {
                    reached[name] = max(reached[name, default: 0], document.version)
                }
            }
            for name in names {
                let seen = try? await store.document(name, as: .test)
                let stored = try await store.read { try $0.head(DocumentName(name))?.document }
                #expect(seen == stored, comment)
                if let seen { #expect(([seen.name] + seen.aliases).contains(name), comment) }
            }
        }
    }
}
