import Testing
import TruceTestSupport

@testable import TruceText

struct SearchTests {
    /// Texts with the matches drawn in brackets.
    static let table: [(pattern: String, rule: Search.CaseRule, drawn: String)] = [
        ("lo", .smart, "Hel[lo] [LO] l o"),
        ("Lo", .smart, "lo [Lo] LO"),
        ("Lo", .insensitive, "[lo] [Lo] [LO]"),
        ("lo", .sensitive, "[lo] Lo LO"),
        ("aa", .smart, "[aa][aa]"),
        ("é", .smart, "[é] [É] e"),
        ("É", .smart, "é [É]"),
        ("café", .smart, "[café] [CAFÉ] cafe caf"),
        ("éa", .smart, "[éa] [Éa] [ÉA] é a"),
        ("straße", .smart, "[straße] [STRAẞE] STRASSE"),
        ("σ", .smart, "[σ][Σ][ς]"),
        ("ж", .smart, "[ж][Ж]з"),
        ("привет", .smart, "[привет] [Привет] [ПРИВЕТ] приве"),
        ("ⱥ", .smart, "[ⱥ] [Ⱥ]"),
        ("k", .smart, "[k] [K] \u{212A}"),
        ("s", .smart, "[s] ſ"),
        ("ß", .insensitive, "[ß] [ẞ] ss"),
        ("漢字", .smart, "漢[漢字]"),
        ("漢a", .smart, "[漢a][漢A]"),
        ("i", .smart, "[i] [I] ı İ"),
        ("ı", .smart, "i I [ı]"),
        ("ǆ", .smart, "[ǆ] [ǅ] [Ǆ]"),
        ("\n", .smart, "a[\n]b[\n]"),
        ("𐐨", .smart, "[𐐨] [𐐀]"),
    ]

    @Test(arguments: table)
    func `a pattern is found where it is drawn`(pattern: String, rule: Search.CaseRule, drawn: String) {
        var bytes: [UInt8] = []
        var expected: [Range<Int>] = []
        var start = 0
        for byte in drawn.utf8 {
            switch byte {
            case UInt8(ascii: "["): start = bytes.count
            case UInt8(ascii: "]"): expected.append(start..<bytes.count)
            default: bytes.append(byte)
            }
        }
        let rope = Rope(bytes)
        let search = Search(Array(pattern.utf8), caseRule: rule)
        #expect(search.matches(in: rope) == expected)
        #expect(search.count(in: rope) == expected.count)
        #expect(search.count(in: rope, limit: 1) == min(expected.count, 1))
        #expect(search.matches(in: rope, limit: 1) == Array(expected.prefix(1)))
        #expect(search.firstMatch(in: rope, from: 0)?.range == expected.first)
        #expect(search.firstMatch(in: rope, from: rope.byteCount, backwards: true)?.range == expected.last)
    }

    @Test func `a search wraps around`() {
        let rope = Rope("ab..ab..ab".utf8)
        let search = Search(Array("ab".utf8))
        func next(_ offset: Int, wrapping: Bool = true) -> Search.Match? {
            search.firstMatch(in: rope, from: offset, wrapping: wrapping)
        }
        func previous(_ offset: Int, wrapping: Bool = true) -> Search.Match? {
            search.firstMatch(in: rope, from: offset, wrapping: wrapping, backwards: true)
        }
        #expect(next(0) == Search.Match(range: 0..<2, hasWrapped: false))
        #expect(next(1) == Search.Match(range: 4..<6, hasWrapped: false))
        #expect(next(9) == Search.Match(range: 0..<2, hasWrapped: true))
        #expect(next(9, wrapping: false) == nil)
        #expect(previous(10) == Search.Match(range: 8..<10, hasWrapped: false))
        #expect(previous(9) == Search.Match(range: 4..<6, hasWrapped: false))
        #expect(previous(1) == Search.Match(range: 8..<10, hasWrapped: true))
        #expect(previous(1, wrapping: false) == nil)
        // The only match lies across the start: found again, wrapped.
        let single = Rope("..ab..".utf8)
        #expect(search.firstMatch(in: single, from: 3) == Search.Match(range: 2..<4, hasWrapped: true))
        #expect(search.firstMatch(in: single, from: 3, backwards: true) == Search.Match(range: 2..<4, hasWrapped: true))
    }

    @Test func `nothing is found by nothing and in nothing`() {
        #expect(Search([]).firstMatch(in: Rope("abc".utf8), from: 0) == nil)
        #expect(Search([]).matches(in: Rope("abc".utf8)) == [])
        #expect(Search([97]).firstMatch(in: Rope(), from: 0) == nil)
        #expect(Search([97]).firstMatch(in: Rope(), from: 0, backwards: true) == nil)
        #expect(Search([97]).matches(in: Rope("aaa".utf8), limit: 0) == [])
    }

