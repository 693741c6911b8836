/// Where a key moves the cursor. Vertical movements depend on display widths and are the caller's.
public enum Movement: Sendable, Equatable, CaseIterable {
    case left, right
    case wordLeft, wordRight
    /// To the first character of the line that is not blank, and from there to its start.
    case lineStart
    case lineEnd
    case documentStart, documentEnd
}

extension TextBuffer {
    /// Moves the cursor. Without `extend` nothing is selected afterwards, and left and right go to that end of a selection.
    public mutating func move(_ movement: Movement, extend: Bool = false) {
        let head: Int
        switch movement {
        case .left where !selection.isEmpty && !extend: head = selection.range.lowerBound
        case .right where !selection.isEmpty && !extend: head = selection.range.upperBound
        default: head = rope.target(of: movement, from: selection.head)
        }
        select(extend ? Selection(anchor: selection.anchor, head: head) : Selection(at: head))
    }
}

extension Rope {
    /// Where a movement leads from an offset.
    public func target(of movement: Movement, from offset: Int) -> Int {
        switch movement {
        case .left: return previousGrapheme(before: offset)
        case .right: return nextGrapheme(after: offset)
        case .wordLeft: return previousWord(before: offset)
        case .wordRight: return nextWord(after: offset)
        case .lineStart:
            let start = lineStart(line(at: offset))
            let text = indentationEnd(ofLineFrom: start)
            return offset == text ? start : text
        case .lineEnd: return lineRange(line(at: offset)).upperBound
        case .documentStart: return 0
        case .documentEnd: return byteCount
        }
    }

    /// The end of the spaces and tabs that a line begins with.
    func indentationEnd(ofLineFrom start: Int) -> Int {
        var cursor = ByteCursor(self)
        var end = start
        while end < byteCount, [Byte.space, Byte.tab].contains(cursor.byte(at: end)) { end += 1 }
        return roundedDown(end)
    }
}
