import ArgumentParser
import TruceClient
import TruceDocument

/// `truce watch`: what happens, as it happens.
struct WatchCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch", abstract: "Show what happens to a document, or to all, as it happens.",
        discussion: """
            On a terminal a sentence for each event; in a pipe a line, its fields between tabs: cursor, time, type, document, \
            version, who, ETag. Goes on until it is stopped (^C), also when the server is started anew, and misses nothing \
            then. A document is followed under its new name when it is renamed; when it is deleted, the next one of its name is. \
            --after goes on after an event that was seen before.

            Examples:
              truce watch                     all documents
              truce watch notes               one of them
              truce watch --json | jq .type   one JSON object a line
              truce watch --after e0000000000000012
              curl -N -H 'Accept: text/event-stream' $url/v1/events    with curl
            """)

    @OptionGroup var store: StoreOptions

    @Flag(help: "One JSON object a line.")
    var json = false

    @Option(
        help: ArgumentHelp("Go on after this event; without it from now.", valueName: "cursor"),
        transform: { try cursor($0) })
    var after: EventCursor?

    @Argument(help: "The document; without it all.", transform: { try documentArgument($0) })
    var name: String?

    func run(with connection: StoreConnection, in surroundings: Surroundings) async throws {
        try await connection.store.follow(name, after: after, as: Caller(actor: connection.actor, requestID: makeID()))
        { news in
            switch news {
            case .connected: break
            case .event(let event): try show(event, in: surroundings)
            case .gap:
                surroundings.output.errorLine(
                    "truce: what happened since then is no longer kept: events are missing here")
            case .interrupted(let problem):
                await connection.noteInterruption(problem, in: surroundings)
            }
        }
    }

    private func show(_ event: StoreEvent, in surroundings: Surroundings) throws {
        let output = surroundings.output
        if json { return try output.jsonLines([event]) }
        guard output.isTerminal else {
            let fields = [
                event.cursor.text, event.at.rfc3339, event.kind.rawValue, event.document ?? "",
                event.version.map(String.init) ?? "", event.actor ?? "", event.etag?.header ?? "",
            ]
            return try output.line(fields.joined(separator: "\t"))
        }
        try output.text(Array("\(surroundings.clockTime(event.at))  \(event.sentence)\n".utf8))
    }
}

private func cursor(_ text: String) throws -> EventCursor {
    guard let cursor = EventCursor(text) else {
        throw ValidationError("Write a cursor as 'truce watch' prints it in a pipe, as in e0000000000000012")
    }
    return cursor
}

extension StoreEvent {
    /// The event in a few words for people.
    fileprivate var sentence: String {
        let who = actor ?? "Somebody"
        let what = document ?? "a document"
        return switch kind {
        case .documentCreated: "\(who) created \(what)"
        case .contentUpdated: "\(who) saved \(what) v\(version ?? 0)"
        case .metadataUpdated: "\(who) changed the metadata of \(what)"
        case .statusChanged: "\(who) changed the status of \(what)"
        case .documentDeleted: "\(who) deleted \(what)"
        case .presenceChanged: "who has \(what) open has changed"
        case .conflictAnswered: "\(who) met a conflict on \(what)"
        case .conflictSpike: "conflicts on \(what) pile up"
        case .bookmark: "nothing else so far"
        }
    }
}
