import ArgumentParser
import TruceDocument

/// `truce ls`: the documents of a store.
struct ListCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "ls", abstract: "List documents.",
        discussion: """
            On a terminal a table; in a pipe a line for each document, its fields between tabs: name, version, bytes, \
            status, time of the last change, who made it, content ETag.

            Examples:
              truce ls                     all documents
              truce ls run                 those with 'run' in their name or title
              truce ls --tag ops --json    one JSON object a line, with everything
              truce ls | cut -f1           names only
              curl "$url/v1/documents?q=run&fields=name,version"    with curl
            """)

    @OptionGroup var store: StoreOptions

    @Option(help: "Only documents with this status.")
    var status: String?

    @Option(help: "Only documents with this tag.")
    var tag: String?

    @Flag(help: "The last changed first; otherwise by name.")
    var recent = false

    @Flag(help: "One JSON object a line.")
    var json = false

    @Argument(help: "Part of the name or title, in upper or lower case.")
    var text: String?

    func run(with connection: StoreConnection, in surroundings: Surroundings) async throws {
        let output = surroundings.output
        let isLaidOut = output.isTerminal && !json
        let query = DocumentQuery(
            text: text, status: status, tag: tag, sort: recent ? .updated : .name,
            page: PageRequest(limit: PageRequest.maximumLimit))
        var table = Self.emptyTable
        try await forEachPage(from: query.page) { page in
            var query = query
            query.page = page
            return try await connection.ask { try await $0.list(query, as: $1) }
        } _: { documents in
            if json {
                try output.jsonLines(documents)
            } else {
                table.rows += documents.map { row($0, isLaidOut ? surroundings.clockTime : \.rfc3339) }
            }
            // The widths of columns need all rows; a program's lines do not.
            if !isLaidOut {
                try output.write(Array(table.tabSeparated.utf8))
                table.rows = []
            }
            return true
        }
        guard isLaidOut else { return }
        if table.rows.isEmpty {
            let isFiltered = text != nil || tag != nil || status != nil
            output.errorLine(
                isFiltered
                    ? "No document matches."
                    : "No documents. 'truce edit NAME' begins one, 'truce --help' lists the commands.")
        } else {
            try output.write(Array(table.laidOut.utf8))
        }
    }

    private static let emptyTable = TextTable(columns: [
        .init(heading: "NAME"), .init(heading: "VERSION", isNumber: true), .init(heading: "BYTES", isNumber: true),
        .init(heading: "STATUS"), .init(heading: "CHANGED"), .init(heading: "BY"), .init(heading: "ETAG"),
    ])

    private func row(_ document: Document, _ time: (Timestamp) -> String) -> [String] {
        [
            document.name, String(document.version), String(document.size), document.status, time(document.updatedAt),
            document.updatedBy, document.contentETag.header,
        ]
    }
}
