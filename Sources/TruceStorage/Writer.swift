internal import GRDB
internal import Synchronization
internal import TruceDocument

/// The one place that writes: a queue of operations, each a closure over a transaction that gives a value.
///
/// Operations that wait while a transaction is on its way to the disk share the next one (group commit), each in a
/// savepoint of its own; all of them are answered after it is there. Checkpoints happen on the same connection, in
/// SQLite's own time.
final class Writer: Sendable {
    private let pool: DatabasePool
    /// Told of every commit, in their order, before anybody is told of its success.
    private let onCommit: @Sendable (Effects) -> Void
    /// Told of every transaction of which nothing is kept, before anybody else is.
    private let onRollback: @Sendable () -> Void
    private let publication: Publication
    private let queue = Mutex(Queue())

    private struct Queue {
        var waiting: [Operation] = []
        var isDraining = false
    }

    /// One waiting write.
    private struct Operation: Sendable {
        /// Does the work inside a transaction.
        let execute: @Sendable (Database) -> Executed
        /// Tells the caller that nothing was done.
        let fail: @Sendable (Problem) -> Void
        /// About how many bytes it will write.
        let cost: Int
    }

    private struct Executed {
        /// Why it must be undone; nil when it is to be kept.
        let failure: Problem?
        /// What others must learn after the commit.
        let effects: Effects
        /// Tells the caller what came out.
        let answer: () -> Void
        let fail: @Sendable (Problem) -> Void
    }

    private static let largestBatch = 256
    private static let largestBatchCost = 32 << 20

    init(
        pool: DatabasePool, publication: Publication, onCommit: @escaping @Sendable (Effects) -> Void,
        onRollback: @escaping @Sendable () -> Void
    ) {
        self.pool = pool
        self.publication = publication
        self.onCommit = onCommit
        self.onRollback = onRollback
    }

    /// Runs `body` inside a transaction; returns once that transaction is on disk and ``onCommit`` was told of it.
    ///
    /// If `body` throws, what it wrote is undone and nothing else of the transaction is.
    func perform<Value: Sendable>(
        cost: Int, _ body: @escaping @Sendable (Database, inout Effects) throws -> Value
    ) async throws(Problem) -> Value {
        let path = pool.path
        let result: Result<Value, Problem> = await withCheckedContinuation { continuation in
            let fail: @Sendable (Problem) -> Void = { continuation.resume(returning: .failure($0)) }
            let execute: @Sendable (Database) -> Executed = { database in
                var effects = Effects()
                do {
                    let value = try body(database, &effects)
                    let answer = { continuation.resume(returning: .success(value)) }
                    return Executed(failure: nil, effects: effects, answer: answer, fail: fail)
                } catch {
                    let problem = Problem(database: error, at: path)
                    return Executed(failure: problem, effects: Effects(), answer: { fail(problem) }, fail: fail)
                }
            }
            enqueue(Operation(execute: execute, fail: fail, cost: cost))
        }
        return try result.get()
    }

    private func enqueue(_ operation: Operation) {
        let mustStart = queue.withLock { queue in
            queue.waiting.append(operation)
            defer { queue.isDraining = true }
            return !queue.isDraining
        }
        if mustStart { pool.asyncWriteWithoutTransaction { database in self.drain(database) } }
    }

    private func drain(_ database: Database) {
        while let batch = nextBatch() { run(batch, on: database) }
    }

    /// The operations that share the next transaction; nil, and no longer draining, when there are none.
    private func nextBatch() -> [Operation]? {
        queue.withLock { queue in
            guard !queue.waiting.isEmpty else {
                queue.isDraining = false
                return nil
            }
            var cost = 0
            var end = 0
            while end < min(queue.waiting.count, Self.largestBatch), end == 0 || cost < Self.largestBatchCost {
                cost += queue.waiting[end].cost
                end += 1
            }
            let batch = Array(queue.waiting[..<end])
            queue.waiting.removeFirst(end)
            return batch
        }
    }

    private func run(_ batch: [Operation], on database: Database) {
        var executed: [Executed] = []
        do {
            try database.beginTransaction(.immediate)
            for operation in batch {
                executed.append(try run(operation, on: database))
            }
        } catch {
            // Nothing of the transaction was kept, so nobody's operation was done.
            undo(on: database)
            for operation in batch { operation.fail(Problem(database: error, at: pool.path)) }
            return
        }
        var effects = Effects()
        for result in executed { effects.append(result.effects) }
        do {
            try publication.perform(newestEvent: effects.events.last?.event.cursor.sequence) {
                try database.commit()
                onCommit(effects)
            }
        } catch {
            undo(on: database)
            for result in executed { result.fail(result.failure ?? Problem(commit: error, at: pool.path)) }
            return
        }
        for result in executed { result.answer() }
    }

    private func undo(on database: Database) {
        if database.isInsideTransaction { try? database.rollback() }
        onRollback()
    }

    /// Runs one operation and undoes it if it failed. Throws when the whole transaction is lost: SQLite undoes it by itself
    /// when the disk is full or fails.
    private func run(_ operation: Operation, on database: Database) throws -> Executed {
        try database.cachedStatement(sql: "SAVEPOINT operation").execute()
        let result = operation.execute(database)
        if let failure = result.failure {
            guard database.isInsideTransaction else { throw failure }
            try database.cachedStatement(sql: "ROLLBACK TO operation").execute()
        }
        try database.cachedStatement(sql: "RELEASE operation").execute()
        return result
    }
}
