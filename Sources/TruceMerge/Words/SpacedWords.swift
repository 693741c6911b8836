import TruceDiff

/// A text as the words it is made of, in order, and the space around them.
///
/// Spaces and line ends are no words here: a text broken into lines elsewhere has the same words.
struct SpacedWords {
    let bytes: ArraySlice<UInt8>
    let words: [Word]
    /// The words' numbers; two words have one number exactly where they have the same bytes.
    let ids: [Int32]
    /// The words of each line that has any.
    let lines: [Range<Int>]
    /// The lines' numbers; two lines have one number exactly where they have the same words.
    let lineIds: [Int32]

    var count: Int { words.count }

    /// The bytes of a word.
    subscript(word: Int) -> ArraySlice<UInt8> { bytes[words[word].range] }

    /// What stands before a word; at the end, what stands behind the last one.
    func space(before word: Int) -> ArraySlice<UInt8> {
        let start = word == 0 ? bytes.startIndex : words[word - 1].range.upperBound
        let end = word == count ? bytes.endIndex : words[word].range.lowerBound
        return bytes[start..<end]
    }

    /// - Parameter numbers: Which of the cut lines each line is.
    init(
        _ text: TokenisedText, cut numbers: ArraySlice<Int32>, in cut: CutLines, _ wordNumbers: inout Renumbering,
        _ lineNumbers: inout Renumbering
    ) {
        var words: [Word] = []
        var ids: [Int32] = []
        let count = numbers.reduce(0) { $0 + cut.lines[Int($1)].count }
        words.reserveCapacity(count)
        ids.reserveCapacity(count)
        var lines: [Range<Int>] = []
        var lineIds: [Int32] = []
        for (line, number) in numbers.enumerated() {
            let range = cut.lines[Int(number)]
            if range.isEmpty { continue }
            lines.append(words.count..<(words.count + range.count))
            lineIds.append(lineNumbers.number(of: cut.lineIds[Int(number)]))
            let start = text[line].startIndex
            for index in range {
                ids.append(wordNumbers.number(of: cut.ids[index]))
                words.append(cut.words[index].moved(by: start))
            }
        }
        self.bytes = text.bytes
        self.words = words
        self.ids = ids
        self.lines = lines
        self.lineIds = lineIds
    }

    /// The words of a text without the space between them.
    static func words(of bytes: ArraySlice<UInt8>) -> [Word] {
        TruceDiff.words(in: bytes).filter(\.isSolid)
    }
}

extension Word {
    /// Whether it is more than space.
    var isSolid: Bool { kind != .space && kind != .newline }

    /// Whether people read it as a word, rather than as a mark between words.
    var isRead: Bool { kind == .word || kind == .number || kind == .ideograph }

    func moved(by distance: Int) -> Word {
        Word(kind: kind, range: (range.lowerBound + distance)..<(range.upperBound + distance))
    }
}
