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
