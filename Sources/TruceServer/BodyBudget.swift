internal import Synchronization

/// How many bytes of requests' bodies there may be in memory, over all connections.
final class BodyBudget: Sendable {
    private let limit: Int
    private let taken = Atomic(0)

    init(limit: Int) { self.limit = limit }

    /// Whether a body of so many bytes could be taken now; takes nothing.
    func hasRoom(for count: Int) -> Bool { count <= limit - taken.load(ordering: .relaxed) }

    /// Takes so many bytes if they are left. Returns whether they were.
    fileprivate func take(_ count: Int) -> Bool {
        let total = taken.add(count, ordering: .relaxed).newValue
        if total > limit { giveBack(count) }
        return total <= limit
    }

    fileprivate func giveBack(_ count: Int) { taken.subtract(count, ordering: .relaxed) }
}

/// What one connection has taken of a ``BodyBudget`` for the request that it is about. It answers one at a time.
final class BodyShare: Sendable {
    let budget: BodyBudget
    private let taken = Atomic(0)

    init(of budget: BodyBudget) { self.budget = budget }

    /// Takes so many bytes more if they are left. Returns whether they were.
    func take(_ count: Int) -> Bool {
        guard budget.take(count) else { return false }
        taken.add(count, ordering: .relaxed)
        return true
    }

    /// The request is over, in whatever way.
    func giveBack() {
        let count = taken.exchange(0, ordering: .relaxed)
        if count > 0 { budget.giveBack(count) }
    }
}
