/// One changed place between two texts: the old lines (from 0) that were replaced, and the new lines that replace them.
///
/// Either range may be empty (an insertion, a deletion), never both. In a list of hunks both ranges rise, and at least
/// one unchanged line lies between neighbours.
public struct Hunk: Sendable, Equatable {
    /// Lines of the old text.
    public var old: Range<Int>
    /// Lines of the new text.
    public var new: Range<Int>

    public init(old: Range<Int>, new: Range<Int>) {
        self.old = old
        self.new = new
    }
}

/// How lines that stay are found.
public enum DiffAlgorithm: Sendable, Equatable {
    /// The shortest edit script (Myers 1986), cut short where two texts have little in common.
    case myers
    /// Aligns the rarest lines first, which keeps moved and rewritten blocks together.
    case histogram
}

/// A list of hunks that is being written from the front: touching pieces become one hunk.
struct HunkList {
    private(set) var hunks: [Hunk] = []
    private let offset: Int

    /// - Parameter offset: Added to every index that comes in.
    init(offset: Int = 0) {
        self.offset = offset
    }

    mutating func append(old: Range<Int>, new: Range<Int>) {
        if old.isEmpty && new.isEmpty { return }
        let hunk = Hunk(
            old: (old.lowerBound + offset)..<(old.upperBound + offset),
            new: (new.lowerBound + offset)..<(new.upperBound + offset))
        if let last = hunks.last, last.old.upperBound == hunk.old.lowerBound,
            last.new.upperBound == hunk.new.lowerBound
        {
            hunks[hunks.count - 1].old = last.old.lowerBound..<hunk.old.upperBound
            hunks[hunks.count - 1].new = last.new.lowerBound..<hunk.new.upperBound
        } else {
            hunks.append(hunk)
        }
    }
}
