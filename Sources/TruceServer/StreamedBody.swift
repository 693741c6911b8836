internal import NIOCore

/// A body that goes on for as long as somebody reads it and it has something to say.
protocol StreamedBody: AnyObject, Sendable {
    /// What is to be sent next, at once or as soon as there is something; nil at the end. Called again only once the
    /// connection has taken what the call before gave, so that whoever reads slowly is waited for here.
    func next() async -> [ByteBuffer]?

    /// Ends the body, from wherever it is called: ``next()`` gives nil from now on. Called at its end in any case.
    func end()

    /// The token without which nobody may have the body, by its id; nil where none was needed.
    var tokenID: String? { get }

    /// How often the client would have been told that it is up to date, had it taken what is to be sent.
    var bookmarksUnread: Int { get }
}
