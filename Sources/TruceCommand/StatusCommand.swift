import ArgumentParser
import TruceDocument

/// `truce status`: where a document is in its workflow, and the next step.
struct StatusCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show a document's status, or take a step of the workflow.",
        discussion: """
            Without a name the workflow itself. On a terminal a table; in a pipe fields between tabs: name, status, the \
            statuses that may follow, the metadata's ETag; of the workflow: status, whether its text can be changed, the \
            statuses that may follow.

            Examples:
              truce status                      the statuses and the steps between them
              truce status notes                draft, and what may follow
              truce status notes --to review    take the step; prints the new status
              truce status notes --to review --if-match m7

            The same with curl; the first answer's ETag goes into the second request:
              curl -i $url/v1/documents/notes/metadata
              curl -i -X POST -H 'If-Match: "m7"' \\
                  -H 'Content-Type: application/json' \\
                  -d '{"to":"review"}' $url/v1/documents/notes/transitions
            """)

    @OptionGroup var store: StoreOptions

    @Option(help: ArgumentHelp("Take the step to this status.", valueName: "status"))
    var to: String?

    @Option(
        help: ArgumentHelp("The metadata's ETag, or: current, as without this option", valueName: "etag"),
        transform: { try IfMatch($0) })
    var ifMatch: IfMatch?

    @Flag(help: "The metadata with its ETag, or the workflow, as JSON on one line.")
    var json = false

    @Argument(help: "The document.", transform: { try documentArgument($0) })
    var name: String?

    func validate() throws {
        if to != nil && name == nil {
            throw ValidationError("Say which document takes the step: truce status NAME --to STATUS")
        }
        if ifMatch != nil && to == nil { throw ValidationError("--if-match belongs to --to.") }
    }

    func run(with connection: StoreConnection, in surroundings: Surroundings) async throws {
        guard let name else { return try await showWorkflow(connection, surroundings) }
        if let to { return try await take(to, of: name, connection, surroundings) }
        let document = try await connection.ask { try await $0.document(name, as: $1) }
        try await show(document.taggedMetadata, connection, surroundings)
    }

    private func take(
        _ status: String, of name: String, _ connection: StoreConnection, _ surroundings: Surroundings
    ) async throws {
        let tags = try await connection.metadataTags(ifMatch ?? .current, of: name)
        let outcome = try await connection.ask {
            try await $0.changeStatus(of: name, to: status, if: .ifMatch(tags), as: $1)
        }
        switch outcome {
        case .done(let metadata): try await show(metadata, connection, surroundings)
        case .conflict(let problem):
            throw CommandFailure(
                conflict: problem, on: name, again: "truce status \(name) --to \(shellWord(status))",
                clockTime: surroundings.clockTime)
        }
    }

    private func show(
        _ metadata: Tagged<Metadata>, _ connection: StoreConnection, _ surroundings: Surroundings
    ) async throws {
        if json { return try surroundings.output.jsonLine(metadata.jsonWithTag) }
        // It is only shown beside what was asked for or done: whoever cannot be told it has not failed.
        let workflow = try? await connection.ask { try await $0.workflow(as: $1) }
        let status = metadata.value.status
        let next = workflow?.allowedTransitions(from: status).joined(separator: " ") ?? ""
        try surroundings.output.table(
            TextTable(
                columns: [
                    .init(heading: "NAME"), .init(heading: "STATUS"), .init(heading: "NEXT"), .init(heading: "ETAG"),
                ], rows: [[metadata.value.name, status, next, metadata.etag.header]]))
    }

    private func showWorkflow(_ connection: StoreConnection, _ surroundings: Surroundings) async throws {
        let workflow = try await connection.ask { try await $0.workflow(as: $1) }
        if json { return try surroundings.output.jsonLine(workflow.json) }
        let rows = workflow.statuses.map { status in
            [status.name, status.isEditable ? "yes" : "no", status.transitions.joined(separator: " ")]
        }
        try surroundings.output.table(
            TextTable(
                columns: [.init(heading: "STATUS"), .init(heading: "EDITABLE"), .init(heading: "NEXT")], rows: rows))
    }
}

extension Tagged<Metadata> {
    /// The metadata's members, and the ETag that a change of them names, as the document's JSON has it.
    var jsonWithTag: JSON {
        guard case .object(let members) = value.json else { return value.json }
        return .object(members + [JSON.Member("metadataETag", .string(etag.header))])
    }
}
