import Foundation
import Glibc
import Testing

extension EndToEnd {
    /// Nothing that was typed or acknowledged is lost when the editor or the server dies.
    @Suite struct CrashTests {
        @Test func aKilledEditorLeavesItsDraft() throws {
            let bench = try Workbench()
            try bench.run("put", "notes", "--create", input: Array("one\ntwo\n".utf8))
            let pane = try bench.open("edit notes --as kim")
            try pane.wait(for: "v1 · draft")
            try pane.paste("typed and not saved ")
            try pane.wait(for: "typed and not saved one")
            try bench.waitForJournal(holding: "typed and not saved")
            kill(try pane.process, SIGKILL)
            _ = try pane.waitForExit()
            let again = try bench.open("edit notes --as kim")
            try again.wait(for: "A draft was left behind")
            try again.wait(for: "r Take it up")
            #expect(try again.screen().text.contains("  1  one"))
            try again.press("r")
            try again.wait(for: "typed and not saved one")
            try again.press("C-s")
            try again.wait(for: "Saved v2")
            #expect(try bench.content("notes").text == "typed and not saved one\ntwo\n")
            try again.press("C-q")
            #expect(try again.waitForExit() == 0)
            // Taken over and saved, the draft is gone.
            let last = try bench.open("edit notes --as kim")
            try last.wait(for: "v2 · draft")
            #expect(try !last.screen().text.contains("draft was left"))
        }

        @Test func anEndFromOutsideSaysThatTheDraftIsKept() throws {
            let bench = try Workbench()
            let pane = try bench.open("edit notes --as kim")
            try pane.wait(for: "A new document")
            try pane.paste("typed")
            try pane.wait(for: "typed")
            kill(try pane.process, SIGTERM)
            _ = try pane.waitForExit()
            try pane.wait(for: "Your draft is kept: 'truce edit notes' offers it again.")
        }

        /// A file's size is limited instead of the disk's, and then no more.
        @Test func aDraftIsKeptOnceTheDiskHasRoom() throws {
            let bench = try Workbench()
            let path = bench.folder.path + "/notes.md"
            try Data("one\n".utf8).write(to: URL(fileURLWithPath: path))
            let pane = try bench.open("edit --file \(path)", after: "trap '' XFSZ; ulimit -S -f 20")
            try pane.wait(for: "  1  one")
            try pane.paste(String(repeating: "a line of text\n", count: 4_000))
            try pane.wait(for: "no draft kept")
            for typed in ["first", "second"] {
                try pane.press("C-q")
                try pane.wait(for: "Unsaved text.")
                try pane.press("k")
                try pane.wait(for: "The draft cannot be kept: ^S saves, or ^Q and d discard it")
                try pane.type(typed)
                try pane.wait(for: typed)
            }
            try pane.liftFileLimit()
            try pane.wait(for: "title without a warning") { !$0[0].contains("no draft kept") }
            try pane.press("C-q")
            try pane.wait(for: "Unsaved text.")
            try pane.press("k")
            #expect(try pane.waitForExit() == 0)
            try pane.wait(for: "Your draft is kept: 'truce edit --file ")
            let again = try bench.open("edit --file \(path)")
            try again.wait(for: "You left a draft")
            try again.wait(for: "r Take it up")
            try again.press("r")
            try again.wait(for: "a line of text")
            try again.press("C-End")
            try again.wait(for: "firstsecondone")
        }

