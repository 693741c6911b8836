import Testing

extension EndToEnd {
    /// The way that truce exists for: two terminals, one document, a save that meets 409, and the resolution.
    @Suite struct ConflictTests {
        /// Opens `notes` in two editors, lets both change the first line, and saves alice's.
        private func collide(
            _ bench: Workbench, rows: Int = 24, columns: Int = 80
        ) throws -> (alice: Pane, bob: Pane) {
            let made = try bench.run("put", "notes", "--create", input: Array("one\ntwo\nthree\n".utf8))
            #expect(made.status == 0, "\(made.errors)")
            let alice = try bench.open("edit notes --as alice", rows: rows, columns: columns)
            let bob = try bench.open("edit notes --as bob", rows: rows, columns: columns)
            try alice.wait(for: "v1 · draft")
            try bob.wait(for: "v1 · draft")
            try alice.type("ALICE ")
            try alice.press("C-s")
            try alice.wait(for: "Saved v2")
            try bob.type("BOB ")
            try bob.press("C-s")
            try bob.wait(for: "RESULT ─ DECIDE")
            return (alice, bob)
        }

        static let keys: [(key: String, text: String)] = [
            ("m", "BOB one\ntwo\nthree\n"),
            ("t", "ALICE one\ntwo\nthree\n"),
            ("b", "BOB one\nALICE one\ntwo\nthree\n"),
            ("B", "ALICE one\nBOB one\ntwo\nthree\n"),
            ("o", "one\ntwo\nthree\n"),
            ("x", "two\nthree\n"),
        ]

        @Test(arguments: keys)
        func eachKeyResolves(key: String, text: String) throws {
            let bench = try Workbench()
            let (alice, bob) = try collide(bench)
            let screen = try bob.screen()
            #expect(screen[0].hasPrefix(" 409 notes  you edited v1, alice saved v2"))
            #expect(screen[0].hasSuffix("conflict 1/1 · 1 left"))
            // The gate: nothing is sent before the conflict is decided.
            try bob.press("C-s")
            try bob.wait(for: "Not sent: 1 conflict is left")
            #expect(try bench.content("notes").text == "ALICE one\ntwo\nthree\n")
            try bob.press(key)
            try bob.wait(for: "Nothing left: ^S resubmits")
            try bob.press("C-s")
            let saved = try bob.wait(for: "Saved v3")
            let (content, etag) = try bench.content("notes")
            #expect(content == text)
            #expect(etag.hasPrefix("\"3-"))
            #expect(saved.text.contains(etag) && saved.text.contains("· merged 0, decided 1 · v2"))
            let log = try bench.run("log", "notes").text
            #expect(log.split(separator: "\n")[0].hasSuffix("\tmerge of v2 by alice: merged 0, decided 1"))
            try bob.press("C-q")
            #expect(try bob.waitForExit() == 0)
            try alice.press("C-q")
            #expect(try alice.waitForExit() == 0)
        }

        @Test func textIsEditedByHand() throws {
            let bench = try Workbench()
            let (_, bob) = try collide(bench)
            try bob.press("e")
            try bob.wait(for: "Start from  m Mine")
            try bob.press("m")
            try bob.wait(for: "RESULT ─ EDIT")
            try bob.press("End")
            try bob.type(" and alice")
            try bob.wait(for: "BOB one and alice")
            try bob.press("Escape")
            try bob.wait(for: "RESULT ─ DECIDE")
            try bob.press("C-s")
            try bob.wait(for: "Saved v3")
            #expect(try bench.content("notes").text == "BOB one and alice\ntwo\nthree\n")
        }

        /// Opens a line in two editors, lets alice write before it and bob behind it, and saves alice's.
        private func changeWords(_ bench: Workbench) throws -> Pane {
            let made = try bench.run("put", "notes", "--create", input: Array("the quick brown fox\ntwo\n".utf8))
            #expect(made.status == 0, "\(made.errors)")
            let alice = try bench.open("edit notes --as alice")
            let bob = try bench.open("edit notes --as bob")
            try alice.wait(for: "v1 · draft")
            try bob.wait(for: "v1 · draft")
            try alice.type("ALICE ")
            try alice.press("C-s")
            try alice.wait(for: "Saved v2")
            try bob.press("End")
            try bob.type(" BOB")
            try bob.press("C-s")
            try bob.wait(for: "RESULT ─ DECIDE")
            return bob
        }

