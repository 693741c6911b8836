import CNcurses
import Glibc
import Synchronization

/// The loop of the terminal's thread: it waits for the tty, signals, times and jobs of ``TerminalActor`` at once.
public enum TerminalLoop {
    /// Blocks the signals that the loop reads from a descriptor (WINCH, TERM, HUP, INT, QUIT, TSTP, CONT) and ignores
    /// SIGPIPE. Call it in `main` before any thread starts, the first `Task` included: threads inherit the mask.
    ///
    /// Children inherit mask and ignored signals, too. Whoever starts one gives it clean ones:
    /// `posix_spawnattr_setflags` with `POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF`, an empty set for
    /// `posix_spawnattr_setsigmask`, a full one for `posix_spawnattr_setsigdefault`.
    public static func blockSignals() {
        truce_block_signals()
    }

    /// Runs `body` and every other job of ``TerminalActor`` on the calling thread until `body` ends, then closes the
    /// terminal if it is still open, and returns what `body` returned or throws what it threw.
    ///
    /// Between jobs the thread serves the open ``Terminal``. Call it from synchronous code, one thread at a time; on the main
    /// thread nothing of the main actor runs until it returns.
    public static func run<Success: Sendable, Failure: Error>(
        _ body: @escaping @Sendable @TerminalActor () async throws(Failure) -> Success
    ) throws(Failure) -> Success {
        let executor = TerminalActor.executor
        executor.adoptCurrentThread()
        defer { executor.releaseCurrentThread() }
        let outcome = Outcome<Success, Failure>()
        Task { @TerminalActor in
            do throws(Failure) {
                outcome.set(.success(try await body()))
            } catch {
                outcome.set(.failure(error))
            }
        }
        let result = TerminalActor.assumeIsolated {
            defer { Terminal.current?.close() }
            while true {
                if let result = outcome.result { return result }
                turn(executor)
            }
        }
        return try result.get()
    }

    /// Milliseconds of the clock that ``Terminal`` stamps events with: it never goes back and starts anywhere.
    public static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    /// Waits once, and deals with what came.
    @TerminalActor
    private static func turn(_ executor: TerminalExecutor) {
        let terminal = Terminal.current
        terminal?.settle()
        let terminalDescriptors = terminal?.pollDescriptors ?? []
        var descriptors = terminalDescriptors + [pollfd(fd: executor.descriptor, events: Int16(POLLIN), revents: 0)]
        let timeout = executor.hasJobs ? 0 : terminal?.pollTimeout(at: now) ?? -1
        let count = poll(&descriptors, nfds_t(descriptors.count), timeout)
        if count >= 0 { terminal?.serve(Array(descriptors.prefix(terminalDescriptors.count)), at: now) }
        executor.drain()
    }
}

/// What the body of a loop came to; written and read on the loop's thread.
private final class Outcome<Success: Sendable, Failure: Error>: Sendable {
    private let value = Mutex<Result<Success, Failure>?>(nil)

    var result: Result<Success, Failure>? { value.withLock { $0 } }

    func set(_ result: Result<Success, Failure>) {
        value.withLock { $0 = result }
    }
}
