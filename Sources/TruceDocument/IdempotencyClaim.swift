/// The right to carry out a request that brings an `Idempotency-Key`, while nobody else may.
public struct IdempotencyClaim: Sendable {
    public let owner: IdempotencyOwner
    public let fingerprint: RequestFingerprint
    /// Makes the answer to keep of what a mutation gave; nil for a value that it does not know.
    private let answer: @Sendable (any Sendable) -> KeptAnswer?

    public init(owner: IdempotencyOwner, fingerprint: RequestFingerprint) {
        self.init(owner: owner, fingerprint: fingerprint, answer: { _ in nil })
    }

    private init(
        owner: IdempotencyOwner, fingerprint: RequestFingerprint,
        answer: @escaping @Sendable (any Sendable) -> KeptAnswer?
    ) {
        self.owner = owner
        self.fingerprint = fingerprint
        self.answer = answer
    }

    /// The claim of a request whose success is answered like this, so that the transaction that writes can keep the
    /// answer too.
    public func answering<Success: Sendable>(
        _ answer: @escaping @Sendable (Success) -> KeptAnswer?
    ) -> IdempotencyClaim {
        IdempotencyClaim(owner: owner, fingerprint: fingerprint) { ($0 as? Success).flatMap(answer) }
    }

    /// The answer to a success; nil where the claim does not say how such a one is answered.
    public func answer(to success: any Sendable) -> KeptAnswer? { answer(success) }
}

/// Whose key it is: the same key of another principal is another key.
public struct IdempotencyOwner: Hashable, Sendable {
    /// Who was authenticated, whatever `Truce-Actor` says.
    public let principal: String
    public let key: IdempotencyKey

    public init(principal: String, key: IdempotencyKey) {
        self.principal = principal
        self.key = key
    }
}
