import ArgumentParser
import TruceDocument

/// `truce put`: saves a text under a precondition.
struct PutCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "put", abstract: "Save a text as a document's new version.",
        discussion: """
            A save says which version it replaces, so that nobody's text is overwritten unseen. Prints the new version \
            and its ETag. If somebody saved in between, nothing is written, the status is 1, and standard error says what \
            happened and how to go on.

            Examples:
              etag=$(truce get notes --etag -o n.txt)    then change n.txt, then
              truce put notes n.txt --if-match "$etag"
              truce put notes n.txt --create             it must not exist yet
              date | truce put today --if-match current  what is there as it begins
              truce put notes n.txt --create --json      prints the document as JSON
              truce put notes n.txt --if-match '*'       by force, and recorded so

            A conflict with curl, where $url is the store's (see 'truce --help') and
            the tags are those of the answers:
              text=$url/v1/documents/notes/content
              curl -i $text                             200: the text, its ETag
              curl -i -X PUT -H 'If-Match: "17-…"' --data-binary @n.txt $text
                  409: somebody saved version 18. The answer has its text in
                  current, yours to merge with in base, its tag in currentETag.
              curl -i -X PUT -H 'If-Match: "18-…"' -H 'Truce-Resolves: 01J9…' \\
                   --data-binary @merged.txt $text      200: resolved
            What Truce-Resolves names is the last part of the 409's instance.
            """)

    @OptionGroup var store: StoreOptions

    @Option(
        help: ArgumentHelp("The ETag of the text that this one replaces, or: current", valueName: "etag"),
        transform: { try IfMatch($0) })
    var ifMatch: IfMatch?

    @Flag(help: "Create the document; it must not exist.")
    var create = false

    @Option(
        name: [.short, .long], help: ArgumentHelp("What changed and why, kept with the version.", valueName: "text"))
    var message: String?

    @Flag(help: "What is known of the document now, as JSON on one line.")
    var json = false

    @Argument(help: "The document.", transform: { try documentArgument($0) })
    var name: String

    @Argument(help: "The file with the text; '-' or nothing is standard input.", completion: .file())
    var file: String?

    func validate() throws {
        if ifMatch != nil && create { throw ValidationError("--if-match and --create exclude each other.") }
        if ifMatch == nil && !create {
            throw ValidationError(
                "Say what the text replaces: --if-match ETAG (from 'truce get \(name) --etag'), --if-match current, "
                    + "or --create for a new document.")
        }
    }

    func run(with connection: StoreConnection, in surroundings: Surroundings) async throws {
        do {
            // Before the text is read, so that a save during the reading is noticed.
            let precondition = try await precondition(connection)
            try await put(try readContent(surroundings), if: precondition, connection, surroundings)
        } catch let problem as Problem where problem.reason == .notFound {
            throw CommandFailure(.negative, "there is no document named \(name): --create makes it")
        }
    }

    private func put(
        _ content: [UInt8], if precondition: Precondition, _ connection: StoreConnection, _ surroundings: Surroundings
    ) async throws {
        let request = SaveRequest(name: name, content: content, precondition: precondition, message: message ?? "")
        let outcome = try await connection.ask { try await $0.save(request, as: $1) }
        switch outcome {
        case .done(let saved):
            let document = saved.document
            if json { return try surroundings.output.jsonLines([document]) }
            try surroundings.output.line("\(document.name)@\(document.version) \(document.contentETag)")
        case .conflict(let problem):
            let again = "truce put \(name) \(file.map(shellWord) ?? "FILE")"
            throw CommandFailure(conflict: problem, on: name, again: again, clockTime: surroundings.clockTime)
        }
    }

    private func precondition(_ connection: StoreConnection) async throws -> Precondition {
        switch ifMatch {
        case nil: return .ifNoneExists
        case .tags(let tags)?: return .ifMatch(tags)
        case .current?:
            let current = try await connection.ask { try await $0.document(name, as: $1) }
            return .ifMatch(.tags([current.contentETag]))
        }
    }

    private func readContent(_ surroundings: Surroundings) throws -> [UInt8] {
        if let file, file != "-" { return try readFile(file) }
        if surroundings.input.isTerminal { surroundings.output.errorLine("Reading the text from here; ^D ends it.") }
        return try surroundings.input.readAll()
    }
}
