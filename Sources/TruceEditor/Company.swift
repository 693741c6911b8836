public import TruceDocument

/// Who else has the document open, and what somebody else saved meanwhile.
public struct Company: Sendable, Equatable {
    /// A version that somebody else saved and that the text does not know.
    public struct News: Sendable, Equatable {
        public var version: Int
        public var actor: String
        /// The id of the document; another than the text's where a new one has its name.
        var document: String
        /// Of the version, where it is known.
        var etag: ETag?
        var isTold = false
    }

    /// The other sessions that have the document open, this editor's own not among them.
    public internal(set) var others: [Presence] = []
    var news: News?
    /// Set once it is known that the document is no longer there, until another has its name.
    var gone: Gone?
    var followed: Followed?
    /// What others were told last.
    var announced: Announcement?
    /// When others are told again; nil for at once.
    var due: Timestamp?

    /// How often others are told, in milliseconds: a third of the time after which presence lapses.
    static let interval: Int64 = 10_000
    /// The same where the document is gone, to notice another that takes its place: only then an announcement is answered.
    static let goneInterval: Int64 = 3_000
}

/// What an editor wants to hear of.
public enum Followed: Sendable, Hashable {
    /// A document, by its id.
    case document(String)
    /// Whatever gets a name that no document has yet.
    case name(String)
}

/// What an editor tells others of itself.
public struct Announcement: Sendable, Hashable {
    /// The document's name.
    public var name: String
    /// The version that the text goes on from; nil for a document that is still to be created.
    public var baseVersion: Int?
    public var state: Presence.State

    public init(name: String, baseVersion: Int?, state: Presence.State) {
        self.name = name
        self.baseVersion = baseVersion
        self.state = state
    }
}
