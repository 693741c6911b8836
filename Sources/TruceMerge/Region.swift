/// A part of a merge: the lines (from 0) of the three texts that belong together.
public struct Region: Sendable, Equatable {
    public enum Kind: Sendable, Equatable, Hashable {
        /// Alike in all three.
        case unchanged
        /// Only our side changed it.
        case ours
        /// Only their side changed it.
        case theirs
        /// Both sides changed it alike.
        case both
        /// Both sides changed it, each in its own way, and a text was found that holds both changes.
        case merged(Proposal)
        /// Both sides changed it, each in its own way: the only kind that has no text without a decision.
        case conflict(Conflict)
    }

    public var kind: Kind
    /// Lines of the base; empty where both sides added something, and always where there is no base.
    public var base: Range<Int>
    /// Lines of our text.
    public var ours: Range<Int>
    /// Lines of their text.
    public var theirs: Range<Int>

    public init(kind: Kind, base: Range<Int>, ours: Range<Int>, theirs: Range<Int>) {
        self.kind = kind
        self.base = base
        self.ours = ours
        self.theirs = theirs
    }

    /// Whether it has no text without a decision.
    public var isConflict: Bool { kind.isConflict }

    /// Whether both sides changed it, each in its own way: a conflict, or merged into a proposal.
    public var isContested: Bool { kind.isContested }

    /// Why it is a conflict, and what is suggested; nil where it is none.
    public var conflict: Conflict? {
        if case .conflict(let conflict) = kind { conflict } else { nil }
    }

    /// The text that was found for it; nil where it is not `merged`.
    public var proposal: Proposal? {
        if case .merged(let proposal) = kind { proposal } else { nil }
    }
}

extension Region.Kind {
    public var isConflict: Bool {
        if case .conflict = self { true } else { false }
    }

    /// Whether both sides changed it, each in its own way.
    var isContested: Bool {
        switch self {
        case .merged, .conflict: true
        case .unchanged, .ours, .theirs, .both: false
        }
    }
}
