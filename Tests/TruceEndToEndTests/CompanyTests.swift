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
