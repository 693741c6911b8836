import Glibc
import Synchronization

/// Runs `body` on a thread of its own.
public func startThread(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    let box = Unmanaged.passRetained(ThreadBody(body)).toOpaque()
    let code = pthread_create(&thread, nil, runThread, box)
    precondition(code == 0, "pthread_create: \(code)")
    pthread_detach(thread)
}

/// Runs `body` on a thread of its own once those given before have ended, whatever suite they are of: for what a process
/// has only one of, such as the terminal's loop.
public func onThreadInTurn<Success: Sendable>(
    _ body: @escaping @Sendable () throws -> Success
) async throws -> Success {
    try await withCheckedThrowingContinuation { continuation in
        startThread { continuation.resume(with: turn.withLock { _ in Result(catching: body) }) }
    }
}

private let turn = Mutex<Void>(())

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func runThread(_ body: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let body { Unmanaged<ThreadBody>.fromOpaque(body).takeRetainedValue().run() }
    return nil
}
