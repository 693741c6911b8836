import TruceDiff
import TruceMerge
import TruceText

/// Whether the last lines of the texts end: a difference that no character shows.
extension Resolver {
    /// Whether one text ends its last line and another does not; texts without any line apart.
    public var differsInLastLineEnd: Bool {
        let sides = merge.hasBase ? [merge.base, merge.ours, merge.theirs] : [merge.ours, merge.theirs]
        return Set(sides.lazy.compactMap(\.bytes.last).map { $0 == 10 }).count > 1
    }

    /// Whether a line of a side has no end, where that is a difference.
    public func lacksLineEnd(_ line: Int, of pane: Pane) -> Bool {
        let text = snapshot(of: pane)
        return line == text.lineCount - 1 && text.bytes.last != 10 && differsInLastLineEnd
    }

    /// Whether a line is the last of a side, and ends where the last line of BASE does not, or the other way round.
    public func differsInLastLineEnd(_ line: Int, of pane: Pane) -> Bool {
        let text = snapshot(of: pane)
        return line == text.lineCount - 1 && (text.bytes.last == 10) != (merge.base.bytes.last == 10)
    }

    /// Whether a line of RESULT has no end, where the sides differ in that.
    public func resultLacksLineEnd(_ line: Int) -> Bool {
        let text = result.text
        return line == text.lineCount - 1 && text.byteCount > 0 && text[text.byteCount - 1] != 10
            && differsInLastLineEnd
    }
}
