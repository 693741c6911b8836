/// What a cell means, not how it looks: the terminal's theme turns it into colours and attributes.
public struct Style: Hashable, Sendable {
    /// The part of the screen that the cell belongs to. The numbers are stored in cells; their order means nothing.
    public enum Role: UInt8, CaseIterable, Sendable {
        /// The document's text, and everything that nothing below fits.
        case text
        /// Row 1 of a screen; `titleWarning` while a 409 is open.
        case title, titleWarning
        case status
        /// The row of keys: what a key does (`keyBar`) and the key itself (`keyName`).
        case keyBar, keyName
        /// The line above a pane.
        case heading
        case lineNumber
        /// The column of marks (`*`, `!`, `~`, `+`, letters).
        case mark
        /// Words that one side changed against the base.
        case mineChange, theirsChange
        /// Text of the result that was merged without asking.
        case resultAuto
        /// The row that stands for an undecided conflict.
        case conflict
        /// Text of the result that a person decided.
        case decided
        /// A visible form of what must not reach the terminal (`^A`, `<U+202E>`).
        case replacement
        case selection
        /// What a search found.
        case match
        /// The overview column at the right edge.
        case overview
        /// A row that something new is announced in.
        case banner
        case prompt
        case error
        /// Lists and boxes that lie over the text.
        case panel
        case dimmed
        case cursorLine
        /// Names of people who are here, or of the demo's two editors.
        case actor1, actor2
        /// Lines of a difference.
        case added, removed
    }

    /// What is laid over a role's look.
    public struct Emphasis: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8

        public init(rawValue: UInt8) {
            self.rawValue = rawValue & 0b1_1111
        }

        public static let bold = Emphasis(rawValue: 1)
        public static let underline = Emphasis(rawValue: 2)
        public static let reverse = Emphasis(rawValue: 4)
        public static let dim = Emphasis(rawValue: 8)
        public static let italic = Emphasis(rawValue: 16)
    }

    public var role: Role
    public var emphasis: Emphasis

    public init(_ role: Role, _ emphasis: Emphasis = []) {
        self.role = role
        self.emphasis = emphasis
    }

    /// The document's text, plain.
    public static let text = Style(.text)

    /// The style of a replacement form that stands among cells of this style: the role `replacement` among text; among
    /// anything else, whose background must stay, reversed (and back, where it was reversed).
    public var forReplacement: Style {
        if role == .text { return Style(.replacement, emphasis) }
        return Style(role, emphasis.symmetricDifference(.reverse))
    }
}
