public import TruceDocument
public import TruceScreen
public import TruceText

/// What lies over the text and has the keys.
public enum Overlay: Sendable, Equatable {
    /// Incremental search; the selection to return to.
    case find(LineInput, origin: Selection)
    case replace(Replacement)
    case goToLine(LineInput)
    /// Which document or file is edited next.
    case open(LineInput)
    /// Leaving with unsaved text.
    case quit
    /// A draft was found that an earlier editor left behind.
    case recover(Recovered)
    case palette(Palette)
    /// Help, and the first of its lines that shows.
    case help(top: Int)
    /// What the conflict at hand is about, and the first of the lines that shows.
    case why(top: Int)
    case traffic(TrafficPanel)
    /// The document has left the store while it was edited.
    case gone(Gone)
    /// The file was removed while it was edited.
    case vanished
    /// What is to be written is not well-formed, in a sentence.
    case malformed(String)
    /// The file that a merge is to be written to is no longer what it was, but this.
    case overwrite(Rope)
    /// The document is binary, and somebody else saved another.
    case binary(Theirs)
    /// Under which name the text is saved instead.
    case saveAs(LineInput)
}

/// Every command by name, with its key.
public struct Palette: Sendable, Equatable {
    public var input = LineInput()
    public var selected = 0
    public let context: KeyContext

    /// One command that matches what was typed.
    public struct Entry: Sendable, Equatable {
        public var action: Action
        public var title: String
        public var key: String
    }

    /// The commands whose names hold every typed word, without regard to case.
    public func entries(_ keys: KeyMap) -> [Entry] {
        let words = input.text.lowercased().split(separator: " ")
        return keys.commands(in: context).compactMap { command in
            let title = command.action.title.lowercased()
            guard words.allSatisfy({ title.contains($0) }) else { return nil }
            return Entry(action: command.action, title: command.action.title, key: command.key)
        }
    }
}

extension Palette {
    /// Where it lies on a screen, with so many entries: its first row is what is typed, entries follow.
    public static func rect(entries: Int, on size: Size) -> Rect {
        let width = min(60, size.columns - 4)
        let height = min(max(entries, 1) + 2, size.rows - 4)
        return Rect(row: 2, column: (size.columns - width) / 2, rows: max(0, height), columns: max(0, width))
    }

    /// The first entry that shows in so many rows of the palette.
    public func top(rows: Int) -> Int { max(0, selected - (rows - 2) + 1) }

    /// The entry at a position of a screen; nil elsewhere.
    func entry(at position: Position, of entries: Int, on size: Size) -> Int? {
        let rect = Self.rect(entries: entries, on: size)
        let row = position.row - rect.origin.row - 1
        let entry = top(rows: rect.size.rows) + row
        guard rect.contains(position), row >= 0, row < rect.size.rows - 2, entry < entries else { return nil }
        return entry
    }
}

/// The last requests and answers: which of them is chosen, and whether it is open.
public struct TrafficPanel: Sendable, Equatable {
    /// Counted from the newest, which is 0.
    public var selected = 0
    public var isOpen = false
    /// The first line of the open exchange that shows.
    public var top = 0

    /// The chosen one of some exchanges, oldest first; nil where there is none.
    public func exchange(of exchanges: [Exchange]) -> Exchange? { exchanges.dropLast(selected).last ?? exchanges.first }
}
