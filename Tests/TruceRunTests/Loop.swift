import Glibc
import TruceTerminal
import TruceText

/// Runs `body` as the terminal's thread does, on a thread of its own. One at a time: the suites that use it are serialized.
func onLoop<Success: Sendable>(
    _ body: @escaping @Sendable @TerminalActor () async throws -> Success
) async throws -> Success {
    try await withCheckedThrowingContinuation { continuation in
        let box = Unmanaged.passRetained(
            ThreadBody {
                TerminalLoop.blockSignals()
                continuation.resume(with: Result { try TerminalLoop.run(body) })
            })
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, threadMain, box.toOpaque())
        precondition(code == 0, "pthread_create: \(code)")
        pthread_detach(thread)
    }
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let argument { Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run() }
    return nil
}

extension Rope {
    var string: String { String(decoding: allBytes, as: UTF8.self) }
}