        @Test func mergedWordsWaitToBeAccepted() throws {
            let bench = try Workbench()
            let bob = try changeWords(bench)
            let screen = try bob.screen()
            #expect(screen[0].hasSuffix("auto 1/1 · 0 left · 1 auto"))
            #expect(screen.text.contains("~   1  ALICE the quick brown fox BOB"))
            #expect(screen[23].hasPrefix(" a Accept  m Mine"))
            try bob.press("C-s")
            try bob.wait(for: "Not sent: 1 auto is left")
            #expect(try bench.content("notes").text == "ALICE the quick brown fox\ntwo\n")
            try bob.press("?")
            try bob.wait(for: "the whole of the panel") {
                $0.text.contains("Rule 'words'") && $0.text.contains("Esc Close")
            }
            try bob.press("Escape")
            // A letter at once after Escape would be Alt and that letter.
            try bob.wait(for: "the panel's end") {
                $0.text.contains("RESULT ─ DECIDE") && !$0.text.contains("Esc Close")
            }
            try bob.press("a")
            try bob.wait(for: "Nothing left: ^S resubmits")
            try bob.press("C-s")
            try bob.wait(for: "merged 0, accepted 1, decided 0")
            #expect(try bench.content("notes").text == "ALICE the quick brown fox BOB\ntwo\n")
        }

        /// What nobody accepted is not accepted by leaving and coming back; what was stays so.
        @Test(arguments: [false, true]) func proposalsAreTakenUpAgain(isAccepted: Bool) throws {
            let bench = try Workbench()
            let bob = try changeWords(bench)
            if isAccepted {
                try bob.press("a")
                try bob.wait(for: "Nothing left")
            }
            try bob.press("C-q")
            try bob.wait(for: "k Keep for later")
            try bob.press("k")
            #expect(try bob.waitForExit() == 0)
            let again = try bench.open("edit notes --as bob")
            try again.wait(for: "r Take it up")
            try again.press("r")
            try again.wait(for: isAccepted ? "Nothing left" : "0 left · 1 auto")
            if !isAccepted {
                try again.press("a")
                try again.wait(for: "Nothing left")
            }
            try again.press("C-s")
            try again.wait(for: "Saved v3")
            #expect(try bench.content("notes").text == "ALICE the quick brown fox BOB\ntwo\n")
        }

        @Test func aSecondConflictKeepsTheDecision() throws {
            let bench = try Workbench()
            let (alice, bob) = try collide(bench)
            try bob.press("m")
            try bob.wait(for: "Nothing left")
            // alice saves again, far from the conflict, before bob resubmits.
            try alice.press("C-End")
            try alice.type("four")
            try alice.press("C-s")
            try alice.wait(for: "Saved v3")
            try bob.press("C-s")
            try bob.wait(for: "v3 merged: 1 kept, 0 asked again, 0 new")
            #expect(try bench.content("notes").text == "ALICE one\ntwo\nthree\nfour")
            try bob.wait(for: "RESULT ─ DECIDE")
            try bob.press("C-s")
            try bob.wait(for: "Saved v4")
            #expect(try bench.content("notes").text == "BOB one\ntwo\nthree\nfour")
        }

        /// The same conflict in another document, deeper indented: what alice decided is proposed to bob, and he accepts it.
        @Test func whatWasResolvedOnceIsProposed() throws {
            let bench = try Workbench()
            for (name, indentation, resolver, other) in [("one", "", "alice", "bob"), ("two", "    ", "bob", "alice")] {
                let text = "list:\n\(indentation)port: 1\nend\n"
                #expect(try bench.run("put", name, "--create", input: Array(text.utf8)).status == 0)
                let winner = try bench.open("edit \(name) --as \(other)")
                let loser = try bench.open("edit \(name) --as \(resolver)")
                for pane in [winner, loser] { try pane.wait(for: "v1 · draft") }
                for (pane, digit) in [(winner, "2"), (loser, "3")] {
                    try pane.press("Down", "End", "BSpace")
                    try pane.type(digit)
                    try pane.press("C-s")
                    try pane.wait(for: pane === winner ? "Saved v2" : "RESULT ─ DECIDE")
                }
                if name == "one" {
                    try loser.press("b")
                } else {
                    try loser.wait(for: "RESULT proposes what alice took.")
                    try loser.press("C-s")
                    try loser.wait(for: "Not sent: 1 auto is left")
                    try loser.press("A")
                    try loser.wait(for: "Accept the one auto left?")
                    try loser.press("y")
                }
                try loser.wait(for: "Nothing left")
                try loser.press("C-s")
                try loser.wait(for: "Saved v3")
                let lines = ["port: 3", "port: 2"].map { indentation + $0 + "\n" }.joined()
                #expect(try bench.content(name).text == "list:\n\(lines)end\n")
                try loser.press("C-q")
                #expect(try loser.waitForExit() == 0)
            }
        }

