import GRDB
import Synchronization
import Testing
import TruceDocument
import TruceTestSupport

@testable import TruceStorage

/// Refusals that are kept: written behind, bounded, closed, grouped, announced.
@Suite struct ConflictRecordTests {
    static let missing = Problem(.preconditionRequired, detail: "Send If-Match.")

    private func page(_ store: SQLiteStore, _ query: ConflictQuery = ConflictQuery()) async throws -> [ConflictRecord] {
        try await store.conflicts(query, as: .test).items
    }

    /// A document at version 2, and alice's refused save of her text from version 1.
    private func conflict(_ fixture: Fixture, _ text: String = "mine") async throws -> Problem {
        if try await fixture.store.list(DocumentQuery(), as: .test).items.isEmpty {
            try await fixture.put("a", "one")
            try await fixture.put("a", "two", if: .ifMatch(.any), as: "bob")
        }
        let base = ETag.content(version: 1, digest: Digest(of: Array("one".utf8)))
        return try #require(try await fixture.put("a", text, if: .tags(base)).problem)
    }

    @Test func whoeverReadsFindsWhatWasAnsweredBefore() async throws {
        let fixture = try Fixture()
        let problem = try await conflict(fixture)
        let id = await fixture.keep(problem, "a")
        #expect(problem.conflictID == id)
        let record = try await fixture.store.conflict(id, as: .test)
        #expect(
            record
                == ConflictRecord(
                    id: id, at: fixture.clock.now, reason: .versionMismatch, status: 409, actor: "alice", document: "a",
                    resource: "/v1/documents/a/content", method: "PUT", attemptedVersion: 1, currentVersion: 2,
                    baseAgeSeconds: 0, requestID: "r"))
        #expect(try await page(fixture.store) == [record])
        await #expect(throws: Problem.self) { try await fixture.store.conflict("01NONE", as: .test) }
    }

    /// Between the writing of a record and its commit a reader would see the database as it was before.
    @Test func whoeverReadsWaitsForWhatIsOnItsWayToTheDisk() async throws {
        let fixture = try Fixture()
        let store = fixture.store
        _ = try await page(store)
        let time = fixture.clock.now
        #expect(!store.conflicts.mustWrite(at: time))
        let id = await fixture.keep(Self.missing, "a")
        let isMissed = try await store.writer.perform(cost: 0) { database, effects in
            try store.conflicts.write(at: time, on: database, &effects)
            return store.conflicts.mustWrite(at: time)
        }
        #expect(isMissed)
        #expect(!store.conflicts.mustWrite(at: time), "the commit is published")
        #expect(try await store.conflict(id, as: .test).id == id)
    }

    /// What a transaction that failed took with it is lost, and nobody waits for it for ever.
    @Test func whatTheDiskDoesNotTakeIsNotWaitedFor() async throws {
        let fixture = try Fixture()
        let store = fixture.store
        let time = fixture.clock.now
        await fixture.keep(Self.missing, "a")
        await #expect(throws: Problem.self) {
            try await store.writer.perform(cost: 0) { database, effects in
                try store.conflicts.write(at: time, on: database, &effects)
                throw Self.missing
            }
        }
        #expect(store.conflicts.mustWrite(at: time))
        #expect(try await page(store) == [])
        #expect(!store.conflicts.mustWrite(at: time))
    }

    /// What the groups say is what is on disk, whatever became of a transaction.
    @Test(arguments: ["RAISE(ABORT, 'full')", "RAISE(ROLLBACK, 'full')"])
    func groupsAreOfWhatIsKept(_ failure: String) async throws {
        let fixture = try Fixture()
        let store = fixture.store
        func count() async throws -> Int? { try await store.conflictGroups(as: .test).first?.count }
        await fixture.keep(Self.missing, "a")
        #expect(try await count() == 1)
        try await store.writer.perform(cost: 0) { database, _ in
            try database.execute(
                sql: """
                    CREATE TRIGGER full BEFORE INSERT ON conflicts WHEN NEW.actor = 'bob' BEGIN SELECT \(failure); END
                    """)
        }
        // The first of these is written, and lost with the second.
        await fixture.keep(Self.missing, "a")
        await fixture.keep(Self.missing, "a", as: "bob")
        #expect(try await count() == 1)
        await fixture.keep(Self.missing, "a")
        #expect(try await count() == 2)
        #expect(try await page(store).count == 2)
    }

    /// As where the disk is full at the commit, or another write fails for all.
    @Test func aLostTransactionLeavesTheGroupsAsTheyWere() async throws {
        let fixture = try Fixture()
        let store = fixture.store
        let time = fixture.clock.now
        await fixture.keep(Self.missing, "a")
        _ = try await page(store)
        await fixture.keep(Self.missing, "a")
        await #expect(throws: Problem.self) {
            try await store.writer.perform(cost: 0) { database, effects in
                try store.conflicts.write(at: time, on: database, &effects)
                try database.rollback()
                throw Self.missing
            }
        }
        #expect(store.conflicts.groups(at: time).map(\.count) == [1])
        await fixture.keep(Self.missing, "a")
        #expect(try await store.conflictGroups(as: .test).map(\.count) == [2])
    }

    @Test func countsBlindRepetitions() async throws {
        let fixture = try Fixture()
        for _ in 0..<3 {
            await fixture.keep(try await conflict(fixture), "a")
            fixture.clock.advance(seconds: 1)
        }
        #expect(try await page(fixture.store).map(\.repeated) == [2, 1, 0])
    }

    @Test func aSaveThatResolvesClosesEvenAfterARestart() async throws {
        let fixture = try Fixture()
        let id = await fixture.keep(try await conflict(fixture), "a")
        try fixture.store.close()
        let store = try Fixture.open(fixture.folder("truce.db"), fixture.clock)
        #expect(try await store.conflict(id, as: .test).outcome == .open)
        let head = try await store.document("a", as: .test)
        func save(_ text: String, resolves: String) async throws {
            let request = SaveRequest(
                name: "a", content: Array(text.utf8), precondition: .ifMatch(.any), resolves: resolves)
            _ = try await store.save(request, as: Caller(actor: "carol", requestID: "r"))
        }
        try await save("merged", resolves: id)
        #expect(try await store.version(3, of: "a", as: .test).mergeOf == head.version)
        #expect(try await store.conflict(id, as: .test).outcome == .resolved(by: "carol", at: fixture.clock.now))
        #expect(store.figures().resolved == 1)
        try await save("again", resolves: id)
        #expect(store.figures().resolved == 1, "it was resolved before")
    }

    @Test func aConflictOfAnotherDocumentIsNotClosed() async throws {
        let fixture = try Fixture()
        let id = await fixture.keep(try await conflict(fixture), "a")
        try await fixture.put("b", "x", resolves: id)
        try await fixture.put("b", "y", if: .ifMatch(.any), resolves: id)
        #expect(try await fixture.store.conflict(id, as: .test).outcome == .open)
        #expect(try await fixture.store.version(2, of: "b", as: .test).mergeOf == nil)
    }

    @Test func bringingADeletedDocumentBackCloses() async throws {
        let fixture = try Fixture()
        _ = try await conflict(fixture)
        _ = try await fixture.store.delete("a", if: .ifMatch(.any), force: false, as: .test)
        let id = await fixture.keep(
            try #require(try await fixture.put("A", "mine", if: .tags(ETag("1-x"))).problem), "A")
        try await fixture.put("a", "back", resolves: id)
        #expect(
            try await fixture.store.conflict(id, as: .test).outcome == .resolved(by: "alice", at: fixture.clock.now))
    }

    @Test func whatNobodyComesBackToIsAbandonedAndForgotten() async throws {
        let fixture = try Fixture()
        let id = await fixture.keep(try await conflict(fixture), "a")
        #expect(try await fixture.store.conflict(id, as: .test).outcome == .open)
        fixture.clock.advance(seconds: 86_400)
        #expect(try await fixture.store.conflict(id, as: .test).outcome == .abandoned)
        #expect(fixture.store.figures().abandoned == 1)
        // Somebody comes back after all.
        try await fixture.put("a", "late", if: .ifMatch(.any), resolves: id)
        #expect(
            try await fixture.store.conflict(id, as: .test).outcome == .resolved(by: "alice", at: fixture.clock.now))
        fixture.clock.advance(seconds: 30 * 86_400)
        #expect(try await page(fixture.store) == [])
    }

    static let queries: [(ConflictQuery, [Int])] = [
        (ConflictQuery(), [5, 4, 3, 2, 1, 0]), (ConflictQuery(reason: .preconditionRequired), [5, 3, 1]),
        (ConflictQuery(document: "D0"), [4, 2, 0]), (ConflictQuery(reason: .preconditionRequired, document: "d0"), []),
        (ConflictQuery(document: "none"), []),
    ]

    @Test(arguments: queries, [1, 2, 100])
    func listsWhatMatches(_ expected: (ConflictQuery, [Int]), limit: Int) async throws {
        let fixture = try Fixture()
        let taken = Problem(.aliasConflict(alias: "x", heldBy: Holder(kind: .name, href: "/")), detail: "Taken.")
        var ids: [String] = []
        for number in 0..<6 {
            ids.append(await fixture.keep(number % 2 == 0 ? taken : Self.missing, "d\(number % 2)"))
            fixture.clock.advance(seconds: 1)
        }
        var query = expected.0
        query.page = PageRequest(limit: limit)
        var found: [String] = []
        repeat {
            let page = try await fixture.store.conflicts(query, as: .test)
            #expect(page.items.count <= limit)
            found += page.items.map(\.id)
            query.page.cursor = page.next
        } while query.page.cursor != nil
        #expect(found == expected.1.map { ids[$0] })
        query.after = ids[3]
        query.page = PageRequest()
        #expect(try await page(fixture.store, query).map(\.id) == expected.1.filter { $0 > 3 }.map { ids[$0] })
    }

    /// A refusal gets its id as it begins and is written when it has ended: who follows goes by the latter.
    @Test func whoFollowsMissesNothing() async throws {
        let fixture = try Fixture()
        let slow = try await conflict(fixture)
        fixture.clock.advance(seconds: 2)
        let first = await fixture.keep(Self.missing, "a")
        _ = try await page(fixture.store)
        await fixture.keep(slow, "a")
        let id = try #require(slow.conflictID)
        #expect(id < first)
        func after(_ id: String) async throws -> [String] {
            try await page(fixture.store, ConflictQuery(after: id)).map(\.id)
        }
        #expect(try await after(first) == [id])
        #expect(try await after(id) == [])
        #expect(try await page(fixture.store).map(\.id) == [id, first], "lists have the same order")
        // Of one moment's ids any may be the first.
        var ids = [id]
        for _ in 0..<20 { ids.append(await fixture.keep(Self.missing, "a")) }
        for (place, id) in ids.enumerated() {
            #expect(try await after(id) == ids[(place + 1)...].reversed())
        }
        // Of what is not kept, or not any more, only the time is known.
        let unknown = ULID(at: fixture.clock.now, random: { .max })
        #expect(try await after(unknown.text).count == 22)
        fixture.clock.advance(seconds: 1)
        let last = await fixture.keep(Self.missing, "a")
        #expect(try await after(ULID(at: fixture.clock.now, random: { 0 }).text.lowercased()) == [last])
        await #expect(throws: Problem.self) { try await after("zz") }
    }

    @Test func aStormIsBounded() async throws {
        let fixture = try Fixture()
        let began = fixture.clock.now
        for _ in 0..<25 {
            for _ in 0..<600 { await fixture.keep(Self.missing, "a") }
            await fixture.store.writeConflicts()
            fixture.clock.advance(seconds: 1)
        }
        let count = try await fixture.store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM conflicts") }
        #expect(count == ConflictRecord.maximumCount)
        let oldest = try await fixture.store.read { try Int64.fetchOne($0, sql: "SELECT min(at) FROM conflicts") }
        #expect(try #require(oldest) > began.milliseconds, "the oldest went")
        let group = try #require(try await fixture.store.conflictGroups(as: .test).first)
        // What waits is also written by itself, so that a round may have two batches.
        #expect((25 * 500...25 * 600).contains(group.count))
    }

    @Test func groupsSpikesAndEvents() async throws {
        let spikes = Mutex<[ConflictGroup]>([])
        let fixture = try Fixture(onSpike: { group in spikes.withLock { $0.append(group) } })
        for number in 0..<12 { await fixture.keep(Self.missing, "a", as: "actor\(number % 2)") }
        await fixture.keep(Self.missing, "b")
        let groups = try await fixture.store.conflictGroups(as: .test)
        #expect(Set(groups.map(\.document)) == ["a", "b"])
        let group = try #require(groups.first { $0.document == "a" })
        #expect(group.count == 12 && group.spiking && group.actors == ["actor0", "actor1"])
        #expect(group.reason == .preconditionRequired && group.ratePerMinute == 12.0 / 5)
        #expect(spikes.withLock { $0.map(\.document) } == ["a"], "once")
        let events = try await fixture.store.read { database in
            try String.fetchAll(database, sql: "SELECT kind || ' ' || document FROM events ORDER BY sequence")
        }
        let answered = (0..<12).map { _ in "conflict.answered a" } + ["conflict.answered b"]
        // A batch may be written before all are there, and tells of its spike at its end.
        #expect(events.sorted() == (answered + ["conflict.spike a"]).sorted())
        // The groups are there after a start too, and what was told is not told again.
        try fixture.store.close()
        let again = try Fixture.open(fixture.folder("truce.db"), fixture.clock) { group in
            spikes.withLock { $0.append(group) }
        }
        #expect(try await again.conflictGroups(as: .test) == groups)
        #expect(spikes.withLock { $0.count } == 1)
    }

    /// Who asks in a loop does not push everybody's events out of the log.
    @Test func aLoopIsToldOfNowAndThen() async throws {
        let fixture = try Fixture()
        func told() async throws -> [String] {
            _ = try await page(fixture.store)
            return try await fixture.store.events(after: nil, of: nil, limit: 1_000).events.compactMap(\.actor)
        }
        for _ in 0..<300 { await fixture.keep(Self.missing, "a") }
        await fixture.keep(Self.missing, "a", as: "bob")
        #expect(try await told() == Array(repeating: "alice", count: 100) + ["bob"])
        fixture.clock.advance(seconds: 60)
        for _ in 0..<10 { await fixture.keep(Self.missing, "a") }
        #expect(try await told().count == 103)
        #expect(try await fixture.store.conflictGroups(as: .test).first?.count == 311, "all are kept")
    }

    /// However a request spells the document, its conflicts are one group and belong to the document's events.
    @Test func conflictsBelongToTheirDocument() async throws {
        let fixture = try Fixture()
        let id = try #require(try await fixture.put("Notes", "text").success).document.id
        _ = try await fixture.store.setAlias("memo", to: "Notes", if: .ifNoneExists, as: .test)
        for name in ["Notes", "NOTES", "memo", id] {
            for _ in 0..<3 { await fixture.keep(Self.missing, name) }
        }
        let groups = try await fixture.store.conflictGroups(as: .test)
        #expect(groups.map(\.document) == ["Notes"] && groups.first?.count == 12)
        let events = try await fixture.store.read { database in
            try String.fetchAll(
                database, sql: "SELECT kind FROM events WHERE subject = ? ORDER BY sequence", arguments: [id])
        }
        #expect(events.count { $0 == "conflict.answered" } == 12 && events.last == "conflict.spike")
        _ = try await fixture.store.delete("Notes", if: .ifMatch(.any), force: false, as: .test)
        fixture.clock.advance(seconds: 1)
        await fixture.keep(Self.missing, "memo")
        #expect(try await page(fixture.store).first?.document == "memo")
    }

    @Test func whatWaitsIsWrittenByItself() async throws {
        let fixture = try Fixture()
        await fixture.keep(Self.missing, "a")
        var count: Int? = 0
        while count == 0 {
            await Task.yield()
            count = try await fixture.store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM conflicts") }
        }
        #expect(count == 1)
    }

    @Test func resolutionsAreSharedAndBounded() async throws {
        let fixture = try Fixture()
        @Sendable func key(_ number: Int) -> ResolutionKey { ResolutionKey(Digest(of: Array("\(number)".utf8))) }
        let store = fixture.store
        await #expect(throws: Problem.self) { try await store.resolution(key(0), as: .test) }
        let first = try await store.remember(ResolutionReport(text: "x"), under: key(0), as: .test).success
        #expect(first?.created == true)
        let bob = Caller(actor: "bob", requestID: "r")
        #expect(try await store.remember(ResolutionReport(text: "y"), under: key(0), as: bob).success?.created == false)
        let found = try await store.resolution(key(0), as: .test)
        #expect(found.text == "y" && found.by == "bob")
        try await store.pool.write { database in
            for number in 1...RememberedResolution.maximumCount {
                try database.execute(
                    sql: "INSERT INTO resolutions (key, text, by, at) VALUES (?, '', '', ?)",
                    arguments: [key(number).text, fixture.clock.now.milliseconds + Int64(number)])
            }
        }
        fixture.clock.advance(seconds: 3600)
        _ = try await store.remember(ResolutionReport(text: "z"), under: key(-1), as: .test)
        await #expect(throws: Problem.self) { try await store.resolution(key(0), as: .test) }
        #expect(try await store.forget(key(-1), as: .test).success != nil)
        await #expect(throws: Problem.self) { try await store.forget(key(-1), as: .test) }
    }
}
