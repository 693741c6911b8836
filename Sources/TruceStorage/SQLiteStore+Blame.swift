internal import GRDB
internal import Synchronization
internal import TruceDiff
public import TruceDocument

extension SQLiteStore {
    /// Walks back from the head until every line is explained, but no further than to the text whose blame was asked for
    /// last: then a new version costs one difference, however long its history is. Old texts are read past the cache, a few
    /// at a time, and compared when their connection serves others again. Once its task is cancelled throws
    /// `unavailable` soon.
    public func blame(_ name: String, as caller: Caller) async throws(Problem) -> Tagged<[BlameItem]> {
        let head = try await headRecord(DocumentName(checking: name))
        let id = head.document.id
        let known = blames.withLock { $0.value(id) }
        if let known, known.version == head.version.number { return Tagged(known.items, etag: head.document.blameETag) }
        let text = try await storedText(documentID: id, number: head.version.number)
        var walk = BlameWalk(head: head.version, text: text.content, known: known)
        while !walk.isDone {
            let reached = walk.reached
            let older = try await read { database in try database.olderTexts(documentID: id, than: reached) }
            walk.go(to: older)
            guard !Task.isCancelled else { throw Problem.nobodyWaits }
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
private struct BlameWalk {
    private let known: KnownBlame?
    private var blame: Blame<Version>
    /// The version walked to last.
    private(set) var reached: Int
    private(set) var isDone: Bool

    init(head: Version, text: [UInt8], known: KnownBlame?) {
        self.known = known
        blame = Blame(Snapshot(text), version: head)
        reached = head.number
        isDone = blame.isDone
    }

    var runs: [BlamedLines<Version>] { blame.runs }

    /// Goes on to the next older texts, as far as it is worth and wanted. Where there are none the history ends, and what
    /// is left is the first version's.
    mutating func go(to older: [OlderText]) {
        isDone = older.isEmpty
        for older in older where !isDone && !Task.isCancelled { step(to: older) }
    }

    private mutating func step(to older: OlderText) {
        blame.walk(to: Snapshot(older.content), version: older.version) { !Task.isCancelled }
        if let known, known.version == older.version.number { blame.finish(with: known.runs) }
        reached = older.version.number
        isDone = blame.isDone
    }
}

/// A version before the head, and its text.
private struct OlderText: Sendable {
    /// So many are read at once, and none more once they have so many bytes.
    static let limits = (texts: 32, bytes: 1 << 20)

    let version: Version
    let content: [UInt8]
}

extension Database {
    /// The newest of the texts before a version, newest first; none where there are none.
    fileprivate func olderTexts(documentID: String, than number: Int) throws -> [OlderText] {
        let rows = try Row.fetchCursor(
            cachedStatement(
                sql: """
                    SELECT \(Version.columns), encoding, content FROM versions WHERE document_id = ? AND number < ?
                    ORDER BY number DESC LIMIT ?
                    """), arguments: [documentID, number, OlderText.limits.texts])
        var texts: [OlderText] = []
        var bytes = 0
        while bytes < OlderText.limits.bytes, let row = try rows.next() {
            texts.append(OlderText(version: try Version(row), content: try TruceStorage.content(row)))
            bytes += texts.last?.content.count ?? 0
        }
        return texts
    }
}
