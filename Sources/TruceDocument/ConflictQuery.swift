/// `GET /v1/conflicts`.
public struct ConflictQuery: Hashable, Sendable {
    public var reason: Reason?
    /// The name that the requests gave the document, compared as names are.
    public var document: String?
    /// Only those that were written after the one with this id; where that is not kept, those of its time and later.
    /// Lists are in the order of writing, the newest first.
    public var after: String?
    public var page: PageRequest

    public init(
        reason: Reason? = nil, document: String? = nil, after: String? = nil, page: PageRequest = PageRequest()
    ) {
        self.reason = reason
        self.document = document
        self.after = after
        self.page = page
    }
}

/// What `GET /metrics` tells of a store.
public struct StoreFigures: Hashable, Sendable {
    /// Bytes of its files.
    public var bytes: Int
    /// Conflicts that a save has closed since the store was opened.
    public var resolved: Int
    /// Conflicts that nobody came back to, counted since the store was opened.
    public var abandoned: Int

    public init(bytes: Int, resolved: Int = 0, abandoned: Int = 0) {
        self.bytes = bytes
        self.resolved = resolved
        self.abandoned = abandoned
    }
}
