internal import Synchronization
internal import TruceDocument

/// Hands every commit's events to those who follow: once, in the order of the log, away from the writer.
///
/// A commit leaves its events in an inbox and goes on; a task empties it, encodes each event once and puts its bytes into
/// the bounded queues of the streams that want it. Nobody's pace is anybody else's.
final class EventHub: Sendable {
    private typealias Streams = [ObjectIdentifier: EventStream]

    private struct State {
        var inbox: [LoggedEvent] = []
        /// When the first of them came.
        var since: ContinuousClock.Instant?
        /// How long the last ones took from there to every stream.
        var lag = Duration.zero
        var isDraining = false
        /// The places of the last event that was published, and of the last one that was handed on.
        var published = EventCursor.start
        var delivered = EventCursor.start
        /// The streams that tell of one document, by its id, and of all, under nil.
        var streams: [String?: Streams] = [:]
    }

    private let state = Mutex(State())

    /// What happened up to here is in the log alone. Follows ``EventLog/observe(_:)``, so that nothing falls between.
    func begin(at newest: EventCursor) {
        state.withLock { state in
            state.published = max(state.published, newest)
            if state.inbox.isEmpty, !state.isDraining { state.delivered = state.published }
        }
    }

    /// The place of the newest event.
    var newest: EventCursor { state.withLock { $0.published } }

    /// How long the last events took from their commit until every stream had them.
    var lag: Duration { state.withLock { $0.lag } }

    var subscriberCount: Int { state.withLock { $0.streams.values.reduce(0) { $0 + $1.count } } }

    /// Takes events that were logged, or that the log does not keep: those get the place of the last one before them.
    func publish(_ events: [LoggedEvent]) {
        let now = ContinuousClock.now
        let mustStart = state.withLock { state in
            state.since = state.since ?? now
            for var event in events {
                if event.event.kind.isStored {
                    state.published = event.event.cursor
                } else {
                    event.event.cursor = state.published
                }
                state.inbox.append(event)
            }
            defer { state.isDraining = true }
            return !state.isDraining
        }
        if mustStart { Task.detached { self.drain() } }
    }

    /// Tells every stream where the log is.
    func bookmark(at time: Timestamp) {
        publish([LoggedEvent(subject: nil, event: .bookmark(.start, at: time))])
    }

    /// From now on the stream gets what happens after the place that is returned.
    func add(_ stream: EventStream) -> EventCursor {
        state.withLock { state in
            state.streams[stream.subject, default: [:]][ObjectIdentifier(stream)] = stream
            return state.delivered
        }
    }

    func remove(_ stream: EventStream) {
        state.withLock { state in
            state.streams[stream.subject]?[ObjectIdentifier(stream)] = nil
            if state.streams[stream.subject]?.isEmpty == true { state.streams[stream.subject] = nil }
        }
    }

    private func drain() {
        while let (events, streams, since) = takeInbox() {
            for event in events { deliver(event, to: streams) }
            // Nobody waits for what nobody follows.
            guard !streams.isEmpty else { continue }
            let lag = ContinuousClock.now - since
            state.withLock { $0.lag = lag }
        }
    }

    /// What is to be delivered, and the streams there are at that moment; nil, and no longer draining, for nothing.
    private func takeInbox() -> (events: [LoggedEvent], streams: [String?: Streams], since: ContinuousClock.Instant)? {
        state.withLock { state in
            guard !state.inbox.isEmpty, let since = state.since else {
                state.isDraining = false
                return nil
            }
            defer {
                state.inbox = []
                state.since = nil
            }
            state.delivered = state.published
            return (state.inbox, state.streams, since)
        }
    }

    private func deliver(_ event: LoggedEvent, to streams: [String?: Streams]) {
        let receivers: [Streams] =
            if event.event.kind == .bookmark {
                Array(streams.values)
            } else if let subject = event.subject {
                [streams[subject], streams[nil]].compactMap { $0 }
            } else {
                [streams[nil]].compactMap { $0 }
            }
        guard !receivers.isEmpty else { return }
        let frame = EventFrame(event.event)
        for streams in receivers {
            for stream in streams.values { stream.push(frame) }
        }
    }
}
