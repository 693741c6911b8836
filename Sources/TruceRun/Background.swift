import Dispatch

private let queue = DispatchQueue(label: "truce.files", attributes: .concurrent)

/// Runs what may block, a file's reading for instance, on a thread that nobody else waits for.
func inBackground<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        queue.async { continuation.resume(returning: body()) }
    }
}
