/// Two texts cut into words and compared.
struct WordComparison {
    /// Texts with a smaller share of their words in common are not marked by words.
    static let leastCommonPercent = 40

    let old: ArraySlice<UInt8>
    let new: ArraySlice<UInt8>
    let oldWords: [Word]
    let newWords: [Word]
    /// The words that were replaced, as indices into `oldWords` and `newWords`.
    private let changes: [Hunk]
    /// For each new word whether the old text has it too.
    private let isKept: [Bool]

    init(old: ArraySlice<UInt8>, new: ArraySlice<UInt8>) {
        self.old = old
        self.new = new
        oldWords = words(in: old)
        newWords = words(in: new)
        let tokens = InternedTokens([TokenisedText(oldWords, of: old), TokenisedText(newWords, of: new)])
        var changes = sequenceDifference(
            from: tokens.ids[0], to: tokens.ids[1], distinct: tokens.distinct, algorithm: .myers)
        for index in changes.indices {
            let limit = index + 1 < changes.count ? changes[index + 1].old.lowerBound : oldWords.count
            changes[index] = Self.withOwnNewline(
                changes[index], limit: limit, old: (oldWords, tokens.ids[0]), new: (newWords, tokens.ids[1]))
        }
        var isKept = [Bool](repeating: true, count: newWords.count)
        for change in changes {
            for word in change.new { isKept[word] = false }
        }
        self.changes = changes
        self.isKept = isKept
    }

    /// The bytes of a new word that the comparison kept: 0 for spaces.
    func keptWeight(ofNew word: Int) -> Int {
        isKept[word] ? newWords[word].weight : 0
    }

    /// The changes in bytes; those that read as one place are one.
    var hunks: [WordHunk] {
        var joined = HunkList()
        var last: Hunk?
        for change in changes {
            var start = (old: change.old.lowerBound, new: change.new.lowerBound)
            if let last, isSeam(newWords[last.new.upperBound..<start.new]) {
                start = (last.old.upperBound, last.new.upperBound)
            }
            joined.append(old: start.old..<change.old.upperBound, new: start.new..<change.new.upperBound)
            last = change
        }
        return joined.hunks.map {
            WordHunk(old: oldWords.byteRange(of: $0.old, in: old), new: newWords.byteRange(of: $0.new, in: new))
        }
    }

    /// Whether words that stay between two changes are too little to be read by themselves: nothing but spaces, or one
    /// word in a run without spaces (`ops` where `#ops-urgent` replaces `ops@example.org`).
    private func isSeam(_ kept: ArraySlice<Word>) -> Bool {
        if kept.allSatisfy({ $0.kind == .space }) { return true }
        return kept.allSatisfy { $0.kind == .word || $0.kind == .number || $0.kind == .punctuation }
            && kept.count { $0.kind != .punctuation } <= 1
    }

    /// An insertion or deletion that begins with the newline of the line before and leaves its own behind, moved down
    /// until it is lines with their own newlines.
    private static func withOwnNewline(
        _ change: Hunk, limit: Int, old: (words: [Word], ids: [Int32]), new: (words: [Word], ids: [Int32])
    ) -> Hunk {
        guard change.old.isEmpty || change.new.isEmpty else { return change }
        let side = change.old.isEmpty ? new : old
        let run = change.old.isEmpty ? change.new : change.old
        guard change.old.upperBound < limit, side.words[run.lowerBound].kind == .newline,
            side.ids[run.lowerBound] == side.ids[run.upperBound]
        else { return change }
        return Hunk(
            old: (change.old.lowerBound + 1)..<(change.old.upperBound + 1),
            new: (change.new.lowerBound + 1)..<(change.new.upperBound + 1))
    }
}

extension Word {
    /// What it counts for when two texts are compared: its bytes, or nothing for spaces and newlines.
    var weight: Int { kind == .space || kind == .newline ? 0 : range.count }
}

extension TokenisedText {
    /// A text cut into words; the words tile it.
    package init(_ words: [Word], of bytes: ArraySlice<UInt8>) {
        var starts = words.map { UInt32($0.range.lowerBound) }
        starts.append(UInt32(bytes.endIndex))
        self.init(bytes: bytes, starts: starts[...])
    }
}

extension [Word] {
    fileprivate func byteRange(of words: Range<Int>, in bytes: ArraySlice<UInt8>) -> Range<Int> {
        let start = words.lowerBound < count ? self[words.lowerBound].range.lowerBound : bytes.endIndex
        return start..<(words.isEmpty ? start : self[words.upperBound - 1].range.upperBound)
    }
}
