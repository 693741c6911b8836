import Synchronization
public import TruceDocument

/// Carries exchanges from a client, which is made first, to the editor that shows them.
public final class ExchangeRelay: Sendable {
    private let receiver = Mutex<(@Sendable (Exchange) -> Void)?>(nil)

    public init() {}

    /// Hands an exchange on; dropped while nobody listens.
    public func send(_ exchange: Exchange) {
        let receiver = receiver.withLock { $0 }
        receiver?(exchange)
    }

    func listen(_ receiver: @escaping @Sendable (Exchange) -> Void) {
        self.receiver.withLock { $0 = receiver }
    }
}
