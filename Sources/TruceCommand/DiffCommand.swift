import ArgumentParser
import TruceDocument

/// `truce diff`: what changed between two versions, or between a version and a file.
struct DiffCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Compare versions, or a version with a file.",
        discussion: """
            Unified format, as 'patch' takes it. The status is 0 if the texts are equal, 1 if they differ.

            Examples:
              truce diff notes                     what the newest version changed
              truce diff notes --from 17           from version 17 to the newest
              truce diff notes --from 17 --to 19   the same: truce diff notes@17 notes@19
              truce diff notes n.txt               from the newest version to a file
              truce diff notes --json | jq .new    what came, one JSON object a hunk
              curl "$url/v1/documents/notes/diff?from=17&to=19"    with curl
            """)

    @OptionGroup var store: StoreOptions

    @Option(
        help: ArgumentHelp("The old version; without it the one that the new was saved on.", valueName: "n"),
        transform: { try versionNumber($0) })
    var from: Int?

    @Option(
        name: [.long, .customLong("version")],
        help: ArgumentHelp("The new version; without it the newest.", valueName: "n"),
        transform: { try versionNumber($0) })
    var to: Int?

    @Flag(help: "One JSON object a hunk: oldLine and newLine from 1, the lines in old and new.")
    var json = false

    @Argument(
        help: ArgumentHelp("A document, or NAME@N for the same as --from N.", valueName: "name[@n]"),
        transform: { try VersionArgument($0) })
    var document: VersionArgument

    @Argument(
        help: ArgumentHelp(
            "A file to compare with, in place of a new version, or NAME@N for the same as --to N; '-' is standard input.",
            valueName: "file"),
        completion: .file())
    var other: String?

    private var name: String { document.name }
    private var oldNumber: Int? { from ?? document.version }
    private var newNumber: Int? { to ?? otherVersion }
    private var file: String? { otherVersion == nil ? other : nil }

    /// The version of the same document that the second argument names.
    private var otherVersion: Int? {
        guard let named = other.flatMap({ try? VersionArgument($0) }), named.name == name else { return nil }
        return named.version
    }

    func validate() throws {
        if from != nil && document.version != nil { throw ValidationError("NAME@N and --from exclude each other.") }
        if to != nil && otherVersion != nil { throw ValidationError("NAME@N and --to exclude each other.") }
        if to != nil && file != nil { throw ValidationError("A file and --to exclude each other.") }
    }

    func run(with connection: StoreConnection, in surroundings: Surroundings) async throws {
        let history = try await connection.history(of: name)
        let old: LabelledText
        let new: LabelledText
        if let file {
            let bytes = try file == "-" ? surroundings.input.readAll() : readFile(file)
            new = LabelledText(label: singleLine(file), bytes: bytes)
            let number = if let oldNumber { oldNumber } else { try await history.version(nil).number }
            old = try await history.text(ofVersion: number)
        } else {
            let version = try await history.version(newNumber)
            old = try await history.text(ofVersion: oldNumber ?? version.parent)
            new = try await history.text(ofVersion: version.number)
        }
        if json {
            try surroundings.output.jsonLines(old.hunks(to: new))
        } else {
            try surroundings.output.difference(old.difference(to: new))
        }
        if old.bytes != new.bytes { throw ExitCode(ExitStatus.negative.rawValue) }
    }

    /// A newline in a file's name would make another line of the difference.
    private func singleLine(_ path: String) -> String {
        path.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
