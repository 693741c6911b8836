internal import Synchronization

/// Whether the client of a connection is still there, for the request that is being answered: one at a time.
///
/// One that sends nothing more is gone or only reads; which of them shows when something is written to it. So what it had
/// asked for is still answered, one request after the other, and each has a limited time for that.
final class Departure: Sendable {
    private enum Client {
        case sends
        case isSilent
        case hasLeft
    }

    private struct State {
        var client = Client.sends
        /// How many requests there were, with the one being answered.
        var count = 0
        /// Gives up the one being answered; nil while there is none.
        var cancel: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())
    private let afterPatience: @Sendable (@escaping @Sendable () -> Void) -> Void

    /// - Parameter afterPatience: Runs what it is given once a client that is silent was waited for long enough.
    init(afterPatience: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void = { _ in }) {
        self.afterPatience = afterPatience
    }

    /// Says that the client sends nothing more: the request being answered has a limited time from now on, each one after it
    /// from its beginning.
    func finish() {
        let count = state.withLock { state in
            if state.client == .sends { state.client = .isSilent }
            return state.count
        }
        limit(count)
    }

    /// Says that nothing can be sent to the client any more.
    func leave() {
        let cancel = state.withLock { state in
            state.client = .hasLeft
            return state.cancel.take()
        }
        cancel?()
    }

    /// Waits for a task, which is cancelled when the client leaves or is silent for too long, and when the one who waits is
    /// cancelled.
    func value<Value>(of task: Task<Value, Never>) async -> Value {
        let (client, count) = state.withLock { state in
            state.count += 1
            state.cancel = task.cancel
            return (state.client, state.count)
        }
        switch client {
        case .sends: break
        case .isSilent: limit(count)
        case .hasLeft: task.cancel()
        }
        defer { state.withLock { $0.cancel = nil } }
        return await withTaskCancellationHandler {
            await task.value
        } onCancel: {
            task.cancel()
        }
    }

    /// Gives a request up after a while, if it is being answered then.
    private func limit(_ number: Int) {
        afterPatience { [self] in
            let cancel = state.withLock { $0.count == number ? $0.cancel.take() : nil }
            cancel?()
        }
    }
}
