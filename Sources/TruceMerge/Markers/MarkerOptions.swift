public import TruceDiff

/// How open conflicts are written into a text.
public struct MarkerOptions: Sendable, Equatable {
    /// What stands between the markers of a conflict.
    public enum Style: String, Sendable, CaseIterable {
        /// Both sides.
        case merge
        /// Both sides and the base between them, each conflict whole.
        case diff3
        /// As `diff3`, without the first and last lines that both sides have alike.
        case zdiff3
    }

    /// The number of characters that a marker begins with.
    public enum Size: Sendable, Equatable {
        /// So many, whatever the text contains, as git writes them; 7 where the number is not above 0.
        case exactly(Int)
        /// At least so many, and more than any line of the three texts begins with, so that ``MarkedText`` with the
        /// size that was used finds the conflicts again and nothing else.
        case atLeast(Int)
    }

    /// Which text a conflict becomes where no markers are wanted.
    public enum Favour: String, Sendable, CaseIterable {
        case ours
        case theirs
        /// Both, our text first.
        case union
    }

    public var style: Style
    public var size: Size
    public var labels: MarkerLabels
    /// Where it is given there are no markers and no conflicts.
    public var favour: Favour?
    /// How the lines that both sides of a conflict have alike are found in style `merge`.
    public var algorithm: DiffAlgorithm
    /// Whether style `merge` cuts conflicts anew, as git does: as small as they go, and those with little between them
    /// are one. Else each conflict of the merge is one, without the first and last lines that both sides have alike.
    public var cutsAnew: Bool

    public init(
        style: Style = .merge, size: Size = .exactly(7), labels: MarkerLabels = MarkerLabels(), favour: Favour? = nil,
        algorithm: DiffAlgorithm = .myers, cutsAnew: Bool = true
    ) {
        self.style = style
        self.size = size
        self.labels = labels
        self.favour = favour
        self.algorithm = algorithm
        self.cutsAnew = cutsAnew
    }
}

/// What stands behind the markers of a conflict, after a space; nothing, not even the space, where it is nil.
public struct MarkerLabels: Sendable, Equatable {
    public var ours: String?
    public var base: String?
    public var theirs: String?

    public init(ours: String? = nil, base: String? = nil, theirs: String? = nil) {
        self.ours = ours
        self.base = base
        self.theirs = theirs
    }
}
