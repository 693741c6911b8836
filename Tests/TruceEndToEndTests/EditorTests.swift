import Foundation
import Testing

extension EndToEnd {
    /// The editor as a person uses it, in a real terminal.
    @Suite struct EditorTests {
        @Test func bytesAreKept() throws {
            let bench = try Workbench()
            let odd: [UInt8] =
                Array("\u{FEFF}a\r\nb\tc 漢字 e\u{301} 👩‍👩‍👧\r\n".utf8) + [0xFF, 0x80, 0x0D, 0x0A] + Array("no end".utf8)
            let path = bench.folder.path + "/odd.txt"
            try Data(odd).write(to: URL(fileURLWithPath: path))
            let pane = try bench.open("edit --file '\(path)'")
            let screen = try pane.wait(for: "CRLF")
            #expect(screen.text.contains("<FF><80>"))
            #expect(screen.text.contains("漢字"))
            try pane.press("C-End")
            try pane.type("!")
            try pane.press("C-s")
            try pane.wait(for: "Written")
            #expect(FileManager.default.contents(atPath: path) == Data(odd + [0x21]))
            try pane.press("C-q")
            #expect(try pane.waitForExit() == 0)
        }

        @Test func aHostileDocumentDoesNothingToTheTerminal() throws {
            let bench = try Workbench()
            let hostile =
                "\u{1B}]0;owned\u{07}\u{1B}[2J\u{1B}[31mred\u{1B}[?1049l\u{1B}c\u{9B}5m\u{202E}reversed\u{200B}\u{07}\u{1B}]52;c;AAAA\u{07}\n"
            try bench.run("put", "hostile", "--create", input: Array(hostile.utf8))
            let pane = try bench.open("edit hostile --as kim")
            let screen = try pane.wait(for: "^[]0;owned^G")
            #expect(screen.text.contains("<U+202E>"))
            #expect(try pane.ask("#{alternate_on}") == "1")
            #expect(try pane.ask("#{pane_title}") != "owned")
            try pane.press("C-q")
            #expect(try pane.waitForExit() == 0)
            #expect(try pane.ask("#{alternate_on} #{mouse_any_flag} #{cursor_flag}") == "0 0 1")
            // On a terminal get shows it as harmlessly.
            let got = try bench.open("get hostile")
            try got.wait(for: "^[]0;owned^G")
        }

        @Test func quittingAsks() throws {
            let bench = try Workbench()
            let pane = try bench.open("edit notes --as kim")
            try pane.wait(for: "A new document")
            try pane.type("text")
            try pane.press("C-q")
            try pane.wait(for: "s Save  k Keep draft  d Discard  Esc Stay")
            try pane.press("Escape")
            try pane.wait(for: "no question") { !$0.text.contains("Esc Stay") }
            try pane.press("C-q")
            try pane.wait(for: "Esc Stay")
            try pane.press("s")
            #expect(try pane.waitForExit() == 0)
            #expect(try bench.content("notes").text == "text")
        }

        @Test func pasteUndoFindAndCut() throws {
            let bench = try Workbench()
            let pane = try bench.open("edit notes --as kim")
            try pane.wait(for: "A new document")
            try pane.paste("alpha\nbeta\ngamma\n")
            try pane.wait(for: "gamma")
            try pane.press("C-f")
            try pane.wait(for: "Find:")
            try pane.type("beta")
            try pane.wait(for: "the place of beta") { $0.text.contains("Find: beta") }
            try pane.press("Escape")
            try pane.wait(for: "Ln 2, Col 5")
            try pane.press("C-k")
            try pane.wait(for: "no beta") { !$0.text.contains("beta") }
            try pane.press("C-z")
            try pane.wait(for: "beta")
            try pane.press("C-s")
            try pane.wait(for: "Saved v1")
            #expect(try bench.content("notes").text == "alpha\nbeta\ngamma\n")
        }
    }
}

extension EndToEnd {
    /// The local server that starts by itself, and the demo.
    @Suite struct StartTests {
        @Test func twoCommandsAtOnceStartOneServer() throws {
            let bench = try Workbench()
            let panes = try (0..<4).map { try bench.open("edit doc\($0) --as kim") }
            for pane in panes { try pane.wait(for: "A new document") }
            #expect(bench.processes(matching: bench.socket).count == 1)
        }

        @Test func theDemoPlaysAsText() throws {
            let bench = try Workbench()
            let played = try bench.run("demo", "--play", "--speed", "50")
            #expect(played.status == 0, "\(played.errors)")
            #expect(played.text.contains("→ 409"))
            #expect(played.text.contains("RESULT ─ DECIDE"))
            #expect(played.text.contains("it was resolved"))
        }

        @Test func theDemoPlaysInATerminal() throws {
            let bench = try Workbench()
            let pane = try bench.open("demo --play --speed 20", rows: 40, columns: 120)
            try pane.wait(for: "RESULT ─ DECIDE")
            #expect(try pane.waitForExit(seconds: 60) == 0)
        }

        @Test func aPersonPlaysTheDemo() throws {
            let bench = try Workbench()
            let pane = try bench.open("demo", rows: 40, columns: 120)
            try pane.wait(for: "You are alice")
            try pane.type("A")
            try pane.press("C-s")
            try pane.wait(for: "F6 goes to bob")
            try pane.press("F6")
            try pane.wait(for: "bob still has v1")
            try pane.type("B")
            try pane.press("C-s")
            try pane.wait(for: "MINE bob")
            try pane.wait(for: "RESULT ─ DECIDE")
            try pane.press("b")
            try pane.wait(for: "Nothing left")
            try pane.press("C-s")
            try pane.wait(for: "Resolved: v3 is what bob decided")
            try pane.press("C-q")
            #expect(try pane.waitForExit() == 0)
        }
    }
}