        /// What was written before the disk was full is no draft of a text that was saved since.
        @Test func aFullDiskLeavesNoStaleDraft() throws {
            let bench = try Workbench()
            let path = bench.folder.path + "/notes.md"
            try Data("one\n".utf8).write(to: URL(fileURLWithPath: path))
            let pane = try bench.open("edit --file \(path)", after: "trap '' XFSZ; ulimit -S -f 20")
            try pane.wait(for: "  1  one")
            try pane.paste("typed ")
            try bench.waitForJournal(holding: "typed")
            try pane.paste(String(repeating: "a line of text\n", count: 4_000))
            try pane.wait(for: "no draft kept")
            try pane.press("C-q")
            try pane.wait(for: "Unsaved text.")
            try pane.press("k")
            try pane.wait(for: "The draft cannot be kept")
            try pane.liftFileLimit()
            try pane.press("C-s")
            try pane.wait(for: "Written")
            try pane.press("C-q")
            #expect(try pane.waitForExit() == 0)
            let journals = bench.folder.path + "/state/truce/journals"
            #expect(try FileManager.default.contentsOfDirectory(atPath: journals) == [])
        }

        @Test func anotherDataFolderIsAnotherStore() throws {
            let bench = try Workbench()
            #expect(try bench.run("put", "notes", "--create", input: Array("one\n".utf8)).status == 0)
            let other = "XDG_DATA_HOME=\(bench.folder.path)/other"
            #expect(try bench.run(shell: "\(other) truce put todo --create", input: Array("two\n".utf8)).status == 0)
            #expect(try bench.run(shell: "\(other) truce get notes").status != 0)
            #expect(try bench.run(shell: "\(other) truce get todo").text == "two\n")
            #expect(try bench.run("get", "notes").text == "one\n")
            #expect(try bench.run("get", "todo").status != 0)
            // Whoever names a server gets that one's store.
            let second = bench.folder.path + "/run/truce/store-2.sock"
            #expect(try bench.run("get", "todo", "--server", "unix:\(second)").text == "two\n")
            // Nor does who starts one by hand take another store's, or a file that is no socket.
            let first = bench.folder.path + "/run/truce/store.sock"
            let taken = try bench.run("serve", "--store", bench.folder.path + "/third.sqlite", "--socket", first)
            #expect(taken.status == 3 && taken.errors.contains("is the socket of the store at"))
            let file = bench.folder.path + "/run/truce/file"
            try Data("kept".utf8).write(to: URL(fileURLWithPath: file))
            let inTheWay = try bench.run("serve", "--store", bench.folder.path + "/third.sqlite", "--socket", file)
            #expect(inTheWay.errors.contains("is in the way: it is no socket"))
            #expect(try String(contentsOfFile: file, encoding: .utf8) == "kept")
            let lock = try String(contentsOfFile: bench.folder.path + "/other/truce/store.sqlite-lock", encoding: .utf8)
            let process = try #require(lock.split(separator: " ").first.flatMap { pid_t($0) })
            kill(process, SIGTERM)
            try waitForEnd(of: process)
        }

        @Test func aDraftIsOfferedWhereTheServerCannotStart() throws {
            let bench = try Workbench()
            try bench.run("put", "notes", "--create", input: Array("one\n".utf8))
            let pane = try bench.open("edit notes --as kim")
            try pane.wait(for: "v1 · draft")
            try pane.paste("typed ")
            try pane.wait(for: "typed one")
            kill(try pane.process, SIGTERM)
            _ = try pane.waitForExit()
            let server = try #require(bench.serverProcess)
            kill(server, SIGTERM)
            try waitForEnd(of: server)
            let folder = bench.folder.path + "/data/truce"
            try FileManager.default.moveItem(atPath: folder, toPath: folder + ".away")
            try Data("no folder".utf8).write(to: URL(fileURLWithPath: folder))
            #expect(try bench.run("get", "notes").status == 3)
            let again = try bench.open("edit notes --as kim")
            try again.wait(for: "r Take it up")
            try again.press("r")
            try again.wait(for: "typed one")
            try again.press("C-s")
            try again.wait(for: "Not saved, the store is away")
            try FileManager.default.removeItem(atPath: folder)
            try FileManager.default.moveItem(atPath: folder + ".away", toPath: folder)
            // It is tried again by itself.
            try again.wait(for: "Saved v2")
            #expect(try bench.content("notes").text == "typed one\n")
        }

