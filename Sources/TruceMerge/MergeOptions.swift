public import TruceDiff

/// How far a merge goes beyond whole lines. Each level includes those before it.
public enum MergeLevel: String, Sendable, CaseIterable, Comparable {
    /// Whole lines, as `git merge-file` merges them.
    case line
    /// Words inside the conflicts that lines leave, and what lines are beside their words: ends, spaces, wrapping.
    case word
    /// What the kind of text is made of: keys, list items, table cells.
    case typed

    public static func < (left: MergeLevel, right: MergeLevel) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .line: 0
        case .word: 1
        case .typed: 2
        }
    }
}

/// How much is merged that people have not seen together.
public enum MergeMode: String, Sendable, CaseIterable, Comparable {
    /// Only what is nearly always what people want: for programs that nobody watches.
    case cautious
    /// What people mostly want; every merged place is marked as proposed.
    case `default`
    /// As `default`, and open conflicts carry suggestions.
    case wide

    /// Whether the left one merges less.
    public static func < (left: MergeMode, right: MergeMode) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .cautious: 0
        case .default: 1
        case .wide: 2
        }
    }
}

/// What is to be merged and how.
public struct MergeOptions: Sendable, Equatable {
    public var level: MergeLevel
    public var mode: MergeMode
    /// What the texts are; matters at the level `typed`.
    public var kind: TextKind
    /// How lines that stay are found; `git merge-file` uses Myers.
    public var algorithm: DiffAlgorithm

    public init(
        level: MergeLevel = .typed, mode: MergeMode = .default, kind: TextKind = .plain,
        algorithm: DiffAlgorithm = .myers
    ) {
        self.level = level
        self.mode = mode
        self.kind = kind
        self.algorithm = algorithm
    }

    /// Whole lines only, as git merges them.
    public static let lines = MergeOptions(level: .line)
}
