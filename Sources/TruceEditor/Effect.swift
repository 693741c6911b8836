public import TruceDocument
public import TruceMerge
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

/// What is written down so that nothing typed is lost: the journal replays entries into a ``Recovered``.
public enum JournalEntry: Sendable, Equatable {
    /// The text was read or saved under a name, or the path of a plain file: editing begins here. The id is the document's;
    /// nil for a file, and for a document that is still to be created.
    case began(name: String, id: String? = nil, Base, Rope)
    /// Bytes `range` of the text were replaced.
    case edited(range: Range<Int>, Rope)
    /// A conflict is being resolved: as it stands now.
    case resolving(SavedResolution)
    /// The resolution ended or was given up; the text is `mine` again, or what was saved.
    case resolved
    /// A draft left behind was taken over or thrown away: its journal can go.
    case forget(id: String)
    /// The editor is left: keep the draft for the next start, or drop it.
    case finished(keep: Bool)
}

/// A resolution as it can be put down and taken up again: with the same base it makes the same RESULT.
public struct SavedResolution: Sendable, Equatable {
    /// The person's own text when it was merged last: more may have been typed since.
    public var mine: Rope
    public var theirs: Theirs
    /// Decisions, typed text of regions without a conflict among them, by a number that stands for what was decided about:
    /// never negative, the same in every run (see `Resolver.fingerprint(of:)`).
    public var decisions: [Int: Decision]
    /// What was written by hand and RESULT holds no more, by the region where it is offered.
    public var written: [Int: Resolver.Written]
    /// What was written by hand in a region, and put away by a decision or undo.
    public var putAway: [Int: [UInt8]]

    public init(
        mine: Rope, theirs: Theirs, decisions: [Int: Decision], written: [Int: Resolver.Written] = [:],
        putAway: [Int: [UInt8]] = [:]
    ) {
        self.mine = mine
        self.theirs = theirs
        self.decisions = decisions
        self.written = written
        self.putAway = putAway
    }
}
