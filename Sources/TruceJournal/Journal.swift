public import TruceDocument

/// Keeps one editor's draft on disk while it is typed: append-only, written by a thread of its own.
///
/// One file for each editor, of mode 0600, locked as long as the editor lives; a file that nobody has locked was left
/// by an editor that died or whose user kept the draft, and ``orphans(in:store:)`` finds it. No file exists
/// before the first record. What is appended reaches the file within milliseconds and the disk within about half a
/// second; a crash in the middle of a record costs that record.
public final class Journal: Sendable {
    private let queue: JournalQueue?

    /// Begins a journal; touches no file. `onHealth` is called on the journal's thread.
    ///
    /// - Parameter folder: the folder of all journals; created, for its owner alone, with the first record.
    public init(folder: String, origin: DraftOrigin, onHealth: @escaping @Sendable (JournalHealth) -> Void) {
        precondition(
            !origin.session.isEmpty
                && origin.session.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") },
            "the session names a file")
        do throws(SystemError) {
            let queue = try JournalQueue()
            try startThread {
                JournalThread(queue, folder: folder, origin: origin, onHealth: onHealth).run()
            }
            self.queue = queue
        } catch {
            queue = nil
            onHealth(.failing(error.sentence))
        }
    }

    deinit { queue?.abandon() }

    /// What happens when the journal's owner goes without a word, and the end of it.
    func letGo() async { _ = await queue?.settle(ending: .abandon) }

    /// Records what happened at `moment`; returns at once. The first record must be a whole draft.
    public func append(_ record: JournalRecord, at moment: Timestamp) {
        queue?.append(record, at: moment)
    }

    /// Whether so much was changed that the next record should be a whole draft again: the file is then rewritten, and
    /// stays in proportion to the text.
    public var wantsDraft: Bool { queue?.changesOutgrowDraft ?? false }

    /// Waits until all that was appended is on disk; of a journal that has ended nothing is to be. False if it could not be
    /// written.
    @discardableResult
    public func flush() async -> Bool { await queue?.settle() ?? false }

    /// Ends the journal because nothing is left to recover, and removes its file. Later records are ignored.
    public func discard() async { _ = await queue?.settle(ending: .discard) }

    /// Ends the journal and keeps the draft for a later start; later records are ignored. False if it could not be
    /// written: then the journal goes on.
    public func keep(at moment: Timestamp) async -> Bool { await queue?.settle(ending: .keep(at: moment)) ?? false }
}
