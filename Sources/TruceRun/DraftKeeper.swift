import TruceDocument
import TruceEditor
import TruceJournal
import TruceTerminal
import TruceText

/// Writes one editor's journal: follows its text, so that a whole draft can be written whenever one is wanted.
@TerminalActor
final class DraftKeeper {
    private let drafts: Seat.Drafts
    /// Who is writing.
    private let actor: String
    private let makeSession: () -> String
    private let onHealth: @TerminalActor (JournalHealth) -> Void

    private var document = ""
    private var documentID: String?
    private var base: Base = .none
    private var text = Rope()
    private var resolution: SavedResolution?
    private var journal: Journal?
    /// The journal's name.
    private var session: String?
    /// Whether the journal was last heard to fail.
    private var isFailing = false
    private var orphans: [String: Orphan] = [:]
    private var claims: [String: DraftClaim] = [:]
    /// How to remove the journals that are needed no more once the present one, if there is one, is on disk.
    private var superseded: [@Sendable () async -> Void] = []
    /// Their removal, one after the other.
    private var removal: Task<Void, Never>?

    /// - Parameters:
    ///   - makeSession: a new name for a journal, of letters, digits and `-`.
    ///   - onHealth: told when what is typed stops reaching the disk, and when it does again.
    init(
        _ drafts: Seat.Drafts, of actor: String, makeSession: @escaping () -> String,
        onHealth: @escaping @TerminalActor (JournalHealth) -> Void
    ) {
        self.drafts = drafts
        self.actor = actor
        self.makeSession = makeSession
        self.onHealth = onHealth
    }

    /// What an earlier editor left of a document or file, the newest: of the document with that id, whatever its name was
    /// then, and else of the name.
    func draft(of name: String, id: String? = nil) async -> Recovered? {
        let drafts = drafts
        guard let orphan = await inBackground({ drafts.orphan(of: name, id: id) }) else { return nil }
        orphans[orphan.origin.session] = orphan
        var recovered = recovered(orphan)
        if !isOneName(orphan.origin.document, drafts.subject.key(of: name)) {
            recovered.typedAs = orphan.origin.document
        }
        return recovered
    }

    /// Takes a draft that was found for this editor alone. False where another editor has, or has thrown it away.
    func claim(_ id: String) async -> Bool {
        guard let orphan = orphans[id], let claim = await inBackground({ orphan.claim() }) else { return false }
        claims[id] = claim
        return true
    }

    func record(_ entry: JournalEntry, at now: Timestamp) {
        switch entry {
        case .began(let name, let id, let base, let text):
            let ended = journal
            (journal, session) = (nil, nil)
            if isFailing {
                isFailing = false
                // Not at once: whoever is told may be the one who asked for this.
                Task { onHealth(.recovered) }
            }
            document = drafts.subject.key(of: name)
            documentID = id
            self.base = base
            self.text = text
            resolution = nil
            if base.text != text { append(.draft(draft), at: now) }
            if let ended {
                // What the old journal holds is in the store, or else in the new one first.
                superseded.append { await ended.discard() }
                removeSuperseded()
            }
        case .edited(let range, let inserted):
            if journal == nil { append(.draft(draft), at: now) }
            text.replace(range, with: inserted)
            append(.edits([DraftEdit(range: range, replacement: inserted.allBytes)]), at: now)
        case .resolving(let saved):
            let isKnown = resolution?.theirs == saved.theirs && resolution?.mine == saved.mine
            if journal == nil { append(.draft(draft), at: now) }
            // First, for a record may be followed by a whole draft at once.
            resolution = saved
            append(isKnown ? .decisions(DecisionCoding.encode(saved)) : .resolution(coded(saved)), at: now)
        case .forget(let id):
            guard let orphan = orphans.removeValue(forKey: id) else { return }
            let claim = claims.removeValue(forKey: id)
            superseded.append { await inBackground { (claim ?? orphan.claim())?.discard() } }
            removeSuperseded()
        case .finished: break
        }
    }

    /// Waits until all that was typed is on disk. False if it could not be written.
    func flush() async -> Bool { await journal?.flush() ?? true }

    /// Removes the journals that are needed no more, if the present one, if there is one, has all that it is to have; else
    /// they go when that has become so, or at the end.
    private func removeSuperseded() {
        let earlier = removal
        removal = Task {
            await earlier?.value
            let superseded = superseded
            self.superseded = []
            if await flush() {
                for remove in superseded { await remove() }
            } else {
                self.superseded = superseded + self.superseded
            }
        }
    }

