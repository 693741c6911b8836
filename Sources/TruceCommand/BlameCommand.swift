import ArgumentParser
import TruceDocument

/// `truce blame`: who brought each line of a text.
struct BlameCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "blame", abstract: "Show which version brought each line, and who saved it.",
        discussion: """
            On a terminal in columns; in a pipe a line for each line, its fields between tabs: version, author, time, number \
            of the line, the line.

            Examples:
              truce blame notes            every line
              truce blame notes --json     the runs of lines, one JSON object a line
              truce blame notes | cut -f2 | sort | uniq -c    how many lines are whose
              curl -i $url/v1/documents/notes/blame           the runs with curl
            """)

    @OptionGroup var store: StoreOptions

    @Flag(help: "Runs of lines of one version, as JSON, one a line.")
    var json = false

    @Argument(help: "The document.", transform: { try documentArgument($0) })
    var name: String

    func run(with connection: StoreConnection, in surroundings: Surroundings) async throws {
        let output = surroundings.output
        if json {
            return try output.jsonLines(try await connection.ask { try await $0.blame(name, as: $1) }.value)
        }
        let (text, blame) = try await read(connection)
        var table = TextTable(columns: [
            .init(heading: "VERSION", isNumber: true), .init(heading: "BY"), .init(heading: "SAVED"),
            .init(heading: "LINE", isNumber: true), .init(heading: "TEXT"),
        ])
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for item in blame {
            let time = output.isTerminal ? surroundings.clockTime(item.at) : item.at.rfc3339
            for number in item.from...max(item.from, item.to) where number <= lines.count {
                table.rows.append([
                    String(item.version), item.author, time, String(number),
                    lineText(lines[number - 1], output),
                ])
            }
        }
        try output.table(table)
    }

    /// A line as a cell. A tab between columns would take an unknown place, so that on a terminal it is spaces.
    private func lineText(_ line: ArraySlice<UInt8>, _ output: Output) -> String {
        let text = String(decoding: line, as: UTF8.self)
        return output.isTerminal ? text.replacing("\t", with: "    ") : text
    }

    /// The text and the blame of one version, whoever saves in between.
    private func read(_ connection: StoreConnection) async throws -> (text: [UInt8], blame: [BlameItem]) {
        while true {
            let blame = try await connection.ask { try await $0.blame(name, as: $1) }
            let head = try await connection.ask { try await $0.head(name, as: $1) }
            if head.document.blameETag == blame.etag { return (head.content, blame.value) }
        }
    }
}
