internal import Synchronization

/// Whether the client of a connection is still there, for the request that is being answered: one at a time.
final class Departure: Sendable {
    private struct State {
        var hasLeft = false
        var cancel: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Says that the client sends nothing more, which counts as gone, as for a stream.
    func leave() {
        let cancel = state.withLock { state in
            state.hasLeft = true
            return state.cancel.take()
        }
        cancel?()
    }

    /// Waits for a task, which is cancelled when the client leaves, and when the one who waits is cancelled.
    func value<Value>(of task: Task<Value, Never>) async -> Value {
        let hasLeft = state.withLock { state in
            state.cancel = task.cancel
            return state.hasLeft
        }
        if hasLeft { task.cancel() }
        defer { state.withLock { $0.cancel = nil } }
        return await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }
}