    /// Ends the journal; the draft is kept for the next start, or dropped. False if it could not be kept: then the journal
    /// goes on.
    func finish(keep: Bool, at now: Timestamp) async -> Bool {
        if keep {
            if journal == nil, base.text != text { append(.draft(draft), at: now) }
            guard await journal?.keep(at: now) ?? true else { return false }
        } else {
            await journal?.discard()
        }
        // Else a text that was saved would be offered as a draft at the next start.
        removeSuperseded()
        await removal?.value
        return true
    }

    /// Takes what a journal says of itself, if it is still the present one.
    private func take(_ health: JournalHealth, of session: String) {
        guard session == self.session else { return }
        let isFailing = health != .recovered
        guard isFailing != self.isFailing else { return }
        self.isFailing = isFailing
        onHealth(health)
        if !isFailing { removeSuperseded() }
    }

    private var draft: Draft {
        Draft(base: stored(base), text: text.allBytes, resolution: resolution.map(coded))
    }

    private func append(_ record: JournalRecord, at now: Timestamp) {
        if journal == nil {
            let session = makeSession()
            let origin = DraftOrigin(
                store: drafts.subject.store, document: document, documentID: documentID, session: session,
                actor: actor)
            self.session = session
            journal = Journal(folder: drafts.folder, origin: origin) { [weak self] health in
                Task { @TerminalActor in self?.take(health, of: session) }
            }
        }
        journal?.append(record, at: now)
        if journal?.wantsDraft == true { journal?.append(.draft(draft), at: now) }
    }

    /// Who saved the base, and when, plays no part in a draft.
    private func stored(_ base: Base) -> SavedText? {
        let version: SavedText.Version?
        switch base {
        case .none: return nil
        case .version(let known): version = SavedText.Version(number: known.number, etag: known.etag, author: "")
        case .file: version = nil
        }
        return SavedText(version: version, at: Timestamp(milliseconds: 0), text: base.text.allBytes)
    }

    private func coded(_ saved: SavedResolution) -> ResolutionDraft {
        let version = saved.theirs.version.map {
            SavedText.Version(number: $0.number, etag: $0.etag, author: $0.actor)
        }
        let theirs = SavedText(version: version, at: saved.theirs.at, text: saved.theirs.text.allBytes)
        return ResolutionDraft(
            mine: saved.mine.allBytes, theirs: theirs, conflict: saved.theirs.version?.conflict,
            decisions: DecisionCoding.encode(saved))
    }

    private func recovered(_ orphan: Orphan) -> Recovered {
        let draft = orphan.draft
        let base: Base =
            draft.base.map { saved in
                let text = Rope(saved.text)
                guard let version = saved.version else { return .file(text) }
                return .version(BaseVersion(number: version.number, etag: version.etag, text: text))
            } ?? .none
        let resolution = draft.resolution.flatMap { resolution -> SavedResolution? in
            guard let decided = DecisionCoding.decode(resolution.decisions) else { return nil }
            let version = resolution.theirs.version.map {
                Theirs.Version(number: $0.number, etag: $0.etag, actor: $0.author, conflict: resolution.conflict)
            }
            let theirs = Theirs(version: version, at: resolution.theirs.at, text: Rope(resolution.theirs.text))
            return SavedResolution(
                mine: Rope(resolution.mine), theirs: theirs, decisions: decided.decisions, written: decided.written,
                putAway: decided.putAway, isLeft: decided.isLeft)
        }
        return Recovered(
            id: orphan.origin.session, actor: orphan.origin.actor, at: orphan.at, base: base, text: Rope(draft.text),
            resolution: resolution,
            isKept: orphan.isKept)
    }
}

extension Seat.Drafts {
    /// Whether an earlier editor left a draft of a document or file. Reads every journal that no editor holds.
    public func hasDraft(of name: String) -> Bool { orphan(of: name) != nil }

    fileprivate func orphan(of name: String, id: String? = nil) -> Orphan? {
        let key = subject.key(of: name)
        let orphans = Journal.orphans(in: folder, store: subject.store)
        return orphans.first { id != nil && $0.origin.documentID == id }
            ?? orphans.first { isOneName($0.origin.document, key) }
    }
}

extension Seat.Drafts.Subject {
    /// The word in a journal that tells stores apart.
    fileprivate var store: String {
        switch self {
        case .store(let address): address
        case .files: "files"
        case .merges: "merges"
        }
    }

    /// What drafts are kept by: a document's name, or a file's real path, however it was reached.
    fileprivate func key(of name: String) -> String {
        switch self {
        case .store: name
        case .files, .merges: PlainFile.realPath(name)
        }
    }
}

/// Whether a store takes both spellings for one name. A file's path is no document's name, and has one spelling.
func isOneName(_ first: String, _ second: String) -> Bool {
    // Not `==`, for which é in one scalar is é in two.
    if first.utf8.elementsEqual(second.utf8) { return true }
    guard let first = try? DocumentName(first), let second = try? DocumentName(second) else { return false }
    return first.folded == second.folded
}
