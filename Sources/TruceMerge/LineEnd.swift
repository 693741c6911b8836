import TruceDiff

/// How all lines of a text end.
enum LineEnd {
    case lineFeed
    case carriageReturnLineFeed

    /// Nil where a text mixes both or ends no line.
    init?(of text: Snapshot) {
        let returns = text.bytes.count { $0 == 0x0D }
        let ends = text.lineCount - (text.bytes.last == 0x0A ? 0 : 1)
        if ends <= 0 { return nil }
        if returns == 0 {
            self = .lineFeed
        } else if returns == ends, text.endsLinesWithReturns {
            self = .carriageReturnLineFeed
        } else {
            return nil
        }
    }

    /// Lines that all end in one way, ending so.
    func ending(_ lines: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let hasReturns = lines.contains(0x0D)
        switch self {
        case .lineFeed: return hasReturns ? lines.filter { $0 != 0x0D }[...] : lines
        case .carriageReturnLineFeed:
            return hasReturns ? lines : lines.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }[...]
        }
    }
}

extension Snapshot {
    fileprivate var endsLinesWithReturns: Bool {
        (0..<lineCount).allSatisfy { line in
            let bytes = bytes(lines: line..<(line + 1))
            return bytes.last != 0x0A || bytes.dropLast().last == 0x0D
        }
    }
}