        @Test func theRunningServerIsFoundWithoutTheRuntimeFolder() throws {
            let bench = try Workbench()
            #expect(try bench.run("put", "notes", "--create", input: Array("one\n".utf8)).status == 0)
            let found = try bench.run(shell: "XDG_RUNTIME_DIR= truce get notes")
            #expect(found.status == 0 && found.text == "one\n", "\(found.errors)")
        }

        @Test func aKilledResolutionIsTakenUpWithItsDecisions() throws {
            let bench = try Workbench()
            try bench.run("put", "notes", "--create", input: Array("one\ntwo\nthree\nfour\nfive\n".utf8))
            let pane = try bench.open("edit notes --as kim")
            try pane.wait(for: "v1 · draft")
            try bench.run("put", "notes", "--if-match", "current", input: Array("ONE\ntwo\nthree\nfour\nFIVE\n".utf8))
            try pane.type("my ")
            try pane.press("C-End", "BSpace")
            try pane.type(" mine")
            try pane.press("C-s")
            try pane.wait(for: "conflict 1/2 · 2 left")
            try pane.wait(for: "RESULT ─ DECIDE")
            try bench.waitForJournal(holding: "FIVE")
            let before = bench.journalBytes
            try pane.press("m")
            try pane.wait(for: "conflict 2/2 · 1 left")
            try bench.waitForJournal(longerThan: before)
            kill(try pane.process, SIGKILL)
            _ = try pane.waitForExit()
            let again = try bench.open("edit notes --as kim")
            try again.wait(for: "r Take it up")
            try again.press("r")
            try again.wait(for: "RESULT ─ DECIDE")
            try again.wait(for: "1 left")
            try again.wait(for: "my one")
            try again.press("t")
            try again.wait(for: "Nothing left")
            try again.press("C-s")
            try again.wait(for: "Saved v3")
            #expect(try bench.content("notes").text == "my one\ntwo\nthree\nfour\nFIVE\n")
        }

        /// Texts beyond what a journal holds before it is written anew.
        @Test func aLargeTextSurvivesAKillAfterTheFirstDecision() throws {
            let bench = try Workbench()
            let base = (1...4_000).map { "line number \($0) of a long document\n" }
            let others = ["their line\n"] + base.dropFirst()
            try bench.run("put", "long", "--create", input: Array(base.joined().utf8))
            let pane = try bench.open("edit long --as kim")
            try pane.wait(for: "v1 · draft")
            try bench.run("put", "long", "--if-match", "current", input: Array(others.joined().utf8))
            try pane.paste("my ")
            try pane.wait(for: "my line number 1 of")
            try pane.press("C-s")
            try pane.wait(for: "RESULT ─ DECIDE")
            try pane.press("m")
            try pane.wait(for: "Nothing left")
            try pane.press("Escape")
            try pane.wait(for: "409 pending")
            try pane.paste("IMPORTANT ")
            try pane.wait(for: "IMPORTANT")
            try bench.waitForJournal(holding: "IMPORTANT")
            kill(try pane.process, SIGKILL)
            _ = try pane.waitForExit()
            let again = try bench.open("edit long --as kim")
            try again.wait(for: "r Take it up")
            try again.press("r")
            try again.wait(for: "RESULT ─ DECIDE")
            #expect(try again.screen().text.contains("IMPORTANT"))
        }

        @Test func aTextSavedUnderAnotherNameIsJournalledUnderIt() throws {
            let bench = try Workbench()
            try bench.run("put", "gone", "--create", input: Array("base\n".utf8))
            let pane = try bench.open("edit gone --as kim")
            try pane.wait(for: "v1 · draft")
            try pane.paste("mine ")
            try pane.wait(for: "mine base")
            try bench.run("rm", "gone", "--force")
            try pane.press("C-s")
            try pane.wait(for: "n Save under another name")
            try pane.press("n")
            try pane.wait(for: "Save as:")
            try pane.type("2")
            try pane.press("Enter")
            try pane.wait(for: "Saved v1")
            try pane.paste("later ")
            try pane.wait(for: "later")
            try bench.waitForJournal(holding: "later")
            kill(try pane.process, SIGKILL)
            _ = try pane.waitForExit()
            let again = try bench.open("edit gone2 --as kim")
            try again.wait(for: "A draft was left behind")
            try again.wait(for: "r Take it up")
        }

