import TruceDiff

/// A text as the words it is made of, in order, and the space around them.
///
/// Spaces and line ends are no words here: a text broken into lines elsewhere has the same words.
struct SpacedWords {
    let bytes: ArraySlice<UInt8>
    let words: [Word]
    /// The words' numbers; two words have one number exactly where they have the same bytes.
    let ids: [Int32]

    var count: Int { words.count }

    /// The bytes of a word.
    subscript(word: Int) -> ArraySlice<UInt8> { bytes[words[word].range] }

    /// What stands before a word; at the end, what stands behind the last one.
    func space(before word: Int) -> ArraySlice<UInt8> {
        let start = word == 0 ? bytes.startIndex : words[word - 1].range.upperBound
        let end = word == count ? bytes.endIndex : words[word].range.lowerBound
        return bytes[start..<end]
    }

    /// Cuts texts into words that share their numbers. Linear.
    static func cut(_ texts: [ArraySlice<UInt8>]) -> (texts: [SpacedWords], distinct: Int) {
        let all = texts.map { TruceDiff.words(in: $0) }
        let tokens = InternedTokens(zip(all, texts).map { TokenisedText($0, of: $1) })
        let spaced = texts.indices.map { text in
            let solid = all[text].indices.filter { all[text][$0].isSolid }
            return SpacedWords(
                bytes: texts[text], words: solid.map { all[text][$0] }, ids: solid.map { tokens.ids[text][$0] })
        }
        return (spaced, tokens.distinct)
    }

    /// The words of a text without the space between them.
    static func words(of bytes: ArraySlice<UInt8>) -> [Word] {
        TruceDiff.words(in: bytes).filter(\.isSolid)
    }
}

extension Word {
    fileprivate var isSolid: Bool { kind != .space && kind != .newline }

    /// Whether people read it as a word, rather than as a mark between words.
    var isRead: Bool { kind == .word || kind == .number || kind == .ideograph }
}
