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

/// What an editor has asked about what it edits: of each kind the newest inquiry is the one whose answer counts.
///
/// An answer to any other is about another document, or was overtaken.
struct Asked: Sendable {
    /// The one for the text: with it an editor begins.
    private(set) var text = Ticket(number: 0)
    private(set) var theirs: Ticket?
    private(set) var document: Ticket?
    private(set) var preview: Ticket?
    private var last = 0

    /// A ticket that nothing has had before.
    mutating func draw() -> Ticket {
        last += 1
        return Ticket(number: last)
    }

    mutating func ask(_ inquiry: Inquiry) -> Effect {
        let ticket = draw()
        switch inquiry {
        case .open, .readFile: text = ticket
        case .fetchTheirs: theirs = ticket
        case .look: document = ticket
        case .foresee: preview = ticket
        }
        return .ask(ticket, inquiry)
    }

    func awaits(_ ticket: Ticket) -> Bool { [text, theirs, document, preview].contains(ticket) }

    /// A text that is still being read is not wanted any more.
    mutating func forgetText() { text = draw() }

    /// Another document is edited from now on: no answer that is still to come is about it.
    mutating func forget() { (text, theirs, document, preview) = (draw(), nil, nil, nil) }
}
