internal import GRDB
internal import Synchronization
internal import TruceDiff
public import TruceDocument

extension SQLiteStore {
    /// Walks back from the head until every line is explained, but no further than to the text whose blame was asked for
    /// last: then a new version costs one difference, however long its history is. Old texts are read one at a time, past
    /// the cache, and a few dozen to a read, so that nobody waits for a connection until a long walk has ended.
    public func blame(_ name: String, as caller: Caller) async throws(Problem) -> Tagged<[BlameItem]> {
        let head = try await headRecord(DocumentName(checking: name))
        let id = head.document.id
        let known = blames.withLock { $0.value(id) }
        if let known, known.version == head.version.number { return Tagged(known.items, etag: head.document.blameETag) }
        let text = try await storedText(documentID: id, number: head.version.number)
        var walk = BlameWalk(documentID: id, head: head.version, text: text.content, known: known)
        while !walk.isDone {
            guard !Task.isCancelled else { throw Problem(.unavailable(retryAfter: 1), detail: "Nobody waits for it.") }
            let before = walk
            walk = try await read { database in try before.continued(on: database) }
        }
        let found = KnownBlame(version: head.version.number, runs: walk.runs)
        blames.withLock { blames in
            guard blames.value(id).map({ $0.version < found.version }) ?? true else { return }
            blames.set(id, to: found, cost: found.cost)
        }
        return Tagged(found.items, etag: head.document.blameETag)
    }
}

/// A walk through a document's history, from its head to older versions.
private struct BlameWalk: Sendable {
    private let documentID: String
    private let known: KnownBlame?
    private var blame: Blame<Version>
    /// The version walked to last.
    private var reached: Int
    private(set) var isDone: Bool

    private static let stepsOfARead = 32

    init(documentID: String, head: Version, text: [UInt8], known: KnownBlame?) {
        self.documentID = documentID
        self.known = known
        blame = Blame(Snapshot(text), version: head)
        reached = head.number
        isDone = blame.isDone
    }

    var runs: [BlamedLines<Version>] { blame.runs }

    /// The walk some steps later.
    func continued(on database: Database) throws -> BlameWalk {
        var walk = self
        let older = try Row.fetchCursor(
            database.cachedStatement(
                sql: """
                    SELECT \(Version.columns), encoding, content FROM versions WHERE document_id = ? AND number < ?
                    ORDER BY number DESC LIMIT ?
                    """), arguments: [documentID, reached, Self.stepsOfARead])
        var steps = 0
        while !walk.isDone, let row = try older.next() {
            walk.step(to: try Version(row), text: try content(row))
            steps += 1
        }
        // Fewer than were asked for: the history ends here, and what is left is the first version's.
        if steps < Self.stepsOfARead { walk.isDone = true }
        return walk
    }

    private mutating func step(to version: Version, text: [UInt8]) {
        blame.walk(to: Snapshot(text), version: version)
        if let known, known.version == version.number { blame.finish(with: known.runs) }
        reached = version.number
        isDone = blame.isDone
    }
}
