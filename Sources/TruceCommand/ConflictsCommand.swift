import ArgumentParser
import TruceDocument
import TruceScreen

/// `truce conflicts`: the refusals that the store keeps.
struct ConflictsCommand: StoreCommand {
    static let configuration = CommandConfiguration(
        commandName: "conflicts", abstract: "Show what collides: which documents, how often, who, and the last ones.",
        discussion: """
            On a terminal groups of conflicts, with rates a minute now and in the hour before, and the last conflicts; with \
            --follow they are drawn anew as they come. In a pipe a line for each conflict, the newest first, its fields \
            between tabs: time, reason, document, method, actor, attempted version, current version, repetitions, \
            outcome, id; with --follow those that come from now on, the newest last, behind as many of those before as -n \
            says. --follow goes on until it is stopped (^C), also when the server is started anew.

            Examples:
              truce conflicts                              what collides
              truce conflicts --follow                     a live screen; ^C ends it
              truce conflicts runbook --json | jq .actor   who met them there
              truce conflicts --groups --json              groups, one JSON object a line
              curl $url/v1/conflicts?reason=version_mismatch    with curl
            """)

    @OptionGroup var store: StoreOptions

    @Flag(name: [.short, .long], help: "Go on as conflicts come, until interrupted.")
    var follow = false

