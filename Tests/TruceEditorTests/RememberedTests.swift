import Testing
import TruceDiff
import TruceDocument
import TruceMerge
import TruceScreen
import TruceTestSupport
import TruceText

@testable import TruceEditor

/// What a conflict is recognised by, wherever it stands.
@Suite struct BareConflictTests {
    private func bare(_ base: String, _ mine: String, _ theirs: String) -> BareConflict? {
        let merge = Merge(
            base: Snapshot(Array(base.utf8)), ours: Snapshot(Array(mine.utf8)), theirs: Snapshot(Array(theirs.utf8)))
        return merge.conflicts.first.flatMap { BareConflict($0, of: merge) }
    }

    private static let standard = ("a\nport: 1\nz\n", "a\nport: 2\nz\n", "a\nport: 3\nz\n")

    @Test(arguments: [
        ("elsewhere", "b\nc\nport: 1\nx\n", "b\nc\nport: 2\nx\n", "b\nc\nport: 3\nx\n"),
        ("indented", "a:\n    port: 1\n", "a:\n    port: 2\n", "a:\n    port: 3\n"),
        ("by tabs", "a:\n\tport: 1\n", "a:\n\tport: 2\n", "a:\n\tport: 3\n"),
        ("with CR LF", "a\r\nport: 1\r\nz\r\n", "a\r\nport: 2\r\nz\r\n", "a\r\nport: 3\r\nz\r\n"),
        ("swapped", "a\nport: 1\nz\n", "a\nport: 3\nz\n", "a\nport: 2\nz\n"),
    ])
    func surroundingsDoNotMatter(what: String, base: String, mine: String, theirs: String) {
        let standard = bare(Self.standard.0, Self.standard.1, Self.standard.2)
        #expect(standard != nil && bare(base, mine, theirs)?.key == standard?.key, "\(what)")
    }

    @Test(arguments: [
        ("another base", "a\nport: 0\nz\n", "a\nport: 2\nz\n", "a\nport: 3\nz\n"),
        ("another side", "a\nport: 1\nz\n", "a\nport: 2\nz\n", "a\nport: 4\nz\n"),
        ("no line end", "a\nport: 1", "a\nport: 2", "a\nport: 3"),
        ("one side indented", "a\nport: 1\nz\n", "a\n  port: 2\nz\n", "a\nport: 3\nz\n"),
        ("only line ends of one side", "a\nport: 1\nz\n", "a\nport: 2\r\nz\n", "a\nport: 3\nz\n"),
    ])
    func itsOwnTextDoes(what: String, base: String, mine: String, theirs: String) {
        let other = bare(base, mine, theirs)
        #expect(other != nil && other?.key != bare(Self.standard.0, Self.standard.1, Self.standard.2)?.key, "\(what)")
    }

    @Test func whatIsRememberedIsDressedAnew() {
        let flat = bare("a\nx\n", "a\nm\n", "a\nt\n")
        let deep = bare("a\r\n    x\r\n", "a\r\n    m\r\n", "a\r\n    t\r\n")
        let text = flat?.bare(Array("one\n\n  two\n".utf8))
        #expect(text == "one\n\n  two\n" && flat?.key == deep?.key)
        #expect(text.flatMap { deep?.dressed($0) } == Array("    one\r\n\r\n      two\r\n".utf8))
        #expect(deep?.bare(Array("    one\r\n\r\n      two\r\n".utf8)) == text)
        #expect(deep?.bare(Array("out\r\n".utf8)) == nil, "what stands further left has no place in another depth")
        #expect(flat?.bare([0xFF, 10]) == nil, "JSON holds no such text")
        #expect(flat?.bare([UInt8](repeating: 97, count: RememberedResolution.maximumBytes + 1)) == nil)
    }

