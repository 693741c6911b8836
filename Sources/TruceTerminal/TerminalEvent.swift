public import TruceScreen

/// What happens to a terminal.
public enum TerminalEvent: Hashable, Sendable {
    case input(Input)
    /// The terminal has another size. What is shown next is drawn anew.
    case resize(Size)
    /// The time asked for with ``Terminal/wake(at:)`` has come.
    case wake
    /// Somebody wants the program to end: SIGTERM, SIGHUP, SIGINT or SIGQUIT.
    case terminate(signal: Int32)
    /// The program goes on after it was stopped; the last frame has been drawn anew.
    case continued
    /// The terminal is gone; nothing can be shown or read any more.
    case hangUp
}

/// Why there is no terminal to work with. Descriptions are for users.
public enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
    case inputIsNoTerminal
    case outputIsNoTerminal
    /// `TERM` is not set.
    case typeMissing
    /// Nothing is known about the type that `TERM` names, or it cannot place the cursor.
    case typeUnknown(String)
    /// The system has no locale with UTF-8.
    case noUTF8
    /// A second terminal in one process.
    case alreadyOpen
    /// A system call failed.
    case system(call: String, code: Int32)

    public var description: String {
        switch self {
        case .inputIsNoTerminal: "standard input is not a terminal; run this in a terminal, not behind a pipe"
        case .outputIsNoTerminal: "standard output is not a terminal; run this in a terminal, without redirection"
        case .typeMissing: "the terminal's type is not known: set TERM, for example TERM=xterm-256color"
        case .typeUnknown(let type):
            "nothing is known here about terminals of type '\(Visible.string(type))': set TERM to a type that is, for "
                + "example TERM=xterm-256color"
        case .noUTF8: "the system has no UTF-8 locale: set LANG to one, for example LANG=C.UTF-8"
        case .alreadyOpen: "the terminal is in use by this program already"
        case .system(let call, let code): "the terminal cannot be used: \(call) failed with error \(code)"
        }
    }
}
