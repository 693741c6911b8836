internal import Synchronization
internal import TruceDocument

/// The idempotency keys whose requests are being carried out at this moment.
///
/// In memory alone: a crash ends the requests too, and what they wrote holds their answers.
final class KeysAtWork: Sendable {
    private struct Work {
        var record: IdempotencyRecord
        var isKept = false
    }

    private let state = Mutex<[IdempotencyOwner: Work]>([:])

    /// Takes the key; or, if another request has it, says what is known of that one.
    func begin(_ claim: IdempotencyClaim, at time: Timestamp) -> IdempotencyRecord? {
        state.withLock { state in
            if let other = state[claim.owner] { return other.record }
            state[claim.owner] = Work(record: IdempotencyRecord(fingerprint: claim.fingerprint, startedAt: time))
            return nil
        }
    }

    /// The answers of these are on disk.
    func noteKept(_ owners: [IdempotencyOwner]) {
        guard !owners.isEmpty else { return }
        state.withLock { state in
            for owner in owners { state[owner]?.isKept = true }
        }
    }

    func isKept(_ owner: IdempotencyOwner) -> Bool { state.withLock { $0[owner]?.isKept ?? false } }

    func end(_ owner: IdempotencyOwner) { state.withLock { $0[owner] = nil } }
}
