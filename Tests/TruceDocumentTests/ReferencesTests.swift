import Testing

@testable import TruceDocument

@Suite("References")
struct ReferencesTests {
    @Test(
        "What is a reference",
        arguments: [
            ("", []), ("plain", []), ("[[a]]", ["a"]), ("see [[ops/runbook]], [[b]].", ["ops/runbook", "b"]),
            ("[[a|what is shown]]", ["a"]), ("[[ a \t| x ]]", ["a"]), ("[[a||]]", ["a"]), ("[[|a]]", []),
            ("[[]]", []), ("[[ ]]", []), ("[a]", []), ("[[a]", []), ("[[a\n]]", []), ("[[a]\n]", []),
            ("[[[a]]]", ["a"]), ("[[a[[b]]", ["b"]), ("[[a]]]]", ["a"]), ("[[a]][[b]]", ["a", "b"]),
            ("[[a]x]]", []), ("[[", []), ("[[[", []), ("[[[[", []), ("]]", []), ("[[]", []), ("[[]]]]", []),
            ("[[a b]]", []), ("[[.a]]", []), ("[[a//b]]", []), ("[[ -f x ]]", []),
            ("[[a]] [[A]] [[b]] [[a]]", ["a", "b"]), ("[[Straße]] [[STRASSE]]", ["Straße"]),
            ("[[Cafe\u{301}]] [[Café]]", ["Café"]), ("`[[a]]`\r\n[[b]]\r\n", ["a", "b"]),
            ("\n[[a|x\n[[b]]", ["b"]), ("[[\u{202E}a]]", []),
        ])
    func table(text: String, names: [String]) {
        #expect(references(in: Array(text.utf8)).map(\.text) == names)
    }

    @Test("Bytes that are no UTF-8 are no name, and hide no other")
    func brokenBytes() {
        let text = Array("[[a".utf8) + [0xFF] + Array("]] ".utf8) + [0xC3] + Array("[[b]]\0[[c]]".utf8)
        #expect(references(in: text).map(\.text) == ["b", "c"])
    }

    /// Against the rule as it is said: of every line, each `]]` ends what the last `[[` before it began.
    @Test("Every small text gives what the rule says")
    func everySmallText() {
        var texts: [[UInt8]] = [[]]
        var last = texts
        for _ in 0..<6 {
            last = last.flatMap { text in [0x5B, 0x5D, 0x61, 0x0A].map { text + [$0] } }
            texts += last
        }
        for text in texts { #expect(!references(in: text).isEmpty == holdsReference(text), "\(text)") }
    }

    private func holdsReference(_ text: [UInt8]) -> Bool {
        let string = String(decoding: text, as: UTF8.self)
        return string.contains(/\[\[a+\]\]/)
    }

    @Test("A name has at most 200 bytes, a text at most 10,000 references")
    func bounds() {
        let (allowed, long) = (String(repeating: "a", count: 200), String(repeating: "b", count: 201))
        #expect(references(in: Array("[[\(allowed)]] [[\(long)]]".utf8)).map(\.text) == [allowed])
        let many = (0..<10_500).map { "[[n\($0)]]" }.joined()
        #expect(references(in: Array(many.utf8)).count == maximumReferences)
        // Nothing closes: a text that a scanner with a way back would read again and again.
        #expect(references(in: Array(repeating: 0x5B, count: 1_000_000)).isEmpty)
    }
}
