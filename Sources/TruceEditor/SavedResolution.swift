public import TruceMerge
public import TruceText

/// A resolution as it can be put down and taken up again: with the same base it makes the same RESULT.
public struct SavedResolution: Sendable, Equatable {
    /// The person's own text when it was merged last: more may have been typed since.
    public var mine: Rope
    public var theirs: Theirs
    /// Decisions, typed text of regions without a conflict among them, by a number that stands for what was decided about:
    /// never negative, the same in every run (see `Resolver.fingerprint(of:)`).
    public var decisions: [Int: Decision]
    /// What was written by hand and RESULT holds no more, by the region where it is offered.
    public var written: [Int: WrittenText]
    /// What was written by hand in a region, and put away by a decision or undo.
    public var putAway: [Int: [UInt8]]
    /// Whether the view was left: then the person's own text has what was typed into RESULT where it merged by lines.
    public var isLeft: Bool

    public init(
        mine: Rope, theirs: Theirs, decisions: [Int: Decision], written: [Int: WrittenText] = [:],
        putAway: [Int: [UInt8]] = [:], isLeft: Bool = false
    ) {
        self.mine = mine
        self.theirs = theirs
        self.decisions = decisions
        self.written = written
        self.putAway = putAway
        self.isLeft = isLeft
    }
}
