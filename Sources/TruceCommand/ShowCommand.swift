import ArgumentParser
import TruceDocument

/// `truce show`: one version and what it changed.
struct ShowCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a version: who, when, why, and what it changed.",
        discussion: """
            The difference is to the version that it was saved on. The text itself is 'truce get NAME@N'.

            Examples:
              truce show notes          the newest version
              truce show notes@17       version 17
              truce show notes@17 --json
              curl -i $url/v1/documents/notes/versions/17    the last with curl
            """)

    @OptionGroup var store: StoreOptions

    @Flag(help: "What is known about the version as JSON, without the difference.")
    var json = false

    @OptionGroup var document: VersionOptions

    func run(with connection: StoreConnection, in surroundings: Surroundings) async throws {
        let output = surroundings.output
        let name = document.name
        let history = try await connection.history(of: name)
        let version = try await history.version(document.number)
        if json { return try output.jsonLines([version]) }
        let old = try await history.text(ofVersion: version.parent)
        let new = try await history.text(ofVersion: version.number)
        let time = output.isTerminal ? surroundings.clockTime(version.at) : version.at.rfc3339
        var lines = ["\(name)@\(version.number) \(version.etag)", "Author: \(version.author)", "Saved:  \(time)"]
        if let parent = version.parent { lines.append("Parent: \(name)@\(parent)") }
        if let merged = version.mergeOf { lines.append("Merge:  \(name)@\(merged)") }
        if version.isForced { lines.append("Forced: saved on whatever was there (If-Match: *)") }
        if !version.message.isEmpty {
            lines += [""] + version.message.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
        }
        let difference = old.difference(to: new)
        if !difference.isEmpty { lines.append("") }
        try output.text(Array((lines.joined(separator: "\n") + "\n").utf8))
        try output.difference(difference)
    }
}
