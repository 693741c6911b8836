import TruceDiff

/// What the word level makes of three texts.
enum WordVerdict {
    /// A text, the most careful mode that makes it, and why there is none in a more careful one.
    case merged(Proposal, MergeMode, otherwise: Obstacle)
    case open(Obstacle)
}

/// What words are of, as far as it bounds how they merge.
enum WordSubject {
    case text
    /// A value of data that both sides changed.
    case value
    /// A value that both sides gave a new key.
    case newValue

    /// From which mode on words are merged, and where one side changed spaces alone. Spaces in a value count as words do, and
    /// nobody looks at what is merged most carefully.
    func merging(isOfSpaces: Bool) -> MergeMode { self == .text ? .cautious : isOfSpaces ? .wide : .default }

    /// From which mode on one side's text may stand because it has all that the other one did; nil for never: the words of a
    /// value may be found anywhere in the other side's text.
    var containing: MergeMode? {
        switch self {
        case .text: .default
        case .value: .wide
        case .newValue: nil
        }
    }
}

/// Says whether words that merge should be merged, and how careful one may be and still merge them.
///
/// The bounds are measured on merges that people made: see <doc:MergeFigures>.
struct WordJudge {
    let merge: WordMerge
    /// What the words are.
    let subject: WordSubject
    /// Whether the text is data, in which one word that each side added elsewhere may be one key or element twice.
    let isData: Bool

    /// Unchanged words between edits of two sides from which on more make no difference.
    static let farApart = 3
    /// Tenths of the base's words that both sides together leave alone. Below the first the place is another one; below
    /// the second one side has rewritten it; from the third on it was only touched.
    static let (replaced, rewritten, touched) = (5, 7, 8)
    /// More changed words than this are no small edit.
    static let smallEdit = 40

    var verdict: WordVerdict {
        if let contained { return contained }
        if let obstacle = merge.edits.obstacle { return .open(obstacle) }
        if isData, addsOneWordTwice { return .open(.addedTwice) }
        var nearest = MergeMode.cautious
        for meeting in merge.edits.meetings {
            switch limit(between: merge.edits.list[meeting.first], merge.edits.list[meeting.second]) {
            case .mode(let mode): nearest = max(nearest, mode)
            case .obstacle(let obstacle): return .open(obstacle)
            }
        }
        // Near to each other in a place that was rewritten: that words match there is mere chance.
        if nearest == .wide, keptTenths < Self.replaced { return .open(.tooClose) }
        guard let proposal = merge.proposal(rule) else { return .open(.tooClose) }
        let least = subject.merging(isOfSpaces: merge.ourHunks.isEmpty || merge.theirHunks.isEmpty)
        return .merged(proposal, max(nearest, extent, least), otherwise: .tooClose)
    }

    private var contained: WordVerdict? {
        let obstacle = merge.edits.obstacle ?? (merge.base.count == 0 ? .insertions : nil)
        guard let containing = subject.containing, let obstacle else { return nil }
        let containment = Containment(merge)
        let mode = max(containing, containment.isCertain ? .default : .wide)
        return containment.proposal.map { .merged($0, mode, otherwise: obstacle) }
    }

    /// Whether both sides added the same word, each at a place of its own.
    private var addsOneWordTwice: Bool {
        func added(_ side: WordEdit.Side, _ text: SpacedWords) -> Set<Int32> {
            let words = merge.edits.list.filter { $0.side == side && $0.isInsertion }.flatMap(\.words)
            return Set(words.filter { text.words[$0].isRead }.map { text.ids[$0] })
        }
        return !added(.ours, merge.ours).isDisjoint(with: added(.theirs, merge.theirs))
    }

    /// How careful one may be by how much was changed.
    private var extent: MergeMode {
        if keptTenths < Self.rewritten { return .wide }
        let isOneSided = merge.ourHunks.isEmpty || merge.theirHunks.isEmpty
        return (isOneSided ? keptTenths >= Self.touched : isSmall) ? .cautious : .default
    }

