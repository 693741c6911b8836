import Glibc

/// Runs `body` on a thread of its own, for work that blocks: the threads of Swift's pool are few and must not.
/// Throws where the system gives no thread.
func startThread(_ body: @escaping @Sendable () -> Void) throws(SystemError) {
    let box = Unmanaged.passRetained(ThreadBody(run: body))
    var thread = pthread_t()
    errno = pthread_create(&thread, nil, threadMain, box.toOpaque())
    guard errno == 0 else {
        box.release()
        throw SystemError("start a thread")
    }
    pthread_detach(thread)
}

private final class ThreadBody: Sendable {
    let run: @Sendable () -> Void

    init(run: @escaping @Sendable () -> Void) { self.run = run }
}

private func threadMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    if let argument { Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run() }
    return nil
}
