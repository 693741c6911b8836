/// A text that holds what both sides did to a place, found by a rule; people should look at it.
public struct Proposal: Sendable, Equatable, Hashable {
    public var bytes: [UInt8]
    /// How it was found.
    public var rule: Rule
    /// Where `bytes` came from; the pieces tile them.
    public var pieces: [Piece]

    /// Some of a proposal's bytes and the text they were taken from.
    public struct Piece: Sendable, Equatable, Hashable {
        /// Offsets into the proposal's bytes.
        public var range: Range<Int>
        public var origin: Origin

        public init(range: Range<Int>, origin: Origin) {
            self.range = range
            self.origin = origin
        }
    }

    public enum Origin: Sendable, Equatable, Hashable {
        /// All three have it.
        case base
        /// Only our side has it.
        case ours
        /// Only their side has it.
        case theirs
        /// Both sides have it, the base has not.
        case both
    }

    /// The bytes of the pieces one after the other; neighbours of one origin become one piece.
    public init(rule: Rule, parts: some Sequence<(bytes: ArraySlice<UInt8>, origin: Origin)>) {
        self.rule = rule
        bytes = []
        pieces = []
        for part in parts where !part.bytes.isEmpty {
            let start = bytes.count
            bytes += part.bytes
            if let last = pieces.last, last.origin == part.origin {
                pieces[pieces.count - 1].range = last.range.lowerBound..<bytes.count
            } else {
                pieces.append(Piece(range: start..<bytes.count, origin: part.origin))
            }
        }
    }
}

/// How a proposal was found.
public enum Rule: String, Sendable, Hashable, CaseIterable {
    /// Edits of different words of the same lines.
    case words
    /// One side changed nothing but spaces.
    case spaces
    /// One side changed nothing but line ends.
    case lineEndings
    /// One side only broke the lines elsewhere.
    case rewrap
    /// One side made the other side's change too, and more.
    case contained
    /// Edits of neighbouring lines.
    case touchingLines
    /// Different keys of a mapping.
    case keys
    /// Different elements of a list whose elements have an id.
    case keyedList
    /// Different items of a list.
    case items
    /// Different cells of a table.
    case cells
    /// Both sides raised a version: offered, never made.
    case version
    /// What both sides inserted at one point, one after the other: offered, never made.
    case union

    /// The level at which the rule is used.
    public var level: MergeLevel {
        switch self {
        case .words, .contained, .spaces, .lineEndings, .rewrap, .touchingLines, .union: .word
        case .keys, .keyedList, .items, .cells, .version: .typed
        }
    }

    /// One sentence that says why the text holds both changes.
    public var reason: String {
        switch self {
        case .words: "Both sides changed different words here."
        case .contained: "One side made the other side's change too, and more."
        case .spaces: "One side changed only spaces here, so the other side's words stand."
        case .lineEndings: "One side changed only the line endings here, so the other side's text gets them."
        case .rewrap: "One side only broke the lines elsewhere, so the other side's words are broken there too."
        case .touchingLines: "Both sides changed different lines here, one next to the other."
        case .keys: "Both sides changed different keys here."
        case .keyedList: "Both sides changed different elements of this list, told apart by their ids."
        case .items: "Both sides changed different items of this list."
        case .cells: "Both sides changed different cells of this table."
        case .version: "Both sides raised the version here: this is the higher one."
        case .union: "Both sides inserted text at the same point: here is one after the other."
        }
    }
}
