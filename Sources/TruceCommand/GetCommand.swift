import ArgumentParser
import TruceDocument

/// `truce get`: the text of a document, or what is known about it.
struct GetCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "get", abstract: "Print a document's text, byte for byte.",
        discussion: """
            On a terminal control characters are made visible; in a pipe and in a file the bytes are what they are.

            Examples:
              truce get notes                   the text
              truce get notes@17                the text of version 17
              truce get notes --json            name, version, ETags, size, times, tags
              truce get notes --etag -o n.txt   the text into n.txt; prints its ETag
            What --etag prints is what 'truce put --if-match' takes.

            The same with curl, where $url is the store's (see 'truce --help'):
              curl -i $url/v1/documents/notes/content
              curl -i $url/v1/documents/notes/versions/17/content
              curl -i -H 'If-None-Match: "17-…"' $url/v1/documents/notes/content
            The last is answered 304 while the text is the same.
            """)

    @OptionGroup var store: StoreOptions

    @Flag(help: "Print the text's ETag and not the text.")
    var etag = false

    @Flag(help: "Print what is known about the document, or the version, as JSON and not the text.")
    var json = false

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Write the text into this file; --etag and --json then tell of that text.", valueName: "file"),
        completion: .file())
    var output: String?

    @OptionGroup var document: VersionOptions

    func validate() throws {
        if etag && json { throw ValidationError("--etag and --json exclude each other: --json has the ETag in it.") }
        if output == "" { throw ValidationError("--output takes the name of a file.") }
    }

    func run(with connection: StoreConnection, in surroundings: Surroundings) async throws {
        let isText = !etag && !json
        let found = try await find(connection, withText: isText || output != nil)
        if let text = found.text {
            if let output {
                try writeFile(text, to: output)
            } else {
                try surroundings.output.text(text)
            }
        }
        if etag { try surroundings.output.line(found.etag.header) }
        if json { try surroundings.output.jsonLines([found.known]) }
    }

    private struct Found {
        /// Only where it was wanted.
        var text: [UInt8]?
        var etag: ETag
        var known: any JSONConvertible
    }

    private func find(_ connection: StoreConnection, withText: Bool) async throws -> Found {
        let name = document.name
        if let number = document.number {
            let history = try await connection.history(of: name)
            let version = try await history.version(number)
            let text = withText ? try await history.text(ofVersion: number).bytes : nil
            return Found(text: text, etag: version.etag, known: version)
        }
        guard withText else {
            let document = try await connection.ask { try await $0.document(name, as: $1) }
            return Found(text: nil, etag: document.contentETag, known: document)
        }
        let head = try await connection.ask { try await $0.head(name, as: $1) }
        return Found(text: head.content, etag: head.document.contentETag, known: head.document)
    }
}
