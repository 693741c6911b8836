import TruceDiff

/// Which words of two texts correspond: whole lines with equal words first, then words between them, the rarest first,
/// which tell more about a place than frequent ones.
struct WordAlignment {
    let old: SpacedWords
    let new: SpacedWords
    let distinct: Int

    /// The changed words, in order. Linear but for the differences' own cost.
    var hunks: [Hunk] {
        let (oldLines, newLines) = (old.lines, new.lines)
        let lineIds = Self.numbers(of: [(old, oldLines), (new, newLines)])
        let changes = sequenceDifference(
            from: lineIds.ids[0], to: lineIds.ids[1], distinct: lineIds.distinct, algorithm: .histogram)
        return changes.flatMap { change in
            wordHunks(old: oldLines.words(of: change.old, in: old), new: newLines.words(of: change.new, in: new))
        }
    }

    private func wordHunks(old oldRange: Range<Int>, new newRange: Range<Int>) -> [Hunk] {
        sequenceDifference(
            from: Array(old.ids[oldRange]), to: Array(new.ids[newRange]), distinct: distinct, algorithm: .histogram
        ).map { hunk in
            Hunk(
                old: (hunk.old.lowerBound + oldRange.lowerBound)..<(hunk.old.upperBound + oldRange.lowerBound),
                new: (hunk.new.lowerBound + newRange.lowerBound)..<(hunk.new.upperBound + newRange.lowerBound))
        }
    }

    /// Numbers for lines: two lines have one number exactly where they have the same words.
    private static func numbers(of texts: [(SpacedWords, [Range<Int>])]) -> (ids: [[Int32]], distinct: Int) {
        var numbers: [ArraySlice<Int32>: Int32] = [:]
        let ids = texts.map { text, lines in
            lines.map { line in
                let key = text.ids[line]
                let number = numbers[key] ?? Int32(numbers.count)
                numbers[key] = number
                return number
            }
        }
        return (ids, numbers.count)
    }
}

extension SpacedWords {
    /// The words of each line that has any.
    var lines: [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        for word in 1..<max(1, count + 1) where word == count || space(before: word).contains(0x0A) {
            if word > start { lines.append(start..<word) }
            start = word
        }
        return lines
    }
}

extension [Range<Int>] {
    fileprivate func words(of lines: Range<Int>, in text: SpacedWords) -> Range<Int> {
        let start = lines.lowerBound < count ? self[lines.lowerBound].lowerBound : text.count
        return start..<(lines.isEmpty ? start : self[lines.upperBound - 1].upperBound)
    }
}
