import Testing
import TruceTestSupport

@testable import TruceText

struct WordTests {
    /// Texts with every stop of a walk through them drawn as `|`.
    static let forwards: [String] = [
        "foo| bar|  baz|",
        "  foo|",
        "foo|.|bar|(|baz_1|);|",
        "foo|\nbar|\n|\n  baz|  |",
        "foo|\r\nbar|",
        "naïve| café|",
        "e\u{301}a\u{301}| x|",
        "漢字|かな|カタカナ|한글|abc|",
        "我们|，|你们|",
        "a| 👍🏽👨‍👩‍👧| b|",
        "x| 🇩🇪🇫🇷|",
        "don|'|t|",
        "a|\u{A0}b|",
        "\t\tindented| line|",
    ]

    static let backwards: [String] = [
        "|foo |bar  |baz",
        "|  |foo  ",
        "|foo|.|bar",
        "|foo\n|bar\n|\n|  |baz",
        "|foo\r\n|bar",
        "|naïve |café",
        "|e\u{301}a\u{301} |x",
        "|漢字|かな|カタカナ|한글|abc",
        "|a |👍🏽👨‍👩‍👧 |b",
        "|x |🇩🇪🇫🇷",
        "|\u{301}|a",
    ]

    @Test(arguments: forwards)
    func `to the right words end`(drawn: String) {
        let (rope, stops) = parse(drawn)
        var walked: [Int] = []
        var offset = 0
        while offset < rope.byteCount {
            offset = rope.nextWord(after: offset)
            walked.append(offset)
        }
        #expect(draw(rope, walked) == draw(rope, stops))
    }

    @Test(arguments: backwards)
    func `to the left words begin`(drawn: String) {
        let (rope, stops) = parse(drawn)
        var walked: [Int] = []
        var offset = rope.byteCount
        while offset > 0 {
            offset = rope.previousWord(before: offset)
            walked.insert(offset, at: 0)
        }
        #expect(draw(rope, walked) == draw(rope, stops))
    }

    static let ranges: [(drawn: String, offset: Int)] = [
        ("[foo] bar", 1), ("foo[ ]bar", 3), ("foo [bar]", 7), ("a [漢字]かな", 3), ("x\n[]\ny", 2), ("[]", 0),
        ("a [e\u{301}e\u{301}] b", 4), ("foo[::]bar", 3), ("[ab]\r\nc", 2), ("a [👨‍👩‍👧]", 9),
    ]

    @Test(arguments: ranges)
    func `a word has a range`(drawn: String, offset: Int) {
        let marks = Array(drawn.utf8)
        let lower = marks.firstIndex(of: UInt8(ascii: "[")) ?? 0
        let upper = (marks.firstIndex(of: UInt8(ascii: "]")) ?? 1) - 1
        let rope = Rope(marks.filter { ![UInt8(ascii: "["), UInt8(ascii: "]")].contains($0) })
        #expect(rope.wordRange(at: offset) == lower..<upper)
    }

    @Test(arguments: 1...12)
    func `words stop at boundaries, forwards and backwards, and always move`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let rope = Rope(random.awkwardBytes(1500))
        var offset = 0
        while offset < rope.byteCount {
            let next = rope.nextWord(after: offset)
            #expect(next > offset)
            #expect(rope.roundedDown(next) == next)
            #expect(rope.previousWord(before: next) < next)
            let range = rope.wordRange(at: offset)
            #expect(rope.roundedDown(range.lowerBound) == range.lowerBound)
            #expect(rope.roundedDown(range.upperBound) == range.upperBound)
            #expect(range.lowerBound <= offset && offset <= range.upperBound)
            offset = next
        }
        while offset > 0 {
            let previous = rope.previousWord(before: offset)
            #expect(previous < offset)
            #expect(rope.roundedDown(previous) == previous)
            offset = previous
        }
    }

    private func parse(_ drawn: String) -> (Rope, [Int]) {
        var bytes: [UInt8] = []
        var stops: [Int] = []
        for byte in drawn.utf8 {
            if byte == UInt8(ascii: "|") { stops.append(bytes.count) } else { bytes.append(byte) }
        }
        return (Rope(bytes), stops)
    }

    private func draw(_ rope: Rope, _ stops: [Int]) -> String {
        var bytes = rope.allBytes
        for stop in stops.reversed() { bytes.insert(UInt8(ascii: "|"), at: stop) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
