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
        /// Both sides changed it, each in its own way: the only kind that has no text without a decision.
        case conflict
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
}
