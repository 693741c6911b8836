internal import GRDB
internal import Synchronization
internal import TruceDocument

/// The refusals for state between their answer and the disk, and the groups that they make.
///
/// Written behind, in batches: a refusal costs its request a few microseconds, and a storm of them costs the writer a
/// bounded part of its time. What exceeds a batch is not kept, repetitions of the same save first.
final class ConflictBook: Sendable {
    private struct Waiting {
        let record: ConflictRecord
        let subject: Problem.Subject?
    }

    private struct State {
        var log = RefusalLog()
        var waiting: [Waiting] = []
        /// How many batches were taken from what waits.
        var taken = 0
        /// The newest of them that every reader finds.
        var published = 0
        /// Whether somebody is on the way to write what waits.
        var isScheduled = false
        var closed = ClosedConflicts()
        /// What is on disk.
        var groups = Groups()
        /// What will be once the transaction under way is; nil where that says nothing of them.
        var changed: Groups?
    }

    /// What is known of all records together.
    fileprivate struct Groups {
        var monitor = ConflictMonitor()
        /// Which actors' conflicts are told on the log of events.
        var told = RateLimiter<String>(ConflictBook.eventLimit)
        /// How many records the database holds.
        var count = 0
        /// Whether the monitor has been given what the database holds.
        var isLoaded = false
        var sweptAt: Timestamp?
    }

    /// Every so often a batch is written, in milliseconds.
    static let pause = 500
    private static let largestBatch = 500
    /// So many conflicts of one actor are told on the log of events: a client in a loop must not push out of it what the
    /// others wait for. In the thirty days of the log they do not fill it.
    static let eventLimit = RateLimit(burst: 100, perMinute: 2)
    /// Old records are looked for every so often, in milliseconds.
    fileprivate static let sweepInterval: Int64 = 60_000

    private let state = Mutex(State())
    private let onSpike: @Sendable (ConflictGroup) -> Void

    init(onSpike: @escaping @Sendable (ConflictGroup) -> Void) {
        self.onSpike = onSpike
    }

    /// Notes a refused save; how often it was refused before.
    func note(_ attempted: Digest, at time: Timestamp) -> Int {
        state.withLock { $0.log.note(attempted, at: time) }
    }

    /// Takes a record of a refusal about `subject` to be written; whether nobody is on the way to do so yet.
    func add(_ record: ConflictRecord, about subject: Problem.Subject?) -> Bool {
        state.withLock { state in
            let room = record.repeated > 0 ? Self.largestBatch / 2 : Self.largestBatch
            guard state.waiting.count < room else { return false }
            state.waiting.append(Waiting(record: record, subject: subject))
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
    }

    func note(_ closed: ClosedConflicts) {
        guard closed != ClosedConflicts() else { return }
        state.withLock { state in
            state.closed.resolved += closed.resolved
            state.closed.abandoned += closed.abandoned
        }
    }

    /// How many have come to an end since the store was opened.
    var closed: ClosedConflicts { state.withLock { $0.closed } }

    /// Whether what is read from the database now could lack something: also what is on its way to the disk. Whoever
    /// writes now is answered after that is there.
    func mustWrite(at time: Timestamp) -> Bool {
        state.withLock { state in
            !state.waiting.isEmpty || state.taken > state.published || !state.groups.isLoaded
                || state.groups.isSweepDue(at: time)
        }
    }

    /// Notes that the transaction under way has ended: with this batch on disk, and all before it that were not lost, or with
    /// none (0).
    func noteEnd(published batch: Int) {
        state.withLock { state in
            state.published = max(state.published, batch)
            if batch > 0, let changed = state.changed { state.groups = changed }
            state.changed = nil
        }
    }

    func groups(at time: Timestamp) -> [ConflictGroup] { state.withLock { $0.groups.monitor }.groups(at: time) }

    /// Tells of spikes whose events are on disk.
    func announce(_ spikes: [ConflictGroup]) { spikes.forEach(onSpike) }

    /// Writes what waits, closes what was abandoned, forgets what is old; gives the groups that begin to spike. In the
    /// writer alone, which says by ``noteEnd(published:)`` what became of the transaction: until then nobody else sees what
    /// it changes.
    @discardableResult
    func write(at time: Timestamp, on database: Database, _ effects: inout Effects) throws -> [ConflictGroup] {
        var (waiting, groups) = state.withLock { state in
            defer {
                state.waiting = []
                state.isScheduled = false
            }
            state.taken += 1
            effects.conflictBatch = state.taken
            return (state.waiting, state.changed ?? state.groups)
        }
        if !groups.isLoaded { try groups.load(from: database) }
        let spikes = try waiting.compactMap { item in
            let (record, subject) = (item.record, item.subject)
            try database.insert(record, about: subject)
            if groups.told.take(record.actor, at: record.at) == .allowed {
                try effects.tell(.answered(record), subject: subject?.id, on: database)
            }
            return groups.monitor.note(record).map { (group: $0, subject: subject?.id) }
        }
        for spike in spikes { try effects.tell(.spike(spike.group), subject: spike.subject, on: database) }
        groups.count += waiting.count
        if groups.isSweepDue(at: time) {
            groups.sweptAt = time
            effects.closed.abandoned += try database.abandonConflicts(before: time)
            groups.count -= try database.forgetConflicts(before: time)
        }
        let excess = groups.count - ConflictRecord.maximumCount
        if excess > 0 { groups.count -= try database.forgetOldestConflicts(excess) }
        state.withLock { $0.changed = groups }
        return spikes.map(\.group)
    }
}

extension ConflictBook.Groups {
    func isSweepDue(at time: Timestamp) -> Bool {
        sweptAt.map { time.milliseconds - $0.milliseconds >= ConflictBook.sweepInterval } ?? true
    }

    mutating func load(from database: Database) throws {
        try database.forEachConflict { fingerprint, reason, document, actor, at in
            // What spiked before the start was told of then.
            _ = monitor.note(fingerprint, reason, of: document, by: actor, at: at)
            count += 1
        }
        isLoaded = true
    }
}

extension StoreEvent {
    fileprivate static func answered(_ record: ConflictRecord) -> StoreEvent {
        StoreEvent(
            cursor: .start, kind: .conflictAnswered, document: record.document, version: record.currentVersion,
            actor: record.actor, at: record.at, requestID: record.requestID)
    }

    fileprivate static func spike(_ group: ConflictGroup) -> StoreEvent {
        StoreEvent(cursor: .start, kind: .conflictSpike, document: group.document, at: group.lastSeen)
    }
}
