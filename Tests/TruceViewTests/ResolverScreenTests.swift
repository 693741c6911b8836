import Testing
import TruceDocument
import TruceMerge
import TruceScreen
import TruceText

@testable import TruceEditor
@testable import TruceView

/// The screens of the three-way view, as the design draws them.
@Suite struct ResolverScreenTests {
    private let small = Size(rows: 24, columns: 80)

    @Test func opens() {
        expectScreen(render(Runbook.conflict(small)), "three-way-80x24")
        expectScreen(render(Runbook.conflict(Size(rows: 40, columns: 120))), "three-way-120x40")
        expectScreen(render(Runbook.conflict(Size(rows: 50, columns: 180))), "three-way-180x50")
        expectScreen(render(Runbook.conflict(Size(rows: 50, columns: 200))), "three-way-200x50")
        expectScreen(render(Runbook.conflict(Size(rows: 13, columns: 80))), "three-way-80x13")
        expectScreen(render(Runbook.conflict(Size(rows: 16, columns: 60))), "three-way-60x16")
    }

    /// Whoever goes on deciding sees that it is kept nowhere.
    @Test func theStatusSaysThatNoDraftIsKept() {
        var editor = Runbook.conflict(small)
        _ = editor.handle(.journalFailed("The disk is full."), at: noon)
        editor.press(.character("m"))
        #expect(render(editor).lines[22].contains("no draft kept"))
        _ = editor.handle(.journalRecovered, at: noon)
        #expect(!render(editor).lines[22].contains("no draft kept"))
    }

    /// The text of a plain file that somebody else wrote meanwhile.
    @Test func file() {
        for (size, name) in [(small, "file-80x24"), (Size(rows: 50, columns: 180), "file-180x50")] {
            var editor = Editor(target: .file("runbook.md"), actor: "alice", endpoint: .url(""), size: size)
            editor.take(.read(.bytes(Array(Runbook.base.utf8))))
            editor.take(.read(.end(recovered: nil)))
            editor.press(.control("a"))
            _ = editor.handle(.input(.paste(Array(Runbook.mine.utf8))), at: noon)
            editor.press(.control("s"))
            let theirs = Theirs(version: nil, at: noon, text: Rope(Array(Runbook.theirs.utf8)))
            _ = editor.handle(.wroteFile(Ticket(number: 1), .changed(theirs)), at: noon)
            editor.pause()
            expectScreen(render(editor), name)
        }
    }

    /// Somebody saves while the conflict is being resolved: a row says so, and nothing else moves.
    @Test func theHeadMoves() {
        for (size, name) in [(small, "newer-80x24"), (Size(rows: 40, columns: 120), "newer-120x40")] {
            var editor = meeting(
                "runbook", Runbook.base, Runbook.mine, Runbook.theirs, version: 17, etag: ETag("18-9c1f0b2d77aa"),
                isAnnounced: true, size)
            let saved = StoreEvent(
                cursor: EventCursor(sequence: 19), kind: .contentUpdated, document: "runbook", version: 19,
                actor: "bob", at: noon)
            _ = editor.handle(.feed(.event(saved), of: .document("01J9")), at: noon)
            expectScreen(render(editor), name)
        }
    }

    /// It was deleted and somebody made it anew: that is no later version of it.
    @Test func anotherDocumentTakesItsPlace() {
        var editor = Runbook.conflict(small)
        editor.resolver?.newer = Resolver.Newer(number: 3, actor: "bob", isOfAnother: true)
        let rows = render(editor).text.split(separator: "\n")
        #expect(rows[1].hasPrefix(" NEW: another document of this name, v3 by bob · r merges it in"))
    }

    /// What is no text is not merged in.
    @Test func aBinaryVersionIsNotMergedIn() {
        var editor = Runbook.conflict(small)
        editor.resolver?.newer = Resolver.Newer(number: 3, actor: "bob", isBinary: true)
        let rows = render(editor).text.split(separator: "\n")
        #expect(rows[1].hasPrefix(" NEW: bob saved v3, which is binary · ^S asks what is kept"))
    }

    /// RESULT is locked while it is on its way: the row of keys has the way out, and no letter that chooses.
    @Test func sending() {
        var editor = Runbook.conflict(small)
        editor.resolver?.send()
        expectScreen(render(editor), "sending-80x24")
    }

