import Testing
import TruceDiff
import TruceMerge

/// What the word level makes of a conflict, rule by rule.
struct WordMergeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let base: String
        let ours: String
        let theirs: String
        let result: Result
        /// The most careful mode that merges it.
        var mode = MergeMode.default

        enum Result: Sendable {
            case merged(Rule, String)
            case open(Obstacle)
        }

        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "edits far apart", base: "the quick brown fox jumps over the lazy dog\n",
            ours: "the slow brown fox jumps over the lazy dog\n",
            theirs: "the quick brown fox jumps over the lazy cat\n",
            result: .merged(.words, "the slow brown fox jumps over the lazy cat\n"), mode: .cautious),
        Case(
            name: "one word between", base: "one two three four five six seven eight\n",
            ours: "one two 3 four five six seven eight\n", theirs: "one two three four 5 six seven eight\n",
            result: .merged(.words, "one two 3 four 5 six seven eight\n")),
        Case(
            name: "neighbouring lines", base: "the name: a\nthe version: b\nc\n",
            ours: "the name: x\nthe version: b\nc\n",
            theirs: "the name: a\nthe version: y\nc\n",
            result: .merged(.touchingLines, "the name: x\nthe version: y\nc\n")),
        Case(
            name: "a change, and an insertion at the end of its line", base: "Connections: 400 per node\n",
            ours: "Connections: 600 per node\n", theirs: "Connections: 400 per node and zone\n",
            result: .merged(.words, "Connections: 600 per node and zone\n")),
        Case(
            name: "an insertion at the beginning of the next line", base: "the first line of it\nsecond line of it\n",
            ours: "the first line of all\nsecond line of it\n", theirs: "the first line of it\nThe second line of it\n",
            result: .merged(.touchingLines, "the first line of all\nThe second line of it\n"), mode: .wide),
        Case(
            name: "a line that one side deleted and the other one moved", base: "a b c\nd e\nf g h\n",
            ours: "a b c\nf g h\n", theirs: "a b c\nf g h i\nd e\n", result: .open(.deletedAndChanged)),
        Case(
            name: "an insertion near a change of the same line", base: "a b c d e f g h\n",
            ours: "a b c x d e f g h\n", theirs: "a b c d y f g h\n",
            result: .merged(.words, "a b c x d y f g h\n"), mode: .wide),
        Case(
            name: "ideographs", base: "春夏秋冬東西南北\n", ours: "春夏秋雪東西南北\n", theirs: "春夏秋冬東西南海\n",
            result: .merged(.words, "春夏秋雪東西南海\n"), mode: .cautious),
        Case(
            name: "the same word and others", base: "a b c d e f g h\n", ours: "a X c d e f g h\n",
            theirs: "a X c d e f g Y\n", result: .merged(.contained, "a X c d e f g Y\n"), mode: .cautious),
        Case(name: "the same word", base: "a b c\n", ours: "a x c\n", theirs: "a y c\n", result: .open(.sameWords)),
        Case(
            name: "a word that the other side deleted", base: "a b c d\n", ours: "a x c d\n", theirs: "a d\n",
            result: .open(.deletedAndChanged)),
        Case(
            name: "insertions at one point", base: "a b c\n", ours: "a x b c\n", theirs: "a y b c\n",
            result: .open(.insertions)),
        Case(
            name: "deleted lines beside changed ones", base: "one two\nthree four\n", ours: "one 2\nthree four\n",
            theirs: "one two\n", result: .open(.deletedAndChanged)),
        Case(
            name: "only spaces", base: "a  b c\n", ours: "a b c\n", theirs: "a  b d\n",
            result: .merged(.spaces, "a b d\n"), mode: .wide),
        Case(
            name: "indentation", base: "if a:\n  one two three four five\n",
            ours: "if a:\n    one two three four five\n",
            theirs: "if a:\n  one two three four six\n",
            result: .merged(.spaces, "if a:\n    one two three four six\n"), mode: .cautious),
        Case(
            name: "re-wrapped", base: "one two three four five\nsix seven eight nine ten\n",
            ours: "one two three\nfour five six seven\neight nine ten\n",
            theirs: "one two three four five\nsix seven 8 nine ten\n",
            result: .merged(.rewrap, "one two three\nfour five six seven\n8 nine ten\n"), mode: .cautious),
        Case(
            name: "a change and more", base: "a b\n", ours: "a x\n", theirs: "a x y\nz\n",
            result: .merged(.contained, "a x y\nz\n")),
        Case(
            name: "a word that also stands in what the other side wrote anew", base: "The server is started at boot.\n",
            ours: "The server is not started at boot.\n",
            theirs: "Whether the server runs or does not run depends on the unit.\n", result: .open(.sameWords)),
        Case(
            name: "a word deleted that the other side replaced", base: "Please call Alice today.\n",
            ours: "Please call today.\n", theirs: "Please call Carol today.\n",
            result: .merged(.contained, "Please call Carol today.\n"), mode: .wide),
        Case(
            name: "a line deleted, and written anew", base: "a b\n", ours: "", theirs: "x\n",
            result: .open(.deletedAndChanged)),
        Case(
            name: "the same insertion and more", base: "", ours: "a\n", theirs: "a\nb\n",
            result: .merged(.contained, "a\nb\n")),
        Case(
            name: "the same words with other spaces", base: "", ours: "a  b\n", theirs: "a b\n",
            result: .merged(.spaces, "a  b\n")),
    ]

    @Test(arguments: cases)
    func rule(_ example: Case) throws {
        for mode in MergeMode.allCases {
            let merge = Merge(
                base: Snapshot(example.base), ours: Snapshot(example.ours), theirs: Snapshot(example.theirs),
                options: MergeOptions(level: .word, mode: mode))
            let conflict = merge.conflicts.first.flatMap { merge.regions[$0].conflict }
            switch example.result {
            case .open(let obstacle): #expect(conflict?.obstacle == obstacle)
            case .merged(let rule, let result):
                if mode < example.mode || mode == .wide && example.mode == .wide {
                    #expect(conflict != nil, "\(mode)")
                    let suggestion = conflict?.suggestion.flatMap { $0.rule == .union ? nil : $0 }
                    #expect(suggestion.map { text($0.bytes) } == (mode == .wide ? result : nil))
                } else {
                    #expect(merge.render().isComplete, "\(mode)")
                    #expect(merge.regions.compactMap(\.proposal?.rule) == [rule])
                }
                if mode >= example.mode { #expect(text(merge.takingSuggestions.render().bytes) == result) }
            }
        }
    }

    @Test func piecesNameTheirOrigin() throws {
        let merge = Merge(
            base: Snapshot("a b c d e f g h i j k\n"), ours: Snapshot("a X c d Y f g h i j k\n"),
            theirs: Snapshot("a X c d e f g h i j Z\n"), options: MergeOptions(level: .word))
        let proposal = try #require(merge.regions.first?.proposal)
        let shown = proposal.pieces.map { "\($0.origin):\(text(proposal.bytes[$0.range]))" }
        #expect(shown == ["base:a ", "both:X", "base: c d ", "ours:Y", "base: f g h i j ", "theirs:Z", "base:\n"])
    }

    @Test func aUnionIsOfferedOursFirst() throws {
        for mode in MergeMode.allCases {
            let merge = Merge(
                base: Snapshot("a\nz\n"), ours: Snapshot("a\nours\nz\n"), theirs: Snapshot("a\ntheirs\nz\n"),
                options: MergeOptions(level: .word, mode: mode))
            let conflict = try #require(merge.regions[1].conflict)
            #expect(conflict.obstacle == .insertions)
            #expect(conflict.suggestion?.rule == .union)
            #expect(conflict.suggestion.map { text($0.bytes) } == "ours\ntheirs\n")
            #expect(merge.takingSuggestions == merge)
        }
    }

    /// A space that goes and a mark that goes would make two words one, which nobody wrote.
    @Test func wordsDoNotRunTogether() {
        let merge = Merge(
            base: Snapshot("a b. c d e f g\n"), ours: Snapshot("a b.c d e f g\n"), theirs: Snapshot("a b c d e f g\n"),
            options: MergeOptions(level: .word, mode: .wide))
        #expect(!text(merge.takingSuggestions.render().bytes).contains("bc"))
    }

    @Test(arguments: [
        ("a\nb\nc\n", "a\r\nb\r\nc\r\n", "a\nB\nc\n", "a\r\nB\r\nc\r\n"),
        ("a\nb\nc\n", "a\nB\nc\n", "a\r\nb\r\nc\r\n", "a\r\nB\r\nc\r\n"),
        ("a\r\nb\r\nc\r\n", "a\nb\nc\n", "a\r\nb\r\nc\r\nd\r\n", "a\nb\nc\nd\n"),
        ("a\nb\nc", "a\r\nb\r\nc", "a\nb\nC", "a\r\nb\r\nC"),
        ("a\nb\n", "a\r\nX\r\n", "a\r\nb\r\ny\r\n", "a\r\n"),
    ])
    func lineEndsAreAProperty(base: String, ours: String, theirs: String, result: String) {
        let merge = Merge(
            base: Snapshot(base), ours: Snapshot(ours), theirs: Snapshot(theirs), options: MergeOptions(level: .word))
        #expect(text(merge.render().bytes) == result)
        let lines = Merge(base: Snapshot(base), ours: Snapshot(ours), theirs: Snapshot(theirs))
        #expect(!lines.conflicts.isEmpty)
    }

    /// Many conflicts in a large text, and one very large conflict, cost about what their words do.
    @Test func largeConflictsEnd() {
        let base = (0..<20_000).map { "line \($0) of a text that many people write\n" }
        func changed(_ word: String, to other: String, _ isChanged: (Int) -> Bool) -> Snapshot {
            Snapshot(base.enumerated().map { isChanged($0) ? $1.replacing(word, with: other) : $1 }.joined())
        }
        let merge = Merge(
            base: Snapshot(base.joined()), ours: changed("line", to: "row") { $0 % 40 == 7 },
            theirs: changed("write", to: "read") { $0 % 40 == 7 }, options: MergeOptions(level: .word))
        #expect(merge.conflicts.isEmpty)
        #expect(merge.regions.count { $0.proposal != nil } == 500)
        let large = Merge(
            base: Snapshot(base.joined()), ours: changed("line", to: "row") { _ in true },
            theirs: changed("many", to: "few") { _ in true }, options: MergeOptions(level: .word))
        #expect(large.conflicts.isEmpty)
    }
}
