import TruceDocument
import TruceEditor
import TruceJournal
import TruceTerminal
import TruceText

/// Writes one editor's journal: follows its text, so that a whole draft can be written whenever one is wanted.
@TerminalActor
final class DraftKeeper {
    private let folder: String
    private let store: String
    private let makeSession: () -> String
    private let onFailure: @Sendable (String) -> Void

    private var document = ""
    /// The name of the last save that was sent: once it has succeeded, that of the document.
    private var savedName: String?
    private var base: Base = .none
    private var text = Rope()
    private var resolution: SavedResolution?
    private var journal: Journal?
    private var orphans: [String: Orphan] = [:]

    /// - Parameter makeSession: a new name for a journal, of letters, digits and `-`.
    init(
        folder: String, store: String, makeSession: @escaping () -> String,
        onFailure: @escaping @Sendable (String) -> Void
    ) {
        self.folder = folder
        self.store = store
        self.makeSession = makeSession
        self.onFailure = onFailure
    }

    /// Names the document whose drafts are kept, and returns what an earlier editor left of it, the newest.
    func open(_ document: String) async -> Recovered? {
        self.document = document
        let folder = folder
        let store = store
        let found = await inBackground {
            Journal.orphans(in: folder, store: store).filter { isOneName($0.origin.document, document) }
        }
        guard let orphan = found.first else { return nil }
        orphans[orphan.origin.session] = orphan
        return recovered(orphan)
    }

    /// Names the document that a save goes to.
    func willSave(as name: String) { savedName = name }

    func record(_ entry: JournalEntry, at now: Timestamp) {
        switch entry {
        case .began(let base, let text):
            let ended = journal
            journal = nil
            document = savedName ?? document
            self.base = base
            self.text = text
            resolution = nil
            if base.text != text { append(.draft(draft), at: now) }
            if let ended {
                // What the old journal holds is in the store, or else in the new one first.
                let successor = journal
                Task { if await successor?.flush() ?? true { await ended.discard() } }
            }
        case .edited(let range, let inserted):
            if journal == nil { append(.draft(draft), at: now) }
            text.replace(range, with: inserted)
            append(.edits([DraftEdit(range: range, replacement: inserted.allBytes)]), at: now)
        case .resolving(let saved):
            let isKnown = resolution?.theirs == saved.theirs
            if journal == nil { append(.draft(draft), at: now) }
            // First, for a record may be followed by a whole draft at once.
            resolution = saved
            append(isKnown ? .decisions(DecisionCoding.encode(saved.decisions)) : .resolution(coded(saved)), at: now)
        case .resolved:
            resolution = nil
            if journal != nil { append(.resolution(nil), at: now) }
        case .forget(let id):
            guard let orphan = orphans.removeValue(forKey: id) else { return }
            let successor = journal
            Task {
                guard await successor?.flush() ?? true else { return }
                await inBackground { orphan.discard() }
            }
        case .finished: break
        }
    }

    /// Ends the journal; the draft is kept for the next start, or dropped. False if it could not be kept.
    func finish(keep: Bool, at now: Timestamp) async -> Bool {
        guard keep else {
            await journal?.discard()
            return true
        }
        if journal == nil, base.text != text { append(.draft(draft), at: now) }
        return await journal?.keep(at: now) ?? true
    }

    private var draft: Draft {
        Draft(base: stored(base), text: text.allBytes, resolution: resolution.map(coded))
    }

    private func append(_ record: JournalRecord, at now: Timestamp) {
        let onFailure = onFailure
        if journal == nil {
            let origin = DraftOrigin(store: store, document: document, session: makeSession())
            journal = Journal(folder: folder, origin: origin) { health in
                if case .failing(let reason) = health {
                    onFailure("The draft cannot be journalled (\(reason)): save with ^S soon")
                }
            }
        }
        journal?.append(record, at: now)
        if journal?.wantsDraft == true { journal?.append(.draft(draft), at: now) }
    }

    private func stored(_ base: Base) -> StoredVersion? {
        guard case .version(let version) = base else { return nil }
        // Who saved the base, and when, plays no part in a draft.
        return StoredVersion(
            version: version.number, etag: version.etag, author: "", at: Timestamp(milliseconds: 0),
            text: version.text.allBytes)
    }

    private func coded(_ saved: SavedResolution) -> ResolutionDraft {
        let theirs = StoredVersion(
            version: saved.theirs.version, etag: saved.theirs.etag, author: saved.theirs.actor, at: saved.theirs.at,
            text: saved.theirs.text.allBytes)
        return ResolutionDraft(theirs: theirs, decisions: DecisionCoding.encode(saved.decisions), result: [])
    }

    private func recovered(_ orphan: Orphan) -> Recovered {
        let draft = orphan.draft
        let base: Base =
            draft.base.map {
                .version(BaseVersion(number: $0.version, etag: $0.etag, text: Rope($0.text)))
            } ?? .none
        let resolution = draft.resolution.flatMap { resolution -> SavedResolution? in
            guard let decisions = DecisionCoding.decode(resolution.decisions) else { return nil }
            let theirs = Theirs(
                version: resolution.theirs.version, etag: resolution.theirs.etag, actor: resolution.theirs.author,
                at: resolution.theirs.at, text: Rope(resolution.theirs.text), conflict: nil)
            return SavedResolution(theirs: theirs, decisions: decisions)
        }
        return Recovered(
            id: orphan.origin.session, at: orphan.at, base: base, text: Rope(draft.text), resolution: resolution,
            isKept: orphan.isKept)
    }
}

/// Whether a store takes both spellings for one name.
private func isOneName(_ first: String, _ second: String) -> Bool {
    if first == second { return true }
    guard let first = try? DocumentName(first), let second = try? DocumentName(second) else { return false }
    return first.folded == second.folded
}
