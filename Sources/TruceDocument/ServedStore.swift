/// Everything that a server serves.
public typealias ServedStore = DocumentStore & AnswerKeeper & UserStore & TokenKeeper

/// What keeps the answers to requests with an `Idempotency-Key`, for ``IdempotencyRecord/lifetime``.
public protocol AnswerKeeper: Sendable {
    /// Decides about a request. Whoever is told `new` holds the key, and must ``settle(_:with:)`` in the end.
    func claim(_ claim: IdempotencyClaim) async throws(Problem) -> IdempotencyDecision

    /// Gives the key up. An `answer` that no transaction has kept already is on disk when this returns, unless the disk
    /// does not take it; nil for one that is not to be kept.
    func settle(_ claim: IdempotencyClaim, with answer: KeptAnswer?) async
}
