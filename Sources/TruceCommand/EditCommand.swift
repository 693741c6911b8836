import ArgumentParser
import Glibc
import TruceClient
import TruceDocument
import TruceEditor
import TruceLocal
import TruceRun
import TruceScreen
import TruceTerminal
import TruceView

/// `truce edit`: the editor on documents of a store, or on a plain file.
struct Edit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Edit documents; when somebody else saved first, resolve the conflict.",
        discussion: """
            A NAME that does not exist is created by its first save. Several are edited one after the other. F1 explains \
            the keys.

            A plain file is written only if it still is what it was: where another program has written it meanwhile, the \
            three-way view opens. It is replaced in one step, and keeps its owner, permissions and access list; where \
            that cannot be (it has several hard links, or its folder takes no new files) it is written in place.

            Settings are lines of ~/.config/truce/config.toml: 'advance = off' stays at a conflict once it is decided; \
            'on-clean-merge = resubmit' sends a merge at once in which there is nothing to decide.

            Examples:
              truce edit notes             edit 'notes'; so does 'truce notes'
              truce edit --file notes.md   edit a plain file
              truce edit notes --as bob    write as bob, on a local store

            The same with curl: read the text and its ETag, save with it, and merge at a 409.
              curl -i $url/v1/documents/notes/content
              curl -i -X PUT -H 'If-Match: "1-5f2a90c37e11"' --data-binary @notes.txt \\
                $url/v1/documents/notes/content
            """)

    @OptionGroup var store: StoreOptions

    @Flag(help: "NAME is the path of a plain file, not a document of the store.")
    var file = false

    @Argument(help: "Documents, or with --file files.")
    var names: [String]

    func validate() throws {
        if file, names.contains("") { throw ValidationError("The path of a file is empty.") }
    }

    func run() throws {
        TerminalLoop.blockSignals()
        let (names, store, file) = (names, store, file)
        let status = try TerminalLoop.run {
            for name in names {
                let status = try await file ? Self.edit(file: name) : Self.edit(document: name, store)
                if status != 0 { return status }
            }
            return 0
        }
        if status != 0 { throw ExitCode(status) }
    }

    @TerminalActor
    private static func edit(document typed: String, _ options: StoreOptions) async throws -> Int32 {
        let document: String
        do throws(DocumentName.Invalid) {
            document = try DocumentName(typed: typed).text
        } catch {
            throw CommandFailure(.usage, "'\(typed)' is no document's name. \(error.detail)")
        }
        let relay = ExchangeRelay()
        let connection = try await options.connect(
            onExchange: { relay.send($0) },
            canBeginWithout: { Seat.Drafts.ofLocalStore($0).hasDraft(of: document) })
        let seat = Seat(
            store: connection.store, actor: connection.actor, drafts: connection.drafts,
            reconnect: connection.reconnect, relay: relay, company: connection.store,
            resolutions: connection.store)
        let status = try await edit(
            .document(document), actor: connection.actor, endpoint: Endpoint(connection.address), seat,
            server: connection.isLocal ? nil : options.server)
        await connection.store.close()
        return status
    }

    @TerminalActor
    private static func edit(file path: String) async throws -> Int32 {
        let seat = try Seat.ofFiles(.files)
        return try await edit(.file(path), actor: seat.actor, endpoint: .url(""), seat)
    }

    @TerminalActor
    private static func edit(
        _ target: Editor.Target, actor: String, endpoint: Endpoint, _ seat: Seat, server: String? = nil
    ) async throws -> Int32 {
        let settings = try editorSettings(processEnvironment)
        let terminal = try Terminal()
        let (status, program) = await TruceRun.run(in: terminal, seats: [seat], makeID: makeID) { size in
            SoloProgram(
                Editor(
                    target: target, actor: actor, endpoint: endpoint, utcOffset: systemUTCOffset,
                    isAnnounced: seat.company != nil, settings: settings, size: size))
        }
        terminal.close()
        if status != 0, program.editor.hasLostDraft {
            Output.process(environment: processEnvironment).errorLine(
                "truce: your draft could not be kept whole: what was typed last is lost.")
        } else if program.editor.keepsDraft {
            let again = command(again: program.editor.name, isFile: program.editor.isFile, server: server)
            Output.process(environment: processEnvironment).errorLine("Your draft is kept: '\(again)' offers it again.")
        }
        return status
    }

    /// The command that edits the same again.
    static func command(again name: String, isFile: Bool, server: String?) -> String {
        let store = server.map { " --server \(shellWord($0))" } ?? ""
        return "truce edit\(isFile ? " --file" : "")\(store) \(shellWord(name))"
    }
}

extension Endpoint {
    /// The address as a shell command names it.
    init(_ address: ServerAddress) {
        switch address {
        case .unixSocket(let path): self = .socket(path: path)
        case .http, .https: self = .url(address.description)
        }
    }
}
