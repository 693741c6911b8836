import Testing
import TruceDiff
import TruceMerge

/// What the typed level makes of documents, format by format: the merged text, or the conflicts by their obstacle.
struct TypedCaseTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var kind: TextKind
        var base: String
        var ours: String
        var theirs: String
        var result: String
        var mode = MergeMode.default

        var testDescription: String { "\(kind) \(name)" }
    }

    @Test(arguments: json + toml + yaml + markdown)
    func merges(_ testCase: Case) {
        #expect(outcome(testCase, level: .typed) == testCase.result)
    }

    /// Lines alone leave a conflict in each of them, so that it is the typed level that is tested.
    @Test(arguments: json + toml + yaml + markdown)
    func linesConflict(_ testCase: Case) {
        #expect(outcome(testCase, level: .line).contains("!"))
    }

    /// The text; a conflict as `!reason!`.
    private func outcome(_ testCase: Case, level: MergeLevel) -> String {
        let merge = Merge(
            base: Snapshot(testCase.base), ours: Snapshot(testCase.ours), theirs: Snapshot(testCase.theirs),
            options: MergeOptions(level: level, mode: testCase.mode, kind: testCase.kind))
        return merge.regions.indices.map { index in
            if let conflict = merge.regions[index].conflict { return "!\(conflict.obstacle.reason)!\n" }
            return text(merge.mergedBytes(of: index) ?? [])
        }.joined()
    }

    static let json = [
        Case(
            name: "a value that also stands at a key of the other side", kind: .json, base: "{\n  \"t\": 30\n}\n",
            ours: "{\n  \"r\": 10,\n  \"t\": 60\n}\n", theirs: "{\n  \"t\": 10\n}\n",
            result: "{\n!Both sides changed the value of t.!\n}\n"),
        Case(
            name: "a version that also stands beside the other side's", kind: .json,
            base: "{\n  \"v\": \"1.2.0\"\n}\n", ours: "{\n  \"v\": \"2.0.0\",\n  \"since\": \"1.3.0\"\n}\n",
            theirs: "{\n  \"v\": \"1.3.0\"\n}\n", result: "{\n!Both sides changed the value of v.!\n}\n"),
        Case(
            name: "one element added by both, each elsewhere", kind: .json, base: "{\"l\": [\"a\", \"b\", \"c\"]}\n",
            ours: "{\"l\": [\"x\", \"a\", \"b\", \"c\"]}\n", theirs: "{\"l\": [\"a\", \"b\", \"c\", \"x\"]}\n",
            result: "!Both sides changed what is in l.!\n"),
        Case(
            name: "neighbouring keys", kind: .json, base: #"{"a": 1, "b": 2}"#, ours: #"{"a": 10, "b": 2}"#,
            theirs: #"{"a": 1, "b": 20}"#, result: #"{"a": 10, "b": 20}"#),
        Case(
            name: "both add a key at the end", kind: .json, base: "{\n  \"a\": 1\n}\n",
            ours: "{\n  \"a\": 1,\n  \"c\": 3\n}\n", theirs: "{\n  \"a\": 1,\n  \"b\": 2\n}\n",
            result: "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}\n"),
        Case(
            name: "both add a key to what was empty, not sorted", kind: .json, base: "{}\n",
            ours: "{\n  \"z\": 1\n}\n", theirs: "{\n  \"y\": 1\n}\n",
            result: "{\n  \"z\": 1,\n  \"y\": 1\n}\n"),
        Case(
            name: "both add the same key", kind: .json, base: "{\n  \"a\": 1\n}\n",
            ours: "{\n  \"a\": 1,\n  \"b\": 2\n}\n", theirs: "{\n  \"a\": 1,\n  \"b\": 3\n}\n",
            result: "{\n  \"a\": 1,\n!Both sides added b, each with another value.!\n}\n"),
        Case(
            name: "both add the same key, one value with more words", kind: .json, base: "{\n  \"a\": 1\n}\n",
            ours: "{\n  \"a\": 1,\n  \"b\": \"allow\"\n}\n",
            theirs: "{\n  \"a\": 1,\n  \"b\": \"not allow\"\n}\n",
            result: "{\n  \"a\": 1,\n!Both sides added b, each with another value.!\n}\n"),
        Case(
            name: "unattended, both spaced one value", kind: .json, base: "{\n  \"k\": \"a b c d e f\"\n}\n",
            ours: "{\n  \"k\": \"a  b c d e f\"\n}\n", theirs: "{\n  \"k\": \"a b   c d e f\"\n}\n",
            result: "{\n!Both sides changed the value of k.!\n}\n", mode: .cautious),
        Case(
            name: "unattended, both add the same key, spaced apart", kind: .json, base: "{\n  \"z\": 1\n}\n",
            ours: "{\n  \"k\": \"a\",\n  \"z\": 1\n}\n", theirs: "{\n  \"k\": \" a \",\n  \"z\": 1\n}\n",
            result: "{\n!Both sides added k, each with another value.!\n  \"z\": 1\n}\n", mode: .cautious),
        Case(
            name: "a copy of a neighbour that the other side alone changed", kind: .json,
            base: "{\n  \"1\": \"n\",\n  \"TP\": \"n\"\n}\n",
            ours: "{\n  \"1\": \"n\",\n  \"2\": \"n\",\n  \"TP\": \"n\"\n}\n",
            theirs: "{\n  \"1\": \"n\",\n  \"TP\": \"y\"\n}\n",
            result:
                "{\n  \"1\": \"n\",\n!One side added 2 with a value that the other side changed in its neighbour.!\n}\n"
        ),
        Case(
            name: "a copy of a neighbour that both changed", kind: .json,
            base: "{\n  \"1\": \"n\",\n  \"TP\": \"n\"\n}\n",
            ours: "{\n  \"1\": \"n\",\n  \"2\": \"n\",\n  \"TP\": \"y\"\n}\n",
            theirs: "{\n  \"1\": \"n\",\n  \"TP\": \"y\"\n}\n",
            result: "{\n  \"1\": \"n\",\n  \"2\": \"n\",\n  \"TP\": \"y\"\n}\n"),
        Case(
            name: "a copy of a neighbour, far from what conflicts", kind: .json,
            base: "{\n  \"1\": \"n\",\n  \"TP\": \"n\",\n  \"x\": 0,\n  \"y\": 0,\n  \"z\": 0,\n  \"k\": 0\n}\n",
            ours:
                "{\n  \"1\": \"y\",\n  \"TP\": \"n\",\n  \"x\": 0,\n  \"y\": 0,\n  \"z\": 0,\n  \"k\": 0,\n  \"l\": 1\n}\n",
            theirs:
                "{\n  \"1\": \"n\",\n  \"TP\": \"n\",\n  \"2\": \"n\",\n  \"x\": 0,\n  \"y\": 0,\n  \"z\": 0,\n  \"k\": 0,\n  \"m\": 1\n}\n",
            result:
                "{\n  \"1\": \"y\",\n  \"TP\": \"n\",\n  \"2\": \"n\",\n  \"x\": 0,\n  \"y\": 0,\n  \"z\": 0,\n  \"k\": 0,\n  \"l\": 1,\n  \"m\": 1\n}\n"
        ),
        Case(
            name: "both spaced one value", kind: .json, base: "{\n  \"k\": \"a b c d e f\"\n}\n",
            ours: "{\n  \"k\": \"a  b c d e f\"\n}\n", theirs: "{\n  \"k\": \"a b   c d e f\"\n}\n",
            result: "{\n!Both sides changed the value of k.!\n}\n"),
        Case(
            name: "both add the same list, one side with more", kind: .json, base: "{\n  \"a\": 1\n}\n",
            ours: "{\n  \"a\": 1,\n  \"b\": [\"x\"]\n}\n",
            theirs: "{\n  \"a\": 1,\n  \"b\": [\"x\", \"y\"]\n}\n",
            result: "{\n  \"a\": 1,\n  \"b\": [\"x\", \"y\"]\n}\n"),
        Case(
            name: "the path of a conflict", kind: .json, base: "{\"n\": {\n  \"r\": 1\n}}\n",
            ours: "{\"n\": {\n  \"r\": 2\n}}\n", theirs: "{\"n\": {\n  \"r\": 3\n}}\n",
            result: "{\"n\": {\n!Both sides changed the value of n.r.!\n}}\n"),
        Case(
            name: "the last key goes, another is added", kind: .json, base: "{\n  \"a\": 1,\n  \"b\": 2\n}\n",
            ours: "{\n  \"a\": 1\n}\n", theirs: "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3\n}\n",
            result: "{\n  \"a\": 1,\n  \"c\": 3\n}\n"),
        Case(
            name: "deleted and changed", kind: .json, base: "{\n  \"a\": 1,\n  \"b\": 2\n}\n",
            ours: "{\n  \"a\": 1\n}\n", theirs: "{\n  \"a\": 1,\n  \"b\": 3\n}\n",
            result: "{\n!One side deleted what the other side changed.!\n}\n"),
        Case(
            name: "one side indents anew", kind: .json, base: "{\n  \"a\": 1,\n  \"b\": 2\n}\n",
            ours: "{\n    \"a\": 1,\n    \"b\": 2\n}\n", theirs: "{\n  \"a\": 1,\n  \"b\": 3\n}\n",
            result: "{\n    \"a\": 1,\n    \"b\": 3\n}\n"),
        Case(
            name: "list elements by id", kind: .json, base: "[{\"id\": 1, \"n\": 1}, {\"id\": 2, \"n\": 2}]\n",
            ours: "[{\"id\": 1, \"n\": 5}, {\"id\": 2, \"n\": 2}]\n",
            theirs: "[{\"id\": 1, \"n\": 1}, {\"id\": 2, \"n\": 6}]\n",
            result: "[{\"id\": 1, \"n\": 5}, {\"id\": 2, \"n\": 6}]\n"),
        Case(
            name: "both append to a list", kind: .json, base: "[1]\n", ours: "[1, 2]\n", theirs: "[1, 3]\n",
            result: "!Both sides inserted text at the same point, and only people know the order.!\n"),
        Case(
            name: "words of a string apart", kind: .json, base: "{\"v\": \"2.1-dev\"}\n",
            ours: "{\"v\": \"2.2-dev\"}\n", theirs: "{\"v\": \"2.1\"}\n", result: "{\"v\": \"2.2\"}\n"),
        Case(
            name: "a copy of a corrected neighbour", kind: .json, base: "{\n  \"1\": \"no\"\n}\n",
            ours: "{\n  \"1\": \"yes\"\n}\n", theirs: "{\n  \"1\": \"no\",\n  \"2\": \"no\"\n}\n",
            result: "{\n!One side added 2 with a value that the other side changed in its neighbour.!\n}\n"),
        Case(
            name: "touching in cautious mode", kind: .json, base: "{\n  \"a\": 1\n}\n", ours: "{\n  \"a\": 2\n}\n",
            theirs: "{\n  \"a\": 1,\n  \"b\": 3\n}\n",
            result: "{\n!Both sides inserted text at the same point, and only people know the order.!\n}\n",
            mode: .cautious),
        Case(
            name: "words of a string apart in cautious mode", kind: .json, base: "{\"v\": \"2.1-dev\"}\n",
            ours: "{\"v\": \"2.2-dev\"}\n", theirs: "{\"v\": \"2.1\"}\n",
            result: "!Both sides changed the value of v.!\n", mode: .cautious),
        Case(
            name: "a key beside a deleted one", kind: .json, base: "{\n  \"a\": 1,\n  \"b\": 2,\n  \"d\": 4\n}\n",
            ours: "{\n  \"a\": 1,\n  \"d\": 4\n}\n",
            theirs: "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3,\n  \"d\": 4\n}\n",
            result: "{\n  \"a\": 1,\n  \"c\": 3,\n  \"d\": 4\n}\n"),
        Case(
            name: "a key beside a deleted one in cautious mode", kind: .json,
            base: "{\n  \"a\": 1,\n  \"b\": 2,\n  \"d\": 4\n}\n", ours: "{\n  \"a\": 1,\n  \"d\": 4\n}\n",
            theirs: "{\n  \"a\": 1,\n  \"b\": 2,\n  \"c\": 3,\n  \"d\": 4\n}\n",
            result: "{\n  \"a\": 1,\n!One side deleted what the other side changed.!\n  \"d\": 4\n}\n",
            mode: .cautious),
        Case(
            name: "renamed by one side, deleted by the other", kind: .json,
            base: "{\n  \"a\": 1,\n  \"b\": 2,\n  \"d\": 4\n}\n",
            ours: "{\n  \"a\": 1,\n  \"c\": 2,\n  \"d\": 4\n}\n", theirs: "{\n  \"a\": 1,\n  \"d\": 4\n}\n",
            result: "{\n  \"a\": 1,\n!One side deleted what the other side changed.!\n  \"d\": 4\n}\n"),
    ]

    static let toml = [
        Case(
            name: "a table that dotted keys of the other side made", kind: .toml, base: "x = 1\n",
            ours: "x = 1\na.b = 2\n", theirs: "x = 1\n[a]\nc = 1\n",
            result: "x = 1\n!Both sides inserted text at the same point, and only people know the order.!\n"),
        Case(
            name: "a comment at a key that the other side deleted", kind: .toml, base: "a = 1\nb = 2\nc = 3\n",
            ours: "a = 1\nc = 3\n", theirs: "a = 1\nb = 2 # never remove\nc = 3\n",
            result: "a = 1\n!One side deleted what the other side changed.!\nc = 3\n"),
        Case(
            name: "neighbouring keys keep their comments", kind: .toml,
            base: "[a]\nx = 1 # one\ny = 2\n", ours: "[a]\nx = 5 # one\ny = 2\n", theirs: "[a]\nx = 1 # one\ny = 7\n",
            result: "[a]\nx = 5 # one\ny = 7\n"),
        Case(
            name: "inline tables and arrays", kind: .toml, base: "d = { v = \"1\", f = [\"a\"] }\n",
            ours: "d = { v = \"2\", f = [\"a\"] }\n", theirs: "d = { v = \"1\", f = [\"a\", \"b\"] }\n",
            result: "d = { v = \"2\", f = [\"a\", \"b\"] }\n"),
        Case(
            name: "both add a table at the end", kind: .toml, base: "[a]\nx = 1\n", ours: "[a]\nx = 1\n\n[c]\ny = 2\n",
            theirs: "[a]\nx = 1\n\n[b]\nz = 3\n", result: "[a]\nx = 1\n\n[b]\nz = 3\n\n[c]\ny = 2\n"),
        Case(
            name: "both add the same key, one side another one with the first one's value", kind: .toml,
            base: "a = 1\n", ours: "a = 1\nb = 1\n", theirs: "a = 1\nb = 2\nc = 1\n",
            result: "a = 1\n!Both sides added b, each with another value.!\n"),
        Case(
            name: "no newline at the end", kind: .toml, base: "x = 1\ny = 2", ours: "x = 3\ny = 2",
            theirs: "x = 1\ny = 4", result: "x = 3\ny = 4"),
        Case(
            name: "a value and the comment behind it", kind: .toml, base: "x = 1 # 2026\n", ours: "x = 2 # 2026\n",
            theirs: "x = 1 # 2027\n", result: "!Both sides changed the value of x.!\n"),
    ]

    static let yaml = [
        Case(
            name: "one key added by both to a line, each elsewhere", kind: .yaml, base: "l: {a: 1, b: 2, c: 3}\n",
            ours: "l: {x: 9, a: 1, b: 2, c: 3}\n", theirs: "l: {a: 1, b: 2, c: 3, x: 8}\n",
            result: "!Both sides changed the value of l.!\n"),
        Case(
            name: "a value cleared that the other side changed", kind: .yaml, base: "a: 1\nb: 2\nc: 3\n",
            ours: "a: 1\nb:\nc: 3\n", theirs: "a: 1\nb: 5\nc: 3\n",
            result: "a: 1\n!Both sides changed the value of b.!\nc: 3\n"),
        Case(
            name: "a comment above a key that the other side deleted", kind: .yaml, base: "a: 1\nb: 2\nc: 3\n",
            ours: "a: 1\nc: 3\n", theirs: "a: 1\n# never remove b\nb: 2\nc: 3\n",
            result: "a: 1\n!One side deleted what the other side changed.!\nc: 3\n"),
        Case(
            name: "words of one value, one beside the other", kind: .yaml, base: "title: big cat\n",
            ours: "title: small cat\n", theirs: "title: big dog\n",
            result: "!Both sides changed the value of title.!\n"),
        Case(
            name: "words of one value, apart", kind: .yaml, base: "title: the big cat of all\n",
            ours: "title: the small cat of all\n", theirs: "title: the big cat of none\n",
            result: "title: the small cat of none\n"),
        Case(
            name: "neighbouring keys", kind: .yaml, base: "a: 1\nb: 2\n", ours: "a: 5\nb: 2\n", theirs: "a: 1\nb: 6\n",
            result: "a: 5\nb: 6\n"),
        Case(
            name: "nested", kind: .yaml, base: "s:\n  a: 1\n  b: 2 # two\n", ours: "s:\n  a: 5\n  b: 2 # two\n",
            theirs: "s:\n  a: 1\n  b: 6 # two\n", result: "s:\n  a: 5\n  b: 6 # two\n"),
        Case(
            name: "a list by name", kind: .yaml, base: "- v: 1\n  name: x\n  w: 1\n- v: 2\n  name: y\n",
            ours: "- v: 1\n  name: x\n  w: 5\n- v: 2\n  name: y\n",
            theirs: "- v: 1\n  name: x\n  w: 1\n- v: 6\n  name: y\n",
            result: "- v: 1\n  name: x\n  w: 5\n- v: 6\n  name: y\n"),
        Case(
            name: "a new element beside a changed one", kind: .yaml, base: "- name: x\n  v: 1\n",
            ours: "- name: x\n  v: 5\n", theirs: "- name: x\n  v: 1\n- name: y\n  v: 2\n",
            result: "- name: x\n!Both sides inserted text at the same point, and only people know the order.!\n"),
        Case(
            name: "both insert a key", kind: .yaml, base: "a: 1\nz: 2\n",
            ours: "a: 1\nc: 3\nz: 2\n", theirs: "a: 1\nb: 4\nz: 2\n",
            result: "a: 1\n!Both sides inserted text at the same point, and only people know the order.!\nz: 2\n"),
        Case(
            name: "both append a key", kind: .yaml, base: "z: 1\n", ours: "z: 1\nb: 3\n",
            theirs: "z: 1\na: 4\n",
            result: "z: 1\n!Both sides inserted text at the same point, and only people know the order.!\n"),
    ]

    static let markdown = [
        Case(
            name: "front matter", kind: .markdown, base: "---\ntitle: A\ndate: 1\n---\nText.\n",
            ours: "---\ntitle: B\ndate: 1\n---\nText.\n", theirs: "---\ntitle: A\ndate: 2\n---\nText.\n",
            result: "---\ntitle: B\ndate: 2\n---\nText.\n"),
        Case(
            name: "a table by cell", kind: .markdown, base: "| a | 1 |\n| b | 2 |\n", ours: "| a | 5 |\n| b | 2 |\n",
            theirs: "| a | 1 |\n| b | 6 |\n", result: "| a | 5 |\n| b | 6 |\n"),
        Case(
            name: "one side aligns the table", kind: .markdown, base: "| a | 1 |\n| b | 2 |\n",
            ours: "| a   | 1   |\n| b   | 2   |\n", theirs: "| a | 3 |\n| b | 2 |\n",
            result: "| a   | 3   |\n| b   | 2   |\n"),
        Case(
            name: "linked items", kind: .markdown, base: "- [a](x) one\n- [b](y) two\n",
            ours: "- [a](x) first\n- [b](y) two\n", theirs: "- [a](x) one\n- [b](y) second\n",
            result: "- [a](x) first\n- [b](y) second\n"),
        Case(
            name: "a table in cautious mode", kind: .markdown, base: "| a | 1 |\n| b | 2 |\n",
            ours: "| a | 5 |\n| b | 2 |\n", theirs: "| a | 1 |\n| b | 6 |\n",
            result: "!Both sides changed words that stand too close together.!\n", mode: .cautious),
    ]

    /// Our side changed the second key as theirs did, and rewrote the first one.
    @Test(arguments: [(MergeMode.cautious, true), (.default, false)])
    func oneSidesTextAsItStandsIsLeftToTheWordsInCautiousMode(mode: MergeMode, isConflict: Bool) {
        let merge = Merge(
            base: Snapshot("{\n  \"a\": \"one two three four\",\n  \"b\": 2\n}\n"),
            ours: Snapshot("{\n  \"a\": \"five six seven eight\",\n  \"b\": 6\n}\n"),
            theirs: Snapshot("{\n  \"a\": \"one two three four\",\n  \"b\": 6\n}\n"),
            options: MergeOptions(mode: mode, kind: .json))
        #expect(merge.conflicts.isEmpty != isConflict)
    }

    @Test func insertionsIntoAListAreOffered() {
        let merge = Merge(
            base: Snapshot("[\n  1\n]\n"), ours: Snapshot("[\n  1,\n  2\n]\n"), theirs: Snapshot("[\n  1,\n  3\n]\n"),
            options: MergeOptions(kind: .json))
        let suggestion = merge.regions.compactMap(\.conflict?.suggestion).first
        #expect(suggestion.map { text($0.bytes) } == "  2,\n  3\n")
        #expect(suggestion?.rule == .union)
    }

    @Test(arguments: [("1.2.3", "1.10.0", "1.2.4", "1.10.0"), ("0.9", "0.9.1", "1.0", "1.0")])
    func theHigherVersionIsOfferedInWideMode(base: String, ours: String, theirs: String, higher: String) {
        let texts = [base, ours, theirs].map { Snapshot("version = \"\($0)\"\n") }
        let merge = Merge(
            base: texts[0], ours: texts[1], theirs: texts[2], options: MergeOptions(mode: .wide, kind: .toml))
        #expect(merge.regions.map(\.isConflict) == [true])
        #expect(merge.takingSuggestions.render().bytes == Array("version = \"\(higher)\"\n".utf8))
    }

    @Test func piecesSayWhereTheTextCameFrom() throws {
        let merge = Merge(
            base: Snapshot("{\"a\": 1, \"b\": 2}"), ours: Snapshot("{\"a\": 5, \"b\": 2}"),
            theirs: Snapshot("{\"a\": 1, \"b\": 6}"), options: MergeOptions(kind: .json))
        let proposal = try #require(merge.regions.first?.proposal)
        #expect(proposal.rule == .keys)
        let shown = proposal.pieces.map { "\($0.origin):\(text(proposal.bytes[$0.range]))" }
        #expect(shown == ["base:{\"a\": ", "ours:5", "base:, \"b\": ", "theirs:6", "base:}"])
    }
}