    /// Beyond 99,999 lines numbers touch neither the marks of their rows nor the text.
    @Test func longNumbersAreCut() {
        let base = String(repeating: "row\n", count: 120_000) + "b\n"
        let editor = meeting(
            "long", base, String(base.dropLast(2)) + "m\n", String(base.dropLast(2)) + "t\n", version: 1,
            etag: ETag("2-0"), small)
        let rows = render(editor).text.split(separator: "\n")
        #expect(rows.contains { $0.hasPrefix("*…0001 m") } && rows.contains { $0.hasPrefix(" …0001 b") })
    }

    /// `truce resolve`: files whose sides have names.
    @Test func merge() {
        let names = SideNames(mine: "HEAD main 3f2a1c", base: "5d0e1b", theirs: "side 9c1f0b")
        var rebase = names
        rebase.note = "Rebase: MINE is main, THEIRS is your commit"
        for (size, name, names) in [
            (small, "merge-80x24", names), (small, "merge-rebase-80x24", rebase),
            (Size(rows: 50, columns: 200), "merge-rebase-200x50", rebase),
        ] {
            expectScreen(render(merging(Runbook.base, names, size)), name)
        }
        var editor = merging(nil, names, small)
        expectScreen(render(editor), "merge-without-base-80x24")
        editor.press(.escape)
        expectScreen(render(editor), "merge-leaving-80x24")
    }

    private func merging(_ base: String?, _ names: SideNames, _ size: Size) -> Editor {
        let merge = FileMerge(
            path: "runbook.md", present: nil, mine: Array(Runbook.mine.utf8), base: base.map { Array($0.utf8) },
            theirs: Array(Runbook.theirs.utf8), names: names)
        var editor = Editor(target: .merge(merge), actor: "alice", endpoint: .url(""), size: size)
        _ = editor.handle(.foundDraft(nil), at: noon)
        return editor
    }

    @Test func drawsNoCursorInDecide() {
        #expect(render(Runbook.conflict(small)).cursor == nil)
    }

    @Test func edit() {
        var editor = Runbook.conflict(small)
        editor.press(.character("e"), .character("m"), .end)
        for _ in 0..<", then the duty manager.".count { editor.press(.left) }
        editor.type(" by phone")
        editor.press(.down, .home)
        for _ in 0..<"Pager: #ops-urgent".count { editor.press(.right) }
        editor.type(" or 555-0101")
        let frame = render(editor)
        expectScreen(frame, "edit-80x24")
        #expect(frame.cursor == Position(row: 18, column: 7 + 30))
    }

    @Test func folded() {
        var editor = Handover.conflict(small)
        editor.press(.character("m"))
        expectScreen(render(editor), "handover-80x24")
        editor.press(.control("s"))
        expectScreen(render(editor), "handover-gate-80x24")
        editor.press(.character("2"), .pageDown, .pageDown)
        expectScreen(render(editor), "handover-scrolled-80x24")
        editor.press(.end)
        expectScreen(render(editor), "handover-end-80x24")
        editor.press(.character("="))
        expectScreen(render(editor), "handover-base-80x24")
        editor = Handover.conflict(Size(rows: 40, columns: 120))
        editor.press(.character("m"))
        expectScreen(render(editor), "handover-120x40")
    }

    @Test func decided() {
        for (size, name) in [(small, "80x24"), (Size(rows: 50, columns: 180), "180x50")] {
            var editor = Runbook.conflict(size)
            editor.press(.character("b"), .character("t"), .character("x"))
            expectScreen(render(editor), "decided-\(name)")
        }
    }

    /// What was merged by words: proposed, explained, accepted, and the gate that waits for it.
    @Test func proposals() {
        for (size, name) in [
            (small, "80x24"), (Size(rows: 40, columns: 120), "120x40"), (Size(rows: 50, columns: 200), "200x50"),
        ] {
            var editor = Runbook.conflict(size)
            editor.press(.character("n"))
            expectScreen(render(editor), "proposal-\(name)")
            editor.press(.character("?"))
            expectScreen(render(editor), "proposal-why-\(name)")
            editor.press(.escape, .character("a"), .control("s"))
            expectScreen(render(editor), "proposal-accepted-\(name)")
        }
        var editor = Runbook.conflict(small)
        editor.press(.character("A"))
        expectScreen(render(editor), "accept-all-80x24")
    }

    /// Whether the last line ends is a difference like others, and is seen.
    @Test(arguments: [(Size(rows: 24, columns: 80), "80x24"), (Size(rows: 50, columns: 200), "200x50")])
    func lastLineEnd(size: Size, name: String) {
        let etag = ETag("2-9c1f0b2d77aa")
        var editor = meeting(
            "notes", "one\ntwo\nlast\n", "ONE\ntwo\nlast", "One\ntwo\nlast\n", version: 1, etag: etag, size)
        editor.press(.character("m"), .character("."))
        expectScreen(render(editor), "last-line-end-\(name)")
        editor = meeting(
            "notes", "one\ntwo\nlast\n", "one\ntwo\nmine", "one\ntwo\nLAST\n", version: 1, etag: etag, size)
        expectScreen(render(editor), "last-line-end-conflict-\(name)")
    }

