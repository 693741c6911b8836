internal import NIOPosix
internal import Synchronization
internal import TruceDocument

/// Where what takes long is computed: a few things at once, on threads of their own, so that no event, no save and no other
/// answer ever waits for it. The rest waits for its turn and has nothing in memory until then.
final class HeavyLane: Sendable {
    /// How much is computed at once. Each may have two large texts in memory, and what it makes of them.
    private static let width = 2

    private let turns = Turns(count: HeavyLane.width)
    private let places: Mutex<SharedBudget>

    /// - Parameter limit: How much may be computed or wait at once; a principal has half of that.
    init(limit: Int = 64) { places = Mutex(SharedBudget(limit: limit, share: max(1, limit / 2))) }

    /// Does what takes long when it is its turn. Its task is cancelled once the client has left.
    ///
    /// Throws what `work` throws; `unavailable` where too much waits already, or nobody for the answer.
    func run<Value: Sendable>(
        for principal: String, until departure: Departure,
        _ work: @escaping @Sendable () async throws(Problem) -> Value
    ) async throws(Problem) -> Value {
        guard places.withLock({ $0.take(1, of: principal) }) else { throw Problem.tooMuchWork }
        defer { places.withLock { $0.giveBack(1, of: principal) } }
        let task = Task { [turns] () -> Result<Value, Problem> in
            // Whose turn it is must not be decided by who waits for a thread.
            guard await turns.take(for: principal) else { return .failure(.clientHasLeft) }
            defer { turns.giveBack(by: principal) }
            let result = await withTaskExecutorPreference(LaneExecutor.shared) { () -> Result<Value, Problem> in
                do throws(Problem) { return .success(try await work()) } catch { return .failure(error) }
            }
            // What was cut off is worth nothing, and says nothing.
            return Task.isCancelled ? .failure(.clientHasLeft) : result
        }
        return try await departure.value(of: task).get()
    }

    /// How many wait for their turn.
    var waitingCount: Int { turns.waitingCount }

    /// The threads, as many as have something to do at once.
    private final class LaneExecutor: TaskExecutor {
        /// For the whole process, as the event loops are.
        static let shared = LaneExecutor()

        private let threads = NIOThreadPool(numberOfThreads: HeavyLane.width)

        private init() { threads.start() }

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            threads.submit { _ in job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }
    }
}

/// So many tasks go on at once; the others wait, first those of whom the fewest go on, and of these the first one.
private final class Turns: Sendable {
    private struct State {
        var free: Int
        var lastID = 0
        /// How many go on, by principal.
        var running: [String: Int] = [:]
        var waiting: [(id: Int, principal: String, continuation: CheckedContinuation<Bool, Never>)] = []

        mutating func begin(for principal: String) { running[principal, default: 0] += 1 }

        mutating func end(by principal: String) {
            let left = running[principal, default: 1] - 1
            running[principal] = left > 0 ? left : nil
        }
    }

    private let state: Mutex<State>

    init(count: Int) { state = Mutex(State(free: count)) }

    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Waits for a turn, which must be given back. Returns false, without one, if the task is cancelled before.
    func take(for principal: String) async -> Bool {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    // Whoever cancels from here on finds it among those that wait.
                    if Task.isCancelled { return false }
                    guard state.free > 0 else {
                        state.waiting.append((id, principal, continuation))
                        return nil
                    }
                    state.free -= 1
                    state.begin(for: principal)
                    return true
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            let waiter = state.withLock { state in
                state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0) }
            }
            waiter?.continuation.resume(returning: false)
        }
    }

    func giveBack(by principal: String) {
        let next = state.withLock { state in
            state.end(by: principal)
            let running = state.running
            let fewest = state.waiting.indices.min {
                running[state.waiting[$0].principal, default: 0] < running[state.waiting[$1].principal, default: 0]
            }
            guard let fewest else {
                state.free += 1
                return nil as CheckedContinuation<Bool, Never>?
            }
            let waiter = state.waiting.remove(at: fewest)
            state.begin(for: waiter.principal)
            return waiter.continuation
        }
        next?.resume(returning: true)
    }
}
