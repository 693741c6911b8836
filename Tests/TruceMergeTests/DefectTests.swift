import Testing
import TruceMerge

/// What is said of a result that is no JSON, YAML or TOML, and of what nobody can be sure.
struct DefectTests {
    private static let known: [TextKind: String] = [.json: "{\"a\": 1}\n", .yaml: "a: 1\n", .toml: "a = 1\n"]

    @Test(arguments: [
        (TextKind.json, "{\"a\": 1,\n\"b\": 2}\n", nil), (.json, "{\"a\": 1,\n}\n", "Not JSON: line 2"),
        (.json, "{\n\"a\": 1\n\"b\": 2\n}\n", "Not JSON: line 3"), (.json, "{\"a\": [\n", "Not JSON: line 1"),
        (.json, "{\n\"a\": 1,\n\"a\": 2\n}\n", "Bad JSON: line 3, a twice"), (.json, "", "Not JSON: line 1"),
        (.yaml, "a:\n  retries: 1\n  b: 2\n  retries: 3\n", "Not YAML: line 4, retries twice"),
        (.yaml, "a: 1\nb: 1: 2\n", "Not YAML: line 2"), (.yaml, "a: 1\nno key\n", "Not YAML: line 2"),
        (.yaml, "a: 1\n  b: 2\n", "Not YAML: line 2"), (.yaml, "a: 1\n- b\n", "Not YAML: line 2"),
        (.yaml, "a: 'x\n", "Not YAML: line 1"), (.yaml, "", nil),
        (.toml, "a = 1\n[t]\nx = 1\ny = 2\nx = 3\n", "Not TOML: line 5, x twice"),
        (.toml, "a = 1\nb\n", "Not TOML: line 2"), (.toml, "a = 1\n[a]\n", "Not TOML: line 2"),
        (.toml, "a = { x = 1, x = 2 }\n", "Not TOML: line 1, x twice"),
        // Good, or perhaps so.
        (.yaml, "a: &x 1\na: 2\nb: *x\n", nil), (.yaml, "? a\n: 1\n", nil), (.yaml, "a: 1\n? b\n: 2\n", nil),
        (.yaml, "  a: 1\n", nil), (.yaml, "plain\n", nil), (.yaml, "[a, b]\n", nil), (.yaml, "1: a\n\"1\": b\n", nil),
        (.yaml, "\"1\": a\n1: b\n", nil), (.yaml, "a: 1\n---\na: 2\n", nil), (.yaml, "!!str a: 1\n", nil),
        (.toml, "[[a]]\nx = 1\n[[a]]\nx = 2\n", nil),
    ])
    func onlyWhatIsCertainIsSaid(_ kind: TextKind, _ text: String, _ sentence: String?) throws {
        let known = Array(try #require(Self.known[kind]).utf8)
        #expect(kind.defect(of: Array(text.utf8), madeOf: [known, known])?.sentence == sentence)
    }

    @Test(arguments: [
        (TextKind.json, "{} // a comment\n"), (.yaml, "a: !tag 1\n"), (.toml, "[[a]]\nx = 1\n[[a]]\nx = 2\n"),
        (.markdown, "# A title\n"), (.plain, "text\n"),
    ])
    func whatIsMadeOfTheUnknownIsNotJudged(_ kind: TextKind, _ text: String) {
        #expect(kind.defect(of: Array("{\n".utf8), madeOf: [[], Array(text.utf8)]) == nil)
    }
}
