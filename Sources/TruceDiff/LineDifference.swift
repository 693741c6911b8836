/// How a line differs from the text it came from.
public enum LineDifference: Sendable, Equatable {
    /// Not at all.
    case same
    /// In some words: their bytes, as offsets into the new text's bytes. None where words were only taken away, or only
    /// the line's end differs.
    case words([Range<Int>])
    /// Altogether: a new line, or one of which less than 40 % was there before.
    case whole
}

/// How each of some lines differs, by words, from some lines of an older text: what a view underlines.
///
/// The lines are compared as one text, so that a sentence which moved to another line is found again. Where either side has more than 64 KiB whole lines are compared instead, to keep the cost of a view small.
/// - Returns: One element for each of `lines`, in order.
public func lineDifferences(
    of new: Snapshot, lines: Range<Int>, from old: Snapshot, lines oldLines: Range<Int>
) -> [LineDifference] {
    let newBytes = new.bytes(lines: lines)
    let oldBytes = old.bytes(lines: oldLines)
    if max(newBytes.count, oldBytes.count) > wordLimit {
        var result = [LineDifference](repeating: .same, count: lines.count)
        for hunk in difference(from: Snapshot(Array(oldBytes)), to: Snapshot(Array(newBytes))) {
            for line in hunk.new { result[line] = .whole }
        }
        return result
    }

    let comparison = WordComparison(old: oldBytes, new: newBytes)
    let hunks = comparison.hunks
    var (hunk, word) = (0, 0)
    return lines.map { line in
        let range = new.byteRange(line: line)
        var (kept, all) = (0, 0)
        while word < comparison.newWords.count, comparison.newWords[word].range.upperBound <= range.upperBound {
            kept += comparison.keptWeight(ofNew: word)
            all += comparison.newWords[word].weight
            word += 1
        }
        var isChanged = false
        var marks: [Range<Int>] = []
        while hunk < hunks.count, hunks[hunk].new.lowerBound < range.upperBound || word == comparison.newWords.count {
            isChanged = isChanged || comparison.changes(hunks[hunk], line: range)
            let mark = hunks[hunk].new.clamped(to: new.contentRange(line: line))
            if !mark.isEmpty { marks.append(mark) }
            // A change that goes on in the next line is looked at again there.
            if hunks[hunk].new.upperBound > range.upperBound { break }
            hunk += 1
        }
        if !isChanged { return .same }
        return all > 0 && kept * 100 < all * WordComparison.leastCommonPercent ? .whole : .words(marks)
    }
}

private let wordLimit = 64 << 10

extension Snapshot {
    /// The bytes of a line without its terminator.
    fileprivate func contentRange(line: Int) -> Range<Int> {
        let range = byteRange(line: line)
        guard bytes[range].last == 0x0A else { return range }
        let content = range.dropLast()
        return bytes[content].last == 0x0D ? content.dropLast() : content
    }
}

extension WordComparison {
    /// Whether a change touches a line, rather than lying between it and the one before.
    fileprivate func changes(_ hunk: WordHunk, line: Range<Int>) -> Bool {
        if !hunk.new.isEmpty { return true }
        let isWholeLines = hunk.old.last.map { old[$0] == 0x0A } ?? false
        return !(isWholeLines && (hunk.new.lowerBound == line.lowerBound || hunk.new.lowerBound == line.upperBound))
    }
}
