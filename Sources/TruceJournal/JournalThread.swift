import TruceDocument

/// The life of a journal's thread: writes what is appended at once, so that a killed editor loses nothing, and has it
/// put on disk within half a second, so that a lost machine loses no more than that.
struct JournalThread: ~Copyable {
    private let queue: JournalQueue
    private let onHealth: @Sendable (JournalHealth) -> Void
    private var writer: JournalWriter
    /// What could not be written yet. It holds no more than was typed, which the editor's undo history holds too.
    private var backlog: [FileRecord] = []
    /// When what was written must be on disk; nil if it is.
    private var syncDue: ContinuousClock.Instant?
    /// When to try again what failed; nil while nothing fails.
    private var retryDue: ContinuousClock.Instant?

    private static let syncInterval = Duration.milliseconds(500)
    private static let retryInterval = Duration.seconds(1)

    init(
        _ queue: JournalQueue, folder: String, origin: DraftOrigin,
        onHealth: @escaping @Sendable (JournalHealth) -> Void
    ) {
        self.queue = queue
        self.onHealth = onHealth
        writer = JournalWriter(folder: folder, origin: origin)
    }

    consuming func run() {
        while true {
            let work = queue.takeWork()
            enqueue(work.records)
            if case .discard? = work.ending {
                writer.remove()
                backlog = []
                syncDue = nil
            }
            var isSettled = perform(isUrgent: !work.waiting.isEmpty || work.ending != nil)
            if case .keep(let at)? = work.ending, isSettled { isSettled = keep(at: at) }
            if let ending = work.ending, isSettled || !ending.needsDisk {
                writer.close()
                let late = queue.end()
                for continuation in work.waiting { continuation.resume(returning: isSettled) }
                for continuation in late.waiting { continuation.resume(returning: late.records.isEmpty) }
                return
            }
            for continuation in work.waiting { continuation.resume(returning: isSettled) }
            let next = [syncDue, retryDue].compactMap(\.self).min()
            queue.wait(for: next.map { max(.zero, $0 - .now) })
        }
    }

    /// Marks what is on disk as kept, if there is something. Returns whether that is on disk too; if it is not, the journal
    /// goes on as if nobody had asked.
    private mutating func keep(at moment: Timestamp) -> Bool {
        guard writer.hasFile else { return true }
        backlog = [.kept(at: moment)]
        if perform(isUrgent: true) { return true }
        backlog = []
        return false
    }

    private mutating func enqueue(_ records: [FileRecord]) {
        if case .record(.draft, _)? = records.first { backlog.removeAll() }
        backlog += records
    }

    /// Writes and synchronizes what is due. Returns whether nothing is left to do.
    private mutating func perform(isUrgent: Bool) -> Bool {
        if let retryDue, retryDue > .now, !isUrgent { return false }
        do throws(SystemError) {
            if !backlog.isEmpty {
                try writer.write(backlog[...])
                backlog.removeAll()
                syncDue = syncDue ?? .now + Self.syncInterval
            }
            if let due = syncDue, isUrgent || due <= .now {
                try writer.sync()
                syncDue = nil
            }
        } catch {
            if retryDue == nil { onHealth(.failing(error.sentence)) }
            retryDue = .now + Self.retryInterval
            return false
        }
        if retryDue != nil {
            retryDue = nil
            onHealth(.recovered)
        }
        return syncDue == nil
    }
}
