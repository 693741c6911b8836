import Synchronization
import Testing
import TruceClient
import TruceDocument
import TruceLocal
import TruceRun

@testable import TruceCommand

/// A store that is away when it is asked.
struct StoreConnectionTests {
    private let away = Problem(.unavailable(retryAfter: 1), detail: "Nobody is there.")
    private let refusal = Problem(.forbidden, detail: "No.")

    /// - Parameter problem: what stands in the way of the server's start.
    private func connection(_ starts: Starts, problem: Problem? = nil) -> StoreConnection {
        let address = ServerAddress.unixSocket(path: "/nonexistent/socket")
        let paths = LocalPaths(runtimeFolder: "/r", dataFolder: "/d", stateFolder: "/s")
        return StoreConnection(
            store: HTTPStore(address, namesActor: false), actor: "ann", address: address, paths: paths,
            isLocal: true,
            reconnect: {
                starts.add()
                return problem
            })
    }

    @Test func aServerThatHasJustGoneIsStartedAgain() async throws {
        let starts = Starts()
        var callers: [Caller] = []
        let answer = try await connection(starts).ask { _, caller in
            callers.append(caller)
            if callers.count == 1 { throw away }
            return "here"
        }
        #expect(answer == "here")
        #expect(starts.count == 1)
        #expect(callers.map(\.actor) == ["ann", "ann"])
        #expect(callers[0].requestID == callers[1].requestID, "the same request")
    }

    /// That nobody is there now, or that none can be started, says nothing of what was sent before.
    @Test(arguments: [true, false])
    func aLostAnswerStaysLost(isStarted: Bool) async {
        let lost = Problem(.outcomeUnknown, detail: "The answer was lost.")
        var attempts = 0
        let problem = await #expect(throws: Problem.self) {
            try await connection(Starts(), problem: isStarted ? nil : refusal).ask { _, _ in
                attempts += 1
                throw attempts == 1 ? lost : away
            }
        }
        #expect(problem?.reason == .outcomeUnknown)
        #expect(problem?.detail == "\(Problem.mayBeMade) \(isStarted ? "Nobody is there." : "No.")")
    }

    @Test func onlyOnce() async {
        let starts = Starts()
        await #expect(throws: away) { try await connection(starts).ask { _, _ in throw away } }
        #expect(starts.count == 1)
    }

    @Test func whatKeepsItFromStartingIsTold() async {
        let starts = Starts()
        await #expect(throws: refusal) { try await connection(starts, problem: refusal).ask { _, _ in throw away } }
    }

    @Test func aRefusalIsAnAnswer() async {
        let starts = Starts()
        await #expect(throws: refusal) { try await connection(starts).ask { _, _ in throw refusal } }
        #expect(starts.count == 0)
    }

    @Test func aPersonIsToldWhatIsWaitedFor() async throws {
        let written = WrittenBytes()
        let (said, hasSaid) = AsyncStream<Void>.makeStream()
        var connection = connection(Starts())
        connection.waitNotice = WaitNotice(
            say: {
                written.add(Array($0.utf8))
                hasSaid.finish()
            }, pause: { #expect($0 == .seconds(2)) })
        // Answers once the notice was given.
        try await connection.ask { _, _ in for await _ in said {} }
        let line = String(decoding: written.output, as: UTF8.self)
        #expect(line == "Waiting for the store at unix:/nonexistent/socket …")
    }

    @Test func anAnswerInTimeIsWaitedForInSilence() async throws {
        var connection = connection(Starts())
        let (ended, hasEnded) = AsyncStream<Bool>.makeStream()
        connection.waitNotice = WaitNotice(
            say: { _ in Issue.record("said something") },
            pause: { _ in
                // Ends by being cancelled only.
                let (never, _) = AsyncStream<Void>.makeStream()
                for await _ in never {}
                hasEnded.yield(Task.isCancelled)
                try Task.checkCancellation()
            })
        try await connection.ask { _, _ in }
        for await isCancelled in ended {
            #expect(isCancelled)
            break
        }
    }

    /// Whoever names the own store's server has the own store's drafts.
    @Test func draftsAreOfTheStore() {
        var connection = connection(Starts())
        connection.reconnect = nil
        func store(_ connection: StoreConnection) -> String? {
            if case .store(let store) = connection.drafts.subject { store } else { nil }
        }
        #expect(store(connection) == "/d/store.sqlite")
        connection.isLocal = false
        #expect(store(connection) == "unix:/nonexistent/socket")
    }

    @Test func aStoreElsewhereIsNotStarted() async {
        var connection = connection(Starts())
        connection.reconnect = nil
        await #expect(throws: away) { try await connection.ask { _, _ in throw away } }
    }
}

/// How often a server was started.
private final class Starts: Sendable {
    private let value = Atomic<Int>(0)

    func add() { value.add(1, ordering: .relaxed) }

    var count: Int { value.load(ordering: .relaxed) }
}
