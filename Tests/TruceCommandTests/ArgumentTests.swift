import ArgumentParser
import Testing
import TruceDocument

@testable import TruceCommand

struct ArgumentTests {
    struct Wrong: Sendable, CustomTestStringConvertible {
        var arguments: String
        /// All of standard error.
        var error: String

        init(_ arguments: String, _ error: String) {
            self.arguments = arguments
            self.error = error
        }

        var testDescription: String { arguments }
    }

    @Test(arguments: [
        Wrong("get", "truce: Missing expected argument '<name[@n]>': see 'truce get --help'\n"),
        Wrong(
            "get notes@x",
            "truce: The value 'notes@x' is invalid for '<name[@n]>': A version is a number from 1, as in notes@17. "
                + "See 'truce get --help'\n"),
        Wrong(
            "get .hidden",
            "truce: The value '.hidden' is invalid for '<name[@n]>': The part '.hidden' of the name begins with a dot. "
                + "See 'truce get --help'\n"),
        Wrong(
            "get notes --etag --json",
            "truce: --etag and --json exclude each other: --json has the ETag in it. See 'truce get --help'\n"),
        Wrong(
            "put notes --create --if-match *",
            "truce: --if-match and --create exclude each other. See 'truce put --help'\n"),
        Wrong(
            "put notes",
            "truce: Say what the text replaces: --if-match ETAG (from 'truce get notes --etag'), --if-match current, "
                + "or --create for a new document. See 'truce put --help'\n"),
        Wrong(
            "put notes --if-match \"1-2",
            "truce: The value '\"1-2' is invalid for '--if-match <etag>': Write an ETag as 'truce get NAME --etag' "
                + "prints it, or: current: see 'truce put --help'\n"),
        Wrong("log notes -n 0", "truce: --limit takes a number from 1. See 'truce log --help'\n"),
        Wrong("diff notes file --to 3", "truce: A file and --to exclude each other. See 'truce diff --help'\n"),
        Wrong(
            "diff notes --from 0",
            "truce: The value '0' is invalid for '--from <n>': A version is a number from 1. "
                + "See 'truce diff --help'\n"),
        Wrong(
            "get notes --version +6",
            "truce: The value '+6' is invalid for '--version <n>': A version is a number from 1. "
                + "See 'truce get --help'\n"),
        Wrong(
            "get notes@06",
            "truce: The value 'notes@06' is invalid for '<name[@n]>': A version is a number from 1, as in notes@17. "
                + "See 'truce get --help'\n"),
        Wrong(
            "show notes@1 --version 2",
            "truce: NAME@N and --version exclude each other. See 'truce show --help'\n"),
        Wrong("get notes --version", "truce: Missing value for '--version <n>': see 'truce get --help'\n"),
        Wrong("log notes --version 2", "truce: Unknown option '--version': see 'truce log --help'\n"),
        Wrong("rm notes --force --version", "truce: Unknown option '--version': see 'truce rm --help'\n"),
        Wrong(
            "rm notes --force --if-match m1",
            "truce: --if-match and --force exclude each other. See 'truce rm --help'\n"),
        Wrong(
            "serve --listen 127.0.0.1:0 --tls-cert c",
            "truce: --tls-cert and --tls-key belong together: name both. See 'truce serve --help'\n"),
        Wrong(
            "serve --log-level loud",
            "truce: The value 'loud' is invalid for '--log-level <level>': Write one of debug, info, warning, error: "
                + "see 'truce serve --help'\n"),
        Wrong("resolve", "truce: Missing expected argument '<file> ...': see 'truce resolve --help'\n"),
        Wrong("resolve a b c", "truce: Say where the result goes: -o RESULT. See 'truce resolve --help'\n"),
        Wrong(
            "resolve a b -o c",
            "truce: Name three files, CURRENT BASE OTHER, or one with conflict markers. See 'truce resolve --help'\n"),
        Wrong(
            "resolve a -L 1 -L 2 -L 3 -L 4",
            "truce: -L can be given three times at most. See 'truce resolve --help'\n"),
        Wrong(
            "resolve /nowhere/a /nowhere/b /nowhere/c -o d",
            "truce: /nowhere/a cannot be read: No such file or directory\n"),
        Wrong(
            "user add ann --role root",
            "truce: The value 'root' is invalid for '--role <role>': A role is reader, writer or admin. "
                + "See 'truce user --help'\n"),
        Wrong(
            "serve --no-auth --listen 7311",
            "truce: The value '7311' is invalid for '--listen <host:port>': Write HOST:PORT, as in 127.0.0.1:7311: "
                + "see 'truce serve --help'\n"),
        Wrong(
            "--server unix:/x ls",
            "truce: 'ls' is a command: write it first, options behind it; 'truce edit ls' edits a document\n"),
        Wrong(
            "ls --server ftp",
            "truce: 'ftp' is no server address: it names no scheme. Write unix:PATH, http://HOST:PORT or "
                + "https://HOST:PORT.\n"),
        Wrong(
            "ls --server http://127.0.0.1 --as a\u{A0}b",
            "truce: 'a\u{A0}b' is no writer's name: name one without spaces and control characters with --as\n"),
        Wrong(
            "ls --server http://127.0.0.1 --as \u{1B}[31mx",
            "truce: '^[[31mx' is no writer's name: name one without spaces and control characters with --as\n"),
    ])
    func aCommandLineThatCannotBeUnderstood(_ wrong: Wrong) async {
        let arguments = wrong.arguments.split(separator: " ").map(String.init)
        #expect(await run(arguments) == TestStore.Ran(status: 2, output: [], error: wrong.error))
    }

