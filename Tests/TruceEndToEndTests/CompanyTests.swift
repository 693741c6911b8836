import Glibc
import Testing

extension EndToEnd {
    /// Two people in two terminals see each other, and what the other saves.
    @Suite struct CompanyTests {
        @Test func theySeeEachOther() throws {
            let bench = try Workbench()
            try bench.run("put", "notes", "--create", input: Array("one\n".utf8))
            let alice = try bench.open("edit notes --as alice")
            try alice.wait(for: "v1 · draft")
            let bob = try bench.open("edit notes --as bob")
            // Each screen shows the other, and the person's own name last.
            try alice.wait(for: "bob  alice")
            try bob.wait(for: "alice  bob")
            try alice.type("ALICE ")
            try alice.press("C-s")
            try alice.wait(for: "Saved v2")
            try bob.wait(for: "alice saved v2   alice v2  bob")
            try bob.wait(for: "alice saved v2: ^S reads it")
            try bob.press("C-s")
            let read = try bob.wait(for: "v2 by alice")
            #expect(read[1].contains("ALICE one"))
            try bob.type("BOB ")
            try bob.press("C-s")
            try bob.wait(for: "Saved v3")
            try alice.wait(for: "bob saved v3: ^S reads it")
            // Who leaves is gone at once, not when its time is over.
            try bob.press("C-q")
            #expect(try bob.waitForExit() == 0)
            #expect(try !bench.curl("/v1/documents/notes/presence").contains("bob"))
            try alice.press("C-q")
            #expect(try alice.waitForExit() == 0)
            #expect(try bench.curl("/v1/documents/notes/presence") == #"{"items":[]}"#)
        }

        /// Before bob saves he knows whether his text would merge with what alice saved; what he types is looked at again.
        @Test func theTitleForeseesTheMerge() throws {
            let bench = try Workbench()
            try bench.run("put", "notes", "--create", input: Array("one\ntwo\nthree\nfour\nfive\n".utf8))
            let alice = try bench.open("edit notes --as alice")
            try alice.wait(for: "v1 · draft")
            let bob = try bench.open("edit notes --as bob", columns: 100)
            try alice.wait(for: "bob  alice")
            try bob.type("BOB ")
            try bob.wait(for: "●")
            try alice.press("C-End")
            try alice.type("six")
            try alice.press("C-s")
            try bob.wait(for: "alice saved v2 [~ merges]   alice v2  bob")
            try alice.press("C-Home")
            try alice.type("ALICE ")
            try alice.press("C-s")
            try bob.wait(for: "alice saved v3 [! 1 conflict]")
            // Without the change of the first line there is nothing to decide any more.
            for _ in 0..<4 { try bob.press("BSpace") }
            try bob.press("End")
            try bob.wait(for: "alice saved v3   alice v3  bob")
            try bob.press("Down", "Down")
            try bob.type("!")
            try bob.wait(for: "alice saved v3 [~ merges]")
        }

        /// The feed goes on with the server that the next request starts.
        @Test func aLostServerIsFoundAgain() throws {
            let bench = try Workbench()
            try bench.run("put", "notes", "--create", input: Array("one\n".utf8))
            let alice = try bench.open("edit notes --as alice")
            try alice.wait(for: "v1 · draft")
            let watch = try bench.open("watch notes --after e0000000000000000")
            try watch.wait(for: "created notes")
            let server = try #require(bench.serverProcess)
            kill(server, SIGKILL)
            let changed = try bench.run("put", "notes", "--if-match", "current", input: Array("two\n".utf8))
            #expect(changed.status == 0, "\(changed.errors)")
            try alice.wait(for: "saved v2")
            try watch.wait(for: "saved notes v2")
        }
    }
}
