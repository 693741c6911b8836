public import TruceText

/// What is written down so that nothing typed is lost: the journal replays entries into a ``Recovered``.
public enum JournalEntry: Sendable, Equatable {
    /// The text was read or saved under a name, or the path of a plain file: editing begins here, and what was resolved is.
    /// One entry, for a crash between two would leave the text of before without its resolution. The id is the document's;
    /// nil for a file, and for a document that is still to be created.
    case began(name: String, id: String? = nil, Base, Rope)
    /// Bytes `range` of the text were replaced.
    case edited(range: Range<Int>, Rope)
    /// A conflict is being resolved: as it stands now.
    case resolving(SavedResolution)
    /// A draft left behind was taken over or thrown away: its journal can go.
    case forget(id: String)
    /// The editor is left: keep the draft for the next start, or drop it.
    case finished(keep: Bool)
}