    /// There are no lines of a picture to decide about.
    @Test(arguments: [(Size(rows: 24, columns: 80), "80x24"), (Size(rows: 50, columns: 200), "200x50")])
    func binary(size: Size, name: String) {
        let editor = meeting(
            "logo.png", "\u{89}PNG\r\n\0\u{1A}", "\u{89}PNG\r\n\0mine", "\u{89}PNG\r\n\0theirs", version: 17,
            etag: ETag("18-9c1f0b2d77aa"), size)
        expectScreen(render(editor), "binary-\(name)")
    }

    /// A conflict that was resolved before: proposed, explained, and forgotten on request.
    @Test(arguments: [(Size(rows: 24, columns: 80), "80x24"), (Size(rows: 50, columns: 200), "200x50")])
    func remembered(size: Size, name: String) throws {
        var editor = Runbook.conflict(size)
        let conflict = try #require(editor.resolver.flatMap { BareConflict($0.merge.conflicts[0], of: $0.merge) })
        let text = "Call the on-call engineer, by phone.\nPager: #ops-urgent or 555-0101.\n"
        let resolution = RememberedResolution(key: conflict.key, text: text, by: "carol", at: noon)
        _ = editor.handle(.recalled([resolution]), at: noon)
        expectScreen(render(editor), "remembered-\(name)")
        editor.press(.character("?"))
        expectScreen(render(editor), "remembered-why-\(name)")
        editor.press(.escape, .character("f"))
        expectScreen(render(editor), "remembered-forget-\(name)")
        editor.press(.character("y"))
        expectScreen(render(editor), "remembered-forgotten-\(name)")
    }

    /// A paragraph in one line that was merged by words can be read whole in RESULT, unless it is typed into.
    @Test func longProposalsWrap() {
        let words = (1...60).map { "word\($0)" }.joined(separator: " ") + "\n"
        for (size, name) in [
            (small, "80x24"), (Size(rows: 40, columns: 120), "120x40"), (Size(rows: 50, columns: 200), "200x50"),
        ] {
            var editor = meeting(
                "prose", words + "end\n", words.replacing("word9 ", with: "MINE ") + "end\n",
                words.replacing("word50", with: "THEIRS") + "end\n", version: 1, etag: ETag("2-a"), size)
            expectScreen(render(editor), "long-proposal-\(name)")
            editor.press(.character("e"))
            #expect(render(editor).lines.contains { $0.contains("~   1  word1 word2") && $0.contains("»") })
        }
    }

    /// Lines that agree are folded, in all panes together.
    @Test func agreementFolds() {
        for (size, name) in [
            (small, "80x24"), (Size(rows: 40, columns: 120), "120x40"), (Size(rows: 50, columns: 200), "200x50"),
        ] {
            var editor = Runbook.conflict(size)
            editor.press(.character("c"))
            expectScreen(render(editor), "agreement-folds-\(name)")
            editor.press(.character("c"))
            #expect(render(editor).text == render(Runbook.conflict(size)).text)
        }
    }

    /// A side that changed nothing but spaces is said to, and a suggestion is shown with the key that takes it.
    @Test func spacesAndSuggestions() {
        let list = "- one\n- two\n- three\n"
        let spaces = meeting(
            "list", list, list.replacing("- two", with: "-  two"), list.replacing("- two", with: "- zwei"), version: 1,
            etag: ETag("2-aa"), small)
        expectScreen(render(spaces), "spaces-80x24")
        var union = meeting("list", list, list + "- mine\n", list + "- theirs\n", version: 1, etag: ETag("2-aa"), small)
        expectScreen(render(union), "union-80x24")
        union.press(.character("?"))
        expectScreen(render(union), "union-why-80x24")
        union.press(.escape, .character("b"))
        #expect(render(union).lines[1].hasPrefix(" You and bob both inserted text after line 3. Nothing is lost. "))
    }

    @Test func questions() {
        var editor = Runbook.conflict(small)
        editor.press(.character("e"))
        expectScreen(render(editor), "start-from-80x24")
        editor.press(.escape, .character("T"), .tab)
        expectScreen(render(editor), "take-all-80x24")
        editor.press(.escape, .control("q"))
        expectScreen(render(editor), "leave-80x24")
        editor.press(.escape, .character("?"))
        expectScreen(render(editor), "why-80x24")
    }

