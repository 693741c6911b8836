import Testing
import TruceDiff
import TruceDocument
import TruceScreen
import TruceTestSupport
import TruceText

@testable import TruceEditor
@testable import TruceMerge

/// A store that others write to as well: compares and saves, nothing more.
struct ModelStore {
    /// Texts by version, the first is 1; nil is a deletion.
    var versions: [[UInt8]?]

    var head: (version: Int, text: [UInt8])? { versions.last.flatMap { text in text.map { (versions.count, $0) } } }

    mutating func answer(_ request: SaveRequest) -> Result<SaveOutcome, Problem> {
        guard let head else {
            guard request.precondition == .ifNoneExists else { return EditorUnderTest.deleted() }
            versions.append(request.content)
            return EditorUnderTest.done(versions.count, name: request.name)
        }
        let text = String(validating: head.text, as: UTF8.self)
        switch request.precondition {
        case .ifMatch(.tags([etag(head.version)])):
            versions.append(request.content)
            return EditorUnderTest.done(versions.count, name: request.name)
        case .ifNoneExists: return EditorUnderTest.exists(head.version, text ?? "")
        default: return EditorUnderTest.mismatch(head.version, text)
        }
    }
}

@Suite struct RandomKeysTests {
    private static let words =
        [
            "m", "t", "b", "B", "o", "x", "e", "a", "A", "c", "n", "N", ".", ",", "M", "T", "u", "U", "?", "v", "=",
            "z", "y", "k", "f",
            "1", "2", "q",
        ]
        + [
            "Enter", "Esc", "Esc", "Tab", "Backspace", "Del", "Up", "Down", "Left", "Right", "Home", "End", "PgUp",
            "PgDn",
        ]
        + [
            "^S", "^S", "^S", "^Z", "^Y", "^X", "^C", "^V", "^K", "^A", "^F", "^G", "^P", "F1", "F4", "Shift-Down",
            "Shift-Up", "Shift-End", "Ctrl-Right",
        ]
        + ["Ctrl-Backspace", "Alt-x", "Shift-Tab", "Ctrl-End", "Ctrl-Home", "Space", "Alt-n"]

    /// Keys, pastes, clicks and events of one run.
    private static let steps = 200

