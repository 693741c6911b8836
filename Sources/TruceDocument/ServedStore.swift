/// Everything that a server serves.
public typealias ServedStore = DocumentStore & VersionSource & EventLog & AnswerKeeper & ConflictKeeper
    & ResolutionStore & UserStore & TokenKeeper

/// The texts of versions, with all that is said of them.
public protocol VersionSource: Sendable {
    /// Throws `not_found` where there is no such version.
    func text(ofVersion number: Int, of name: String, as caller: Caller) async throws(Problem) -> VersionText
}

/// What keeps the answers to requests with an `Idempotency-Key`, for ``IdempotencyRecord/lifetime``.
public protocol AnswerKeeper: Sendable {
    /// Decides about a request. Whoever is told `new` holds the key, and must ``settle(_:with:)`` in the end.
    func claim(_ claim: IdempotencyClaim) async throws(Problem) -> IdempotencyDecision

    /// Gives the key up. An `answer` that no transaction has kept already is on disk when this returns, unless the disk
    /// does not take it; nil for one that is not to be kept.
    func settle(_ claim: IdempotencyClaim, with answer: KeptAnswer?) async
}

/// The refusals for state that are kept.
public protocol ConflictSource: Sendable {
    /// A page of those that match, the newest first.
    func conflicts(_ query: ConflictQuery, as caller: Caller) async throws(Problem) -> Page<ConflictRecord>

    /// Throws `not_found` for one that is not, or no longer, kept.
    func conflict(_ id: String, as caller: Caller) async throws(Problem) -> ConflictRecord

    /// What collides, those seen last first.
    func conflictGroups(as caller: Caller) async throws(Problem) -> [ConflictGroup]
}

/// Keeps refusals for state.
public protocol ConflictKeeper: ConflictSource {
    /// Keeps a refusal, and gives the id under which it will be found. Written behind: it costs the request no write.
    func keep(_ refused: RefusedRequest) async -> String

    /// What `GET /metrics` tells of the store.
    func figures() -> StoreFigures
}

/// What people remember of how conflicts were resolved.
public protocol ResolutionStore: Sendable {
    /// Throws `not_found` for what nobody remembers.
    func resolution(_ key: ResolutionKey, as caller: Caller) async throws(Problem) -> RememberedResolution

    /// Remembers a resolution in place of any other; the last one counts.
    func remember(
        _ report: ResolutionReport, under key: ResolutionKey, as caller: Caller
    ) async throws(Problem) -> Outcome<Remembered>

    /// Throws `not_found` for what nobody remembers.
    func forget(_ key: ResolutionKey, as caller: Caller) async throws(Problem) -> Outcome<Void>
}
