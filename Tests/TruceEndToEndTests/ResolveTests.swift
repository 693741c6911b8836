import Foundation
import Glibc
import Testing

extension EndToEnd {
    /// `truce resolve` on plain files, and as git's merge tool.
    @Suite struct ResolveTests {
        private let bench: Workbench

        init() throws { bench = try Workbench() }

        private func path(_ name: String) -> String { bench.folder.path + "/" + name }

        private func put(_ text: String, _ name: String) throws {
            try text.write(toFile: path(name), atomically: true, encoding: .utf8)
        }

        private func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }

        /// `truce resolve` on three files with two conflicts and a change of THEIRS alone.
        private func openThree() throws -> Pane {
            try put("a\n1\nb\n2\nc\n", "mine.md")
            try put("a\n-\nb\n-\nc\n", "base.md")
            try put("a\n3\nb\n4\nc\nd\n", "theirs.md")
            let files = ["mine.md", "base.md", "theirs.md"].map { path($0) }.joined(separator: " ")
            return try bench.open("resolve -L ours -L '' -L bob \(files) -o \(path("result.md"))")
        }

        @Test func threeFilesBecomeOne() throws {
            let pane = try openThree()
            let screen = try pane.wait(for: "^S Write")
            #expect(screen[0].hasPrefix(" Merge /") && screen[0].contains("result.md"))
            #expect(screen[1] == " MINE and THEIRS both changed line 2, in part the same words. Nothing is lost.")
            #expect(screen.text.contains("─ MINE ours ─") && screen.text.contains("─ THEIRS bob ─"))
            try pane.press("C-s")
            try pane.wait(for: "Not written: 2 conflicts are left")
            try pane.press("t")
            try pane.wait(for: "conflict 2: THEIRS taken")
            try pane.press("m")
            try pane.wait(for: "Nothing left: ^S writes it")
            #expect(!FileManager.default.fileExists(atPath: path("result.md")))
            try pane.press("C-s")
            #expect(try pane.waitForExit() == 0)
            #expect(try text("result.md") == "a\n1\nb\n4\nc\nd\n")
            #expect(bench.serverProcess == nil, "files need no store")
            #expect(bench.journalBytes == 0)
        }

        @Test func whatIsLeftOrDiscardedWritesNothing() throws {
            try put("as it was\n", "result.md")
            for key in ["Escape", "C-q"] {
                let pane = try openThree()
                try pane.wait(for: "conflict 1/2")
                try pane.press("m")
                try pane.wait(for: "MINE taken")
                try pane.press(key)
                try pane.wait(for: "k Keep for later  d Discard decisions  Esc Stay")
                try pane.press("d")
                #expect(try pane.waitForExit() == 1)
                #expect(try text("result.md") == "as it was\n")
            }
            let again = try openThree()
            let screen = try again.wait(for: "^S Write")
            #expect(screen.text.contains("2 left"))
        }

        @Test(arguments: [true, false])
        func keptDecisionsAreOfferedAgain(_ isKilled: Bool) throws {
            let pane = try openThree()
            try pane.wait(for: "conflict 1/2")
            try pane.press("t")
            try pane.wait(for: "THEIRS taken")
            if isKilled {
                try bench.waitForJournal(holding: "3\nb\n4")
                kill(try pane.process, SIGKILL)
                _ = try pane.waitForExit()
            } else {
                try pane.press("Escape")
                try pane.wait(for: "k Keep for later")
                try pane.press("k")
                #expect(try pane.waitForExit() == 1)
                try pane.wait(for: "Your decisions are kept: the same 'truce resolve' offers them again.")
            }
            #expect(!FileManager.default.fileExists(atPath: path("result.md")))
            let again = try openThree()
            try again.wait(for: isKilled ? "Decisions were left behind at" : "You left decisions at")
            try again.wait(for: "r Take them up")
            try again.press("r")
            try again.wait(for: "Taken up: 1 kept, 0 asked again")
            try again.press("m")
            try again.wait(for: "Nothing left")
            try again.press("C-s")
            #expect(try again.waitForExit() == 0)
            #expect(try text("result.md") == "a\n3\nb\n2\nc\nd\n")
            let last = try openThree()
            #expect(try last.wait(for: "^S Write").text.contains("2 left"))
        }

        @Test(arguments: ["merge", "diff3", "zdiff3"])
        func aFileWithMarkersBecomesItsResult(_ style: String) throws {
            let files = ["a\n1\nb\n", "a\n-\nb\n", "a\n3\nb\n"]
            for (name, text) in zip(["mine", "base", "theirs"], files) { try put(text, name) }
            let arguments = ["--diff3", "--zdiff3"].filter { $0.hasSuffix("-" + style) }
            let names = ["mine", "base", "theirs"].map { path($0) }
            let merged = try run(["git", "merge-file", "-p", "--marker-size=9"] + arguments + names)
            try put(merged.text, "file")
            chmod(path("file"), 0o640)
            try FileManager.default.createSymbolicLink(atPath: path("link"), withDestinationPath: "file")
            let pane = try bench.open("resolve \(path("link"))")
            let screen = try pane.wait(for: "^S Write")
            #expect(screen.text.contains("BASE") && screen.text.contains("none: nothing tells") == (style == "merge"))
            try pane.press("b")
            try pane.wait(for: "Nothing left")
            try pane.press("C-s")
            #expect(try pane.waitForExit() == 0)
            #expect(try text("file") == "a\n1\n3\nb\n")
            var status = stat()
            #expect(lstat(path("file"), &status) == 0 && status.st_mode & 0o777 == 0o640)
            #expect(lstat(path("link"), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
        }

