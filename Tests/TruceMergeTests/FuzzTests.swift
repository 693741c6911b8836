import Testing
import TruceDiff
import TruceMerge

/// The laws that the fuzzer (`Resources/fuzz.sh`) checks, on texts that it began with and on those it stopped at.
struct FuzzTests {
    /// `@` and a number say in which of base (1), ours (2) and theirs (4) the text behind them stands.
    struct Case: Sendable, CustomTestStringConvertible {
        var kind: TextKind
        var text: String

        var testDescription: String { "\(kind) \(text)" }
    }

    @Test(arguments: cases)
    func lawsHold(_ testCase: Case) {
        var bytes = Array(testCase.text.utf8)
        while let mark = bytes.firstIndex(of: UInt8(ascii: "@")) {
            bytes.replaceSubrange(mark...(mark + 1), with: [bytes[mark + 1] - UInt8(ascii: "0")])
        }
        var input = MergeInput([0] + bytes)
        for level in MergeLevel.allCases {
            for mode in MergeMode.allCases {
                for algorithm in [DiffAlgorithm.myers, .histogram] {
                    input.options = MergeOptions(level: level, mode: mode, kind: testCase.kind, algorithm: algorithm)
                    #expect(MergeLaws(input).firstBroken == nil, "\(level) \(mode) \(algorithm)")
                }
            }
        }
    }

    /// Any byte says how to merge, and bytes below 8 put others into the texts of their bits.
    @Test func bytesBecomeTexts() {
        let input = MergeInput([15, 97, 1, 98, 6, 99, 0, 100, 3, 10])
        #expect([input.base, input.ours, input.theirs].map { text($0.bytes) } == ["abd\n", "acd\n", "acd"])
        #expect(input.options == MergeOptions(level: .line, kind: .yaml))
        #expect(MergeInput([]).base.bytes.isEmpty)
    }

    static let cases = [
        Case(kind: .json, text: "{\n  \"a\": @51@22@7,\n  \"b\": @31@42@7\n}\n"),
        Case(kind: .json, text: "{\n  \"a\": 1@2,\n  \"c\": 3@4,\n  \"b\": [1, 2]@7\n}\n"),
        Case(kind: .json, text: "{\"v\": \"1.@10@21@42@7.0\", \"l\": [1, @2\"\\u00e9\", @4{}, @71e5]}"),
        Case(kind: .yaml, text: "l:\n- name: p\n  v: @5\"q\"@2r@7\n- name: s\n  v: @3|\n    t\n@4[u, {w: 1}]\n@7"),
        // One side empties a list, the other one its only element, beside keys that only the typed level merges.
        Case(kind: .yaml, text: "a: @51@22@7\nb: @31@42@7\nl:\n@5-@1 x"),
        // One side adds to a list, the other one writes on in its only element.
        Case(kind: .yaml, text: "a: @51@22@7\nb: @31@42@7\nl:\n  - x\n@2  - y\n@4   -"),
        // Both delete all but the start of a scalar, one side with the last newline.
        Case(kind: .yaml, text: "-\n\"a@1 b\nc\n@4\n\n"),
        // One side takes away the last newline, the other one the value; both change the space between.
        Case(kind: .yaml, text: "c d: e\nb: @31@5 \n@7"),
        // Both add a key, one side another one before it.
        Case(kind: .toml, text: "x.y = 1\n@2x.z = 2\n@6w = 3\n@7[a]\n"),
        // Both add a first key to a table, one of them indented.
        Case(kind: .toml, text: "a = @51@22@7\nb = @30@42@7\n[t]\n@2c = 3\n@4 e = 4\n@7"),
        Case(kind: .toml, text: "[[p]]\nname = \"a\"\nv = @51@22@7\n[[p]]\nname = \"b\"\nv = @33@44@7\n"),
        Case(kind: .markdown, text: "---\na: @51@22@7\nb: @31@42@7\n---\n# t\n@2x\n@4y\n@7"),
        Case(kind: .markdown, text: "- [a](@5l@2m@7)\n@2- [b](n)\n@4- [c](o)\n@7- [d](p)\n"),
        Case(kind: .plain, text: "a@5\n@2\r\n@7b@5\n@2\r\n@7@3c@4d@7@5\n@2\r\n@7"),
        Case(kind: .plain, text: "<<<<<<< x\n@2a\n@7=======\n@4b\n@7>>>>>>> y\n"),
    ]
}
