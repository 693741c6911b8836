internal import Synchronization

/// Those who are told what every commit brought of one kind.
final class Observers<Element: Sendable>: Sendable {
    private let receivers = Mutex<[@Sendable ([Element]) -> Void]>([])

    func add(_ receiver: @escaping @Sendable ([Element]) -> Void) { receivers.withLock { $0.append(receiver) } }

    func tell(_ elements: [Element]) {
        guard !elements.isEmpty else { return }
        for receiver in receivers.withLock({ $0 }) { receiver(elements) }
    }
}