    /// Whatever is pressed: nothing crashes, the journal has the text, no conflict is sent undecided, no proposal that nobody
    /// accepted, nothing with an ETag that was not merged, and both sides of an open conflict are whole.
    @Test func randomKeysLoseNothing() {
        var reached = Reached()
        for seed in runs(60, ofKeys: Self.steps) {
            var random = SeededGenerator(seed: seed)
            run(&random, &reached, "seed \(seed)")
        }
        #expect(
            reached.conflicts > 40 && reached.resubmissions > 20 && reached.typedInResult > 50
                && reached.proposals > 10 && reached.remembered > 10, "\(reached)")
    }

    /// Of a merge of files: only a RESULT without anything undecided is written, an end without that is no success, and both
    /// sides stay whole.
    @Test func randomKeysWriteOnlyWhatIsDecided() {
        var (written, left) = (0, 0)
        for seed in runs(60, ofKeys: Self.steps) {
            var random = SeededGenerator(seed: seed)
            let base = randomText(&random, lines: 8)
            let merge = FileMerge(
                path: "app.yaml", present: nil, mine: changed(base, &random), base: base,
                theirs: changed(base, &random), names: SideNames(mine: "", base: "", theirs: ""))
            var test = EditorUnderTest(.merge(merge))
            var isWritten = false
            test.handle(.foundDraft(nil))
            for _ in 0..<Self.steps where test.kept == nil {
                var store = ModelStore(versions: [])
                step(&test, &store, &random)
                guard case .writeFile(let ticket, _, let text, _)? = test.effects.last else { continue }
                let resolver = test.editor.resolver
                #expect(resolver?.undecided == [] && text == resolver?.result.text, "seed \(seed)")
                isWritten = Int.random(in: 0..<4, using: &random) > 0
                test.handle(.wroteFile(ticket, isWritten ? .written : .failed("The disk is full.")))
            }
            let resolver = test.editor.openResolver
            #expect(resolver?.mine == merge.mine && resolver?.theirs.text == merge.theirs, "seed \(seed)")
            #expect(test.effects.contains(.quit(0)) == isWritten, "seed \(seed)")
            if isWritten { written += 1 }
            if test.effects.contains(.quit(1)) { left += 1 }
        }
        #expect(written > 20 && left > 0, "\(written) \(left)")
    }

    /// That the keys lead somewhere.
    private struct Reached {
        var conflicts = 0
        var resubmissions = 0
        var typedInResult = 0
        /// Proposals that were accepted or decided when RESULT was sent.
        var proposals = 0
        var remembered = 0
    }

    private func run(
        _ random: inout SeededGenerator, _ reached: inout Reached, _ comment: Comment
    ) {
        let first = Bool.random(using: &random) ? randomText(&random, lines: 8) : randomProse(&random, lines: 3)
        var store = ModelStore(versions: [first])
        var test = EditorUnderTest()
        test.handle(
            .opened(.document(Head(document: EditorUnderTest.document(1), content: first), recovered: nil)))
        for _ in 0..<Self.steps where test.kept == nil {
            step(&test, &store, &random)
            // Typing may send what waited for the store.
            let saves = test.saves
            test.saves = []
            for (ticket, request) in saves {
                check(request, of: test.editor, comment)
                reached.proposals += test.editor.resolver?.merge.proposals.count ?? 0
                let wasResolving = test.editor.isResolving
                let isAway = Int.random(in: 0..<12, using: &random) == 0
                test.handle(.saved(ticket, isAway ? EditorUnderTest.unavailable : store.answer(request)))
                if !wasResolving, test.editor.isResolving { reached.conflicts += 1 }
                if wasResolving, test.editor.resolver == nil { reached.resubmissions += 1 }
            }
            for case .ask(_, .fetchTheirs(let source)) in test.effects {
                test.handle(.fetchedTheirs(source.with(store.versions[source.version.number - 1] ?? [])))
            }
            for case .recall(let keys) in test.effects {
                let known = keys.filter { _ in Bool.random(using: &random) }.map { key in
                    let text = ["", "x\n", "x", "  é\n\ny\n"].randomElement(using: &random) ?? ""
                    return RememberedResolution(key: key, text: text, by: "carol", at: noon)
                }
                reached.remembered += known.count
                test.handle(.recalled(known))
            }
            if test.editor.keyContext == .edit { reached.typedInResult += 1 }
            check(test.editor, store, comment)
        }
    }

    /// What is sent while a resolution is open: RESULT, all of it decided, for the version that was merged.
    private func check(_ request: SaveRequest, of editor: Editor, _ comment: Comment) {
        guard let resolver = editor.resolver else { return }
        #expect(resolver.waiting.isEmpty && request.content == resolver.result.text.allBytes, comment)
        if case .ifMatch(let tags) = request.precondition {
            #expect(tags == resolver.theirs.version.map { .tags([$0.etag]) }, comment)
        }
    }

    /// Both sides are whole, and deciding for either gives its text.
    private func check(_ editor: Editor, _ store: ModelStore, _ comment: Comment) {
        guard let resolver = editor.openResolver else { return }
        let theirs = resolver.theirs
        guard let version = theirs.version else {
            Issue.record("a document has versions")
            return
        }
        #expect(version.etag == etag(version.number), comment)
        #expect(theirs.text.allBytes == store.versions[version.number - 1] ?? [], comment)
        #expect(editor.area.rope == resolver.mine, comment)
        for (choice, side) in [(Choice.mine, resolver.mine), (.theirs, theirs.text)] {
            let pane: Pane = choice == .mine ? .mine : .theirs
            #expect(resolver.snapshot(of: pane).bytes == side.allBytes, comment)
            var decided = ResultText(merge: resolver.merge)
            for region in resolver.merge.contested { decided.apply(decided.deciding(region, choice)) }
            for region in resolver.merge.contested {
                let own = resolver.snapshot(of: pane).bytes(lines: resolver.lines(of: region, in: pane))
                // Where the texts do not end their lines alike, that is decided once for all of them.
                #expect(decided.bytes(of: region).starts(with: resolver.merge.ended(own)), comment)
            }
        }
    }

    private func step(_ test: inout EditorUnderTest, _ store: inout ModelStore, _ random: inout SeededGenerator) {
        switch Int.random(in: 0..<50, using: &random) {
        case 0, 40, 41:
            let text = store.head?.text ?? [97, 10]
            store.versions.append(
                text.contains(32) ? changedWords(text, &random) : changed(text, &random))
        case 1 where Int.random(in: 0..<6, using: &random) == 0: store.versions.append(nil)
        case 2: test.handle(.input(.paste(Array(randomText(&random, lines: 3)))))
        case 3:
            test.handle(
                .resize(Size(rows: .random(in: 1...60, using: &random), columns: .random(in: 1...200, using: &random))))
        case 4: test.handle(.tick, after: 600)
        case 5:
            let kinds: [MouseEvent.Kind] = [
                .press(clicks: 1), .press(clicks: 2), .press(clicks: 3), .drag, .release, .wheelUp, .wheelDown,
            ]
            let position = Position(
                row: .random(in: 0...test.editor.size.rows, using: &random),
                column: .random(in: 0...test.editor.size.columns, using: &random))
            // The key row among the rest; what ends the editor is left to the keys.
            guard position.row < test.editor.size.rows - 1 else { return }
            test.handle(
                .input(.mouse(MouseEvent(kinds.randomElement(using: &random) ?? .drag, button: .left, at: position))))
        case 6..<12:
            // Types something of its own, so that there is something to save.
            test.press("\"\(["x", "yz", "q "].randomElement(using: &random) ?? "x")\"", after: 100)
        case 12..<17:
            test.press(
                ["^S", "Esc ^S", "^S ^S", "M y A y ^S", "A y M y ^S", "1 e m \"w\" Esc"].randomElement(using: &random)
                    ?? "^S")
        default:
            let word = Self.words.randomElement(using: &random) ?? "m"
            // `k` and `d` end the editor: rarely.
            test.press(word, after: [10, 400, 1_000].randomElement(using: &random) ?? 1_000)
        }
    }
}