    @Option(
        help: ArgumentHelp("Only those with this reason: version_mismatch, …", valueName: "reason"),
        transform: { try conflictReason($0) })
    var reason: Reason?

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("At most so many conflicts; with --follow of those before.", valueName: "count"))
    var limit: Int?

    @Flag(help: "Groups only.")
    var groups = false

    @Flag(help: "One JSON object a line.")
    var json = false

    @Argument(help: "The document.", transform: { try documentArgument($0) })
    var name: String?

    func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit takes a number from 0.") }
        if groups && follow { throw ValidationError("--groups and --follow exclude each other.") }
    }

    func run(with connection: StoreConnection, in surroundings: Surroundings) async throws {
        let output = surroundings.output
        switch (output.isTerminal && !json, follow) {
        case (true, false):
            // It may scroll, but no line of it breaks.
            let size = output.size().map { Size(rows: .max, columns: $0.columns) }
            try output.write(Array(try await screen(connection, surroundings, in: size).utf8))
        case (true, true): try await followOnScreen(connection, surroundings)
        case (false, true): try await followLines(connection, surroundings)
        case (false, false):
            if groups {
                try writeGroups(try await matchingGroups(connection), output)
            } else {
                try await writeAll(connection, output)
            }
        }
    }

    // MARK: On a terminal

    private func followOnScreen(_ connection: StoreConnection, _ surroundings: Surroundings) async throws {
        func screen() async throws -> String {
            try await self.screen(connection, surroundings, in: surroundings.output.size())
        }
        // Who cannot be reached at all may be another one.
        var shown = try await screen()
        while true {
            // Home, and what was there before erased.
            try surroundings.output.write(Array(("\u{1B}[H\u{1B}[2J" + shown).utf8))
            try await surroundings.pause(.seconds(2))
            shown = try await connection.askUntilAnswered(in: surroundings, screen)
        }
    }

    private func screen(
        _ connection: StoreConnection, _ surroundings: Surroundings, in size: Size?
    ) async throws -> String {
        let recent = try await connection.ask { store, caller in
            try await store.conflicts(query(PageRequest(limit: PageRequest.maximumLimit)), as: caller).items
        }
        return ConflictScreen(
            groups: try await matchingGroups(connection), recent: recent, shown: groups ? 0 : limit ?? 10,
            now: surroundings.now(), clockTime: surroundings.clockTime, size: size
        ).text
    }

    private func matchingGroups(_ connection: StoreConnection) async throws -> [ConflictGroup] {
        let all = try await connection.ask { try await $0.conflictGroups(as: $1) }
        let names = try await foldedNames(connection)
        return all.filter { group in
            guard (reason ?? group.reason) == group.reason else { return false }
            guard let names else { return true }
            return group.document.map { names.contains(folded($0)) } ?? false
        }
    }

    /// The names that the document has, and had before: a conflict is about the one of its time. nil for all documents.
    private func foldedNames(_ connection: StoreConnection) async throws -> Set<String>? {
        guard let name else { return nil }
        do {
            let document = try await connection.ask { try await $0.document(name, as: $1) }
            return Set(([name, document.name] + document.aliases).map(folded))
        } catch let problem as Problem where problem.reason == .notFound {
            return [folded(name)]
        }
    }

    /// A name as it is compared with others.
    private func folded(_ name: String) -> String { (try? DocumentName(name))?.folded ?? name }

    // MARK: In a pipe

    private func writeAll(_ connection: StoreConnection, _ output: Output) async throws {
        var left = limit ?? .max
        if left == 0 { return }
        try await forEachPage(from: PageRequest(limit: left)) { page in
            try await connection.ask { try await $0.conflicts(query(page), as: $1) }
        } _: { page in
            try write(Array(page.prefix(left)), output)
            left -= page.count
            return left > 0
        }
    }

    private func followLines(_ connection: StoreConnection, _ surroundings: Surroundings) async throws {
        // Who cannot be reached at all may be another one.
        let earlier = try await conflicts(connection, limit: max(1, limit ?? 1))
        try write(earlier.prefix(limit ?? 0).reversed(), surroundings.output)
        // Where there was none before, all are new.
        var last = earlier.first?.id
        while true {
            try await surroundings.pause(.seconds(1))
            let place = last
            let new = try await connection.askUntilAnswered(in: surroundings) {
                try await conflicts(connection, after: place)
            }
            last = new.first?.id ?? last
            try write(new.reversed(), surroundings.output)
        }
    }

    /// The newest so many conflicts behind a place in the list, the newest first.
    private func conflicts(
        _ connection: StoreConnection, after place: String? = nil, limit: Int = .max
    ) async throws -> [ConflictRecord] {
        var all: [ConflictRecord] = []
        try await forEachPage(from: PageRequest(limit: limit)) { page in
            try await connection.ask { try await $0.conflicts(query(page, after: place), as: $1) }
        } _: { page in
            all += page.prefix(limit - all.count)
            return all.count < limit
        }
        return all
    }

    private func query(_ page: PageRequest, after: String? = nil) -> ConflictQuery {
        ConflictQuery(reason: reason, document: name, after: after, page: page)
    }

    private func write(_ records: [ConflictRecord], _ output: Output) throws {
        if json { return try output.jsonLines(records) }
        var table = TextTable(columns: [])
        table.rows = records.map { record in
            [
                record.at.rfc3339, record.reason.rawValue, record.document ?? "", record.method, record.actor,
                record.attemptedVersion.map(String.init) ?? "", record.currentVersion.map(String.init) ?? "",
                String(record.repeated), record.outcome.word, record.id,
            ]
        }
        try output.write(Array(table.tabSeparated.utf8))
    }

    private func writeGroups(_ groups: [ConflictGroup], _ output: Output) throws {
        if json { return try output.jsonLines(groups) }
        var table = TextTable(columns: [])
        table.rows = groups.map { group in
            [
                group.lastSeen.rfc3339, group.reason.rawValue, group.document ?? "", String(group.count),
                group.ratePerMinute.shortText, group.baselinePerMinute.shortText, group.spiking ? "spiking" : "",
                group.actors.joined(separator: " "), group.fingerprint.text,
            ]
        }
        try output.write(Array(table.tabSeparated.utf8))
    }
}

/// The value of `--reason`. Throws what is wrong with it, for people.
private func conflictReason(_ text: String) throws -> Reason {
    guard let reason = Reason(rawValue: text), ConflictRecord.isKept(reason) else {
        let known = Reason.allCases.filter(ConflictRecord.isKept).map(\.rawValue).joined(separator: ", ")
        throw ValidationError("Write one of \(known)")
    }
    return reason
}
