/// The events of a store as they happen, wherever the store is: what `truce watch` and the editor follow.
public protocol EventFeed: Sendable {
    /// Hands over what happens, one thing after the other, until the task is cancelled or `receive` throws.
    ///
    /// A connection that breaks off is made again, with the place kept: nothing is missed and nothing comes twice. The next
    /// event is read once `receive` has returned. Throws what `receive` throws, `CancellationError`, and the ``Problem`` of
    /// a request that the server will never take: the document is not there, say.
    ///
    /// - Parameters:
    ///   - document: the only document to be told of; nil for all.
    ///   - place: nil for now.
    func follow(
        _ document: String?, after place: EventCursor?, as caller: Caller,
        _ receive: @escaping @Sendable (FeedNews) async throws -> Void
    ) async throws
}

/// What a feed hands over.
public enum FeedNews: Hashable, Sendable {
    /// The feed is connected: what happens after this place follows.
    case connected(EventCursor)
    /// Something happened; never a bookmark.
    case event(StoreEvent)
    /// The connection is lost, or did not come about; it is tried again by and by.
    case interrupted(Problem)
    /// What happened after the feed's place is no longer kept: events were missed, and the feed goes on from now.
    case gap
}

/// Who has a document open, as those who do say of themselves.
public protocol PresenceStore: Sendable {
    /// Those who came first come first.
    func presence(at document: String, as caller: Caller) async throws(Problem) -> [Presence]

    /// Says that the caller's session is there, which lapses after 30 seconds; gives all who are.
    func report(_ report: PresenceReport, at document: String, as caller: Caller) async throws(Problem) -> [Presence]

    /// Says that the caller's session has left.
    func leave(session: String, at document: String, as caller: Caller) async throws(Problem)
}
