import Glibc

/// Runs `body`, which may block, on a thread of its own: the threads of Swift's pool are few and must not.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        let box = Unmanaged.passRetained(ThreadBody { continuation.resume(returning: body()) })
        var thread = pthread_t()
        if pthread_create(&thread, nil, threadMain, box.toOpaque()) == 0 {
            pthread_detach(thread)
        } else {
            // The system gives no thread: better that this one blocks than that nobody answers.
            box.takeRetainedValue().run()
        }
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
