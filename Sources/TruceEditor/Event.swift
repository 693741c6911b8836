public import TruceDocument
public import TruceScreen

/// Everything that can happen to an editor. Each comes with the time it happened at: `handle(_:at:)`.
public enum Event: Sendable, Equatable {
    case input(Input)
    case resize(Size)
    /// The moment asked for by ``Effect/wake(at:)`` has come, or any other look at the clock.
    case tick
    /// An answer to ``Effect/ask(_:_:)``: with its ticket.
    case answered(Ticket, Reply)
    /// The answer to ``Effect/findDraft(_:)``.
    case foundDraft(Recovered?)
    /// The answer to ``Effect/save(_:_:)``.
    case saved(Ticket, Result<SaveOutcome, Problem>)
    /// The answer to ``Effect/writeFile(_:path:_:replacing:)``.
    case wroteFile(Ticket, WriteOutcome)
    /// A request was answered, or failed: for the HTTP panel.
    case exchanged(Exchange)
    /// The answer to ``Effect/announce(_:)``: the other sessions that have the document open.
    case company([Presence])
    /// What ``Effect/follow(_:)`` asked for.
    case feed(FeedNews, of: Followed)
    /// The answer to ``Effect/recall(_:)``: what is remembered, under the keys that were asked about.
    case recalled([RememberedResolution])
    /// The answer to ``Effect/claim(id:)``: whether the draft is this editor's now, and no other's.
    case claimed(id: String, Bool)
    /// What is typed does not reach the journal from now on, for this reason.
    case journalFailed(String)
    /// It does again, all of it.
    case journalRecovered
    /// The draft that was to be kept at the end could not be: the editor stays.
    case draftNotKept
    /// The terminal or the system asks the editor to end (HUP, TERM).
    case terminate
}

/// What came of writing a file.
public enum WriteOutcome: Sendable, Equatable {
    /// It is on disk.
    case written
    /// Somebody else wrote the file meanwhile: nothing was written.
    case changed(Theirs)
    /// Somebody else removed the file meanwhile: nothing was written.
    case vanished
    /// A sentence for people.
    case failed(String)
}
