import ArgumentParser
import TruceDocument

/// `truce log`: the versions of a document.
struct LogCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "log", abstract: "List a document's versions, the newest first.",
        discussion: """
            On a terminal a table; in a pipe a line for each version, its fields between tabs: version, time, author, \
            bytes, ETag, message. A deleted document's versions are found by its id.

            Examples:
              truce log notes            all versions
              truce log notes -n 5       the last five
              truce log notes --json     one JSON object a line
              curl -i $url/v1/documents/notes/versions    the same with curl
            """)

    @OptionGroup var store: StoreOptions

    @Option(name: [.customShort("n"), .long], help: ArgumentHelp("At most so many versions.", valueName: "count"))
    var limit: Int?

    @Flag(help: "One JSON object a line.")
    var json = false

    @Argument(help: "The document.", transform: { try documentArgument($0) })
    var name: String

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit takes a number from 1.") }
    }

    func run(with connection: StoreConnection, in surroundings: Surroundings) async throws {
        let output = surroundings.output
        let isLaidOut = output.isTerminal && !json
        var table = Self.emptyTable
        var left = limit ?? .max
        try await forEachPage(from: PageRequest(limit: left)) { page in
            try await connection.ask { try await $0.versions(of: name, page: page, as: $1) }
        } _: { page in
            let versions = Array(page.prefix(left))
            left -= versions.count
            if json {
                try output.jsonLines(versions)
            } else {
                table.rows += versions.map { row($0, isLaidOut ? surroundings.clockTime : \.rfc3339) }
            }
            if !isLaidOut {
                try output.write(Array(table.tabSeparated.utf8))
                table.rows = []
            }
            return left > 0
        }
        if isLaidOut { try output.write(Array(table.laidOut.utf8)) }
    }

    private static let emptyTable = TextTable(columns: [
        .init(heading: "VERSION", isNumber: true), .init(heading: "SAVED"), .init(heading: "BY"),
        .init(heading: "BYTES", isNumber: true), .init(heading: "ETAG"), .init(heading: "MESSAGE"),
    ])

    private func row(_ version: Version, _ time: (Timestamp) -> String) -> [String] {
        [
            String(version.number), time(version.at), version.author, String(version.size), version.etag.header,
            version.message,
        ]
    }
}
