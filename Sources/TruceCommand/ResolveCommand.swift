import ArgumentParser
import TruceClient
import TruceEditor
import TruceLocal
import TruceRun
import TruceTerminal
import TruceView

/// `truce resolve`: the three-way view on plain files.
struct ResolveCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Resolve the conflicts of three files, or of one with conflict markers, by hand.",
        usage: """
            truce resolve [-L <label>] ... <current> <base> <other> -o <result>
            truce resolve [-L <label>] ... <file>
            """,
        discussion: """
            Opens the three-way view on plain files; no store is needed. Letters decide the conflicts, F1 explains the \
            keys. ^S writes the result, once nothing is left. Esc asks whether to keep the decisions for later: the \
            same command offers them again, also after a crash.

            Of a file with conflict markers, in any of git's styles, the sides are taken from git itself where it has \
            them and nobody has changed the file since; else from what stands between the markers.

            Examples:
              truce resolve mine.md base.md theirs.md -o merged.md
              truce resolve app.yaml      a file with conflict markers
              git config merge.tool truce
              git config mergetool.truce.cmd \\
                'truce resolve "$LOCAL" "$BASE" "$REMOTE" -o "$MERGED"'
              git config mergetool.truce.trustExitCode true
              git config mergetool.keepBackup false

            For jj, in its configuration: \
            merge-tools.truce.merge-args = ["resolve", "$left", "$base", "$right", "-o", "$output"]. \
            For Mercurial, in the section merge-tools: \
            truce.args = resolve -L $labellocal -L $labelbase -L $labelother $local $base $other -o $output

            Exit status: 0 when the result was written, 1 when it was not: then no file has changed; 2 usage, a file \
            that is binary or has no conflict markers among it.
            """)

    @Option(
        name: .customShort("L", allowingJoined: true), parsing: .unconditionalSingleValue,
        help: ArgumentHelp("What CURRENT is called, then BASE, then OTHER.", valueName: "label"))
    var labels: [String] = []

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp(
            "Where the result goes; without it a FILE with markers becomes its result.", valueName: "result"),
        completion: .file())
    var result: String?

    @Argument(
        help: ArgumentHelp("CURRENT, BASE and OTHER, or a FILE with conflict markers.", valueName: "file"),
        completion: .file())
    var files: [String]

    func validate() throws {
        if labels.count > 3 { throw ValidationError("-L can be given three times at most.") }
        switch (files.count, result) {
        case (1, _), (3, .some): break
        case (3, nil): throw ValidationError("Say where the result goes: -o RESULT.")
        default: throw ValidationError("Name three files, CURRENT BASE OTHER, or one with conflict markers.")
        }
    }

    func run() throws {
        let merge = try input.read()
        TerminalLoop.blockSignals()
        let status = try TerminalLoop.run { try await Self.resolve(merge) }
        if status != 0 { throw ExitCode(status) }
    }

    /// What is to be merged, of arguments that are valid.
    var input: ResolveInput {
        let source: ResolveInput.Source =
            files.count == 3
            ? .files(current: files[0], base: files[1], other: files[2]) : .marked(files[0])
        return ResolveInput(source: source, result: result ?? files[0], labels: labels)
    }

    @TerminalActor
    private static func resolve(_ merge: FileMerge) async throws -> Int32 {
        let seat = try Seat.ofFiles(.merges)
        let settings = try editorSettings(processEnvironment)
        let terminal = try Terminal()
        let (status, program) = await TruceRun.run(in: terminal, seats: [seat], makeID: makeID) { size in
            SoloProgram(
                Editor(
                    target: .merge(merge), actor: seat.actor, endpoint: .url(""), utcOffset: systemUTCOffset,
                    settings: settings, size: size))
        }
        terminal.close()
        if program.editor.keepsDraft {
            Output.process(environment: processEnvironment).errorLine(
                "Your decisions are kept: the same 'truce resolve' offers them again.")
        }
        return status
    }
}

extension Seat {
    /// A seat for plain files. They need no store; the seat's is never asked.
    static func ofFiles(_ subject: Drafts.Subject) throws(CommandFailure) -> Seat {
        let paths: LocalPaths
        do { paths = try LocalPaths.standard(environment: processEnvironment) } catch { throw CommandFailure(error) }
        return Seat(
            store: HTTPStore(.unixSocket(path: "/dev/null"), namesActor: false),
            actor: processEnvironment("USER") ?? "",
            drafts: Drafts(folder: paths.journals, of: subject))
    }
}