    private var keptTenths: Int {
        let changed = merge.edits.list.reduce(0) { $0 + $1.base.count }
        return merge.base.count == 0 ? 10 : 10 * (merge.base.count - changed) / merge.base.count
    }

    private var isSmall: Bool {
        merge.edits.list.reduce(0) { $0 + $1.base.count + $1.words.count } <= Self.smallEdit
    }

    private enum Limit {
        case mode(MergeMode)
        case obstacle(Obstacle)
    }

    /// How careful one may be by how near edits of two sides come to each other.
    private func limit(between first: WordEdit, _ second: WordEdit) -> Limit {
        let between = first.base.upperBound..<second.base.lowerBound
        let words = merge.base.words[between].count { $0.isRead }
        let areLinesApart = areLinesApart(first, second)
        let hasInsertion = first.isInsertion || second.isInsertion
        if areLinesApart, first.isDeletion || second.isDeletion {
            // Lines that one side deleted often belong to what the other side changed beside them.
            return hasInsertion ? .mode(.wide) : .obstacle(.deletedAndChanged)
        }
        if words == 0 { return .mode(.wide) }
        if words >= Self.farApart { return .mode(.cautious) }
        let hasReplacement = first.isReplacement || second.isReplacement
        return .mode(hasInsertion && hasReplacement && !areLinesApart ? .wide : .default)
    }

    /// Whether a line of the base ends between two edits.
    private func areLinesApart(_ first: WordEdit, _ second: WordEdit) -> Bool {
        (first.base.upperBound...second.base.lowerBound).contains { merge.base.space(before: $0).contains(0x0A) }
    }

    private var rule: Rule {
        let spaced = [(merge.ours, merge.ourHunks), (merge.theirs, merge.theirHunks)].filter(\.1.isEmpty)
        let rules = spaced.map { spaceRule($0.0) }
        if let rule = [.rewrap, .spaces, .lineEndings].first(where: rules.contains) { return rule }
        let sides = Set(merge.edits.list.map(\.side))
        guard sides.isSuperset(of: [.ours, .theirs]) else { return .contained }
        let edits = merge.edits
        return edits.meetings.allSatisfy { standInDifferentLines(edits.list[$0.first], edits.list[$0.second]) }
            ? .touchingLines : .words
    }

    /// Whether a line of the base ends between two edits, as people see them: what is inserted at a line's end, or at its
    /// beginning, stands in that line, although the line's end is at the same place between the words.
    private func standInDifferentLines(_ first: WordEdit, _ second: WordEdit) -> Bool {
        let isBeforeLine = first.isInsertion && !hasLineEnd(before: first.words.upperBound, of: first.side)
        let isBehindLine = second.isInsertion && !hasLineEnd(before: second.words.lowerBound, of: second.side)
        let start = first.base.upperBound + (isBeforeLine ? 1 : 0)
        let end = second.base.lowerBound + (isBehindLine ? 0 : 1)
        return (start..<max(start, end)).contains { merge.base.space(before: $0).contains(0x0A) }
    }

    private func hasLineEnd(before word: Int, of side: WordEdit.Side) -> Bool {
        (side == .theirs ? merge.theirs : merge.ours).space(before: word).contains(0x0A)
    }

    /// What a side did that has the base's words.
    private func spaceRule(_ side: SpacedWords) -> Rule {
        var rule = Rule.lineEndings
        for word in 0...side.count {
            let (space, own) = (merge.base.space(before: word), side.space(before: word))
            if space == own { continue }
            if space.contains(0x0A) != own.contains(0x0A) { return .rewrap }
            if !space.elementsEqual(own, ignoring: 0x0D) { rule = .spaces }
        }
        return rule
    }
}

extension ArraySlice<UInt8> {
    fileprivate func elementsEqual(_ other: Self, ignoring byte: UInt8) -> Bool {
        filter { $0 != byte } == other.filter { $0 != byte }
    }
}
