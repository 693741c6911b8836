public import TruceMerge

/// A decision that one key makes: which sides a conflict or proposal takes, in which order.
public enum Choice: Sendable, Hashable, CaseIterable {
    case mine, theirs, both, bothTheirsFirst, base, neither

    /// The merge engine's decision; mine are its ours.
    public var decision: Decision {
        switch self {
        case .mine: .ours
        case .theirs: .theirs
        case .both: .oursThenTheirs
        case .bothTheirsFirst: .theirsThenOurs
        case .base: .base
        case .neither: .neither
        }
    }

    /// nil for a text of one's own.
    public init?(_ decision: Decision) {
        switch decision {
        case .ours: self = .mine
        case .theirs: self = .theirs
        case .oursThenTheirs: self = .both
        case .theirsThenOurs: self = .bothTheirsFirst
        case .base: self = .base
        case .neither: self = .neither
        case .text: return nil
        }
    }

    /// The letter that makes it, and the mark in RESULT's first column.
    public var letter: Character {
        switch self {
        case .mine: "m"
        case .theirs: "t"
        case .both: "b"
        case .bothTheirsFirst: "B"
        case .base: "o"
        case .neither: "x"
        }
    }

    /// What the status row says was taken.
    public var title: String {
        switch self {
        case .mine: "MINE"
        case .theirs: "THEIRS"
        case .both: "BOTH"
        case .bothTheirsFirst: "BOTH (theirs first)"
        case .base: "BASE"
        case .neither: "NEITHER"
        }
    }
}
