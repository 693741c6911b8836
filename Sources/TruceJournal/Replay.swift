import TruceDocument

/// The last state that a journal holds.
struct Replay: Hashable, Sendable {
    var origin: DraftOrigin
    var draft: Draft
    /// When the last record was made.
    var at: Timestamp
    /// Whether the user chose to keep the draft, rather than lost the editor.
    var isKept: Bool
}

extension Replay {
    /// Replays the bytes of a journal's file up to where it is torn, if it is; linear in their number for what people
    /// type (see ``GapBuffer``). nil where no draft can be had from them.
    init?(file: [UInt8]) {
        guard let payloads = RecordFrame.payloads(in: file) else { return nil }
        var origin: DraftOrigin?
        var state: ReplayState?
        var at = Timestamp(milliseconds: 0)
        var isKept = false
        records: for payload in payloads {
            guard let record = FileRecord(payload: payload) else { break }
            switch record {
            case .origin(let found): origin = found
            case .kept(let moment): (isKept, at) = (true, moment)
            case .record(.draft(let draft), let moment): (state, at, isKept) = (ReplayState(draft), moment, false)
            case .record(let change, let moment):
                guard state?.apply(change) == true else { break records }
                (at, isKept) = (moment, false)
            }
        }
        guard let origin, let state else { return nil }
        self.init(origin: origin, draft: state.draft, at: at, isKept: isKept)
    }
}

private struct ReplayState {
    private let base: SavedText?
    private var text: GapBuffer
    private var resolution: ResolutionDraft?

    init(_ draft: Draft) {
        base = draft.base
        text = GapBuffer(draft.text)
        resolution = draft.resolution
    }

    var draft: Draft { Draft(base: base, text: text.bytes, resolution: resolution) }

    /// False where the change does not fit the state: the journal was written wrongly, and nothing after it can be
    /// trusted.
    mutating func apply(_ record: JournalRecord) -> Bool {
        switch record {
        case .draft(let draft): self = ReplayState(draft)
        case .edits(let edits):
            for edit in edits {
                guard text.apply(edit) else { return false }
            }
        case .resolution(let begun): resolution = begun
        case .decisions(let decisions):
            guard resolution != nil else { return false }
            resolution?.decisions = decisions
        }
        return true
    }
}
