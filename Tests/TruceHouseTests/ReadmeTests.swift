import Testing

/// What README.md tells people to type exists.
@Suite struct ReadmeTests {
    @Test func everyCommandExists() throws {
        let readme = try #require(Repository.file("README.md"))
        let typed = TypedCommand.all(in: readme)
        #expect(
            typed.contains { $0.program == "Resources/run.sh" } && typed.contains { $0.program == "Resources/test.sh" })
        expectNone(
            TypedCommand.findings(
                in: readme, CommandLineWords(Repository.swiftFiles), Set(Repository.files.map(\.path))))
    }

    @Test(arguments: [
        ("```\ntruce edit notes\n```", []),
        ("    truce get notes --if-match 3", []),
        ("Type `truce edit notes`.", []),
        ("    truce   # opens --everything", []),
        ("A truce is no war.", []),
        ("```\nbash Resources/run.sh edit notes\n$ truce\n```", []),
        ("`truce fly`", ["README.md:1: truce has no command fly"]),
        ("`truce edit --slowly notes`", ["README.md:1: truce has no option --slowly"]),
        ("\n`bash Resources/fly.sh`", ["README.md:2: there is no Resources/fly.sh"]),
    ])
    func unknownCommandsAreFound(_ text: String, _ expected: [String]) {
        let source = """
            struct Edit: ParsableCommand {}
            struct Get: AsyncParsableCommand {
                @Option var ifMatch: String
                static let configuration = CommandConfiguration(commandName: "get")
            }
            """
        let words = CommandLineWords([SourceFile("Sources/TruceCommand/a.swift", source)])
        let findings = TypedCommand.findings(in: SourceFile("README.md", text), words, ["Resources/run.sh"])
        #expect(findings.map(\.description) == expected)
    }
}

/// The commands and options that the sources of `truce` declare.
struct CommandLineWords {
    var commands: Set<String> = []
    var options: Set<String> = ["help", "version"]

    init(_ files: [SourceFile]) {
        for file in files where file.target == "TruceCommand" {
            for line in file.lines {
                for match in line.matches(of: /commandName: "([\w-]+)"/) { commands.insert(String(match.output.1)) }
                for match in line.matches(of: /struct (\w+): (?:Async)?ParsableCommand/) {
                    commands.insert(match.output.1.lowercased())
                }
                for match in line.matches(of: /customLong\("([\w-]+)"/) { options.insert(String(match.output.1)) }
                for match in line.matches(of: /\bvar (\w+)/) {
                    options.insert(
                        match.output.1.reduce(into: "") { $0 += $1.isUppercase ? "-" + $1.lowercased() : String($1) })
                }
            }
        }
    }
}

/// A command that a page tells people to type: in backquotes, or a line that is a program's name and words.
struct TypedCommand {
    /// `truce`, or the path of a script.
    var program: String
    var arguments: [String]
    /// From 1.
    var line: Int

    static func all(in page: SourceFile) -> [TypedCommand] {
        var commands: [TypedCommand] = []
        var isInBlock = false
        for (index, line) in page.lines.enumerated() {
            if line.hasPrefix("```") { isInBlock.toggle() }
            let isCode = isInBlock || line.hasPrefix("    ")
            let texts = isCode ? [line] : line.matches(of: /`([^`]+)`/).map { String($0.output.1) }
            for text in texts {
                // A comment of the shell explains a command, and is none.
                var words = text.split(separator: " ").map(String.init).prefix { !$0.hasPrefix("#") }
                if words.first == "$" { words.removeFirst() }
                if words.first == "bash" { words.removeFirst() }
                guard let program = words.first, program == "truce" || program.hasPrefix("Resources/") else { continue }
                commands.append(TypedCommand(program: program, arguments: Array(words.dropFirst()), line: index + 1))
            }
        }
        return commands
    }

    static func findings(in page: SourceFile, _ words: CommandLineWords, _ paths: Set<String>) -> [Finding] {
        all(in: page).flatMap { typed -> [Finding] in
            guard typed.program == "truce" || paths.contains(typed.program) else {
                return [Finding(page.path, line: typed.line, "there is no \(typed.program)")]
            }
            guard typed.program != "Resources/test.sh" else { return [] }
            var findings: [Finding] = []
            if let command = typed.arguments.first, !command.hasPrefix("-"), !words.commands.contains(command) {
                findings.append(Finding(page.path, line: typed.line, "truce has no command \(command)"))
            }
            for option in typed.arguments where option.hasPrefix("--") {
                let name = String(option.dropFirst(2).prefix { $0 != "=" })
                if !words.options.contains(name) {
                    findings.append(Finding(page.path, line: typed.line, "truce has no option --\(name)"))
                }
            }
            return findings
        }
    }
}
