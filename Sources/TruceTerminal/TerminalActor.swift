import CNcurses
import Glibc
import Synchronization

/// Everything that touches the terminal is isolated to this actor, whose code runs on the one thread that is in
/// ``TerminalLoop/run(_:)``: ncurses is not made for more than one.
@globalActor
public actor TerminalActor {
    public static let shared = TerminalActor()

    static let executor = TerminalExecutor()

    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        TerminalActor.executor.asUnownedSerialExecutor()
    }

    /// Runs synchronous code of the actor from the loop's thread, as `MainActor.assumeIsolated` does for the main thread.
    /// Traps on any other thread.
    nonisolated static func assumeIsolated<Success>(
        _ operation: @TerminalActor () throws -> Success
    ) rethrows -> Success {
        typealias Unisolated = () throws -> Success
        executor.checkIsolated()
        return try withoutActuallyEscaping(operation) { operation in
            // Isolation to a global actor is part of a function's type but not of its representation, and the check
            // above has just shown that the isolation holds. The standard library does the same for the main actor.
            try unsafeBitCast(operation, to: Unisolated.self)()
        }
    }
}

/// Jobs for the thread that runs the loop, and the descriptor that wakes it.
final class TerminalExecutor: SerialExecutor {
    private let jobs = Mutex<[UnownedJob]>([])
    /// The thread in the loop; 0 while there is none.
    private let thread = Atomic<UInt>(0)
    /// Readable when jobs have come from other threads.
    let descriptor = truce_event_descriptor()

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isFirst = jobs.withLock { jobs in
            jobs.append(job)
            return jobs.count == 1
        }
        // The loop looks at the queue before it waits, so that its own jobs need not wake it.
        guard isFirst, !isCurrent else { return }
        var one: UInt64 = 1
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    private var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

    func checkIsolated() {
        precondition(isCurrent, "Code of the terminal actor ran outside of its loop's thread")
    }

    func isIsolatingCurrentContext() -> Bool? { isCurrent }

    /// Makes the calling thread the loop's. Only one thread at a time can be in the loop.
    func adoptCurrentThread() {
        let (exchanged, _) = thread.compareExchange(
            expected: 0, desired: UInt(pthread_self()), ordering: .sequentiallyConsistent)
        precondition(exchanged, "Two threads run the terminal's loop")
    }

    func releaseCurrentThread() {
        thread.store(0, ordering: .sequentiallyConsistent)
    }

    var hasJobs: Bool { jobs.withLock { !$0.isEmpty } }

    /// Runs the jobs that are there now; those that they add wait for the next time.
    func drain() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
        let batch = jobs.withLock { jobs in
            defer { jobs = [] }
            return jobs
        }
        for job in batch { job.runSynchronously(on: asUnownedSerialExecutor()) }
    }
}
