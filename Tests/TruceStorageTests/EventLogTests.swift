import GRDB
import Synchronization
import Testing
import TruceDocument

@testable import TruceStorage

@Suite struct EventLogTests {
    @Test func pagesGoOnWhereTheLastEnded() async throws {
        let fixture = try Fixture()
        for number in 1...7 { try await fixture.put("doc-\(number)", "text") }
        var seen: [String?] = []
        var place: EventCursor?
        while true {
            let page = try await fixture.store.events(after: place, of: nil, limit: 3)
            seen += page.events.map(\.document)
            place = page.place
            if !page.hasMore { break }
        }
        #expect(seen == (1...7).map { "doc-\($0)" })
        #expect(try await fixture.store.newestEvent() == place)
        let rest = try await fixture.store.events(after: place, of: nil, limit: 3)
        #expect(rest == EventPage(events: [], place: place ?? .start, hasMore: false))
    }

    /// The log of one document is that of its id; its place moves on with everybody's.
    @Test func oneDocument() async throws {
        let fixture = try Fixture()
        let first = try await fixture.put("a", "one").success?.document
        try await fixture.put("b", "one")
        _ = try await fixture.store.delete("a", if: .tags(try #require(first?.etag)), force: false, as: .test)
        try await fixture.put("a", "again")
        let id = try #require(first?.id)
        #expect(try await fixture.store.subject(named: id) == id)
        #expect(try await fixture.store.subject(named: "A") != id)
        let page = try await fixture.store.events(after: nil, of: id, limit: 10)
        #expect(page.events.map(\.kind) == [.documentCreated, .documentDeleted])
        #expect(page.place == EventCursor(sequence: 4))
        await #expect(throws: Problem.self) { try await fixture.store.subject(named: "nobody") }
    }

    @Test func whatWasRefusedIsNoEvent() async throws {
        let fixture = try Fixture()
        let told = Mutex<[LoggedEvent]>([])
        fixture.store.observe { events in told.withLock { $0 += events } }
        let tag = try #require(try await fixture.put("a", "one").success?.document.contentETag)
        #expect(try await fixture.put("a", "two", if: .tags(tag)).success != nil)
        #expect(try await fixture.put("a", "late", if: .tags(tag)).problem != nil)
        #expect(try await fixture.put("a", "new").problem != nil)
        let page = try await fixture.store.events(after: nil, of: nil, limit: 10)
        #expect(page.events.map(\.version) == [1, 2])
        #expect(page.events.map(\.requestID) == ["test", "test"])
        #expect(told.withLock { $0.map(\.event) } == page.events)
    }

    @Test func theLogIsCutByNumberAndByAge() async throws {
        let fixture = try Fixture()
        let store = fixture.store
        let now = fixture.clock.now
        let old = now.milliseconds - EventRetention.age - 1
        /// Adds so many events at a time, as one row after the other.
        func fill(_ count: Int64, at time: Int64) async throws {
            try await store.pool.writeWithoutTransaction { database in
                try database.execute(
                    sql: """
                        WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
                        INSERT INTO events (kind, at) SELECT 'content.updated', ? FROM n
                        """, arguments: [count, time])
            }
        }
        func cut(most: Int64) async throws {
            try await store.pool.writeWithoutTransaction { try $0.cutEvents(at: now, most: most) }
        }
        func oldest() async throws -> Int64? {
            try await store.events(after: nil, of: nil, limit: 1).events.first?.cursor.sequence
        }
        try await fill(500, at: old)
        try await fill(100, at: now.milliseconds)
        try await cut(most: 200)
        #expect(try await oldest() == 201)
        try await cut(most: 1_000)
        #expect(try await oldest() == 501)
        try await fill(EventRetention.count, at: now.milliseconds)
        try await cut(most: 1_000)
        #expect(try await oldest() == 601)
        // Up to what was cut nothing is missing; beyond it something is.
        let last = try await store.events(after: EventCursor(sequence: 600), of: nil, limit: 1)
        #expect(last.events.first?.cursor.sequence == 601)
        for expired in [0, 599, EventRetention.count + 601] {
            let problem = await #expect(throws: Problem.self) {
                try await store.events(after: EventCursor(sequence: expired), of: nil, limit: 1)
            }
            #expect(problem?.reason == .cursorExpired, "\(expired)")
        }
    }

    /// Writing cuts by itself, a little at a time.
    @Test func savesCutTheLog() async throws {
        let fixture = try Fixture()
        var etag = try #require(try await fixture.put("a", "0").success?.document.contentETag)
        fixture.clock.advance(seconds: EventRetention.age / 1_000 + 1)
        for number in 1..<EventRetention.step {
            let saved = try await fixture.put("a", "\(number)", if: .tags(etag))
            etag = try #require(saved.success?.document.contentETag)
        }
        let page = try await fixture.store.events(after: nil, of: nil, limit: 1)
        #expect(page.events.first?.cursor.sequence == 2)
    }
}
