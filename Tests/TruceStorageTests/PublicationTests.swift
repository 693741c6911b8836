import Dispatch
import GRDB
import Synchronization
import Testing
import TruceDocument

@testable import TruceStorage

/// Nothing that is read from the database runs ahead of what is kept in memory.
@Suite(.timeLimit(.minutes(5))) struct PublicationTests {
    /// A read that shows a commit returns after whoever keeps something in memory was told of it, also where it throws.
    @Test(arguments: [false, true]) func aReadWaitsForWhatItShows(fails: Bool) async throws {
        let fixture = try Fixture()
        let store = fixture.store
        try await fixture.put("a", "one")
        let order = Mutex<[String]>([])
        let reading = Mutex<Task<Int?, Never>?>(nil)
        store.observe { events in
            guard events.contains(where: { $0.event.version == 2 }) else { return }
            let hasRead = DispatchSemaphore(value: 0)
            let task = Task { @Sendable () -> Int? in
                let found = try? await store.read { database in
                    let version = try database.head(DocumentName(checking: "a"))?.version.number
                    hasRead.signal()
                    if fails { throw Problem.notFound("a") }
                    return version
                }
                order.withLock { $0.append("read") }
                return found ?? nil
            }
            reading.withLock { $0 = task }
            hasRead.wait()
            // Time enough for whoever does not wait to be first.
            for _ in 0..<200 { _ = try? store.pool.read { try $0.newestEvent() } }
            order.withLock { $0.append("published") }
        }
        #expect(try await fixture.put("a", "two", if: .ifMatch(.any)).success?.document.version == 2)
        let task = try #require(reading.withLock { $0 })
        #expect(await task.value == (fails ? nil : 2))
        #expect(order.withLock { $0 } == ["published", "read"])
    }

    /// What was read anywhere is no news to the next save: it is refused by nothing that is older.
    @Test func noSaveIsRefusedByAnOlderHead() async throws {
        let fixture = try Fixture()
        try await fixture.put("a", "start")
        let older = try await whileSaving(fixture) { racer, isOver in
            var older: [String] = []
            while !isOver() {
                let page = try await fixture.store.versions(of: "a", page: PageRequest(limit: 1), as: .test)
                let read = try #require(page.items.first)
                let outcome = try await fixture.put("a", "r\(racer)", if: .tags(read.etag), as: "r\(racer)")
                guard case .versionMismatch(let mismatch)? = outcome.problem?.cause else { continue }
                let current = mismatch.current.version
                if current < read.number { older.append("\(current) < \(read.number)") }
            }
            return older
        }
        #expect(older.flatMap { $0 } == [])
    }

    /// Whoever is told of an event by the log reads the version that it tells of, or a newer one.
    @Test func noEventRunsAheadOfItsDocument() async throws {
        let fixture = try Fixture()
        try await fixture.put("a", "start")
        let id = try await fixture.store.subject(named: "a")
        let behind = try await whileSaving(fixture) { _, isOver in
            var behind: [String] = []
            var place: EventCursor?
            while !isOver() {
                let page = try await fixture.store.events(after: place, of: id, limit: 100)
                place = page.place
                guard let told = page.events.last?.version else { continue }
                let read = try await fixture.store.document("a", as: .test).version
                if read < told { behind.append("\(read) < \(told)") }
            }
            return behind
        }
        #expect(behind.flatMap { $0 } == [])
    }

    /// What three racers find while the document is saved six hundred times.
    private func whileSaving(
        _ fixture: Fixture,
        _ body: @escaping @Sendable (_ racer: Int, _ isOver: @Sendable () -> Bool) async throws -> [String]
    ) async throws -> [[String]] {
        let isOver = Atomic(false)
        async let writing: Void = {
            for number in 1...600 { try await fixture.put("a", "w\(number)", if: .ifMatch(.any), as: "w") }
            isOver.store(true, ordering: .relaxed)
        }()
        let found = try await race(3) { racer in try await body(racer) { isOver.load(ordering: .relaxed) } }
        try await writing
        return found
    }
}
