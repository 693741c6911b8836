public import TruceDocument
public import TruceText

/// What an editor wants done. The effect runner alone performs effects; each answer comes back as an ``Event``.
public enum Effect: Sendable, Equatable {
    /// Find something out; answered by ``Event/answered(_:_:)`` with the same ticket.
    case ask(Ticket, Inquiry)
    /// Look for what an earlier run left behind of the merge into this file; answered by ``Event/foundDraft(_:)``.
    case findDraft(String)
    case save(Ticket, SaveRequest)
    /// Write the file if it still holds `replacing`; nil: if there is still none. Answered by
    /// ``Event/wroteFile(_:_:)``.
    case writeFile(Ticket, path: String, Rope, replacing: Rope?)
    /// Hand over what happens there, as ``Event/feed(_:of:)``, from now on, and no longer what happens elsewhere.
    case follow(Followed)
    /// Tell others that the document is open here, in place of what they were told before, until the editor leaves;
    /// answered by ``Event/company(_:)``.
    case announce(Announcement)
    /// Ask how the conflicts with these keys were resolved before; answered by ``Event/recalled(_:)``.
    case recall([ResolutionKey])
    /// Have everybody remember how conflicts were resolved. Nothing waits for it, and nothing comes of a failure.
    case remember([Resolution])
    /// Have everybody forget how such a conflict was resolved.
    case forget(ResolutionKey)
    case journal(JournalEntry)
    /// Take the draft that was left behind for this editor alone; answered by ``Event/claimed(id:_:)``.
    case claim(id: String)
    /// Put text on the system's clipboard.
    case copy([UInt8])
    /// Send ``Event/tick`` at that moment; a later wish replaces an earlier one.
    case wake(at: Timestamp)
    /// Throw away what was typed before the next frame shows: a question must not be answered unseen.
    case dropTypedAhead
    case suspend
    /// Leave with this exit status.
    case quit(Int32)
}
