/// A place that only a decision gives a text.
public struct Conflict: Sendable, Equatable, Hashable {
    /// Why no text was found.
    public var obstacle: Obstacle
    /// A text that people can take with one key; it is never taken by itself.
    public var suggestion: Proposal?

    public init(_ obstacle: Obstacle, suggestion: Proposal? = nil) {
        self.obstacle = obstacle
        self.suggestion = suggestion
    }
}

/// Why a conflict is one.
public enum Obstacle: Sendable, Equatable, Hashable {
    /// There is no text that both sides began with, so nothing tells who changed what.
    case noBase
    /// Both sides inserted text at the same point.
    case insertions
    /// One side deleted what the other one changed.
    case deletedAndChanged
    /// Both sides changed the same lines, and nothing finer was looked at.
    case sameLines
    /// Both sides changed the same words.
    case sameWords
    /// Both sides changed different words, with too little unchanged between to tell the changes apart.
    case tooClose
    /// Both sides added the same word, each at another place of the same lines.
    case addedTwice
    /// Too large to be compared word by word.
    case tooLarge
    /// Both sides changed the value of the same key, whose path it names.
    case sameKey(String)
    /// Both sides changed what is in the same list or mapping, whose path it names, in ways that do not go together.
    case sameContainer(String)
    /// Both sides added the same key, whose path it names, with different scalars.
    case newKey(String)
    /// One side added a key, whose path it names, with the value of a neighbour that the other side changed or deleted.
    case staleCopy(String)
    /// What the changes come to together is no well-formed text of its kind.
    case wouldNotParse

    /// One sentence.
    public var reason: String {
        switch self {
        case .noBase: "There is no earlier text that tells who changed what."
        case .insertions: "Both sides inserted text at the same point, and only people know the order."
        case .deletedAndChanged: "One side deleted what the other side changed."
        case .sameLines: "Both sides changed the same lines."
        case .sameWords: "Both sides changed the same words."
        case .tooClose: "Both sides changed words that stand too close together."
        case .addedTwice: "Both sides added the same word here, each elsewhere: both may mean one thing."
        case .tooLarge: "The place is too large to be compared word by word."
        case .sameKey(let path): "Both sides changed the value of \(path)."
        case .sameContainer(let path): "Both sides changed what is in \(path)."
        case .newKey(let path): "Both sides added \(path), each with another value."
        case .staleCopy(let path): "One side added \(path) with a value that the other side changed in its neighbour."
        case .wouldNotParse: "Both changes together would not make a well-formed text."
        }
    }
}

extension Obstacle {
    /// Why changes of whole lines by both sides are a conflict.
    init(base: Range<Int>, ours: Range<Int>, theirs: Range<Int>) {
        if base.isEmpty {
            self = .insertions
        } else if ours.isEmpty || theirs.isEmpty {
            self = .deletedAndChanged
        } else {
            self = .sameLines
        }
    }
}
