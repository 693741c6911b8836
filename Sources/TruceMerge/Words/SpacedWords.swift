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

    /// Cuts lines into words that share their numbers. Linear; a line that occurs again is cut once.
    static func cut(_ texts: [TokenisedText]) -> (texts: [SpacedWords], distinct: Int, distinctLines: Int) {
        let lines = InternedTokens(texts)
        var cutLines = CutLines()
        for (text, ids) in zip(texts, lines.ids) {
            // Numbers count up by first occurrence.
            for (line, id) in ids.enumerated() where Int(id) == cutLines.count { cutLines.append(text[line]) }
        }
        let (ids, distinct) = cutLines.numbers
        let lineIds = cutLines.lineNumbers(ids)
        let spaced = zip(texts, lines.ids).map { text, numbers in
            var words: [Word] = []
            var wordIds: [Int32] = []
            var ranges: [Range<Int>] = []
            var ownLineIds: [Int32] = []
            for (line, number) in numbers.enumerated() {
                let range = cutLines.lines[Int(number)]
                if range.isEmpty { continue }
                let start = text[line].startIndex
                ranges.append(words.count..<(words.count + range.count))
                ownLineIds.append(lineIds[Int(number)])
                wordIds += ids[range]
                for word in cutLines.words[range] {
                    words.append(
                        Word(
                            kind: word.kind, range: (word.range.lowerBound + start)..<(word.range.upperBound + start)))
                }
            }
            return SpacedWords(bytes: text.bytes, words: words, ids: wordIds, lines: ranges, lineIds: ownLineIds)
        }
        return (spaced, distinct, lines.distinct)
    }

    /// The words of a text without the space between them.
    static func words(of bytes: ArraySlice<UInt8>) -> [Word] {
        TruceDiff.words(in: bytes).filter(\.isSolid)
    }
}

/// Different lines one after the other, cut into words.
private struct CutLines {
    /// Without spaces and line ends; where they are in their line.
    private(set) var words: [Word] = []
    /// The words of each line.
    private(set) var lines: [Range<Int>] = []
    /// The words' bytes, and where each word begins in them.
    private var bytes: [UInt8] = []
    private var starts: [UInt32] = []

    var count: Int { lines.count }

    mutating func append(_ line: ArraySlice<UInt8>) {
        let first = words.count
        var all: [Word] = []
        appendWords(in: line, to: &all)
        for word in all where word.isSolid {
            starts.append(UInt32(bytes.count))
            bytes += line[word.range]
            words.append(
                Word(
                    kind: word.kind,
                    range: (word.range.lowerBound - line.startIndex)..<(word.range.upperBound - line.startIndex)))
        }
        lines.append(first..<words.count)
    }

    /// A number for each word.
    var numbers: (ids: [Int32], distinct: Int) {
        let starts = starts + [UInt32(bytes.count)]
        let tokens = InternedTokens([TokenisedText(bytes: bytes[...], starts: starts[...])])
        return (tokens.ids[0], tokens.distinct)
    }

    /// A number for each line, from those of the words.
    func lineNumbers(_ ids: [Int32]) -> [Int32] {
        var numbers: [ArraySlice<Int32>: Int32] = [:]
        numbers.reserveCapacity(lines.count)
        return lines.map { words in
            let next = Int32(numbers.count)
            let known = numbers[ids[words]]
            if known == nil { numbers[ids[words]] = next }
            return known ?? next
        }
    }
}

extension Word {
    fileprivate var isSolid: Bool { kind != .space && kind != .newline }

    /// Whether people read it as a word, rather than as a mark between words.
    var isRead: Bool { kind == .word || kind == .number || kind == .ideograph }
}
