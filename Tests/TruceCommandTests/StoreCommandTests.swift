import Glibc
import Testing
import TruceDiff
import TruceDocument

@testable import TruceCommand

/// The commands against a real server; what they print, and their statuses.
struct StoreCommandTests {
    private let conflictTime = "2026-04-21 14:09:11"

    struct Text: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var bytes: [UInt8]

        init(_ description: String, _ bytes: some Sequence<UInt8>) {
            testDescription = description
            self.bytes = Array(bytes)
        }
    }

    @Test(arguments: [
        Text("plain", "plain\n".utf8), Text("no final newline", "a\nb".utf8), Text("nothing", []),
        Text("a byte order mark and CRLF", "\u{FEFF}a\r\nb\r\n".utf8), Text("NUL", [0]),
        Text("what steers a terminal", "\u{1B}[2J\u{202E}".utf8), Text("no UTF-8", [0xFF, 0xFE, 0x0A, 0xC3]),
        Text("every byte", 0...255), Text("more than 1 MiB", repeatElement(0x78, count: 1_500_000)),
    ])
    func bytesGoInAndOutUnchanged(_ text: Text) async throws {
        let bytes = text.bytes
        try await TestStore.serving { store in
            let saved = await store.truce("put", "odd", "--create", input: bytes)
            let tag = ETag.content(version: 1, digest: Digest(of: bytes))
            #expect(saved == TestStore.Ran(status: 0, output: Array("odd@1 \(tag)\n".utf8), error: ""))
            #expect(await store.truce("get", "odd") == TestStore.Ran(status: 0, output: bytes, error: ""))
            #expect(await store.truce("get", "odd@1").output == bytes)
            let file = store.path("odd.bin")
            #expect(await store.truce("get", "odd", "-o", file, "--etag").text == "\(tag)\n")
            let written = try readFile(file)
            #expect(written == bytes)
            #expect(await store.truce("diff", "odd", file) == TestStore.Ran(status: 0, output: [], error: ""))
            #expect(await store.truce("put", "copy", file, "--create").status == 0)
            #expect(await store.truce("get", "copy").output == bytes)
        }
    }

    @Test func onATerminalNothingSteersIt() async throws {
        try await TestStore.serving { store in
            _ = await store.truce("put", "n", "--create", input: Array("a\u{1B}[2J\tb\n".utf8) + [0xFF])
            #expect(await store.truce("get", "n", isTerminal: true).text == "a^[[2J\tb\n<FF>")
            let shown = await store.truce("diff", "n", isTerminal: true).text
            #expect(shown.contains("+a^[[2J\tb\n"))
            let coloured = await store.truce("diff", "n", isTerminal: true, hasColours: true).text
            #expect(coloured.contains("\u{1B}[32m+a^[[2J\tb\u{1B}[m\n"))
            #expect(coloured.contains("\u{1B}[1m--- /dev/null\u{1B}[m\n"))
            let json = await store.truce("log", "n", "--json", isTerminal: true)
            #expect(!json.output.contains(0x1B))
        }
    }

    @Test func savesAndConflicts() async throws {
        try await TestStore.serving { store in
            #expect(
                await store.truce("put", "n", "--create", "--as", "ann", input: [0x61]).text
                    == "n@1 \"1-ca978112ca1b\"\n")
            #expect(
                await store.truce("put", "n", "--if-match", "1-ca978112ca1b", "--as", "bob", "-m", "why", input: [0x62])
                    .text
                    == "n@2 \"2-3e23e8160039\"\n")
            let stale = await store.truce("put", "n", "f.txt", "--if-match", "\"1-ca978112ca1b\"", input: [0x63])
            #expect(
                stale
                    == TestStore.Ran(
                        status: 2, output: [], error: "truce: f.txt cannot be read: No such file or directory\n"))
            let refused = await store.truce("put", "n", "-", "--if-match", "\"1-ca978112ca1b\"", input: [0x63])
            #expect(
                refused
                    == TestStore.Ran(
                        status: 1, output: [],
                        error: "truce: n changed: bob saved v2 \"2-3e23e8160039\" at \(conflictTime), you had v1: "
                            + "merge in what 'truce diff n --from 1' shows, then truce put n - --if-match 2-3e23e8160039\n"
                    ))
            let created = await store.truce("put", "n", "--create", input: [0x63])
            #expect(
                created
                    == TestStore.Ran(
                        status: 1, output: [],
                        error:
                            "truce: n exists already: bob saved v2 \"2-3e23e8160039\" at \(conflictTime): merge in what "
                            + "'truce get n' shows, then truce put n FILE --if-match 2-3e23e8160039\n"))
            #expect(await store.truce("get", "n").text == "b")
            #expect(await store.truce("put", "n", "--if-match", "current", input: [0x64]).text.hasPrefix("n@3 "))
            #expect(await store.truce("put", "n", "--if-match", "*", input: [0x65]).text.hasPrefix("n@4 "))
            let missing = await store.truce("put", "other", "--if-match", "current", input: [0x65])
            #expect(missing.status == 1)
            #expect(missing.error == "truce: there is no document named other: --create makes it\n")
        }
    }

    @Test func theWriterIsNamedByOptionBeforeEnvironment() async throws {
        try await TestStore.serving { store in
            _ = await store.truce("put", "a", "--create", environment: ["TRUCE_ACTOR": "zoë"])
            _ = await store.truce("put", "b", "--create", "--as", "bob", environment: ["TRUCE_ACTOR": "zoë"])
            let names = await store.truce("ls").text.split(separator: "\n").map { $0.split(separator: "\t")[5] }
            #expect(names == ["zoë", "bob"])
            let forbidden = await store.truce("put", "c", "--create", "--as", "a b")
            #expect(forbidden.status == 2)
        }
    }

    @Test func lists() async throws {
        try await TestStore.serving { store in
            let empty = await store.truce("ls", isTerminal: true)
            #expect(
                empty
                    == TestStore.Ran(
                        status: 0, output: [],
                        error: "No documents. 'truce edit NAME' begins one, 'truce --help' lists the commands.\n"))
            #expect(await store.truce("ls") == TestStore.Ran(status: 0, output: [], error: ""))
            _ = await store.truce("put", "notes", "--create", "--as", "bob", input: Array("hello\n".utf8))
            _ = await store.truce("put", "ops/runbook", "--create", "--as", "ann", input: Array("x".utf8))
            #expect(
                await store.truce("ls").text
                    == """
                    notes\t1\t6\tdraft\t2026-04-21T12:08:11Z\tbob\t"1-5891b5b522d5"
                    ops/runbook\t1\t1\tdraft\t2026-04-21T12:09:11Z\tann\t"1-2d711642b726"

                    """)
            #expect(
                await store.truce("ls", isTerminal: true).text
                    == """
                    NAME         VERSION  BYTES  STATUS  CHANGED              BY   ETAG
                    notes              1      6  draft   2026-04-21 14:08:11  bob  "1-5891b5b522d5"
                    ops/runbook        1      1  draft   2026-04-21 14:09:11  ann  "1-2d711642b726"

                    """)
            #expect(await store.truce("ls", "RUN").text.hasPrefix("ops/runbook\t"))
            #expect(await store.truce("ls", "--recent").text.hasPrefix("ops/runbook\t"))
            #expect(await store.truce("ls", "--tag", "ops", isTerminal: true).error == "No document matches.\n")
            #expect(await store.truce("ls", "--status", "published").output.isEmpty)
            let lines = await store.truce("ls", "--json").text.split(separator: "\n")
            let documents = try lines.map { try Document(decoding: Array($0.utf8)) }
            #expect(documents.map(\.name) == ["notes", "ops/runbook"])
            let one = await store.truce("get", "notes", "--json")
            #expect(one.text == lines[0] + "\n")
        }
    }

    @Test func listsFollowAllPages() async throws {
        var pages = [Page(items: [1, 2], next: "b"), Page(items: [3], next: "c"), Page(items: [4], next: nil)]
        var cursors: [String?] = []
        var items: [Int] = []
        try await forEachPage(from: PageRequest(limit: 2)) { request in
            cursors.append(request.cursor)
            return pages.removeFirst()
        } _: { page in
            items += page
            return true
        }
        #expect(cursors == [nil, "b", "c"])
        #expect(items == [1, 2, 3, 4])
    }

    @Test func versions() async throws {
        try await TestStore.serving { store in
            _ = await store.truce("put", "n", "--create", "--as", "ann", "-m", "begin", input: Array("a\nb\n".utf8))
            _ = await store.truce(
                "put", "n", "--if-match", "current", "--as", "bob", "-m", "two\nlines", input: Array("a\nc\n".utf8))
            #expect(
                await store.truce("log", "n").text
                    == """
                    2\t2026-04-21T12:09:11Z\tbob\t4\t"2-b72cf6d79181"\ttwo\\nlines
                    1\t2026-04-21T12:08:11Z\tann\t4\t"1-911169ddaaf1"\tbegin

                    """)
            #expect(
                await store.truce("log", "n", isTerminal: true).text
                    == """
                    VERSION  SAVED                BY   BYTES  ETAG              MESSAGE
                          2  2026-04-21 14:09:11  bob      4  "2-b72cf6d79181"  two lines
                          1  2026-04-21 14:08:11  ann      4  "1-911169ddaaf1"  begin

                    """)
            #expect(await store.truce("log", "n", "-n", "1").text.split(separator: "\n").count == 1)
            let newest = await store.truce("log", "n", "--json", "-n", "1")
            let version = try Version(decoding: newest.output)
            #expect(version.number == 2)
            #expect(await store.truce("show", "n", "--json").text == newest.text)
            #expect(
                await store.truce("show", "n").text
                    == """
                    n@2 "2-b72cf6d79181"
                    Author: bob
                    Saved:  2026-04-21T12:09:11Z
                    Parent: n@1

                        two
                        lines

                    --- n@1
                    +++ n@2
                    @@ -1,2 +1,2 @@
                     a
                    -b
                    +c

                    """)
            #expect(
                await store.truce("show", "n@1", isTerminal: true).text
                    == """
                    n@1 "1-911169ddaaf1"
                    Author: ann
                    Saved:  2026-04-21 14:08:11

                        begin

                    --- /dev/null
                    +++ n@1
                    @@ -0,0 +1,2 @@
                    +a
                    +b

                    """)
            let missing = await store.truce("show", "n@3")
            #expect(missing.status == 1)
            #expect(missing.error == "truce: n has no version 3, the newest is 2: 'truce log n' lists them\n")
        }
    }

    /// `--version N` is the command's own, and not the wish for the program's version.
    @Test func aVersionIsNamedByOptionToo() async throws {
        try await TestStore.serving { store in
            _ = await store.truce("put", "n", "--create", input: Array("one\n".utf8))
            _ = await store.truce("put", "n", "--if-match", "current", input: Array("two\n".utf8))
            #expect(await store.truce("get", "n", "--version", "1").text == "one\n")
            #expect(await store.truce("get", "--version=2", "n").text == "two\n")
            #expect(await store.truce("get", "n", "--version", "3").status == 1)
            for number in ["1", "2"] {
                let shown = await store.truce("show", "n", "--version", number)
                #expect(shown == (await store.truce("show", "n@\(number)")))
                #expect(shown.text.hasPrefix("n@\(number) "))
                let difference = await store.truce("diff", "n", "--version", number)
                #expect(difference == (await store.truce("diff", "n", "--to", number)))
                #expect(difference.text.contains(number == "1" ? "+one" : "+two"))
            }
            #expect(await store.truce("diff", "n", "--from", "1", "--version", "1").status == 0)
        }
    }

    @Test func differences() async throws {
        try await TestStore.serving { store in
            for (text, precondition) in [
                ("a\n", "--create"), ("b\n", "--if-match=current"), ("a\n", "--if-match=current"),
            ] {
                _ = await store.truce("put", "n", precondition, input: Array(text.utf8))
            }
            #expect(
                await store.truce("diff", "n@1", "n@2") == (await store.truce("diff", "n", "--from", "1", "--to", "2")))
            #expect(await store.truce("diff", "n@1") == (await store.truce("diff", "n", "--from", "1")))
            let head = await store.truce("diff", "n")
            #expect(head.status == 1)
            #expect(head.text == "--- n@2\n+++ n@3\n@@ -1 +1 @@\n-b\n+a\n")
            let json = await store.truce("diff", "n", "--json")
            #expect(json.status == 1 && json.text == #"{"oldLine":1,"old":["b\n"],"newLine":1,"new":["a\n"]}"# + "\n")
            let first = await store.truce("diff", "n", "--to", "1", "--json")
            #expect(first.text == #"{"oldLine":1,"old":[],"newLine":1,"new":["a\n"]}"# + "\n")
            #expect(await store.truce("diff", "n", "--from", "1", "--json").text == "")
            #expect(await store.truce("diff", "n", "--from", "1") == TestStore.Ran(status: 0, output: [], error: ""))
            #expect(await store.truce("diff", "n", "--to", "2").text.hasPrefix("--- n@1\n+++ n@2\n"))
            #expect(await store.truce("diff", "n", "--from", "3", "--to", "2").text.hasPrefix("--- n@3\n+++ n@2\n"))
            let file = await store.truce("diff", "n", "-", "--from", "2", input: Array("b\nc".utf8))
            #expect(file.status == 1)
            #expect(file.text == "--- n@2\n+++ -\n@@ -1 +1,2 @@\n b\n+c\n\\ No newline at end of file\n")
        }
    }

    @Test func deletions() async throws {
        try await TestStore.serving { store in
            _ = await store.truce("put", "n", "--create", "--as", "ann", input: [0x61])
            let nobody = await store.truce("rm", "nope")
            #expect(nobody.status == 1 && nobody.error == "truce: There is no document named nope. See 'truce ls'.\n")
            let unasked = await store.truce("rm", "n")
            #expect(unasked.status == 2)
            #expect(unasked.error.hasPrefix("truce: nobody is here to be asked: "))
            let stale = await store.truce("rm", "n", "--if-match", "m1.0-000000000000")
            #expect(stale.status == 1)
            #expect(
                stale.error.hasPrefix("truce: n changed: ann saved v1 \"m1.1-ca978112ca1b\" at 2026-04-21 14:08:11"))
            #expect(stale.error.hasSuffix("then truce rm n --if-match m1.1-ca978112ca1b\n"))
            let question = "Delete n, v1 by ann of 2026-04-21 14:08:11? [y/N] "
            let no = await store.truce("rm", "n", answer: "")
            #expect(no == TestStore.Ran(status: 1, output: [], error: question + "truce: n was not deleted\n"))
            let id = try Document(decoding: await store.truce("get", "n", "--json").output).id
            let yes = await store.truce("rm", "n", answer: "Y")
            #expect(
                yes
                    == TestStore.Ran(
                        status: 0, output: [],
                        error: question + "Deleted after v1. Its versions: truce log \(id)\n"
                            + "To bring it back: truce get \(id)@1 | truce put n --create\n"))
            let reader = try #require(getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) })
            for command in ["get", "log", "show", "diff"] {
                let gone = await store.truce(command, "n")
                let sentence =
                    "truce: There is no document named n: \(reader) deleted it after version 1. Its versions are read "
                    + "by its id, \(id). See 'truce log \(id)'.\n"
                #expect(gone == TestStore.Ran(status: 1, output: [], error: sentence))
            }
            #expect(await store.truce("log", id).status == 0)
            #expect(await store.truce("show", id).text.hasPrefix("\(id)@1 "))
            #expect(await store.truce("get", "\(id)@1").text == "a")
            let save = await store.truce("put", "n", "--if-match", "1-ca978112ca1b", input: [0x62])
            #expect(save.status == 1)
            #expect(save.error.hasSuffix(", after v1: truce put n FILE --create brings it back\n"))
            #expect(await store.truce("put", "n", "--create", input: [0x62]).text.hasPrefix("n@2 "))
            let forced = await store.truce("rm", "n", "--force")
            #expect(forced.status == 0 && forced.error.hasPrefix("Deleted after v2. Its versions: truce log "))
            #expect(
                await store.truce("get", "\(id)@1", "-o", store.path("n")).status == 0, "the first one is there still")
        }
    }

    @Test func aStoreThatIsNotThere() async {
        let ran = await run(["ls"], environment: ["TRUCE_SERVER": "unix:/nonexistent/socket"])
        #expect(ran.status == 3)
        #expect(ran.error.hasPrefix("truce: No server listens on /nonexistent/socket"))
        #expect(ran.error.split(separator: "\n").count == 1)
    }
}
