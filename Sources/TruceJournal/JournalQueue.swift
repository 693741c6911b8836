import Synchronization
import TruceDocument

/// What passes between those who append to a journal and its thread.
final class JournalQueue: Sendable {
    /// How a journal ends.
    enum Ending: Sendable {
        /// Nothing is left to recover.
        case discard
        case keep(at: Timestamp)
        /// The editor let go of it without a word: what is there may be recovered.
        case abandon

        /// Whether the journal goes on where what is left to do cannot be done.
        var needsDisk: Bool { if case .keep = self { true } else { false } }
    }

    /// What the thread has to do next.
    struct Work {
        var records: [FileRecord] = []
        /// Those who wait until all records are on disk.
        var waiting: [CheckedContinuation<Bool, Never>] = []
        var ending: Ending?
    }

    private struct State {
        var work = Work()
        var hasEnded = false
        var hasDraft = false
        /// Bytes of text in the last whole draft, and of the changes since.
        var draftSize = 0
        var changeSize = 0
    }

    private let state = Mutex(State())
    private let wakeup: Wakeup

    init() throws(SystemError) { wakeup = try Wakeup() }

    func append(_ record: JournalRecord, at moment: Timestamp) {
        let isEnded = state.withLock { state in
            if state.hasEnded { return true }
            if case .draft(let draft) = record {
                state.work.records.removeAll()  // the draft replaces them
                state.hasDraft = true
                state.draftSize = draft.text.count
                state.changeSize = 0
            } else {
                precondition(state.hasDraft, "a journal begins with a whole draft")
                state.changeSize += record.size
            }
            state.work.records.append(.record(record, at: moment))
            return false
        }
        if !isEnded { wakeup.wake() }
    }

    var changesOutgrowDraft: Bool {
        state.withLock { $0.changeSize > max(Self.leastChanges, min($0.draftSize, Self.mostChanges)) }
    }

    /// Changes of less than a small file are not worth rewriting; more than a few megabytes are slow to replay.
    private static let leastChanges = 64 << 10
    private static let mostChanges = 4 << 20

    /// Answers once all that was appended is on disk, or could not be written: then false. `ending`, if given, is the
    /// last thing that the journal does; the journal that could not do it goes on.
    func settle(ending: Ending? = nil) async -> Bool {
        await withCheckedContinuation { continuation in
            let hasEnded = state.withLock { state in
                if state.hasEnded { return true }
                state.work.waiting.append(continuation)
                if let ending { state.work.ending = ending }
                return false
            }
            if hasEnded { continuation.resume(returning: true) } else { wakeup.wake() }
        }
    }

    func abandon() {
        state.withLock { $0.work.ending = .abandon }
        wakeup.wake()
    }

    /// The thread is done: what comes from now on is ignored. Returns what came meanwhile.
    func end() -> Work {
        state.withLock { state in
            state.hasEnded = true
            defer { state.work = Work() }
            return state.work
        }
    }

    func takeWork() -> Work {
        state.withLock { state in
            defer { state.work = Work() }
            return state.work
        }
    }

    func wait(for duration: Duration?) {
        wakeup.wait(milliseconds: duration.map { Int($0 / .milliseconds(1)) + 1 })
    }
}

extension JournalRecord {
    /// About how many bytes it takes in the file.
    fileprivate var size: Int {
        switch self {
        case .draft(let draft): draft.text.count
        case .edits(let edits): edits.reduce(0) { $0 + $1.replacement.count + 16 }
        case .resolution(let resolution): (resolution.map { $0.theirs.text.count + $0.mine.count } ?? 0) + 64
        case .decisions(let decisions): decisions.count + 32
        }
    }
}
