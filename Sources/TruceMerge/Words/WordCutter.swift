import TruceDiff

/// Cuts places of three texts into words, one place after the other.
///
/// A line that occurs again, in the same place or in another one, is cut once. Linear.
struct WordCutter {
    /// The lines of a place in base, ours and theirs.
    typealias Place = [TokenisedText]
    /// A place cut into words; their numbers, and those of lines, are below `distinct`.
    typealias Words = (
        base: SpacedWords, ours: SpacedWords, theirs: SpacedWords, distinct: (words: Int, lines: Int)
    )

    private let places: [Place]
    /// The numbers of the lines of each text, of all places one after the other.
    private let lines: [[Int32]]
    private let cut: CutLines
    private var wordNumbers: Renumbering
    private var lineNumbers: Renumbering
    private var next = 0
    /// The lines of each text that were taken.
    private var taken: [Int]

    init(_ places: [Place]) {
        self.places = places
        let texts = (0..<3).map { text in TokenisedText(joining: places.map { $0[text] }) }
        lines = InternedTokens(texts).ids
        var different: [ArraySlice<UInt8>] = []
        for (text, numbers) in zip(texts, lines) {
            // Numbers count up by first occurrence.
            for (line, number) in numbers.enumerated() where number == different.count { different.append(text[line]) }
        }
        cut = CutLines(different)
        wordNumbers = Renumbering(count: cut.distinct)
        lineNumbers = Renumbering(count: different.count)
        taken = [0, 0, 0]
    }

    /// The next place.
    mutating func takeNext() -> Words {
        wordNumbers.restart()
        lineNumbers.restart()
        let (base, ours, theirs) = (takeText(0), takeText(1), takeText(2))
        next += 1
        return (base, ours, theirs, (wordNumbers.count, lineNumbers.count))
    }

    private mutating func takeText(_ text: Int) -> SpacedWords {
        let lines = places[next][text]
        let start = taken[text]
        taken[text] += lines.count
        return SpacedWords(lines, cut: self.lines[text][start..<taken[text]], in: cut, &wordNumbers, &lineNumbers)
    }
}

extension TokenisedText {
    /// Texts one after the other, as one.
    fileprivate init(joining texts: [TokenisedText]) {
        var bytes: [UInt8] = []
        var starts: [UInt32] = []
        bytes.reserveCapacity(texts.reduce(0) { $0 + $1.bytes.count })
        starts.reserveCapacity(texts.reduce(1) { $0 + $1.count })
        for text in texts {
            for start in text.starts.dropLast() {
                starts.append(UInt32(bytes.count + Int(start) - text.bytes.startIndex))
            }
            bytes += text.bytes
        }
        starts.append(UInt32(bytes.count))
        self.init(bytes: bytes[...], starts: starts[...])
    }
}
