import Foundation
import Glibc
import Testing

extension EndToEnd {
    /// `truce edit --file`: nothing that was typed is lost, and nothing that somebody else wrote is overwritten.
    @Suite struct FileTests {
        private func put(_ text: String, _ path: String) throws {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        }

        private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

        @Test func aKilledEditorLeavesItsDraft() throws {
            let bench = try Workbench()
            let path = bench.folder.path + "/notes.md"
            try put("one\ntwo\n", path)
            let pane = try bench.open("edit --file \(path)")
            try pane.wait(for: "  1  one")
            try pane.paste("typed and not saved ")
            try pane.wait(for: "typed and not saved one")
            try bench.waitForJournal(holding: "typed and not saved")
            kill(try pane.process, SIGKILL)
            _ = try pane.waitForExit()
            #expect(try text(path) == "one\ntwo\n")
            // By another name of the same file.
            try FileManager.default.createSymbolicLink(
                atPath: bench.folder.path + "/link.md", withDestinationPath: "notes.md")
            let again = try bench.open("edit --file \(bench.folder.path)/link.md")
            try again.wait(for: "A draft was left behind")
            try again.wait(for: "r Take it up")
            try again.press("r")
            try again.wait(for: "typed and not saved one")
            try again.press("C-s")
            try again.wait(for: "Written")
            #expect(try text(path) == "typed and not saved one\ntwo\n")
            try again.press("C-q")
            #expect(try again.waitForExit() == 0)
            let last = try bench.open("edit --file \(path)")
            try last.wait(for: "  1  typed and not saved one")
            #expect(try !last.screen().text.contains("draft was left"))
            #expect(bench.serverProcess == nil, "a file needs no store")
        }

        @Test func aDraftMeetsAFileThatHasChanged() throws {
            let bench = try Workbench()
            let path = bench.folder.path + "/notes.md"
            try put("one\ntwo\nthree\n", path)
            let pane = try bench.open("edit --file \(path)")
            try pane.wait(for: "  1  one")
            try pane.paste("my ")
            try bench.waitForJournal(holding: "my ")
            kill(try pane.process, SIGKILL)
            _ = try pane.waitForExit()
            try put("one\ntwo\nTHREE\n", path)
            let again = try bench.open("edit --file \(path)")
            try again.wait(for: "r Take it up")
            try again.press("r")
            try again.wait(for: "the file has changed since")
            try again.press("C-s")
            try again.wait(for: "merged, nothing to decide")
            #expect(try text(path) == "one\ntwo\nTHREE\n")
            try again.wait(for: "RESULT ─ DECIDE")
            try again.press("C-s")
            try again.wait(for: "Written")
            #expect(try text(path) == "my one\ntwo\nTHREE\n")
        }

        @Test func aSecondWriterIsNotOverwritten() throws {
            let bench = try Workbench()
            let path = bench.folder.path + "/notes.md"
            try put("one\ntwo\n", path)
            let pane = try bench.open("edit --file \(path)")
            try pane.wait(for: "  1  one")
            try pane.type("my ")
            try pane.wait(for: "my one")
            try put("their one\ntwo\n", path)
            try pane.press("C-s")
            let screen = try pane.wait(for: "RESULT ─ DECIDE")
            #expect(screen[0].hasPrefix(" Merge  "))
            #expect(try text(path) == "their one\ntwo\n")
            // Again, while it is being resolved.
            try put("their own one\ntwo\n", path)
            try pane.press("m")
            try pane.wait(for: "Nothing left: ^S writes it")
            try pane.press("C-s")
            try pane.wait(for: "merged again: 0 kept, 1 asked again")
            try pane.wait(for: "RESULT ─ DECIDE")
            #expect(try text(path) == "their own one\ntwo\n")
            try pane.press("b")
            try pane.wait(for: "Nothing left")
            try pane.press("C-s")
            try pane.wait(for: "Written")
            #expect(try text(path) == "my one\ntheir own one\ntwo\n")
            try pane.press("C-q")
            #expect(try pane.waitForExit() == 0)
        }

        /// A file's size is limited instead of the disk's: to what the draft takes as well, so that both fail.
        @Test func aFullDiskLosesNothing() throws {
            let bench = try Workbench()
            let path = bench.folder.path + "/notes.md"
            try put("one\n", path)
            let pane = try bench.open("edit --file \(path)", after: "trap '' XFSZ; ulimit -f 20")
            try pane.wait(for: "  1  one")
            try pane.paste(String(repeating: "a line of text\n", count: 2_000))
            try pane.wait(for: "a line of text")
            try pane.press("C-s")
            try pane.wait(for: "cannot be written: File too large")
            #expect(try text(path) == "one\n")
            #expect(try pane.screen().text.contains("a line of text"))
            #expect(
                try FileManager.default.contentsOfDirectory(atPath: bench.folder.path).allSatisfy {
                    !$0.hasPrefix(".truce")
                })
            try pane.press("C-z")
            try pane.wait(for: "  1  one")
            try pane.type("x")
            try pane.press("C-s")
            try pane.wait(for: "Written")
            #expect(try text(path) == "xone\n")
        }
    }
}
