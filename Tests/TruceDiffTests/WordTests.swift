import Testing
import TruceDiff
import TruceTestSupport

struct WordTests {
    @Test(arguments: [
        ("", []),
        ("Pager: #ops, 15 min.", ["Pager", ":", " ", "#", "ops", ",", " ", "15", " ", "min", "."]),
        ("don't 'quote' it’s", ["don't", " ", "'", "quote", "'", " ", "it’s"]),
        ("1,024.5 v17 10:30 3.", ["1,024.5", " ", "v17", " ", "10", ":", "30", " ", "3", "."]),
        ("snake_case re-do", ["snake_case", " ", "re", "-", "do"]),
        ("a  \tb\r\n\r\nc\rd", ["a", "  \t", "b", "\r\n", "\r\n", "c", "\r", "d"]),
        ("漢字かなカナ", ["漢", "字", "か", "な", "カ", "ナ"]),
        ("e\u{301}te\u{301}!", ["e\u{301}te\u{301}", "!"]),
        ("か\u{3099}x", ["か\u{3099}", "x"]),
        ("Größe 한국어", ["Größe", " ", "한국어"]),
        ("a👩‍👩‍👧b", ["a", "👩‍👩‍👧", "b"]),
        ("…—»", ["…—»"]),
    ])
    func cuts(content: String, pieces: [String]) {
        let bytes = Array(content.utf8)
        #expect(words(in: bytes[...]).map { text(Array(bytes[$0.range])) } == pieces)
    }

    @Test func kinds() {
        #expect(
            words(in: Array("ab 1漢.\n".utf8)[...]).map(\.kind) == [
                .word, .space, .number, .ideograph, .punctuation, .newline,
            ])
    }

    /// Words tile any bytes; their indices are those of the slice.
    @Test(arguments: 0..<50 as Range<UInt64>)
    func tileAnyBytes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let interesting: [UInt8] = [
            0x61, 0x20, 0x0A, 0x0D, 0x2E, 0x27, 0x31, 0xC3, 0xA9, 0xE6, 0xBC, 0xA2, 0xF0, 0x9F, 0xFF, 0,
        ]
        let bytes = (0..<200).map { _ in interesting.randomElement(using: &random) ?? 0 }
        let slice = bytes[Int.random(in: 0..<50, using: &random)..<Int.random(in: 50...200, using: &random)]
        var end = slice.startIndex
        for word in words(in: slice) {
            #expect(word.range.lowerBound == end && !word.range.isEmpty, "seed \(seed)")
            end = word.range.upperBound
        }
        #expect(end == slice.endIndex, "seed \(seed)")
    }

    /// `[old|new]` marks what was replaced.
    @Test(arguments: [
        "Call the on-call engineer[ first|, then the duty manager].",
        "Pager: [ops@example.org|#ops-urgent or 555-0101], 15 minutes to answer.",
        "If nobody answers, [restart the gateway|fail over to site B].",
        "Restart the gateway[| one by one].",
        "Restart the [old |]gateway.",
        "same",
    ])
    func replacedWords(marked: String) {
        var (old, new, expected) = ([UInt8](), [UInt8](), [WordHunk]())
        for (index, part) in marked.split(separator: "[", omittingEmptySubsequences: false).enumerated() {
            let pieces = part.split(separator: "]", omittingEmptySubsequences: false)
            if index > 0 {
                let sides = pieces[0].split(separator: "|", omittingEmptySubsequences: false)
                expected.append(
                    WordHunk(
                        old: old.count..<(old.count + sides[0].utf8.count),
                        new: new.count..<(new.count + sides[1].utf8.count)))
                old += sides[0].utf8
                new += sides[1].utf8
            }
            let rest = pieces.last.map { Array($0.utf8) } ?? []
            old += rest
            new += rest
        }
        #expect(wordDifference(from: old[...], to: new[...]) == expected)
    }

    @Test(arguments: [("alpha beta gamma", "one two gamma three"), ("", "new line"), ("gone", "")])
    func unlikeTextsAreNotMarked(old: String, new: String) {
        #expect(wordDifference(from: Array(old.utf8)[...], to: Array(new.utf8)[...]) == nil)
    }

    @Test func indicesAreThoseOfTheSlices() {
        let old = Snapshot("first\nthe old word here\n")
        let new = Snapshot("another first\nthe new word here\n")
        let hunks = wordDifference(from: old.bytes(lines: 1..<2), to: new.bytes(lines: 1..<2))
        #expect(hunks == [WordHunk(old: 10..<13, new: 18..<21)])
    }
}
