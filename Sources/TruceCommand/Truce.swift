import ArgumentParser
import Glibc
import TruceDocument
import TruceTerminal

/// `truce`: the root of the command line.
struct Truce: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "truce", abstract: "Edit documents together; resolve conflicts where they arise.",
        discussion: """
            Examples:
              truce                    what is there, as 'truce ls'
              truce notes              edit 'notes'; so does 'truce edit notes'
              truce demo               see a conflict and its resolution
              truce get notes > n.txt  a document's text

            The help of each command shows the same with curl. For $url there, start
              truce serve --listen 127.0.0.1:7311 --no-auth     url=http://127.0.0.1:7311
            or add --unix-socket $XDG_RUNTIME_DIR/truce/store.sock to curl, and url=http://truce.
            'truce put --help' has a conflict and its resolution step by step.

            Exit status: 0 done, 1 a conflict or a negative answer, 2 usage, 3 the store cannot be reached, 4 refused;
            'merge' has its own.
            Shell completions: truce --generate-completion-script bash (or zsh, fish)
            The version of this program: truce --version
            """,
        groupedSubcommands: [
            CommandGroup(name: "Edit", subcommands: [Edit.self, DemoCommand.self]),
            CommandGroup(
                name: "Documents",
                subcommands: [
                    ListCommand.self, GetCommand.self, PutCommand.self, MoveCommand.self, StatusCommand.self,
                    RemoveCommand.self,
                ]),
            CommandGroup(name: "Files", subcommands: [MergeCommand.self, ResolveCommand.self]),
            CommandGroup(
                name: "Versions",
                subcommands: [
                    LogCommand.self, ShowCommand.self, DiffCommand.self, BlameCommand.self, WatchCommand.self,
                ]),
            CommandGroup(
                name: "Store", subcommands: [ServeCommand.self, UserCommand.self, ConflictsCommand.self]),
        ],
        defaultSubcommand: Edit.self)
}

/// Runs the program with the arguments of this process; never returns.
///
/// Call it first thing in `main`, before any thread exists: the editor blocks signals, and threads inherit that.
public func runTruce() -> Never {
    openMissingStandardDescriptors()
    // A reader that has gone is an error of write(2) and no signal.
    signal(SIGPIPE, SIG_IGN)
    let arguments = Array(CommandLine.arguments.dropFirst())
    let output = Output.process(environment: processEnvironment)
    do {
        var command = try parse(arguments)
        try command.run()
        exit(ExitStatus.done.rawValue)
    } catch {
        exit(report(error, of: arguments, to: output))
    }
}

/// The command that the arguments ask for; throws what ``report(_:of:to:)`` tells of.
func parse(_ arguments: [String]) throws -> any ParsableCommand {
    guard let first = arguments.first else { return try ListCommand.parse([]) }
    // Not the parser's own flag, which would win over the option of this name that commands have.
    if first == "--version" { throw VersionWanted() }
    // Looking at all the commands takes longer than a merge. What is no merge alone, a wish for help say, goes on below.
    if first == MergeCommand.configuration.commandName,
        let merge = try? MergeCommand.parseAsRoot(Array(arguments.dropFirst())) as? MergeCommand
    {
        return merge
    }
    let command = try Truce.parseAsRoot(arguments)
    // The first word decides; 'truce --server URL ls' would edit a document called ls.
    if command is Edit, commandName(in: [first]) == nil, let later = commandName(in: arguments) {
        throw CommandFailure(
            .usage, "'\(later)' is a command: write it first, options behind it; 'truce edit \(later)' edits a document"
        )
    }
    return command
}

/// The first argument that is the name of a command.
private func commandName(in arguments: [String]) -> String? {
    let names = Truce.configuration.subcommands.map { $0._commandName }
    return arguments.first { names.contains($0) }
}

/// The version of the program was asked for.
struct VersionWanted: Error {}

/// Tells the user what ended a command, and returns the exit status.
func report(_ error: any Error, of arguments: [String], to output: Output) -> Int32 {
    switch error {
    case is OutputClosed: return ExitStatus.done.rawValue
    case is VersionWanted: return answer("truce \(Truce.version)", of: arguments, to: output)
    case let code as ExitCode: return code.rawValue
    case let failure as CommandFailure:
        output.errorLine("truce: \(failure.message)")
        return failure.status.rawValue
    case let problem as Problem:
        return report(CommandFailure(problem), of: arguments, to: output)
    case let error as TerminalError:
        return report(CommandFailure(.usage, error.description), of: arguments, to: output)
    default: break
    }
    switch Truce.exitCode(for: error) {
    case .success: return answer(Truce.message(for: error).trimmingNewlines, of: arguments, to: output)
    case .validationFailure: return reportUsage(error, of: arguments, to: output)
    default: return report(CommandFailure(.negative, "\(error)"), of: arguments, to: output)
    }
}

/// A wish for the help or the version is fulfilled by an error's message, which goes to standard output.
private func answer(_ text: String, of arguments: [String], to output: Output) -> Int32 {
    do {
        try output.line(text)
        return ExitStatus.done.rawValue
    } catch {
        return report(error, of: arguments, to: output)
    }
}

/// A command line that cannot be understood.
private func reportUsage(_ error: any Error, of arguments: [String], to output: Output) -> Int32 {
    let command = commandName(in: arguments).map { " \($0)" } ?? ""
    let message = Truce.message(for: error)
    let isSentence = message.last.map { ".?!".contains($0) } ?? true
    output.errorLine("truce: \(message)\(isSentence ? " See" : ": see") 'truce\(command) --help'")
    return (command == " merge" ? ExitStatus.noMerge : .usage).rawValue
}

extension String {
    /// Without newlines at the end.
    fileprivate var trimmingNewlines: String {
        var text = self[...]
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }
}