        @Test func whatWouldBeNoYAMLIsAskedAbout() throws {
            try put("limits:\n<<<<<<< HEAD\n  retries: 5\n=======\n  retries: 2\n>>>>>>> side\n", "app.yaml")
            let pane = try bench.open("resolve \(path("app.yaml"))")
            try pane.wait(for: "^S Write")
            try pane.press("b")
            try pane.wait(for: "Not YAML: line 3, retries twice")
            try pane.press("C-s")
            try pane.wait(for: "Not YAML: line 3, retries twice.\n w Write it all the same  Esc Stay")
            try pane.press("Escape")
            // A letter at once after Escape would be Alt and that letter.
            try pane.wait(for: "the question's end") { !$0.text.contains("Esc Stay") && $0.text.contains("^S Write") }
            try pane.press("m")
            try pane.wait(for: "MINE taken")
            try pane.press("C-s")
            #expect(try pane.waitForExit() == 0)
            #expect(try text("app.yaml") == "limits:\n  retries: 5\n")
        }

        @Test func whatCannotBeResolvedSaysSo() throws {
            try put("no markers\n", "file")
            let refused = try bench.run("resolve", path("file"))
            #expect(refused.status == 2 && refused.errors.contains("has no conflict markers"))
            try put("\0\n", "file")
            let binary = try bench.run("resolve", path("file"), path("file"), path("file"), "-o", path("result"))
            #expect(binary.status == 2 && binary.errors.contains("is binary"))
        }

        @Test func aFileThatWasWrittenMeanwhileIsNotLost() throws {
            try put("old\n", "result.md")
            let pane = try openThree()
            try pane.wait(for: "conflict 1/2")
            try put("by somebody else\n", "result.md")
            try pane.press("M")
            try pane.wait(for: "Take MINE for all 2 conflicts left?")
            try pane.press("y")
            try pane.wait(for: "Nothing left")
            try pane.press("C-s")
            try pane.wait(for: "w Write over it")
            #expect(try text("result.md") == "by somebody else\n")
            try pane.press("w")
            #expect(try pane.waitForExit() == 0)
            #expect(try text("result.md") == "a\n1\nb\n2\nc\nd\n")
        }

        // MARK: git

        /// A repository in which a merge has stopped at two files, with truce as README makes it git's merge tool.
        private func conflictedRepository() throws -> String {
            let script = """
                cd '\(bench.folder.path)' && git init -q -b main repository && cd repository
                git config user.name Test && git config user.email test@example.org
                git config merge.tool truce
                git config mergetool.truce.cmd "'\(bench.program)' resolve \\"\\$LOCAL\\" \\"\\$BASE\\" \\"\\$REMOTE\\" -o \\"\\$MERGED\\""
                git config mergetool.truce.trustExitCode true
                git config mergetool.keepBackup false
                commit() { git add --all; git commit -q -m "$1"; }
                mkdir 'a folder'
                printf 'limits:\\n  retries: 3\\n' > 'a folder/app.yaml'; printf 'one\\n' > notes.md; commit base
                git checkout -q -b side
                printf 'limits:\\n  retries: 2\\n' > 'a folder/app.yaml'; printf 'two\\n' > notes.md; commit side
                git checkout -q main
                printf 'limits:\\n  retries: 5\\n' > 'a folder/app.yaml'; printf 'three\\n' > notes.md; commit main
                git merge side
                true
                """
            let made = try run(
                ["sh", "-c", script], environment: ["HOME": bench.folder.path, "GIT_CONFIG_NOSYSTEM": "1"])
            #expect(made.status == 0, "\(made.errors)")
            return path("repository")
        }

        @Test func gitMergetoolOpensEachConflict() throws {
            let repository = try conflictedRepository()
            let pane = try bench.open(program: "git", "-C \(repository) mergetool")
            let screen = try pane.wait(for: "^S Write")
            #expect(screen[0].hasPrefix(" Merge a folder/app.yaml"))
            #expect(screen.text.contains("─ MINE HEAD main ") && screen.text.contains("─ THEIRS side "))
            try pane.press("t")
            try pane.wait(for: "Nothing left")
            try pane.press("C-s")
            try pane.wait(for: "notes.md  ")
            try pane.press("Escape")
            try pane.wait(for: "d Discard decisions")
            try pane.press("d")
            try pane.wait(for: "merge of notes.md failed")
            try pane.type("n")
            try pane.press("Enter")
            #expect(try pane.waitForExit() == 1)
            let status = try run(["git", "-C", repository, "status", "--porcelain"])
            #expect(status.text == "M  \"a folder/app.yaml\"\nUU notes.md\n")
            #expect(try text("repository/a folder/app.yaml") == "limits:\n  retries: 2\n")
            #expect(try text("repository/notes.md").hasPrefix("<<<<<<< HEAD\nthree\n"))
        }

        @Test func aRebaseSaysWhoseSideIsWhose() throws {
            let repository = try conflictedRepository()
            for words in [["merge", "--abort"], ["checkout", "-q", "side"], ["rebase", "-q", "main"]] {
                _ = try run(["git", "-C", repository] + words)
            }
            let pane = try bench.open("resolve notes.md", after: "cd \(repository)")
            let screen = try pane.wait(for: "^S Write")
            #expect(screen[1] == " Rebase: MINE is main, THEIRS is your commit")
            try pane.press("t")
            try pane.wait(for: "Nothing left")
            try pane.press("C-s")
            #expect(try pane.waitForExit() == 0)
            #expect(try text("repository/notes.md") == "two\n")
        }
    }
}
