public import TruceDocument

/// Something that an editor wants to know: ``Effect/ask(_:_:)``. The answer is a ``Reply`` with the same ticket.
public enum Inquiry: Sendable, Equatable {
    /// Read the document's head and look for drafts left behind; answered by ``Reply/opened(_:)``.
    case open(String)
    /// Read the file piece by piece and look for drafts left behind; answered by ``Reply/read(_:)``.
    case readFile(String)
    /// Read a version's text that a conflict's answer left out.
    case fetchTheirs(Theirs.Source)
    /// Ask for the document as it is; answered by ``Reply/looked(_:)`` or ``Reply/lookFailed(_:)``.
    case look(String)
    /// Work out what a merge would come to, where nobody waits for it; answered by ``Reply/foreseen(_:)``.
    case foresee(MergePreview.Subject)
}

/// The answer to an ``Inquiry``: ``Event/answered(_:_:)``.
public enum Reply: Sendable, Equatable {
    case opened(Opened)
    /// A piece of the file, the last one marked.
    case read(FilePiece)
    /// What the conflict's answer left out.
    case fetchedTheirs(Theirs)
    case fetchFailed(Problem)
    case looked(Document)
    case lookFailed(Problem)
    /// nil where the version cannot be read.
    case foreseen(MergePreview?)
}

/// Tells the answers to several inquiries and saves apart: an editor uses none twice, whatever it edits.
public struct Ticket: Sendable, Hashable {
    public var number: Int

    public init(number: Int) { self.number = number }
}