    @Test func `invalid bytes are found as bytes`() {
        let rope = Rope([0x61, 0xFF, 0xFE, 0xFF])
        #expect(Search([0xFF]).matches(in: rope) == [1..<2, 3..<4])
        #expect(Search([0xFF, 0xFE], caseRule: .insensitive).matches(in: rope) == [1..<3])
    }

    /// Overlapping matches, found the slow way with the standard library's case mapping.
    private func naive(_ pattern: [UInt8], in bytes: [UInt8], folds: Bool) -> [Range<Int>] {
        bytes.indices.compactMap { start in
            guard start + pattern.count <= bytes.count else { return nil }
            let candidate = bytes[start..<start + pattern.count]
            let equal = folds ? folded(candidate) == folded(pattern[...]) : candidate.elementsEqual(pattern)
            return equal ? start..<start + pattern.count : nil
        }
    }

    private func folded(_ bytes: ArraySlice<UInt8>) -> String? {
        String(validating: bytes, as: UTF8.self)?.lowercased()
    }

    private func nonOverlapping(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var end = 0
        return ranges.filter { range in
            guard range.lowerBound >= end else { return false }
            end = range.upperBound
            return true
        }
    }

    @Test(arguments: 1...10)
    func `random patterns are found as the naive way finds them`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        // Few letters, so that matches and near misses abound, and enough of them to fill blocks and chunks.
        let alphabet = ["a", "A", "b", "é", "É", "ж", "Ж", "漢", "\n"].map { Array($0.utf8) }
        var bytes: [UInt8] = []
        while bytes.count < 7000 { bytes += alphabet[random.below(seed % 2 == 0 ? 2 : alphabet.count)] }
        let rope = Rope(bytes)
        for length in [1, 2, 3, 6, 40] {
            // Mostly a piece of the text, so that there is something to find.
            let start = rope.roundedDown(random.below(bytes.count - 200))
            let end = rope.roundedDown(start + length * 2)
            guard start < end else { continue }
            let pattern = Array(bytes[start..<end])
            for rule in [Search.CaseRule.sensitive, .insensitive] {
                let all = naive(pattern, in: bytes, folds: rule == .insensitive)
                let search = Search(pattern, caseRule: rule)
                #expect(search.matches(in: rope) == nonOverlapping(all))
                #expect(search.count(in: rope) == nonOverlapping(all).count)
                for _ in 0..<6 {
                    let offset = random.below(bytes.count + 1)
                    let next = all.first { $0.lowerBound >= offset }
                    #expect(search.firstMatch(in: rope, from: offset, wrapping: false)?.range == next)
                    #expect(search.firstMatch(in: rope, from: offset)?.range == next ?? all.first)
                    let previous = all.last { $0.upperBound <= offset }
                    #expect(
                        search.firstMatch(in: rope, from: offset, wrapping: false, backwards: true)?.range == previous)
                    #expect(search.firstMatch(in: rope, from: offset, backwards: true)?.range == previous ?? all.last)
                    let range = random.range(in: bytes.count, upTo: 500)
                    let inside = all.filter { $0.lowerBound >= range.lowerBound && $0.upperBound <= range.upperBound }
                    #expect(search.matches(in: rope, range: range) == nonOverlapping(inside))
                }
            }
        }
    }

    @Test func `bytes that are everywhere are found all the same`() {
        // A needle whose every byte is common, in a text made to disappoint: the automaton takes over.
        let haystack = Array((String(repeating: "ab", count: 3000) + "aab" + String(repeating: "ab", count: 100)).utf8)
        let needle = Array((String(repeating: "ab", count: 50) + "aa").utf8)
        let finder = ByteFinder(needle)
        let expected = 6000 - 100 + 0
        haystack.withUnsafeBufferPointer { buffer in
            #expect(finder.find(in: buffer, from: 0) == expected)
            #expect(finder.find(in: buffer, from: expected) == expected)
            #expect(finder.find(in: buffer, from: expected + 1) == nil)
        }
        #expect(Search(needle).matches(in: Rope(haystack)) == [expected..<expected + needle.count])
    }

    @Test func `folding agrees with the standard library where letters map one to one`() {
        var folding = CaseFolding()
        for value in UInt32(0x80)...0x1FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let folded = folding.fold(scalar)
            #expect(folding.fold(folded) == folded, "folding twice: \(String(value, radix: 16))")
            for mapping in [scalar.properties.lowercaseMapping, scalar.properties.uppercaseMapping] {
                let mapped = Array(mapping.unicodeScalars)
                guard mapped.count == 1, !mapped[0].isASCII, mapped[0] != scalar else { continue }
                #expect(folding.fold(mapped[0]) == folded, "\(String(value, radix: 16))")
            }
        }
    }
}
