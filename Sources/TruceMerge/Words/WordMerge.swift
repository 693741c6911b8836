import TruceDiff

/// A three-way merge of three texts by their words.
struct WordMerge {
    let base: SpacedWords
    let ours: SpacedWords
    let theirs: SpacedWords
    /// The words' numbers, and those of lines, are below these.
    let distinct: (words: Int, lines: Int)
    let ourHunks: [Hunk]
    let theirHunks: [Hunk]
    let edits: WordEdits

    init(_ place: WordCutter.Words) {
        let (base, ours, theirs) = (place.base, place.ours, place.theirs)
        distinct = place.distinct
        ourHunks = WordAlignment(old: base, new: ours, distinct: distinct).hunks
        theirHunks = WordAlignment(old: base, new: theirs, distinct: distinct).hunks
        self.base = base
        self.ours = ours
        self.theirs = theirs
        edits = WordEdits(ours: ourHunks, theirs: theirHunks) { our, their in
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
