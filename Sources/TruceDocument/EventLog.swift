/// What happened in a store, in the order of its commits: the log behind `GET /v1/events`.
///
/// It is bounded: who asks for what has been cut is told so and never left with a gap.
public protocol EventLog: Sendable {
    /// The id of the document that `name` names: the name or alias of a living one, or the id of any. Throws `not_found`.
    func subject(named name: String) async throws(Problem) -> String

    /// The place of the newest event.
    func newestEvent() async throws(Problem) -> EventCursor

    /// The next events after a place, at most `limit`, and how far they reach.
    ///
    /// - Parameters:
    ///   - place: nil for the oldest event that is kept. Throws `cursor_expired` if something after it was cut, or if it
    ///     is a place of no log at all.
    ///   - subject: the id of the only document to be told of; nil for all.
    func events(after place: EventCursor?, of subject: String?, limit: Int) async throws(Problem) -> EventPage

    /// Tells `receiver` of each commit's events from now on, once, in the order of the log, and before anybody is told
    /// that the commit succeeded. It must return at once.
    func observe(_ receiver: @escaping @Sendable ([LoggedEvent]) -> Void)
}

/// An event, and which document it is about.
public struct LoggedEvent: Hashable, Sendable {
    /// The document's id, whatever its name is now; nil for none.
    public var subject: String?
    public var event: StoreEvent
    /// The names and aliases, case-folded, that lead to the document from here on; empty where nothing is said of them.
    public var foldedNames: [String]

    public init(subject: String?, event: StoreEvent, foldedNames: [String] = []) {
        self.subject = subject
        self.event = event
        self.foldedNames = foldedNames
    }
}

/// Events that follow each other in the log.
public struct EventPage: Hashable, Sendable {
    public var events: [StoreEvent]
    /// Everything up to here has been looked at: where the next page begins.
    public var place: EventCursor
    /// Whether the log goes on after it.
    public var hasMore: Bool

    public init(events: [StoreEvent], place: EventCursor, hasMore: Bool) {
        self.events = events
        self.place = place
        self.hasMore = hasMore
    }
}
