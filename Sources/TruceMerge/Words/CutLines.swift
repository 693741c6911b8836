import TruceDiff

/// Lines, each cut into words, without spaces and line ends.
struct CutLines {
    /// The words of all lines, by where they are in their line.
    let words: [Word]
    /// Their numbers; two words have one number exactly where they have the same bytes.
    let ids: [Int32]
    /// How many different words there are.
    let distinct: Int
    /// The words of each line.
    let lines: [Range<Int>]
    /// The lines' numbers; two lines have one number exactly where they have the same words.
    let lineIds: [Int32]

    init(_ texts: [ArraySlice<UInt8>]) {
        var words: [Word] = []
        var lines: [Range<Int>] = []
        var bytes: [UInt8] = []
        var starts: [UInt32] = []
        var all: [Word] = []
        for text in texts {
            all.removeAll(keepingCapacity: true)
            appendWords(in: text, to: &all)
            let first = words.count
            for word in all where word.isSolid {
                starts.append(UInt32(bytes.count))
                bytes += text[word.range]
                words.append(word.moved(by: -text.startIndex))
            }
            lines.append(first..<words.count)
        }
        starts.append(UInt32(bytes.count))
        let tokens = InternedTokens([TokenisedText(bytes: bytes[...], starts: starts[...])])
        self.words = words
        self.lines = lines
        ids = tokens.ids[0]
        distinct = tokens.distinct
        lineIds = Self.numbers(of: lines.map { [ids = tokens.ids[0]] in ids[$0] })
    }

    private static func numbers(of lines: [ArraySlice<Int32>]) -> [Int32] {
        var numbers: [ArraySlice<Int32>: Int32] = [:]
        numbers.reserveCapacity(lines.count)
        return lines.map { words in
            if let number = numbers[words] { return number }
            let number = Int32(numbers.count)
            numbers[words] = number
            return number
        }
    }
}