        @Test func aKilledServerIsReplacedAndTheSaveGoesThrough() throws {
            let bench = try Workbench()
            try bench.run("put", "notes", "--create", input: Array("one\n".utf8))
            let pane = try bench.open("edit notes --as kim")
            try pane.wait(for: "v1 · draft")
            try pane.type("more ")
            let server = try #require(bench.serverProcess)
            kill(server, SIGKILL)
            try pane.press("C-s")
            try pane.wait(for: "Saved v2")
            #expect(try bench.content("notes").text == "more one\n")
            #expect(bench.serverProcess != server)
        }

        @Test func acknowledgedSavesSurviveAKilledServer() throws {
            let bench = try Workbench()
            try bench.run("put", "notes", "--create", input: Array("v1\n".utf8))
            for version in 2...8 {
                let saved = try bench.run("put", "notes", "--if-match", "current", input: Array("v\(version)\n".utf8))
                #expect(saved.status == 0, "\(saved.errors)")
                kill(try #require(bench.serverProcess), SIGKILL)
                #expect(try bench.run("get", "notes").text == "v\(version)\n")
            }
        }

        @Test func aHangUpKeepsTheDraft() throws {
            let bench = try Workbench()
            let pane = try bench.open("edit notes --as kim")
            try pane.wait(for: "A new document")
            try pane.type("never saved")
            try pane.wait(for: "never saved")
            kill(try pane.process, SIGHUP)
            _ = try pane.waitForExit()
            let again = try bench.open("edit notes --as kim")
            try again.wait(for: "r Take it up")
            try again.press("r")
            try again.wait(for: "never saved")
        }
    }
}

/// Waits until a process is gone that is no child of this one.
private func waitForEnd(of process: pid_t) throws {
    let deadline = Date().addingTimeInterval(20)
    while kill(process, 0) == 0 {
        guard Date() < deadline else { throw Pane.Failure(description: "Process \(process) still runs after 20 s") }
        sched_yield()
    }
}

extension Pane {
    /// Files may be as long as they like from now on.
    fileprivate func liftFileLimit() throws {
        _ = try shell(["prlimit", "--pid", "\(try process)", "--fsize=unlimited"])
    }
}

extension Workbench {
    /// Waits until a journal on disk holds `text`; the journal is at most a second behind.
    func waitForJournal(holding text: String) throws {
        let journals = folder.path + "/state"
        let deadline = Date().addingTimeInterval(20)
        while Date() < deadline {
            for case let name as String in FileManager.default.enumerator(atPath: journals) ?? .init() {
                let bytes = FileManager.default.contents(atPath: journals + "/" + name) ?? Data()
                if bytes.range(of: Data(text.utf8)) != nil { return }
            }
        }
        throw Pane.Failure(description: "No journal holds '\(text)' after 20 s")
    }

    /// Bytes of all journals.
    var journalBytes: Int {
        let state = folder.path + "/state"
        var sum = 0
        for case let name as String in FileManager.default.enumerator(atPath: state) ?? .init() {
            if name.contains("journals/") {
                sum += FileManager.default.contents(atPath: state + "/" + name)?.count ?? 0
            }
        }
        return sum
    }

    func waitForJournal(longerThan count: Int) throws {
        let deadline = Date().addingTimeInterval(20)
        while Date() < deadline { if journalBytes > count { return } }
        throw Pane.Failure(description: "The journals are no longer than \(count) bytes after 20 s")
    }
}
