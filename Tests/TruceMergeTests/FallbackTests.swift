import Testing
import TruceDiff
import TruceMerge

/// Why documents in conflict were not merged by key.
struct FallbackTests {
    struct Case: Sendable {
        var kind: TextKind
        var base: String
        var ours: String
        var theirs: String
        /// Nil where they were, or where there is nothing to say.
        var reason: String?
    }

    @Test(arguments: [
        Case(
            kind: .json, base: "{\n\"a\": 1\n}\n", ours: "{\n\"a\": 2\n}\n", theirs: "{\n\"a\": 3,\n}}\n",
            reason: "Theirs is not well-formed JSON: line 3."),
        Case(
            kind: .json, base: "{\n\"a\": 1\n", ours: "{\n\"a\": 2\n}\n", theirs: "{\n\"a\": 3\n}\n",
            reason: "Base is not well-formed JSON: line 2."),
        Case(
            kind: .json, base: "{\n\"a\": 1\n}\n", ours: "{\n\"a\": 2,\n\"a\": 4\n}\n", theirs: "{\n\"a\": 3\n}\n",
            reason: "Ours has a key twice, which cannot be merged by key: line 3."),
        Case(
            kind: .json, base: "1\n", ours: "2\n", theirs: String(repeating: "[", count: 200) + "\n",
            reason: "Theirs is nested too deeply to be merged by key: line 1."),
        Case(
            kind: .json, base: "{\n\"a\": 1\n}\n", ours: "{\n\"a\": 2\n}\n", theirs: "{\r\n\"a\": 3\n}\n",
            reason: "The texts end their lines differently."),
        Case(
            kind: .yaml, base: "a: 1\nb: &x 2\n", ours: "a: 2\nb: &x 2\n", theirs: "a: 3\nb: &x 2\n",
            reason: "Base has anchors, which cannot be merged by key: line 2."),
        Case(
            kind: .toml, base: "a = 1\n", ours: "a = 2\n", theirs: "a = 3\nb\n",
            reason: "Theirs is not well-formed TOML: line 2."),
        Case(
            kind: .toml, base: "a = 1\n", ours: "a = 2\n", theirs: "a = 3\n\n[a]\n",
            reason: "Theirs is not well-formed TOML: line 3."),
        Case(
            kind: .toml, base: "a = 1\n", ours: "a = 2\n", theirs: "a = 3\n[[b]]\n[[b]]\n",
            reason: "Theirs has an array of tables without names, which cannot be merged by key: line 2."),
        Case(
            kind: .markdown, base: "---\na: 1\n---\n", ours: "---\na: 2\n---\n", theirs: "---\na: !t 3\n---\n",
            reason: "Theirs has tags, which cannot be merged by key: line 2."),
        // A line that theirs moved is where lines see no conflict, and by key there is one.
        Case(
            kind: .json, base: "{\n\"a\": 1,\n\"b\": 2,\n\"c\": 3\n}\n", ours: "{\n\"a\": 4,\n\"b\": 2,\n\"c\": 3\n}\n",
            theirs: "{\n\"b\": 2,\n\"c\": 3,\n\"a\": 5\n}\n",
            reason: "Merged by key, the changes would not make a well-formed text that holds them all."),
        // Of Markdown only the front matter is meant.
        Case(kind: .markdown, base: "a\n", ours: "b\n", theirs: "c\n"),
        Case(
            kind: .markdown, base: "---\na: !t 1\n---\nx\ny\n", ours: "---\na: !t 1\n---\nx\nz\n",
            theirs: "---\na: !t 1\n---\nx\nw\n"),
        // Merged by key, as far as that goes.
        Case(kind: .json, base: "1\n", ours: "2\n", theirs: "3\n"),
        // Nothing is left open, or there are no keys.
        Case(kind: .json, base: "{\n", ours: "{\n", theirs: "}\n"),
        Case(kind: .plain, base: "1\n", ours: "2\n", theirs: "3\n"),
    ])
    func reasons(_ testCase: Case) {
        let texts = [testCase.base, testCase.ours, testCase.theirs].map { Snapshot($0) }
        let merge = Merge(
            base: texts[0], ours: texts[1], theirs: texts[2], options: MergeOptions(kind: testCase.kind))
        #expect(merge.fallback?.reason == testCase.reason)
        for level in [MergeLevel.line, .word] {
            let options = MergeOptions(level: level, kind: testCase.kind)
            #expect(Merge(base: texts[0], ours: texts[1], theirs: texts[2], options: options).fallback == nil)
        }
    }
}
