import TruceDiff

/// One change of words: what one side, or both alike, put in the place of some words of the base.
struct WordEdit {
    /// Words of the base that go; none for an insertion.
    var base: Range<Int>
    /// Words that come: ours, but for an edit of their side alone; none for a deletion.
    var words: Range<Int>
    var side: Side

    enum Side {
        case ours
        case theirs
        case both
    }

    var isInsertion: Bool { base.isEmpty }
    var isDeletion: Bool { words.isEmpty }
    var isReplacement: Bool { !base.isEmpty && !words.isEmpty }
}

/// The edits of both sides as one list in the order of the base.
struct WordEdits {
    private(set) var list: [WordEdit] = []
    /// Neighbours of different sides, as indices into `list`; edits that both made lie between none.
    private(set) var meetings: [(first: Int, second: Int)] = []
    /// Why the edits cannot stand beside each other, if so.
    private(set) var obstacle: Obstacle?

    init(ours: [Hunk], theirs: [Hunk], isSame: (_ ours: Hunk, _ theirs: Hunk) -> Bool) {
        var (our, their) = (ours[...], theirs[...])
        var last: (ours: Int?, theirs: Int?) = (nil, nil)
        while let next = Self.takeNext(&our, &their, isSame) {
            let index = list.count
            list.append(next)
            switch next.side {
            case .both: continue
            case .ours:
                meet(last.theirs, index)
                last.ours = index
            case .theirs:
                meet(last.ours, index)
                last.theirs = index
            }
        }
    }

    private static func takeNext(
        _ our: inout ArraySlice<Hunk>, _ their: inout ArraySlice<Hunk>, _ isSame: (Hunk, Hunk) -> Bool
    ) -> WordEdit? {
        if let ours = our.first, let theirs = their.first, isSame(ours, theirs) {
            our.removeFirst()
            their.removeFirst()
            return WordEdit(base: ours.old, words: ours.new, side: .both)
        }
        let isOurs =
            switch (our.first, their.first) {
            case (nil, _): false
            case (_, nil): true
            case (let ours?, let theirs?):
                (ours.old.lowerBound, ours.old.upperBound) < (theirs.old.lowerBound, theirs.old.upperBound)
            }
        guard let hunk = isOurs ? our.popFirst() : their.popFirst() else { return nil }
        return WordEdit(base: hunk.old, words: hunk.new, side: isOurs ? .ours : .theirs)
    }

    private mutating func meet(_ first: Int?, _ second: Int) {
        guard let first else { return }
        let (one, other) = (list[first], list[second])
        if one.base.upperBound > other.base.lowerBound {
            obstacle = obstacle ?? (one.isDeletion || other.isDeletion ? .deletedAndChanged : .sameWords)
        } else if one.isInsertion, other.isInsertion, one.base == other.base {
            obstacle = obstacle ?? .insertions
        } else {
            meetings.append((first, second))
        }
    }
}
