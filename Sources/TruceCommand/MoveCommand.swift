import ArgumentParser
import TruceDocument

/// `truce mv`: renames a document.
struct MoveCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "mv", abstract: "Rename a document; its old name still leads to it.",
        discussion: """
            The old name stays as an alias, so that links and references go on working. The text and its ETag stay as they \
            are. Prints the new name and the metadata's new ETag.

            Examples:
              truce mv notes ops/notes
              truce mv notes ops/notes --if-match m7   if it is still that
              truce mv ops/notes notes --json          and back, printing JSON

            The same with curl; the first answer's ETag goes into the second request:
              curl -i $url/v1/documents/notes/metadata
              curl -i -X PATCH -H 'If-Match: "m7"' \\
                  -H 'Content-Type: application/merge-patch+json' \\
                  -d '{"name":"ops/notes"}' $url/v1/documents/notes/metadata
            """)

    @OptionGroup var store: StoreOptions

    @Option(
        help: ArgumentHelp("The metadata's ETag, or: current, as without this option", valueName: "etag"),
        transform: { try IfMatch($0) })
    var ifMatch = IfMatch.current

    @Flag(help: "What is known of the document now, as JSON on one line.")
    var json = false

    @Argument(help: "The document.", transform: { try documentArgument($0) })
    var name: String

    @Argument(help: "Its new name.", transform: { try documentArgument($0) })
    var newName: String

    func run(with connection: StoreConnection, in surroundings: Surroundings) async throws {
        let tags = try await connection.metadataTags(ifMatch, of: name)
        let outcome = try await connection.ask {
            try await $0.changeMetadata(
                of: name, by: MetadataPatch(name: newName), if: .ifMatch(tags), as: $1)
        }
        switch outcome {
        case .done(let metadata) where json:
            // It is renamed, whether or not the rest of it can be read.
            guard let document = try? await connection.ask({ try await $0.document(metadata.value.name, as: $1) })
            else { return try surroundings.output.jsonLine(metadata.jsonWithTag) }
            try surroundings.output.jsonLines([document])
        case .done(let metadata): try surroundings.output.line("\(metadata.value.name) \(metadata.etag)")
        case .conflict(let problem):
            throw CommandFailure(
                conflict: problem, on: name, again: "truce mv \(name) \(newName)", clockTime: surroundings.clockTime)
        }
    }
}

extension StoreConnection {
    /// What a change of metadata that names these tags replaces.
    func metadataTags(_ ifMatch: IfMatch, of name: String) async throws -> ETagList {
        switch ifMatch {
        case .tags(let tags): return tags
        case .current: return .tags([try await ask { try await $0.document(name, as: $1) }.metadataETag])
        }
    }
}
