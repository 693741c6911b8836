import Testing
import TruceDiff
import TruceTestSupport

@testable import TruceMerge

/// What the parsers take apart, what they decline, and that they survive anything.
struct TypedParserTests {
    @Test(arguments: [
        (TextKind.json, "{\"a\": [1, -2.5e+3, true, false, null, \"x\\u00e9\\n\"], \"b\": {}}"),
        (.json, " [ ] \n"), (.json, "0"),
        (.toml, "a.b = 1\n'c d' = \"x\"\n[t]\nx = [1,\n  2, # two\n]\ny = { z = 1 }\n[[e]]\nname = \"n\"\n"),
        (.toml, "d = 1979-05-27 07:32:00\ns = \"\"\"\na \"\" b\"\"\"\"\"\nf = +1.5\n"), (.toml, ""),
        (.yaml, "---\na: 1\n\"b c\": 'it''s'\nl:\n- x\n- y: 1\n  z: 2\nt: |\n  text\n\n  more\nf: [1,\n  2]\n"),
        (.yaml, "# only a comment\n"), (.yaml, "- a\n- b # c\n"), (.yaml, "a: x\n  y\nb:\n  c:\n    d: 1\n"),
        (.markdown, "---\ntitle: x\n---\nBody: *any*\n"),
    ])
    func partsTileTheText(kind: TextKind, source: String) throws {
        let format = try #require(TypedFormat(kind))
        let document = try format.parse(Array(source.utf8))
        var written: [UInt8] = []
        write(document.root, of: document, to: &written)
        #expect(text(written) == text(document.bytes[document.root.range]))
    }

    private func write(_ node: TypedNode, of document: TypedDocument, to text: inout [UInt8]) {
        if node.shape == .scalar { return text += document.bytes[node.range] }
        text += document.bytes[node.open]
        for entry in node.entries {
            text += document.bytes[entry.lead]
            text += document.bytes[entry.head]
            write(entry.value, of: document, to: &text)
            text += document.bytes[entry.trail]
            text += document.bytes[entry.separator]
        }
        text += document.bytes[node.close]
    }

    @Test(arguments: [
        (TextKind.json, ""), (.json, "{"), (.json, "{\"a\": 1,}"), (.json, "[1 2]"), (.json, "01"), (.json, "nul"),
        (.json, "{\"a\": 1, \"a\": 2}"), (.json, "{\"\\u0061\": 1}"), (.json, "\"\\x\""), (.json, "\"a\nb\""),
        (.json, "1 // comment"), (.json, "\u{FEFF}{}"),
        (.toml, "a = 1\na = 2\n"), (.toml, "[a]\n[a]\n"), (.toml, "a = 1\n[a]\n"), (.toml, "a.b = 1\na = 2\n"),
        (.toml, "a = \n"), (.toml, "a = x\n"), (.toml, "a = 1 b = 2\n"), (.toml, "[a\n"), (.toml, "a = \"\"\"x"),
        (.toml, "[[a]]\nx = 1\n[[a]]\nx = 2\n"), (.toml, "[[a]]\nname = 1\n[a.b]\nx = 1\n"),
        (.yaml, "a: 1\na: 2\n"), (.yaml, "a: &x 1\n"), (.yaml, "a: *x\n"), (.yaml, "<<: *x\n"), (.yaml, "\ta: 1\n"),
        (.yaml, "a:\n\tb: 1\n"), (.yaml, "a: 1\n---\nb: 2\n"), (.yaml, "%YAML 1.2\n---\na: 1\n"),
        (.yaml, "a: !tag x\n"), (.yaml, "? a\n: b\n"), (.yaml, "a: b: c\n"), (.yaml, "a: 'x\n"), (.yaml, "a: [1\n"),
        (.yaml, "a:\n   b: 1\n  c: 2\n"), (.yaml, "a: 1\n  b: 2\n"), (.yaml, "a: 1\n- b\n"), (.yaml, "plain\n"),
        (.yaml, "a: |+\n  x\n"), (.yaml, "a: 1\rb: 2\n"), (.yaml, "a: x\n\n  y\n"), (.yaml, "- - a\n"),
        (.yaml, "  a: 1\n"),
        (.markdown, "no front matter\n"), (.markdown, "---\na: 1\n"),
    ])
    func whatIsNotCertainIsDeclined(kind: TextKind, source: String) throws {
        let format = try #require(TypedFormat(kind))
        #expect(throws: Unparsed.self) { try format.parse(Array(source.utf8)) }
    }

    @Test(arguments: [TextKind.json, .toml, .yaml, .markdown])
    func hostileNestingIsDeclined(kind: TextKind) throws {
        let deep = 100_000
        let sources = [
            String(repeating: "[", count: deep), String(repeating: "{\"a\":", count: deep),
            "a = " + String(repeating: "[", count: deep), "a = " + String(repeating: "{b=", count: deep),
            "a" + String(repeating: ".a", count: deep) + " = 1\n",
            "---\n" + (0..<2000).map { String(repeating: " ", count: $0) + "a:\n" }.joined() + "---\n",
            (0..<2000).map { String(repeating: " ", count: $0) + "- a:\n" }.joined(),
            "a: " + String(repeating: "[", count: deep),
        ]
        let format = try #require(TypedFormat(kind))
        for source in sources { #expect(throws: Unparsed.self) { try format.parse(Array(source.utf8)) } }
    }

    /// Whatever the bytes are, a merge ends, and covers every line.
    @Test(arguments: 0..<300 as Range<UInt64>)
    func anyBytes(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces =
            [
                "{", "}", "[", "]", ",", ":", "\"", "'", "a", "b", "1", "\n", "\n  ", "- ", ": ", "# ", "= ", "[[", "|",
                "---\n", "\\", "\r\n", "\u{E9}", "\t",
            ].map { Array($0.utf8) } + [[0xFF], [0]]
        let texts = (0..<3).map { _ in
            Snapshot(
                (0..<Int.random(in: 0...25, using: &random)).flatMap { _ in pieces.randomElement(using: &random) ?? [] }
            )
        }
        for kind in TextKind.allCases {
            let merge = Merge(
                base: texts[0], ours: texts[1], theirs: texts[2], options: MergeOptions(mode: .wide, kind: kind))
            #expect(merge.regions.last?.ours.upperBound ?? 0 == texts[1].lineCount, "seed \(seed)")
            #expect(merge.regions.last?.theirs.upperBound ?? 0 == texts[2].lineCount, "seed \(seed)")
        }
    }

    /// A document that is cut off anywhere is merged by lines or by key, and never trips.
    @Test func cutOffAnywhere() {
        let source = Array("{\"a\": [1, {\"b\": \"\\u00e9\"}],\n \"c\": -1.5e3}\n".utf8)
        for end in source.indices {
            let cut = Snapshot(Array(source[..<end]))
            let merge = Merge(
                base: Snapshot(source), ours: cut, theirs: Snapshot(Array(source.reversed())),
                options: MergeOptions(kind: .json))
            #expect(merge.regions.last?.ours.upperBound ?? 0 == cut.lineCount)
        }
    }
}
