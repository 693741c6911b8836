import TruceDiff
import TruceDocument
import TruceScreen

extension Output {
    /// Writes a unified difference: as it is in a pipe; on a terminal in colours, control characters made visible.
    func difference(_ bytes: [UInt8]) throws {
        guard isTerminal else { return try write(bytes) }
        guard hasColours else { return try text(bytes) }
        var result = ""
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            guard !line.isEmpty else { continue }
            let text = Visible.string(line.span)
            // The first two lines name the texts.
            let colour = index < 2 ? "1" : Self.colour(of: line[line.startIndex])
            result += colour.map { "\u{1B}[\($0)m\(text)\u{1B}[m\n" } ?? text + "\n"
        }
        try write(Array(result.utf8))
    }

    /// The parameter of a control sequence that selects a line's rendition (ECMA-48, SGR).
    private static func colour(of mark: UInt8) -> String? {
        switch mark {
        case UInt8(ascii: "+"): "32"
        case UInt8(ascii: "-"): "31"
        case UInt8(ascii: "@"): "36"
        default: nil
        }
    }
}

/// A text and the name it has in a difference.
struct LabelledText: Sendable {
    var label: String
    var bytes: [UInt8]

    /// What the first version is compared with.
    static let nothing = LabelledText(label: "/dev/null", bytes: [])

    func difference(to new: LabelledText) -> [UInt8] {
        unifiedDiff(from: Snapshot(bytes), to: Snapshot(new.bytes), oldLabel: label, newLabel: new.label)
    }

    /// What differs, hunk by hunk: where it begins, from 1, and the lines of both with their ends; a byte that is no UTF-8 is
    /// U+FFFD.
    func hunks(to new: LabelledText) -> [JSON] {
        let (before, after) = (Snapshot(bytes), Snapshot(new.bytes))
        return TruceDiff.difference(from: before, to: after).map { hunk in
            [
                "oldLine": .integer(hunk.old.lowerBound + 1), "old": before.json(hunk.old),
                "newLine": .integer(hunk.new.lowerBound + 1), "new": after.json(hunk.new),
            ]
        }
    }
}

extension Snapshot {
    fileprivate func json(_ lines: Range<Int>) -> JSON {
        .array(lines.map { .string(String(decoding: bytes(lines: $0..<$0 + 1), as: UTF8.self)) })
    }
}

/// The versions of a document, asked for by its id: what is read one after the other belongs together, whoever renames it
/// in between.
struct DocumentHistory {
    private let connection: StoreConnection
    private let name: String
    private let id: String

    fileprivate init(_ connection: StoreConnection, name: String, id: String) {
        (self.connection, self.name, self.id) = (connection, name, id)
    }

    /// The text of a version, labelled `notes@17`; of no version at all, nothing.
    func text(ofVersion number: Int?) async throws -> LabelledText {
        guard let number else { return .nothing }
        return LabelledText(
            label: "\(name)@\(number)",
            bytes: try await ask(forVersion: number) { try await $0.content(ofVersion: number, of: id, as: $1) })
    }

    /// A version, or the newest.
    func version(_ number: Int?) async throws -> Version {
        guard let number else { return try await newestVersion() }
        return try await ask(forVersion: number) { try await $0.version(number, of: id, as: $1) }
    }

    private func newestVersion() async throws -> Version {
        let page = try await connection.ask { try await $0.versions(of: id, page: PageRequest(limit: 1), as: $1) }
        guard let newest = page.items.first else { throw CommandFailure(.negative, "\(name) has no version") }
        return newest
    }

    /// Asks about a version; where the document has others, says so.
    private func ask<Answer>(
        forVersion number: Int, _ body: (any DocumentStore, Caller) async throws -> Answer
    ) async throws -> Answer {
        do {
            return try await connection.ask(body)
        } catch let problem as Problem where problem.reason == .notFound {
            // Where there is no such document, this says so.
            let newest = try await newestVersion()
            throw CommandFailure(
                .negative,
                "\(name) has no version \(number), the newest is \(newest.number): 'truce log \(name)' lists them")
        }
    }
}

extension StoreConnection {
    /// The history of what a name, an alias or an id names; the id of a deleted document still names its own.
    func history(of name: String) async throws -> DocumentHistory {
        let id: String
        do {
            id = try await ask { try await $0.document(name, as: $1).id }
        } catch let problem as Problem where problem.reason == .notFound {
            id = name
        }
        return DocumentHistory(self, name: name, id: id)
    }
}