    /// Whatever is remembered comes back as it was.
    @Test func whatIsRememberedComesBack() {
        var count = 0
        for seed in repeated(300) {
            var random = SeededGenerator(seed: seed)
            let merge = randomMerge(&random, lines: 10)
            for region in merge.conflicts {
                guard let bare = BareConflict(region, of: merge) else { continue }
                for decision in [Decision.ours, .theirs, .oursThenTheirs, .base, .neither] {
                    let text = merge.bytes(of: region, decision: decision)
                    guard let remembered = bare.bare(text) else { continue }
                    count += 1
                    #expect(bare.dressed(remembered) == text, "seed \(seed)")
                }
            }
        }
        #expect(count > 200)
    }
}

/// Remembered resolutions in the view: proposed, accepted, forgotten, and what is remembered of a resolution.
@Suite struct RememberedTests {
    /// alice's editor after her save of `mine` met `theirs`, and the keys that it asked about.
    private func meeting(
        _ base: String = "a b c d e", _ mine: String = "a M c N e", _ theirs: String = "a T c U e"
    ) -> (test: EditorUnderTest, keys: [ResolutionKey]) {
        var test = EditorUnderTest.opened(lines(base))
        test.press("^A")
        test.paste(lines(mine))
        test.press("^S")
        test.answer(test.save, EditorUnderTest.mismatch(2, lines(theirs)))
        return (test, recalled(test.effects))
    }

    private func recalled(_ effects: [Effect]) -> [ResolutionKey] {
        for case .recall(let keys) in effects { return keys }
        return []
    }

    private func remembered(_ key: ResolutionKey, _ text: String, by actor: String = "carol") -> RememberedResolution {
        RememberedResolution(key: key, text: text, by: actor, at: noon)
    }

    private func result(_ test: EditorUnderTest) -> String {
        test.editor.resolver.map { String($0.result.text).replacingNewlines } ?? "none"
    }

