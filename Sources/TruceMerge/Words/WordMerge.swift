import TruceDiff

/// A three-way merge of three texts by their words.
struct WordMerge {
    let base: SpacedWords
    let ours: SpacedWords
    let theirs: SpacedWords
    /// The words' numbers are below it.
    let distinct: Int
    let ourHunks: [Hunk]
    let theirHunks: [Hunk]
    let edits: WordEdits

    init(
        base: ArraySlice<UInt8>, ours: ArraySlice<UInt8>, theirs: ArraySlice<UInt8>
    ) {
        let (texts, distinct) = SpacedWords.cut([base, ours, theirs])
        let (base, ours, theirs) = (texts[0], texts[1], texts[2])
        let aligned = [ours, theirs].map { side in
            WordAlignment(old: base, new: side, distinct: distinct).hunks
        }
        self.distinct = distinct
        self.base = base
        self.ours = ours
        self.theirs = theirs
        ourHunks = aligned[0]
        theirHunks = aligned[1]
        edits = WordEdits(ours: aligned[0], theirs: aligned[1]) { our, their in
            our.old == their.old && ours.ids[our.new] == theirs.ids[their.new]
        }
    }

    /// The merged text where the edits do not overlap; nil where the parts would run together into other words.
    func proposal(_ rule: Rule) -> Proposal? {
        var writer = WordWriter(base: base, ours: ours, theirs: theirs)
        for edit in edits.list { writer.write(edit) }
        let proposal = Proposal(rule: rule, parts: writer.finish())
        return isMade(of: writer.words, proposal) ? proposal : nil
    }

    /// Whether a text is exactly these words: an edit that takes away a space or a mark could let two others meet.
    private func isMade(of expected: [ArraySlice<UInt8>], _ proposal: Proposal) -> Bool {
        let words = SpacedWords.words(of: proposal.bytes[...])
        return words.count == expected.count
            && zip(words, expected).allSatisfy { proposal.bytes[$0.range] == $1 }
    }
}
