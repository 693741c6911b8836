internal import Synchronization
internal import TruceDocument

/// The heads of documents and the texts of versions, in memory, so that reading what is current asks no database.
///
/// A version's text never changes, so any reader may keep it here. A head changes: only the writer sets one after a
/// commit, and what a reader found is kept only if no commit touched that document since the reader began to look.
final class HeadCache: Sendable {
    /// What a committed transaction did to a document.
    enum Change: Sendable {
        case saved(HeadRecord, content: [UInt8])
        /// All but the text is as in this record.
        case revised(HeadRecord)
        case deleted(HeadRecord)

        /// The document as it is now, or was last.
        var head: HeadRecord {
            switch self {
            case .saved(let head, _), .revised(let head), .deleted(let head): head
            }
        }
    }

    /// The right to keep what a reader is about to find.
    struct Fill: Sendable {
        fileprivate let began: UInt64
    }

    fileprivate struct TextKey: Hashable {
        let documentID: String
        let number: Int
    }

    fileprivate struct State {
        /// Folded names and aliases, and ids, of the heads below.
        var ids: [String: String] = [:]
        var heads: LeastRecentlyUsed<String, HeadRecord>
        var texts: LeastRecentlyUsed<TextKey, VersionText>
        /// Commits so far.
        var commits: UInt64 = 0
        var openFills = 0
        /// The last commit that touched a document, by id; kept only while readers are looking.
        var touched: [String: UInt64] = [:]
    }

    private let state: Mutex<State>

    /// `limit` is in bytes: three quarters for texts, one for heads.
    init(limit: Int) {
        state = Mutex(State(heads: LeastRecentlyUsed(limit: limit / 4), texts: LeastRecentlyUsed(limit: limit / 4 * 3)))
    }

    /// The head of the document with this id, name or alias, if it is here.
    func head(_ name: DocumentName) -> HeadRecord? {
        let (folded, id) = (name.folded, name.asID)
        return state.withLock { state in
            if let id, let head = state.heads.value(id) { return head }
            return state.ids[folded].flatMap { state.heads.value($0) }
        }
    }

    /// The text of a version, if it is here.
    func text(documentID: String, number: Int) -> VersionText? {
        state.withLock { $0.texts.value(TextKey(documentID: documentID, number: number)) }
    }

    /// Keeps a version that was read.
    func keep(_ text: VersionText, documentID: String) {
        state.withLock { $0.keep(text, documentID: documentID) }
    }

    /// To be called before a reader looks for a head; every fill is finished once.
    func beginFill() -> Fill {
        state.withLock { state in
            state.openFills += 1
            return Fill(began: state.commits)
        }
    }

    /// Keeps what a reader found, unless a commit touched it in the meantime.
    func finish(_ fill: Fill, head: HeadRecord?) {
        state.withLock { state in
            if let head, state.touched[head.document.id, default: 0] <= fill.began { state.keep(head) }
            state.openFills -= 1
            if state.openFills == 0 { state.touched.removeAll(keepingCapacity: true) }
        }
    }

    /// What the writer calls after a commit, before it tells anybody of its success.
    func apply(_ changes: [Change]) {
        guard !changes.isEmpty else { return }
        state.withLock { state in
            state.commits += 1
            for change in changes {
                let id = change.head.document.id
                state.forget(id)
                state.touch(id)
                switch change {
                case .saved(let head, let content):
                    state.keep(head)
                    let text = VersionText(
                        version: head.version, mediaType: head.document.mediaType, content: content)
                    state.keep(text, documentID: id)
                case .revised(let head): state.keep(head)
                case .deleted: break
                }
            }
        }
    }
}

extension HeadCache.State {
    fileprivate mutating func keep(_ head: HeadRecord) {
        let id = head.document.id
        for forgotten in heads.set(id, to: head, cost: head.cost) { forgetNames(of: forgotten) }
        guard heads.value(id) != nil else { return }
        for name in head.foldedNames { ids[name] = id }
    }

    fileprivate mutating func keep(_ text: VersionText, documentID: String) {
        let key = HeadCache.TextKey(documentID: documentID, number: text.version.number)
        texts.set(key, to: text, cost: text.content.count + 512)
    }

    fileprivate mutating func forget(_ id: String) {
        guard let head = heads.value(id) else { return }
        heads.remove(id)
        forgetNames(of: head)
    }

    fileprivate mutating func touch(_ id: String) {
        if openFills > 0 { touched[id] = commits }
    }

    private mutating func forgetNames(of head: HeadRecord) {
        for name in head.foldedNames where ids[name] == head.document.id { ids[name] = nil }
    }
}
