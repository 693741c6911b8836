internal import Synchronization
internal import TruceDocument

/// Those who are told of every commit's events.
final class EventObservers: Sendable {
    private let receivers = Mutex<[@Sendable ([LoggedEvent]) -> Void]>([])

    func add(_ receiver: @escaping @Sendable ([LoggedEvent]) -> Void) { receivers.withLock { $0.append(receiver) } }

    func tell(_ events: [LoggedEvent]) {
        guard !events.isEmpty else { return }
        for receiver in receivers.withLock({ $0 }) { receiver(events) }
    }
}
