/// Writes the text that edits of words come to, with the space that the three texts have around the words.
///
/// A space is merged like anything else: one that only one side changed is taken from it. Where both changed it, the
/// one that breaks more lines is taken, then the longer one, so that nothing that stood apart runs together.
struct WordWriter {
    private let base: SpacedWords
    private let ours: SpacedWords
    private let theirs: SpacedWords
    /// The next word of each text.
    private var (next, ourNext, theirNext) = (0, 0, 0)
    private var parts: [Part] = []
    /// The words written so far.
    private(set) var words: [ArraySlice<UInt8>] = []

    typealias Part = (bytes: ArraySlice<UInt8>, origin: Proposal.Origin)

    init(base: SpacedWords, ours: SpacedWords, theirs: SpacedWords) {
        self.base = base
        self.ours = ours
        self.theirs = theirs
    }

    /// Writes the unchanged words before an edit, then the edit.
    mutating func write(_ edit: WordEdit) {
        keep(until: edit.base.lowerBound)
        let origin: Proposal.Origin =
            switch edit.side {
            case .ours: .ours
            case .theirs: .theirs
            case .both: .both
            }
        let side = edit.side == .theirs ? theirs : ours
        for (offset, word) in edit.words.enumerated() {
            if offset == 0, !edit.base.isEmpty {
                parts.append(mergedSpace)
            } else if edit.side == .both {
                parts.append((wider(ours.space(before: word), theirs.space(before: theirNext + offset)), .both))
            } else {
                parts.append((side.space(before: word), origin))
            }
            append(side[word], origin)
        }
        next = edit.base.upperBound
        ourNext += edit.side == .theirs ? edit.base.count : edit.words.count
        theirNext += edit.side == .ours ? edit.base.count : edit.words.count
    }

    /// Writes the rest of the words and gives all parts.
    mutating func finish() -> [Part] {
        keep(until: base.count)
        return parts + [mergedSpace]
    }

    private mutating func keep(until end: Int) {
        while next < end {
            parts.append(mergedSpace)
            append(base[next], .base)
            next += 1
            ourNext += 1
            theirNext += 1
        }
    }

    private mutating func append(_ word: ArraySlice<UInt8>, _ origin: Proposal.Origin) {
        parts.append((word, origin))
        words.append(word)
    }

    /// The space before the next word of all three texts.
    private var mergedSpace: Part {
        let space = base.space(before: next)
        let our = ours.space(before: ourNext)
        let their = theirs.space(before: theirNext)
        if our == their { return (our, our == space ? .base : .both) }
        if our == space { return (their, .theirs) }
        if their == space { return (our, .ours) }
        let wider = wider(our, their)
        return (wider, wider == our ? .ours : .theirs)
    }
}

/// Of two spaces the one that breaks more lines, then the longer one; of equals the one that sorts first.
func wider(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    func width(_ space: ArraySlice<UInt8>) -> (Int, Int) { (space.count { $0 == 0x0A }, space.count) }
    if width(left) == width(right) { return left.lexicographicallyPrecedes(right) ? left : right }
    return width(left) > width(right) ? left : right
}
