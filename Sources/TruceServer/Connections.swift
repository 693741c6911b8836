internal import NIOCore
internal import Synchronization

/// The connections of a server and the streams on them: how many there are, since when there are none, and their end.
final class Connections: Sendable {
    /// What becomes of a connection that was accepted.
    enum Admission: Hashable, Sendable {
        case served
        /// There are too many: it is told so.
        case refused
        /// There are too many even to be told.
        case dropped
    }

    private struct State {
        /// How many there are, before they are served too.
        var accepted = 0
        var channels: [ObjectIdentifier: any Channel] = [:]
        /// When the last one ended, or the server began to listen; nil before that and while there are any.
        var idleSince: ContinuousClock.Instant?
        var streams: [ObjectIdentifier: Stream] = [:]
        /// Whether streams have to end as soon as they begin.
        var endsStreams = false
    }

    private struct Stream {
        let body: any StreamedBody
        let channel: any Channel
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) { self.limit = limit }

    /// A connection was accepted; it counts until it is closed.
    func admit(_ channel: any Channel) -> Admission {
        let count = state.withLock { state in
            state.accepted += 1
            return state.accepted
        }
        channel.closeFuture.whenComplete { _ in self.state.withLock { $0.accepted -= 1 } }
        if count <= limit { return .served }
        return count <= limit + Self.mostRefused ? .refused : .dropped
    }

    /// So many beyond the limit are told that they are too many, which takes a moment each.
    private static let mostRefused = 100

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
    func closeAll() { close(state.withLock { Array($0.channels.values) }) }

    // MARK: Streams

    func began(_ body: any StreamedBody, on channel: any Channel) {
        let mustEnd = state.withLock { state in
            state.streams[ObjectIdentifier(body)] = Stream(body: body, channel: channel)
            return state.endsStreams
        }
        if mustEnd { body.end() }
    }

    func ended(_ body: any StreamedBody) {
        state.withLock { $0.streams[ObjectIdentifier(body)] = nil }
        body.end()
    }

    /// Ends all streams, those that are still to begin too.
    func endStreams() {
        let streams = state.withLock { state in
            state.endsStreams = true
            return state.streams.values
        }
        for stream in streams { stream.body.end() }
    }

    /// Ends the streams that these tokens have opened, and does not wait for those who do not take what was sent already.
    func endStreams(openedWith tokenIDs: [String]) {
        let streams = state.withLock { state in
            state.streams.values.filter { $0.body.tokenID.map(tokenIDs.contains) ?? false }
        }
        for stream in streams { stream.body.end() }
        close(streams.map(\.channel).filter { !$0.isWritable })
    }

    /// Closes the connections whose streams have been told to end and do not, because nobody reads them.
    func closeStreams() { close(state.withLock { $0.streams.values.map(\.channel) }) }

    /// Closes the connections whose streams have left so many bookmarks unread: nobody seems to read there. Returns how many
    /// there were.
    func closeStalledStreams(after bookmarks: Int) -> Int {
        let stalled = state.withLock { Array($0.streams.values) }.filter { $0.body.bookmarksUnread >= bookmarks }
        close(stalled.map(\.channel))
        return stalled.count
    }

    private func close(_ channels: [any Channel]) {
        for channel in channels {
            channel.triggerUserOutboundEvent(ConnectionGuard.Request.closeNow, promise: nil)
        }
    }
}