    @Test func layoutsByKey() {
        var editor = Runbook.conflict(Size(rows: 30, columns: 170))
        for layout in ["stacked", "panes"] {
            editor.press(.character("v"))
            expectScreen(render(editor), "v-\(layout)-170x30")
        }
        editor.press(.character("v"), .character("="))
        expectScreen(render(editor), "no-base-170x30")
        editor.press(.character("z"), .character("z"))
        expectScreen(render(editor), "zoom-mine-170x30")
    }

    /// Of a paragraph that is one line, and longer than its pane, the rows with the changed words show.
    @Test func paragraphsInOneLine() {
        let words = (1...260).map { "word\($0)" }
        func paragraph(_ changes: [Int: String]) -> String {
            words.enumerated().map { changes[$0.offset] ?? $0.element }.joined(separator: " ") + "\n"
        }
        let editor = meeting(
            "prose", paragraph([:]), paragraph([100: "MINE", 250: "LAST"]), paragraph([100: "THEIRS"]), version: 1,
            etag: ETag("2-a"), small)
        expectScreen(render(editor), "paragraph-80x24")
    }

    @Test func aZoomedPaneSaysSo() {
        var editor = Runbook.conflict(small)
        editor.press(.character("z"))
        expectScreen(render(editor), "zoom-result-80x24")
    }

    @Test func twoCreateOneName() {
        var editor = Editor(target: .document("notes"), actor: "alice", endpoint: .url("http://h"), size: small)
        editor.take(.opened(.new(recovered: nil)))
        editor.type("same")
        editor.press(.enter)
        editor.type("mine")
        guard case .save(let ticket, _)? = editor.handle(.input(.key(.control("s"))), at: noon).first else {
            return #expect(Bool(false))
        }
        let current = Current(
            version: 1, etag: ETag("1-aa"), changedBy: "alice", changedAt: noon,
            content: LinkedContent(href: "/h", inline: .content("same\ntheirs")))
        let problem = Problem(
            .alreadyExists(
                AlreadyExists(
                    name: "notes", existing: Existing(id: "1", href: "/h", etag: ETag("m"), contentETag: ETag("1-aa")),
                    current: current)), detail: "It exists.")
        _ = editor.handle(.saved(ticket, .success(.conflict(problem))), at: noon)
        expectScreen(render(editor), "just-opened-80x24")
        editor.pause()
        expectScreen(render(editor), "already-exists-80x24")
    }

    @Test func leftPending() {
        var editor = Runbook.conflict(small)
        editor.press(.character("m"), .escape)
        expectScreen(render(editor), "pending-80x24")
    }

    /// Lines of a conflict wrap, so that no word of them is out of sight; others end in ».
    @Test func longLines() {
        let long = String(repeating: "word ", count: 60)
        let editor = meeting(
            "long", "a\n\(long)\nb\n\(long)\n", "a\nmine \(long)\nb\n\(long)\n", "a\ntheirs \(long)\nb\n\(long)\n",
            version: 1,
            etag: ETag("2-aa"), Size(rows: 40, columns: 120))
        expectScreen(render(editor), "long-lines-120x40")
        let stacked = meeting(
            "long", "a\n\(long)\nb\n", "a\nmine \(long)\nb\n", "a\ntheirs \(long)\nb\n", version: 1, etag: ETag("2-aa"),
            small)
        expectScreen(render(stacked), "long-lines-80x24")
    }

    /// Words that differ from BASE are underlined on the sides, and only there.
    @Test func wordsAreMarked() {
        let rows = render(Runbook.conflict(small)).styled.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(rows[4].contains("{mineChange+underline:#ops-urgent}"))
        #expect(rows[3].contains("Call the on-call engineer{mineChange+underline:, then the duty manager}."))
        #expect(rows[12].contains("{theirsChange+underline:555-0101}, {theirsChange+underline:10} minutes"))
        #expect(!rows[7].contains("underline") && !rows[8].contains("underline"))
    }

    @Test func hostileNamesAndTextsAreDrawnVisibly() {
        let hostile = "a\u{1B}[2J\u{202E}b\u{7}"
        let editor = meeting(
            hostile, "x\n", "mine \(hostile)\n", "theirs \(hostile)\n", version: 1, etag: ETag("2-aa"), by: hostile,
            small)
        let text = render(editor).text
        #expect(
            !text.unicodeScalars.contains { ($0.value < 32 && $0 != "\n") || $0.value == 0x202E || $0.value == 0x7F })
        #expect(text.contains("a^[[2J<U+202E>b^G"))
    }
}
