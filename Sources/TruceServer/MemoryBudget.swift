internal import Synchronization

/// How many of a limited thing are taken, as bytes of a kind that are in memory, and how many of those are each principal's:
/// nobody takes so many that nothing is left for the others.
struct SharedBudget {
    /// Over all.
    let limit: Int
    /// What one principal may have of them.
    let share: Int
    private var taken = 0
    private var shares: [String: Int] = [:]

    init(limit: Int, share: Int) {
        self.limit = limit
        self.share = share
    }

    /// Whether so many could be taken now.
    func hasRoom(for count: Int, of principal: String) -> Bool {
        count <= limit - taken && count <= share - shares[principal, default: 0]
    }

    /// Takes so many if they are left. Returns whether they were.
    mutating func take(_ count: Int, of principal: String) -> Bool {
        guard hasRoom(for: count, of: principal) else { return false }
        taken += count
        shares[principal, default: 0] += count
        return true
    }

    mutating func giveBack(_ count: Int, of principal: String) {
        taken -= count
        let left = shares[principal, default: 0] - count
        shares[principal] = left > 0 ? left : nil
    }
}

/// The bodies of requests that are not answered yet, over all connections.
final class BodyBudget: Sendable {
    private let state: Mutex<SharedBudget>

    /// - Parameter largest: the size up to which any one body is taken while there is room for it.
    init(limit: Int, largest: Int) {
        state = Mutex(SharedBudget(limit: limit, share: max(limit / 2, largest)))
    }

    /// Whether a body of so many bytes could be taken now; takes nothing.
    func hasRoom(for count: Int, of principal: String) -> Bool {
        state.withLock { $0.hasRoom(for: count, of: principal) }
    }

    fileprivate func take(_ count: Int, of principal: String) -> Bool {
        state.withLock { $0.take(count, of: principal) }
    }

    fileprivate func giveBack(_ count: Int, of principal: String) {
        state.withLock { $0.giveBack(count, of: principal) }
    }
}

/// What one connection has taken of a ``BodyBudget`` for the request that it is about. It answers one at a time.
final class BodyShare: Sendable {
    let budget: BodyBudget
    private let taken = Mutex<(count: Int, principal: String)>((0, ""))

    init(of budget: BodyBudget) { self.budget = budget }

    /// Takes so many bytes more if they are left. Returns whether they were.
    func take(_ count: Int, of principal: String) -> Bool {
        guard budget.take(count, of: principal) else { return false }
        taken.withLock { $0 = ($0.count + count, principal) }
        return true
    }

    /// The request is over, in whatever way.
    func giveBack() {
        let (count, principal) = taken.withLock { taken in
            defer { taken.count = 0 }
            return taken
        }
        if count > 0 { budget.giveBack(count, of: principal) }
    }
}

/// The large answers that are on their way to their readers, over all connections. A text that many of them share is in
/// memory once, and counted so.
final class AnswerBudget: Sendable {
    private struct Readers {
        /// Who counts it as theirs: the first of them.
        let principal: String
        var count = 0
    }

    private struct State {
        var budget: SharedBudget
        /// By where in memory the answer lies.
        var readers: [UInt: Readers] = [:]
    }

    private let state: Mutex<State>

    init(limit: Int) { state = Mutex(State(budget: SharedBudget(limit: limit, share: limit / 2))) }

    /// Counts an answer until it is given back; nil where there is no room for it.
    func hold(_ bytes: [UInt8], for principal: String) -> HeldAnswer? {
        let place = HeldAnswer.place(of: bytes)
        let isTaken = state.withLock { state in
            if state.readers[place] == nil {
                guard state.budget.take(bytes.count, of: principal) else { return false }
                state.readers[place] = Readers(principal: principal)
            }
            state.readers[place]?.count += 1
            return true
        }
        return isTaken ? HeldAnswer(bytes: bytes, budget: self) : nil
    }

    fileprivate func giveBack(_ bytes: [UInt8]) {
        let place = HeldAnswer.place(of: bytes)
        state.withLock { state in
            guard var readers = state.readers[place] else { return }
            readers.count -= 1
            state.readers[place] = readers.count > 0 ? readers : nil
            if readers.count == 0 { state.budget.giveBack(bytes.count, of: readers.principal) }
        }
    }
}

/// An answer that counts as in memory until it is given back, once.
struct HeldAnswer: Sendable {
    /// They stay where they are for as long as they are held, and nothing else can come to lie there.
    private let bytes: [UInt8]
    private let budget: AnswerBudget

    fileprivate init(bytes: [UInt8], budget: AnswerBudget) {
        self.bytes = bytes
        self.budget = budget
    }

    /// The answer was sent, or never will be.
    func giveBack() { budget.giveBack(bytes) }

    fileprivate static func place(of bytes: [UInt8]) -> UInt {
        bytes.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) }
    }
}
