internal import TruceDocument

/// Where a feed is in the log, and how long it waits before it connects again: a value.
struct FeedProgress {
    /// Everything up to here was handed over; nil before the server has said where now is.
    private(set) var place: EventCursor?
    /// Attempts that came to nothing since the last thing that was received.
    private var failures = 0
    /// What the server wants a client to wait, in milliseconds.
    private var retry = 200

    /// The longest wait, in milliseconds.
    static let longestPause = 10_000

    init(after place: EventCursor?) { self.place = place }

    /// A frame came in; what it means to the one who follows, if anything.
    ///
    /// Frames at or before the place come twice, which only a broken server sends.
    mutating func take(_ event: StoreEvent, isFirst: Bool) -> FeedNews? {
        failures = 0
        let isNew = place.map { event.cursor > $0 } ?? true
        place = max(place ?? event.cursor, event.cursor)
        if isFirst, event.kind == .bookmark { return .connected(event.cursor) }
        guard event.kind != .bookmark, isNew || !event.kind.isStored else { return nil }
        return .event(event)
    }

    mutating func wait(atLeast milliseconds: Int?) {
        if let milliseconds { retry = min(milliseconds, Self.longestPause) }
    }

    /// What was received after this event is to come again.
    mutating func goBack(to event: EventCursor) { place = event }

    /// What lies after the place is no longer kept.
    mutating func forgetPlace() { place = nil }

    /// An attempt came to nothing. Returns whether it is the first of its kind.
    mutating func fail() -> Bool {
        failures += 1
        return failures == 1
    }

    /// How long to wait before the next attempt: longer each time, and not the same for all who lost one server.
    ///
    /// - Parameter spread: from 0 to 1.
    func pause(spread: Double) -> Duration {
        let longest = min(retry << min(max(0, failures - 1), 10), Self.longestPause)
        return .milliseconds(Int(Double(longest) * (0.5 + spread / 2)))
    }
}