        /// Of two pictures one is taken, or both are kept under two names; there is no text to merge.
        @Test(arguments: ["m", "t", "b"]) func binaryDocumentsAreNotMerged(key: String) throws {
            let bench = try Workbench()
            let picture: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 13, 10, 0, 1]
            #expect(try bench.run("put", "logo.png", "--create", input: picture).status == 0)
            let alice = try bench.open("edit logo.png --as alice")
            let bob = try bench.open("edit logo.png --as bob")
            for pane in [alice, bob] { try pane.wait(for: "v1 · draft") }
            try alice.type("A")
            try alice.press("C-s")
            try alice.wait(for: "Saved v2")
            try bob.type("B")
            try bob.press("C-s")
            try bob.wait(for: "Binary, no lines to merge: alice saved v2, 9 bytes; yours has 9.")
            try bob.wait(for: "m Mine  t Theirs")
            try bob.press(key)
            if key == "b" {
                try bob.wait(for: "Save as: logo-bob.png")
                try bob.press("Enter")
            }
            try bob.wait(for: ["m": "Saved v3", "t": "v2 by alice", "b": "logo-bob.png v1"][key] ?? "")
            func text(_ name: String) throws -> [UInt8] { try bench.run("get", name).output }
            #expect(try text("logo.png") == [key == "m" ? 0x42 : 0x41] + picture)
            if key == "b" { #expect(try text("logo-bob.png") == [0x42] + picture) }
            try bob.press("C-q")
            #expect(try bob.waitForExit() == 0)
        }

        @Test func twoCreateOneName() throws {
            let bench = try Workbench()
            let alice = try bench.open("edit fresh --as alice")
            let bob = try bench.open("edit fresh --as bob")
            try alice.wait(for: "A new document")
            try bob.wait(for: "A new document")
            try bob.type("from bob")
            try alice.type("from alice")
            try alice.press("C-s")
            try alice.wait(for: "Saved v1")
            try bob.wait(for: "alice saved v1 [! 1 conflict]")
            try bob.press("C-s")
            let screen = try bob.wait(for: "RESULT ─ DECIDE")
            #expect(screen.text.contains("none, both created it"))
            try bob.press("b")
            try bob.wait(for: "Nothing left")
            try bob.press("C-s")
            try bob.wait(for: "Saved v2")
            #expect(try bench.content("fresh").text == "from bob\nfrom alice")
        }

        @Test func theViewFollowsTheTerminal() throws {
            let bench = try Workbench()
            let (_, bob) = try collide(bench)
            #expect(try bob.screen()[2].hasPrefix("─ MINE ─"))
            try bob.resize(rows: 50, columns: 200)
            let wide = try bob.wait(for: "three columns") { $0[2].contains("┬─ RESULT ─ DECIDE") }
            #expect(wide[2].contains("┬─ THEIRS v2 alice"))
            try bob.press("t")
            try bob.wait(for: "Nothing left")
            try bob.resize(rows: 40, columns: 120)
            try bob.wait(for: "three panes") { $0[2].contains("┬─ BASE v1") }
            try bob.resize(rows: 10, columns: 40)
            try bob.wait(for: "one pane") { $0[2].contains("RESULT") }
            try bob.resize(rows: 24, columns: 80)
            try bob.wait(for: "stacked panes") { $0[2].hasPrefix("─ MINE ─") }
            try bob.press("C-s")
            try bob.wait(for: "Saved v3")
            #expect(try bench.content("notes").text == "ALICE one\ntwo\nthree\n")
        }

        @Test func leavingNeverResolves() throws {
            let bench = try Workbench()
            let (_, bob) = try collide(bench)
            try bob.press("Escape")
            try bob.wait(for: "409 pending")
            try bob.press("C-q")
            try bob.wait(for: "k Keep for later")
            try bob.press("k")
            #expect(try bob.waitForExit() == 0)
            #expect(try bench.content("notes").text == "ALICE one\ntwo\nthree\n")
            let again = try bench.open("edit notes --as bob")
            try again.wait(for: "r Take it up")
            try again.press("r")
            try again.wait(for: "RESULT ─ DECIDE")
            try again.press("m")
            try again.wait(for: "Nothing left")
            try again.press("C-s")
            try again.wait(for: "Saved v3")
            #expect(try bench.content("notes").text == "BOB one\ntwo\nthree\n")
        }
    }
}