    @Test func aNameAloneIsEdited() throws {
        #expect(try parse(["notes"]) is Edit)
        #expect(try parse(["edit", "ls"]) is Edit)
        #expect(try parse(["ls"]) is ListCommand)
    }

    @Test func withoutArgumentsTheDocumentsAreListed() throws {
        let command = try #require(try parse([]) as? ListCommand)
        #expect(command.text == nil && !command.json)
    }

    @Test func theVersionAndTheHelpAreAnswers() async {
        #expect(
            await run(["--version"])
                == TestStore.Ran(status: 0, output: Array("truce \(Truce.version)\n".utf8), error: ""))
        let help = await run(["help"])
        #expect(help.status == 0)
        #expect(help.error.isEmpty)
    }

    /// What is copied from a terminal 80 columns wide works: no line ends within quotes, and one that goes on says so.
    @Test(arguments: Truce.configuration.subcommands.map { $0._commandName })
    func curlCanBeCopied(_ command: String) async throws {
        var request = ""
        for line in await run([command, "--help"]).text.split(separator: "\n") {
            guard !request.isEmpty || line.contains(/^ +curl\s/) else { continue }
            #expect(
                line.count { $0 == "'" }.isMultiple(of: 2) && line.count { $0 == "\"" }.isMultiple(of: 2), "\(line)")
            request += line
            guard !line.hasSuffix("\\") else { continue }
            #expect(request.contains("$url") || request.contains("$text") || request.contains("https://"), "\(request)")
            request = ""
        }
        #expect(request.isEmpty)
    }

    @Test(arguments: Truce.configuration.subcommands.map { $0._commandName })
    func everyCommandsHelpHasExamplesOnLinesOfTheirOwn(_ command: String) async throws {
        let help = await run([command, "--help"])
        #expect(help.status == 0)
        let lines = help.text.split(separator: "\n", omittingEmptySubsequences: false)
        let title = try #require(lines.firstIndex(of: "Examples:"))
        let examples = lines[(title + 1)...].prefix { $0.hasPrefix("  ") }
        #expect(examples.contains { $0.contains("truce \(command)") })
        // What is too long for a terminal goes on at the margin of the next line.
        let next = lines[(title + 1 + examples.count)...].first
        #expect(next == "" || next?.last == ".", "an example is longer than 80 columns")
    }

    /// One that is not written down is made from the type, for which Swift searches all conformances at each start.
    @Test func everyCommandsNameIsWritten() {
        let commands = Truce.configuration.subcommands
        #expect(!commands.isEmpty)
        for command in commands { #expect(command.configuration.commandName != nil, "\(command)") }
    }

    @Test func aFileHasAPath() throws {
        let error = #expect(throws: (any Error).self) { try Truce.parseAsRoot(["edit", "--file", ""]) }
        #expect(error.map { Truce.message(for: $0) } == "The path of a file is empty.")
    }

    /// A keyboard or a copied file name may have the parts of a character one by one.
    @Test func namesArePutTogether() throws {
        #expect(Array(try documentArgument("cafe\u{301}").utf8) == Array("caf\u{E9}".utf8))
        #expect(Array(try VersionArgument("cafe\u{301}@2").name.utf8) == Array("caf\u{E9}".utf8))
    }

    @Test(
        arguments: [
            ("notes", false, nil, "truce edit notes"), ("a b.md", true, nil, "truce edit --file 'a b.md'"),
            ("notes", false, "unix:/s", "truce edit --server unix:/s notes"),
        ] as [(String, Bool, String?, String)])
    func theCommandThatOffersADraft(name: String, isFile: Bool, server: String?, command: String) {
        #expect(Edit.command(again: name, isFile: isFile, server: server) == command)
    }

    @Test(arguments: [
        ("1-ab", IfMatch.tags(.tags([ETag("1-ab")]))), ("\"1-ab\"", .tags(.tags([ETag("1-ab")]))),
        ("*", .tags(.any)), ("current", .current), ("\"1-a\", \"2-b\"", .tags(.tags([ETag("1-a"), ETag("2-b")]))),
        ("W/\"1\"", .tags(.tags([ETag("1", isWeak: true)]))),
    ])
    func theETagsOfAPrecondition(_ text: String, _ expected: IfMatch) throws {
        #expect(try IfMatch(text) == expected)
    }

    @Test(arguments: [
        ("127.0.0.1:7311", "127.0.0.1", 7311), ("[::1]:0", "::1", 0), ("localhost:80", "localhost", 80),
    ])
    func addressesToListenOn(_ text: String, _ host: String, _ port: Int) throws {
        let address = try ListenAddress(text)
        #expect(address.host == host)
        #expect(address.port == port)
    }
}
