import Testing
import TruceDiff

struct LineDifferenceTests {
    /// In the new text `‹ ›` marks the words that differ, a first `=` an equal line, `!` a new one, `~` one that differs in part.
    @Test(arguments: [
        (
            "Call the on-call engineer first.\nPager: ops@example.org, 15 minutes to answer.\n",
            ["~Call the on-call engineer ‹by phone›.", "~Pager: ‹555-0101›, ‹10› minutes to answer."]
        ),
        ("a b c\nd e f\n", ["=a b c", "!something quite new", "=d e f"]),
        ("one line\ngone line\nlast line\n", ["=one line", "=last line"]),
        ("keep these words\nx\n", ["~keep these", "=x"]),
        ("one two three four\n", ["~one two", "=three four"]),
    ])
    func marks(old: String, marked: [String]) {
        let new = marked.map { String($0.dropFirst()).filter { $0 != "‹" && $0 != "›" } + "\n" }.joined()
        let (oldText, newText) = (Snapshot(old), Snapshot(new))
        let differences = lineDifferences(
            of: newText, lines: 0..<newText.lineCount, from: oldText, lines: 0..<oldText.lineCount)
        let drawn = differences.enumerated().map { line, difference in
            let range = newText.byteRange(line: line)
            let content = range.lowerBound..<(range.upperBound - 1)
            switch difference {
            case .same: return "=" + text(Array(newText.bytes[content]))
            case .whole: return "!" + text(Array(newText.bytes[content]))
            case .words(let marks):
                var result = "~"
                var done = content.lowerBound
                for mark in marks {
                    result += text(Array(newText.bytes[done..<mark.lowerBound])) + "‹"
                    result += text(Array(newText.bytes[mark])) + "›"
                    done = mark.upperBound
                }
                return result + text(Array(newText.bytes[done..<content.upperBound]))
            }
        }
        #expect(drawn == marked)
    }

    @Test func largeTextsAreComparedByLines() {
        let lines = (0..<6_000).map { "line number \($0)\n" }
        var edited = lines
        edited[3_000] = "line number three thousand\n"
        let (old, new) = (Snapshot(lines.joined()), Snapshot(edited.joined()))
        let differences = lineDifferences(of: new, lines: 1..<6_000, from: old, lines: 0..<6_000)
        #expect(differences.count == 5_999)
        #expect(differences.enumerated().filter { $1 != .same }.map(\.offset) == [2_999])
    }

    /// Without a base everything is new; equal texts differ nowhere.
    @Test func extremes() {
        let (empty, full) = (Snapshot(""), Snapshot("a b\nc d"))
        #expect(lineDifferences(of: full, lines: 0..<2, from: empty, lines: 0..<0) == [.whole, .whole])
        #expect(lineDifferences(of: full, lines: 0..<2, from: full, lines: 0..<2) == [.same, .same])
        #expect(lineDifferences(of: empty, lines: 0..<0, from: full, lines: 0..<2).isEmpty)
    }
}