    @Test func isProposedAndAccepted() {
        var (test, keys) = meeting()
        #expect(keys.count == 2 && result(test) == "a/c/e/")
        test.handle(.recalled([remembered(keys[1], "kept\n")]))
        let resolver = test.editor.resolver
        #expect(result(test) == "a/c/kept/e/")
        #expect(resolver?.undecided.count == 1 && resolver?.unaccepted.count == 1)
        #expect(resolver?.message == "conflict 2 was resolved before: a accepts that (~), ? says by whom")
        test.press("2")
        #expect(
            test.editor.resolver?.explanation.joined(separator: " ").contains(
                "Rule 'remembered': carol resolved the same conflict so, on 2026-04-21 12:08. f forgets it.") == true)
        test.press("m ^S")
        #expect(test.saves.count == 1)
        test.press("1 m")
        #expect(test.editor.resolver?.waiting == [])
        test.press("u u")
        #expect(result(test) == "a/c/kept/e/", "taken back, it is proposed again")
        test.press("1 t ^S")
        #expect(test.saves.count == 1 && test.editor.resolver?.message.hasPrefix("Not sent: 1 auto is left") == true)
        test.press("a")
        #expect(test.editor.resolver?.message == "conflict 2: the remembered text taken, u takes it back")
        test.press("^S")
        #expect(test.saves.last.map { String(decoding: $0.request.content, as: UTF8.self) } == lines("a T c kept e"))
        test.answer(test.saves.last, EditorUnderTest.done(3))
        #expect(test.effects.contains(.remember([Resolution(key: keys[0], text: "T\n")])), "the other is known")
    }

    @Test func allAreAccepted() {
        var (test, keys) = meeting()
        test.handle(.recalled(keys.map { remembered($0, "same\n", by: "alice") }))
        #expect(test.editor.resolver?.message == "2 conflicts were resolved before: a accepts that (~), ? says by whom")
        test.press("A y")
        #expect(result(test) == "a/same/c/same/e/" && test.editor.resolver?.waiting == [])
        test.press("u u")
        #expect(result(test) == "a/c/e/" && test.editor.resolver?.undecided.count == 2, "open as without a memory")
        test.press("1 a")
        #expect(result(test) == "a/same/c/e/")
    }

    /// What comes while somebody types or is asked waits; what is decided already stays.
    @Test func nothingMovesUnderTheFingers() {
        var (test, keys) = meeting()
        test.press("m e m")
        test.handle(.recalled(keys.map { remembered($0, "kept\n") }))
        #expect(result(test) == "a/M/c/N/e/")
        test.press("\"x\" Esc")
        #expect(result(test) == "a/M/c/xN/e/" && test.editor.resolver?.waiting == [])
        (test, keys) = meeting()
        test.press("2 e")
        test.handle(.recalled(keys.map { remembered($0, "kept\n") }))
        #expect(result(test) == "a/c/e/")
        test.press("Esc")
        #expect(result(test) == "a/kept/c/kept/e/")
        test.press("a", after: 100)
        #expect(test.editor.resolver?.unaccepted.count == 2, "the letter came before anybody saw it")
        test.press("a")
        #expect(test.editor.resolver?.unaccepted.count == 1)
    }

    @Test func editedByHand() {
        var (test, keys) = meeting()
        test.handle(.recalled([remembered(keys[0], "kept\n")]))
        test.press("1 e Esc")
        #expect(test.editor.resolver?.unaccepted.count == 1, "unchanged text accepts nothing")
        test.press("1 e End \" by hand\" Esc")
        #expect(result(test) == "a/kept by hand/c/e/")
        test.press("2 t ^S")
        test.answer(test.saves.last, EditorUnderTest.done(3))
        let told = [Resolution(key: keys[0], text: "kept by hand\n"), Resolution(key: keys[1], text: "U\n")]
        #expect(test.effects.contains(.remember(told)))
    }

    @Test func isForgotten() {
        var (test, keys) = meeting()
        test.handle(.recalled([remembered(keys[0], "kept\n")]))
        test.press("2 f")
        #expect(test.editor.resolver?.message == "Nothing is remembered for this")
        test.press("1 f Enter f n")
        #expect(test.effects == [] && result(test) == "a/kept/c/e/", "the harmless answer")
        test.press("f y")
        #expect(test.effects == [.forget(keys[0])] && result(test) == "a/c/e/")
        #expect(test.editor.resolver?.undecided.count == 2)
        test.press("1 a")
        #expect(test.editor.resolver?.undecided.count == 2, "not to be had any more")
        test.press("u")
        #expect(result(test) == "a/kept/c/e/")
        test.press("a u u f")
        #expect(test.editor.resolver?.message == "Nothing is remembered for this")
    }

    /// The head moves: what was asked about once is known, new conflicts are asked about, and what was accepted stays so.
    @Test func theHeadMoves() {
        var (test, keys) = meeting()
        test.handle(.recalled([remembered(keys[0], "kept\n")]))
        test.press("1 a 2 m ^S")
        test.answer(test.saves.last, EditorUnderTest.mismatch(3, lines("a T c UU e")))
        #expect(recalled(test.effects).count == 1 && recalled(test.effects) != [keys[1]])
        #expect(result(test) == "a/kept/c/e/" && test.editor.resolver?.undecided.count == 1)
        test.press("u")
        #expect(test.editor.resolver?.waiting.count == 2)
        test.handle(.tick)
        // Left and come back to, nothing is asked twice.
        test.press("Esc")
        #expect(recalled(test.effects) == [])
        test.press("^S")
        #expect(recalled(test.effects) == [])
    }

    @Test func filesHaveNoMemory() {
        var test = EditorUnderTest(.file("notes"))
        test.handle(.read(.bytes(Array(lines("a b c").utf8))))
        test.handle(.read(.end(recovered: nil)))
        test.press("\"x\" ^S")
        for case .writeFile(let ticket, _, _, _) in test.effects {
            let theirs = Theirs(version: nil, at: noon, text: Rope(lines("A b c")))
            test.handle(.wroteFile(ticket, .changed(theirs)))
        }
        #expect(test.editor.isResolving && recalled(test.effects) == [])
    }
}
