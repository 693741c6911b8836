import ArgumentParser
import TruceDocument

/// `truce rm`: deletes a document.
struct RemoveCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "rm", abstract: "Delete a document; its versions stay readable by its id.",
        discussion: """
            On a terminal it asks first. A script says which state it deletes, so that nobody's last words are lost. What \
            other documents refer to as [[name]] is not deleted, unless an admin says --ignore-references.

            Examples:
              truce rm notes                      asks
              truce rm notes --if-match "$etag"   the "etag" of 'truce get notes --json'
              truce rm notes --force              by force, and recorded so
              curl -i -X DELETE -H 'If-Match: "m7.18-…"' $url/v1/documents/notes
            """)

    @OptionGroup var store: StoreOptions

    @Option(
        help: ArgumentHelp("The document's ETag, of text and metadata together, or: current", valueName: "etag"),
        transform: { try IfMatch($0) })
    var ifMatch: IfMatch?

    @Flag(name: [.short, .long], help: "Delete whatever is there, without a question.")
    var force = false

    @Flag(help: "Delete it although other documents refer to it. Admins only.")
    var ignoreReferences = false

    @Argument(help: "The document.", transform: { try documentArgument($0) })
    var name: String

    func validate() throws {
        if ifMatch != nil && force { throw ValidationError("--if-match and --force exclude each other.") }
    }

    func run(with connection: StoreConnection, in surroundings: Surroundings) async throws {
        if force { return try await delete(.any, connection, surroundings) }
        if case .tags(let tags)? = ifMatch { return try await delete(tags, connection, surroundings) }
        let document = try await connection.ask { try await $0.document(name, as: $1) }
        let isAsked = ifMatch == nil
        guard !isAsked || surroundings.input.isTerminal else {
            throw CommandFailure(
                .usage,
                "nobody is here to be asked: say what to delete with --if-match ETAG (the \"etag\" of "
                    + "'truce get \(name) --json'), --if-match current, or --force")
        }
        if isAsked { try confirm(document, surroundings) }
        try await delete(.tags([document.etag]), connection, surroundings)
    }

    private func delete(
        _ tags: ETagList, _ connection: StoreConnection, _ surroundings: Surroundings
    ) async throws {
        let outcome = try await connection.ask {
            try await $0.delete(name, if: .ifMatch(tags), force: ignoreReferences, as: $1)
        }
        switch outcome {
        case .done: try await tellWhatIsLeft(connection, surroundings)
        case .conflict(let problem):
            throw CommandFailure(
                conflict: problem, on: name, again: "truce rm \(name)", clockTime: surroundings.clockTime)
        }
    }

    /// Says how what was deleted is read and brought back, by what the store knows of the deletion.
    private func tellWhatIsLeft(_ connection: StoreConnection, _ surroundings: Surroundings) async throws {
        do {
            _ = try await connection.ask { try await $0.document(name, as: $1) }
        } catch let problem as Problem {
            guard case .deleted(let deletion) = problem.cause else { return }
            let last = "\(deletion.id)@\(deletion.lastVersion)"
            surroundings.output.errorLine(
                "Deleted after v\(deletion.lastVersion). Its versions: truce log \(deletion.id)")
            surroundings.output.errorLine("To bring it back: truce get \(last) | truce put \(name) --create")
        }
    }

    /// Asks. Throws unless the answer is yes.
    private func confirm(_ document: Document, _ surroundings: Surroundings) throws {
        let time = surroundings.clockTime(document.updatedAt)
        surroundings.output.prompt(
            "Delete \(document.name), v\(document.version) by \(document.updatedBy) of \(time)? [y/N] ")
        guard let answer = surroundings.input.readLine(), ["y", "yes"].contains(answer.lowercased()) else {
            throw CommandFailure(.negative, "\(document.name) was not deleted")
        }
    }
}
