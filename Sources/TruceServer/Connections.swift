internal import NIOCore
internal import Synchronization

/// The connections of a server: how many there are, since when there are none, and their end.
final class Connections: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        /// When the last one ended, or the server began to listen; nil before that and while there are any.
        var idleSince: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    /// The server listens.
    func begin() {
        state.withLock { state in
            if state.channels.isEmpty { state.idleSince = .now }
        }
    }

    func opened(_ channel: any Channel) {
        state.withLock { state in
            state.channels[ObjectIdentifier(channel)] = channel
            state.idleSince = nil
        }
    }

    func closed(_ channel: any Channel) {
        state.withLock { state in
            state.channels[ObjectIdentifier(channel)] = nil
            if state.channels.isEmpty { state.idleSince = .now }
        }
    }

    /// When the server will have been idle for `time`, if nobody comes; nil while somebody is there.
    func idleDeadline(after time: Duration) -> ContinuousClock.Instant? {
        state.withLock { $0.idleSince.map { $0.advanced(by: time) } }
    }

    /// Closes all of them at once.
    func closeAll() {
        for channel in state.withLock({ Array($0.channels.values) }) {
            channel.triggerUserOutboundEvent(ConnectionGuard.Request.closeNow, promise: nil)
        }
    }
}
