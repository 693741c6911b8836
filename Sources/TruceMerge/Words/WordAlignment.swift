import TruceDiff

/// Which words of two texts correspond: whole lines with equal words first, then words between them, the rarest first,
/// which tell more about a place than frequent ones.
struct WordAlignment {
    let old: SpacedWords
    let new: SpacedWords
    /// The words' numbers, and those of lines, are below these.
    let distinct: (words: Int, lines: Int)

    /// The changed words, in order. Linear but for the differences' own cost.
    var hunks: [Hunk] {
        let changes = sequenceDifference(
            from: old.lineIds, to: new.lineIds, distinct: distinct.lines, algorithm: .histogram)
        var hunks: [Hunk] = []
        for change in changes {
            let (oldRange, newRange) = (old.words(ofLines: change.old), new.words(ofLines: change.new))
            let between = sequenceDifference(
                from: old.ids[oldRange], to: new.ids[newRange], distinct: distinct.words, algorithm: .histogram)
            for hunk in between {
                hunks.append(
                    Hunk(
                        old: (hunk.old.lowerBound + oldRange.lowerBound)..<(hunk.old.upperBound + oldRange.lowerBound),
                        new: (hunk.new.lowerBound + newRange.lowerBound)..<(hunk.new.upperBound + newRange.lowerBound)))
            }
        }
        return hunks
    }
}

extension SpacedWords {
    fileprivate func words(ofLines lines: Range<Int>) -> Range<Int> {
        let start = lines.lowerBound < self.lines.count ? self.lines[lines.lowerBound].lowerBound : count
        return start..<(lines.isEmpty ? start : self.lines[lines.upperBound - 1].upperBound)
    }
}
