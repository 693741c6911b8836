import Testing
import TruceDiff
import TruceTestSupport

struct InternedTests {
    /// Two tokens have one number exactly where they have the same bytes, in all texts; numbers leave no gap.
    @Test(arguments: 0..<10 as Range<UInt64>)
    func numbersStandForBytes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        // Few letters and lengths on both sides of the hash's step, so that many tokens are equal or nearly so.
        let texts = (0..<3).map { _ in
            (0..<400).map { _ in
                (0..<Int.random(in: 1...17, using: &random)).map { _ in UInt8.random(in: 0...1, using: &random) }
            }
        }
        let interned = InternedTokens(
            texts.map { tokens in
                var starts: [UInt32] = [0]
                for token in tokens { starts.append(starts[starts.count - 1] + UInt32(token.count)) }
                return TokenisedText(bytes: tokens.joined().map { $0 }[...], starts: starts[...])
            })
        var numbers: [[UInt8]: Int32] = [:]
        for (tokens, ids) in zip(texts, interned.ids) {
            #expect(tokens.count == ids.count)
            for (token, id) in zip(tokens, ids) {
                #expect(numbers[token, default: id] == id, "seed \(seed)")
                numbers[token] = id
            }
        }
        #expect(Set(numbers.values) == Set(0..<Int32(interned.distinct)), "seed \(seed)")
    }

    /// How many lines at the start are alike in all texts, and how many of the first text are left between.
    @Test(arguments: [
        (["a\nb\nc\n", "a\nx\nc\n"], 1, 1),
        (["a\nb\n", "a\nb\n"], 2, 0),
        (["a\nb\n", "a\nb\nc\n"], 2, 0),
        (["a\nb", "a\nb\nc\n"], 1, 1),
        (["a\nb", "a\nbc"], 1, 1),
        (["xa\nb\n", "ya\nb\n"], 0, 1),
        (["b\n", "a\nb\n"], 0, 0),
        (["b\n", "ab\n"], 0, 1),
        (["a\na\n", "a\n"], 1, 1),
        (["a\nm\nz", "a\nz", "a\nn\nz"], 1, 1),
        (["", "a\n"], 0, 0),
        (["a\n", "", "a\n"], 0, 1),
    ])
    func alikeEndsAreLeftOut(contents: [String], prefix: Int, between: Int) {
        let lines = InternedLines(contents.map { Snapshot($0) }, surroundings: 0)
        #expect(lines.prefix == prefix)
        #expect(lines.ids[0].count == between)
    }
}
