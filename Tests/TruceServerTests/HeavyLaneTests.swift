import Dispatch
import Synchronization
import Testing
import TruceDocument
import TruceTestSupport

@testable import TruceServer

/// What takes long, and what goes on beside it. One after the other: the threads are the whole process's.
@Suite(.serialized, .timeLimit(.minutes(5))) struct HeavyLaneTests {
    /// Ends by being cancelled only.
    private static func untilCancelled() async { for await _ in AsyncStream<Void>.makeStream().stream {} }

    @Test func aFewAtOnceAndAllInTheEnd() async throws {
        let lane = HeavyLane()
        let load = Load()
        let results = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<20 {
                group.addTask {
                    try await lane.run(for: "ann", until: Departure()) { () async throws(Problem) in
                        load.begin()
                        // As a read does, which lets go of the thread.
                        for _ in 0..<10 { await Task.yield() }
                        load.end()
                        return number
                    }
                }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(results == Set(0..<20))
        #expect(load.most <= 2)
    }

    /// Who leaves gives up the turn or the place in the queue; a principal has half of the places.
    @Test func whoLeavesMakesRoom() async throws {
        let lane = HeavyLane(limit: 8)
        let departures = (0..<4).map { _ in Departure() }
        let (begun, hasBegun) = AsyncStream.makeStream(of: Int.self)
        func work(_ number: Int) -> Task<Reason?, Never> {
            Task {
                do throws(Problem) {
                    try await lane.run(for: "ann", until: departures[number]) { () async throws(Problem) in
                        hasBegun.yield(number)
                        await Self.untilCancelled()
                    }
                    return nil
                } catch {
                    return error.reason
                }
            }
        }
        let tasks = (0..<4).map(work)
        var atWork: Set<Int> = []
        for await number in begun.prefix(2) { atWork.insert(number) }
        // All places are taken once one more is refused.
        func isRefused(_ principal: String) async -> Bool {
            let departure = Departure()
            departure.leave()
            do throws(Problem) {
                try await lane.run(for: principal, until: departure) { () async throws(Problem) in }
                return false
            } catch {
                return error.retryAfter == 1 && error.detail == Problem.tooMuchWork.detail
            }
        }
        while await !isRefused("ann") { await Task.yield() }
        #expect(await !isRefused("bob"))
        for number in 0..<4 where !atWork.contains(number) { departures[number].leave() }
        for number in 0..<4 where !atWork.contains(number) { #expect(await tasks[number].value == .unavailable) }
        for number in atWork { departures[number].leave() }
        for number in atWork { #expect(await tasks[number].value == .unavailable) }
        let answer = try await lane.run(for: "ann", until: Departure()) { () async throws(Problem) in 42 }
        #expect(answer == 42)
    }

    /// Whose turn it is does not depend on who waits for a thread: work may hold it from its beginning to its end.
    @Test func whoHasNothingUnderWayIsNext() async throws {
        let lane = HeavyLane()
        let (begun, hasBegun) = AsyncStream.makeStream(of: String.self)
        let thread = Hold()
        defer { thread.release(7) }
        func work(for principal: String, untilWaiting count: Int) async -> Task<Void, any Error> {
            let task = Task {
                try await lane.run(for: principal, until: Departure()) { () async throws(Problem) in
                    hasBegun.yield(principal)
                    thread.hold()
                }
            }
            while lane.waitingCount < count { await Task.yield() }
            return task
        }
        var tasks: [Task<Void, any Error>] = []
        for count in [0, 0, 1, 2, 3, 4] { tasks.append(await work(for: "ann", untilWaiting: count)) }
        var order = begun.makeAsyncIterator()
        #expect(await [order.next(), order.next()] == ["ann", "ann"])
        tasks.append(await work(for: "bea", untilWaiting: 5))
        thread.release(1)
        #expect(await order.next() == "bea")
        thread.release(6)
        for task in tasks { try await task.value }
    }

    /// Each request of a client that sends nothing more has its own time, whatever the one before it took.
    @Test func whoIsSilentIsAnsweredForAWhile() async {
        let ends = Mutex<[@Sendable () -> Void]>([])
        let departure = Departure { end in ends.withLock { $0.append(end) } }
        func pass(_ number: Int) { ends.withLock { $0[number] }() }
        /// Begins a request once `count` times run.
        func request(
            untilRunning count: Int
        ) async -> (answer: Task<String, Never>, end: AsyncStream<String>.Continuation) {
            let (answers, continuation) = AsyncStream.makeStream(of: String.self)
            let answer = Task {
                await departure.value(of: Task { await answers.first { _ in true } ?? "given up" })
            }
            while ends.withLock({ $0.count }) < count { await Task.yield() }
            return (answer, continuation)
        }
        departure.finish()
        let first = await request(untilRunning: 2)
        pass(0)
        first.end.yield("answered")
        #expect(await first.answer.value == "answered")
        let second = await request(untilRunning: 3)
        pass(1)
        second.end.yield("answered")
        #expect(await second.answer.value == "answered")
        let third = await request(untilRunning: 4)
        pass(3)
        #expect(await third.answer.value == "given up")
        departure.leave()
        #expect(await request(untilRunning: 4).answer.value == "given up", "nothing can be sent any more")
    }

    /// Whatever holds the threads that compare, and whoever has left meanwhile: no save and no event waits for it.
    @Test func othersDoNotWait() async throws {
        let gate = Gate()
        gate.open()
        try await ServerFixture.run(gate: gate) { server in
            // The threads are the whole process's: whatever happens here, the other tests get them back.
            defer { gate.letCompare() }
            let heavy = try await onThread {
                let client = try RawClient(server.unix)
                try client.save("large", versions: 4)
                #expect(try client.save("small", "one\n").status == 201)
                return try ["diff?from=1&to=2", "blame", "diff?from=2&to=3", "blame", "diff?from=3&to=4"].map { path in
                    let client = try RawClient(server.tcp)
                    try client.send("GET /v1/documents/large/\(path) HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    return Shared(client)
                }
            }
            await gate.untilCompared(2)
            try await onThread {
                let events = try EventClient(server.unix).begun()
                let client = try RawClient(server.unix)
                func save(_ number: Int) throws {
                    try client.send(
                        "PUT /v1/documents/small/content HTTP/1.1\r\nHost: localhost\r\nIf-Match: *\r\n"
                            + "Idempotency-Key: k\(number)\r\nContent-Length: 1\r\n\r\n\(number)")
                    #expect(try client.receive().status == 200)
                    #expect(try events.change().version == number)
                }
                try save(2)
                #expect(heavy.allSatisfy { !$0.client.hasNews }, "none of them has ended before")
                for heavy in heavy { heavy.client.abort() }
                try save(3)
                gate.letCompare()
                #expect(try client.get("/v1/documents/small/blame").status == 200)
                #expect(try client.get("/v1/documents/small/diff?from=1&to=2").status == 200)
            }
            #expect(!server.log.all.contains { $0.contains("level=error") })
        }
    }
}

/// Carries a client from one thread's work to the next one's.
private final class Shared: @unchecked Sendable {
    // Used by one thread at a time, as the test awaits each.
    let client: RawClient

    init(_ client: RawClient) { self.client = client }
}

/// Holds threads until they are released.
private final class Hold: Sendable {
    private let released = DispatchSemaphore(value: 0)

    func hold() { released.wait() }

    func release(_ count: Int) { for _ in 0..<count { released.signal() } }
}

/// How much goes on at once.
private final class Load: Sendable {
    private let counts = Mutex((now: 0, most: 0))

    var most: Int { counts.withLock { $0.most } }

    func begin() {
        counts.withLock { counts in
            counts.now += 1
            counts.most = max(counts.most, counts.now)
        }
    }

    func end() { counts.withLock { $0.now -= 1 } }
}
