import TruceDiff

/// The lines that surround the texts of a conflict, by the character that they begin with.
enum Marker: UInt8 {
    case ours = 0x3C
    case base = 0x7C
    case middle = 0x3D
    case theirs = 0x3E

    /// With how many characters a marker begins unless something else is asked for; fewer are text.
    static let shortest = 7

    /// The number of characters of the longest run of one marker's character that a line of a text begins with.
    static func longestRun(in text: Snapshot) -> Int {
        (0..<text.lineCount).reduce(0) { longest, line in
            let bytes = text.bytes(lines: line..<(line + 1))
            guard let first = bytes.first, Marker(rawValue: first) != nil else { return longest }
            return max(longest, bytes.prefix { $0 == first }.count)
        }
    }
}

/// A line that may be a marker.
struct MarkerLine {
    var marker: Marker
    var size: Int
    /// What stands behind the first space; nil where there is none.
    var label: String?

    /// nil for a line that is no marker of any size from `shortest` up.
    ///
    /// - Parameter bytes: The line with its terminator.
    init?(_ bytes: ArraySlice<UInt8>, shortest: Int = Marker.shortest) {
        guard let first = bytes.first, let marker = Marker(rawValue: first) else { return nil }
        var rest = bytes.drop { $0 == first }
        size = bytes.count - rest.count
        if rest.last == 0x0A { rest.removeLast() }
        if rest.last == 0x0D { rest.removeLast() }
        guard size >= shortest else { return nil }
        if rest.first == 0x20, marker != .middle {
            label = String(decoding: rest.dropFirst(), as: UTF8.self)
        } else if !rest.isEmpty {
            return nil
        }
        self.marker = marker
    }
}

extension Snapshot {
    /// Whether a line ends in `\r\n`; of a last line without a newline the one before it tells. nil where nothing tells.
    func endsWithCarriageReturn(line: Int) -> Bool? {
        guard line < lineCount else { return nil }
        let content = bytes(lines: line..<(line + 1))
        guard content.last == 0x0A else { return line > 0 ? endsWithCarriageReturn(line: line - 1) : nil }
        return content.dropLast().last == 0x0D
    }
}
