import TruceDiff
import TruceMerge

/// Why a region is what it is, in a few words.
extension Resolver {
    /// The one key that takes what is remembered or suggested inside a conflict: `b` where that is both texts, mine first, else
    /// `a`; nil where nothing is.
    public func suggestionKey(_ region: Int) -> Character? {
        if memory(of: region) != nil { return "a" }
        guard let suggestion = merge.regions[region].conflict?.suggestion else { return nil }
        let isBoth = merge.regions[region].base.isEmpty && suggestion.pieces.map(\.origin) == [.ours, .theirs]
        return isBoth ? "b" : "a"
    }

    /// Whether the region at hand has a text that `a` takes, and that has not been taken.
    var isAcceptable: Bool {
        guard let focus, merge.regions[focus].proposal != nil || suggestionKey(focus) == "a" else { return false }
        return result.pieces[focus].state != .accepted
    }

    /// What is told apart about a region in half a sentence: `you only in spaces`, `in part the same words`. nil where there is
    /// nothing to tell.
    public func note(on index: Int) -> String? {
        let region = merge.regions[index]
        switch region.kind {
        case .unchanged, .both: return nil
        case .ours: return spaceChange(index, from: .base, to: .mine)?.title
        case .theirs: return spaceChange(index, from: .base, to: .theirs)?.title
        case .merged(let proposal): return spaceNote(index) ?? proposal.rule.note
        case .conflict(let conflict): return spaceNote(index) ?? conflict.obstacle.note
        }
    }

    /// A sentence about a region whose texts differ only in spaces; nil where they differ in more.
    func spaceSentence(_ region: Int) -> String? {
        if let change = spaceChange(region, from: .mine, to: .theirs) {
            return "MINE and THEIRS differ \(change.title)."
        }
        if let change = spaceChange(region, from: .base, to: .mine) { return "MINE differs from BASE \(change.title)." }
        return spaceChange(region, from: .base, to: .theirs).map { "THEIRS differs from BASE \($0.title)." }
    }

    private func spaceNote(_ region: Int) -> String? {
        if let change = spaceChange(region, from: .mine, to: .theirs) { return "differently \(change.title)" }
        if let change = spaceChange(region, from: .base, to: .mine) { return "\(you) \(change.title)" }
        return spaceChange(region, from: .base, to: .theirs).map { "\(them) \($0.title)" }
    }

    private func spaceChange(_ region: Int, from old: Pane, to new: Pane) -> SpaceChange? {
        func text(_ pane: Pane) -> ArraySlice<UInt8> {
            snapshot(of: pane).bytes(lines: lines(of: region, in: pane))
        }
        return SpaceChange(from: text(old), to: text(new))
    }
}

extension Rule {
    /// What both sides did, in two or three words.
    fileprivate var note: String {
        switch self {
        case .words: "different words"
        case .spaces: "one of you only in spaces"
        case .lineEndings: "one of you only in line ends"
        case .rewrap: "one of you only in line breaks"
        case .contained: "one of you more than the other"
        case .touchingLines: "lines next to each other"
        case .keys: "different keys"
        case .keyedList: "different elements"
        case .items: "different items"
        case .cells: "different cells"
        case .version: "each with a higher version"
        case .union: "one text after the other"
        }
    }
}

extension Obstacle {
    /// Why it is a conflict, in a few words; nil where the sentence says so already.
    fileprivate var note: String? {
        switch self {
        case .noBase, .insertions, .deletedAndChanged, .sameLines: nil
        case .sameWords: "in part the same words"
        case .tooClose: "in words too close together"
        case .tooLarge: "too much to compare by words"
        case .sameKey(let path): "the value of \(path)"
        case .sameContainer(let path): "what is in \(path)"
        case .addedTwice: "with the same word added by both"
        case .staleCopy(let path): "with a copy at \(path) of what was changed"
        case .newKey(let path): "with different values of \(path)"
        case .wouldNotParse: "which together is not well-formed"
        }
    }
}
