import Testing
import TruceDocument

@testable import TruceCommand

/// `mv`, `status` and `blame`, and what `put` and `rm` say of their rules.
struct NameCommandTests {
    private func put(_ name: String, _ text: String, in store: TestStore) async {
        let ran = await store.truce("put", name, "--create", "--as", "ann", input: Array(text.utf8))
        #expect(ran.status == 0, "\(ran.error)")
    }

    @Test func renames() async throws {
        try await TestStore.serving { store in
            await put("notes", "text", in: store)
            await put("taken", "text", in: store)
            let moved = await store.truce("mv", "notes", "ops/notes")
            #expect(moved == TestStore.Ran(status: 0, output: Array("ops/notes \"m2\"\n".utf8), error: ""))
            #expect(await store.truce("get", "notes").text == "text")
            #expect(await store.truce("mv", "notes", "notes", "--if-match", "m2").text == "notes \"m3\"\n")
            let stale = await store.truce("mv", "notes", "n", "--if-match", "m2", "--as", "bob")
            #expect(stale.status == 1)
            #expect(
                stale.error.hasSuffix(
                    ": look at it with 'truce get notes --json', then truce mv notes n --if-match m3\n"))
            for (arguments, status, error) in [
                (["notes", "TAKEN"], 1, "taken exists already: use it, or choose another name."),
                (["taken", "ops/Notes"], 1, "ops/notes is an alias already: choose another name."),
                (["none", "n"], 1, "There is no document named none. See 'truce ls'."),
                (["notes", "a b"], 2, "The name contains U+0020"),
            ] as [([String], Int32, String)] {
                let ran = await store.truce("mv", arguments[0], arguments[1])
                #expect(ran.status == status)
                #expect(ran.error.contains(error), "\(ran.error)")
            }
        }
    }

    @Test func statuses() async throws {
        try await TestStore.serving { store in
            await put("notes", "text", in: store)
            #expect(await store.truce("status", "notes").text == "notes\tdraft\treview\t\"m1\"\n")
            #expect(
                await store.truce("status", "notes", isTerminal: true).text == """
                    NAME   STATUS  NEXT    ETAG
                    notes  draft   review  "m1"

                    """)
            let review = await store.truce("status", "notes", "--to", "review", "--if-match", "m1")
            #expect(review.text == "notes\treview\tapproved draft\t\"m2\"\n")
            let far = await store.truce("status", "notes", "--to", "archived")
            #expect(
                far.error == "truce: notes is review; the way to archived is approved, published, archived.\n")
            #expect(far.status == 1)
            for status in ["approved", "published"] { _ = await store.truce("status", "notes", "--to", status) }
            let archived = await store.truce("status", "notes", "--to", "archived", "--json").text
            #expect(archived.contains(#""status":"archived""#))
            #expect(archived.hasSuffix(#","metadataETag":"\"m5\""}"# + "\n"))
            let refused = await store.truce("put", "notes", "--if-match", "current", input: [1])
            #expect(refused.status == 1)
            #expect(
                refused.error
                    == "truce: notes is archived, and its text cannot be changed: first take it to published. "
                    + "truce status notes --to published\n")
            #expect(await store.truce("status").text.hasPrefix("draft\tyes\treview\n"))
            #expect(await store.truce("status", "--json").output == Workflow.standard.encoded() + [0x0A])
            #expect(await store.truce("status", "--to", "review").status == 2)
            #expect(await store.truce("status", "notes", "--if-match", "m1").status == 2)
        }
    }

    @Test func blames() async throws {
        try await TestStore.serving { store in
            await put("notes", "a\n\n", in: store)
            _ = await store.truce(
                "put", "notes", "--if-match", "current", "--as", "bob", input: Array("a\n\n\tb\u{1B}[2J".utf8))
            let times = (await store.truce("log", "notes").text).split(separator: "\n")
                .map { String($0.split(separator: "\t")[1]) }
            #expect(
                await store.truce("blame", "notes").text == """
                    1\tann\t\(times[1])\t1\ta
                    1\tann\t\(times[1])\t2\t
                    2\tbob\t\(times[0])\t3\t\\tb\u{1B}[2J

                    """)
            let shown = await store.truce("blame", "notes", isTerminal: true).text
            #expect(shown.hasPrefix("VERSION  BY   SAVED                LINE  TEXT\n"))
            #expect(shown.hasSuffix("     3      b^[[2J\n"))
            let json = await store.truce("blame", "notes", "--json").text
            #expect(
                json == """
                    {"from":1,"to":2,"version":1,"author":"ann","at":"\(times[1])"}
                    {"from":3,"to":3,"version":2,"author":"bob","at":"\(times[0])"}

                    """)
            await put("empty", "", in: store)
            #expect(await store.truce("blame", "empty") == TestStore.Ran(status: 0, output: [], error: ""))
        }
    }

    @Test func whatOthersReferToIsNotDeleted() async throws {
        try await TestStore.serving { store in
            await put("notes", "text", in: store)
            await put("index", "[[notes]]", in: store)
            let refused = await store.truce("rm", "notes", "--force")
            #expect(refused.status == 1)
            #expect(
                refused.error
                    == "truce: 1 document refers to notes: index. Change it first, or, as an admin, delete it "
                    + "all the same: truce rm notes --ignore-references\n")
            #expect(await store.truce("rm", "notes", "--force", "--ignore-references").status == 0)
        }
    }

    @Test func putAndMvPrintTheDocumentAsJSON() async throws {
        try await TestStore.serving { store in
            let created = await store.truce("put", "notes", "--create", "--json", input: Array("text".utf8))
            #expect(created.status == 0 && created.text.hasSuffix("}\n"))
            let document = try Document(decoding: Array(created.output.dropLast()))
            #expect(document.name == "notes" && document.version == 1)
            let moved = await store.truce("mv", "notes", "ops/notes", "--json")
            let renamed = try Document(decoding: Array(moved.output.dropLast()))
            #expect(renamed.name == "ops/notes" && renamed.id == document.id && renamed.aliases == ["notes"])
        }
    }
}
