/// Chooses among the places of a run of changed lines the one that begins and ends where a reader sees a seam.
///
/// The model and its weights are those that M. Haggerty fitted to hand-rated diffs for git (diff-slider-tools, 2016;
/// git's `--indent-heuristic`): a place is as good as the two seams it makes, and a seam is better the less indented
/// the line behind it is and the more blank lines surround it.
struct IndentHeuristic {
    let text: Snapshot

    /// Places further up than this are not weighed.
    private static let longestShift = 100
    private static let widestIndent = 200
    private static let mostBlanks = 20
    /// What a column of indentation counts for beside one point of penalty: only its sign decides before penalties do.
    private static let indentWeight = 60

    /// By how many lines the lowest place of a run should move up, from 0 to `limit`.
    func bestShift(of lowest: Range<Int>, upBy limit: Int) -> Int {
        var best = 0
        var bestScore: Score?
        // A run that has moved by more than its own length only repeats itself.
        for shift in stride(from: min(limit, lowest.count + 1, Self.longestShift), through: 0, by: -1) {
            let score = score(seamBefore: lowest.lowerBound - shift) + score(seamBefore: lowest.upperBound - shift)
            // Of equal places the lowest wins.
            if let known = bestScore, known < score { continue }
            best = shift
            bestScore = score
        }
        return best
    }

    private struct Score {
        var indent: Int
        var penalty: Int

        static func + (left: Score, right: Score) -> Score {
            Score(indent: left.indent + right.indent, penalty: left.penalty + right.penalty)
        }

        /// Whether the left one is the better place.
        static func < (left: Score, right: Score) -> Bool {
            let byIndent = left.indent == right.indent ? 0 : left.indent < right.indent ? -1 : 1
            return IndentHeuristic.indentWeight * byIndent + left.penalty - right.penalty < 0
        }
    }

    private func score(seamBefore line: Int) -> Score {
        let atEnd = line >= text.lineCount
        let indent = atEnd ? nil : self.indent(of: line)
        let before = neighbour(of: line, step: -1)
        let after = neighbour(of: line, step: 1)

        let blanksAfter = indent == nil && !atEnd ? 1 + after.blanks : 0
        let blanks = before.blanks + blanksAfter
        var penalty = 0
        if before.indent == nil && before.blanks == 0 { penalty += 1 }
        if atEnd { penalty += 21 }
        penalty += -30 * blanks + 6 * blanksAfter

        let effective = indent ?? after.indent
        if let effective, let previous = before.indent {
            if effective > previous {
                penalty += blanks > 0 ? 10 : -4
            } else if effective < previous {
                // A line that is less indented than the one before: the end of a block, or its middle (`else`).
                if let next = after.indent, next > effective {
                    penalty += blanks > 0 ? 17 : 24
                } else {
                    penalty += blanks > 0 ? 17 : 23
                }
            }
        }
        return Score(indent: effective ?? -1, penalty: penalty)
    }

    /// The indent of the nearest line that is not blank in one direction, and how many blank ones lie between.
    private func neighbour(of line: Int, step: Int) -> (indent: Int?, blanks: Int) {
        var blanks = 0
        var index = line + step
        while index >= 0, index < text.lineCount {
            if let indent = indent(of: index) { return (indent, blanks) }
            blanks += 1
            if blanks == Self.mostBlanks { return (0, blanks) }
            index += step
        }
        return (nil, blanks)
    }

    /// The columns before the first byte that is no space, tabs going to the next multiple of 8; nil for a blank line.
    private func indent(of line: Int) -> Int? {
        var column = 0
        for offset in text.byteRange(line: line) {
            switch text.bytes[offset] {
            case 0x20: column += 1
            case 0x09: column += 8 - column % 8
            case 0x0A...0x0D: break
            default: return column
            }
            if column >= Self.widestIndent { return column }
        }
        return nil
    }
}
