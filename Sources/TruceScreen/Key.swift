/// A key as a person means it, whatever bytes the terminal sent for it.
public struct Key: Hashable, Sendable {
    public enum Code: Hashable, Sendable {
        /// A scalar that is not a control character. Letters with `control` are lower case (^S is `s` with control, whether
        /// shift was held or not, where the terminal cannot tell); letters without control come as typed (`A`, not
        /// `a` with shift).
        case character(Unicode.Scalar)
        case enter, tab, backspace, delete, insert, escape
        case up, down, left, right, home, end, pageUp, pageDown
        /// F1 is 1.
        case function(Int)
    }

    public struct Modifiers: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8

        public init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        public static let shift = Modifiers(rawValue: 1)
        public static let alt = Modifiers(rawValue: 2)
        public static let control = Modifiers(rawValue: 4)
    }

    public var code: Code
    public var modifiers: Modifiers

    public init(_ code: Code, _ modifiers: Modifiers = []) {
        self.code = code
        self.modifiers = modifiers
    }

    /// The key of a character typed alone.
    public static func character(_ scalar: Unicode.Scalar) -> Key { Key(.character(scalar)) }
    /// The character with Ctrl: `.control("s")` is ^S.
    public static func control(_ scalar: Unicode.Scalar) -> Key { Key(.character(scalar), .control) }
    /// The character with Alt: `.alt("x")`.
    public static func alt(_ scalar: Unicode.Scalar) -> Key { Key(.character(scalar), .alt) }
    public static func function(_ number: Int) -> Key { Key(.function(number)) }
    public static let enter = Key(.enter)
    public static let tab = Key(.tab)
    public static let backTab = Key(.tab, .shift)
    public static let backspace = Key(.backspace)
    public static let delete = Key(.delete)
    public static let insert = Key(.insert)
    public static let escape = Key(.escape)
    public static let up = Key(.up)
    public static let down = Key(.down)
    public static let left = Key(.left)
    public static let right = Key(.right)
    public static let home = Key(.home)
    public static let end = Key(.end)
    public static let pageUp = Key(.pageUp)
    public static let pageDown = Key(.pageDown)

    /// The same key with more modifiers: `Key.left.with(.shift)`.
    public func with(_ modifiers: Modifiers) -> Key { Key(code, self.modifiers.union(modifiers)) }
}

/// Something the mouse did over the terminal.
public struct MouseEvent: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// A button went down. `clicks` is 1, and 2, 3, … where it follows the last press of the same button on the same
        /// cell within `KeyDecoder.Settings.clickInterval`.
        case press(clicks: Int)
        case release
        /// Moved to another cell with a button held.
        case drag
        case wheelUp, wheelDown
    }

    public enum Button: Hashable, Sendable {
        case left, middle, right
        /// Wheel turns, and releases whose button the terminal does not name.
        case none
    }

    public var kind: Kind
    public var button: Button
    public var position: Position
    public var modifiers: Key.Modifiers

    public init(_ kind: Kind, button: Button = .none, at position: Position, modifiers: Key.Modifiers = []) {
        self.kind = kind
        self.button = button
        self.position = position
        self.modifiers = modifiers
    }
}

/// What a person gave the terminal.
public enum Input: Hashable, Sendable {
    case key(Key)
    case mouse(MouseEvent)
    /// Pasted bytes exactly as the terminal sent them: most terminals send line ends as CR, and nothing promises UTF-8.
    case paste([UInt8])
    /// A paste of so many bytes was longer than `KeyDecoder.Settings.pasteLimit`; none of it is delivered.
    case pasteTooLong(byteCount: Int)
    /// The terminal's window got (true) or lost (false) the keyboard.
    case focus(Bool)
}
