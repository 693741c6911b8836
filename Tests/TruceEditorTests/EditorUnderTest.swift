import Testing
import TruceDocument
import TruceScreen
import TruceText

@testable import TruceEditor

/// An editor with a clock on which a second passes with every event, and a journal that is replayed all along.
struct EditorUnderTest {
    var editor: Editor
    var now = noon
    /// The effects of the last event, without the journal's; the tickets of what is asked stand in `tickets`.
    var effects: [Effect] = []
    /// Every save that was asked for since this was emptied last.
    var saves: [(ticket: Ticket, request: SaveRequest)] = []
    /// Of all that was asked after the start.
    var tickets: [Ticket] = []
    /// The journal's entries since the start.
    var entries: [JournalEntry] = []
    /// The text that the journal replays to; nil before the first entry.
    var journalled: Rope?
    /// Whether the journal replays to a conflict that is being resolved.
    var hasJournalledResolution = false
    /// Whether another editor has taken up the drafts that are found.
    var losesClaims = false
    /// Whether the journal was ended.
    var kept: Bool?

    init(_ target: Editor.Target = .document("notes"), size: Size = Size(rows: 24, columns: 80)) {
        editor = Editor(target: target, actor: "alice", endpoint: .url("http://localhost"), size: size)
    }

    /// An editor that has opened version 1.
    static func opened(_ text: String, name: String = "notes", recovered: Recovered? = nil) -> EditorUnderTest {
        var editor = EditorUnderTest(.document(name))
        editor.handle(.opened(.document(head(text, name: name), recovered: recovered)))
        return editor
    }

    static func document(
        _ version: Int, name: String = "notes", by actor: String = "alice", id: String = "01J9"
    ) -> Document {
        Document(
            id: id, name: name, title: name, mediaType: "text/plain", status: "draft", version: version, size: 0,
            metadataETag: ETag("m\(version)"), contentETag: etag(version), createdAt: noon, createdBy: "alice",
            updatedAt: noon, updatedBy: actor)
    }

    static func head(_ text: String, version: Int = 1, name: String = "notes") -> Head {
        Head(document: document(version, name: name), content: Array(text.utf8))
    }

    /// Answers what was asked about this last; the document's state may be told without a question.
    mutating func handle(_ reply: Reply, after milliseconds: Int64 = 1_000) {
        let asked = editor.asked
        let ticket =
            switch reply {
            case .opened, .read: asked.text
            case .fetchedTheirs, .fetchFailed: asked.theirs
            case .looked, .lookFailed: asked.document
            case .foreseen: asked.preview
            }
        handle(.answered(ticket ?? askToLook(), reply), after: milliseconds)
    }

    /// As the editor does at many an occasion.
    private mutating func askToLook() -> Ticket {
        _ = editor.asked.ask(.look(editor.name))
        return editor.asked.document ?? Ticket(number: -1)
    }

    mutating func handle(_ event: Event, after milliseconds: Int64 = 1_000) {
        now = now + milliseconds
        let all = editor.handle(event, at: now)
        effects = []
        for effect in all {
            if case .save(let ticket, let request) = effect { saves.append((ticket, request)) }
            if case .claim(let id) = effect {
                handle(.claimed(id: id, !losesClaims), after: 0)
                continue
            }
            if case .ask(let ticket, let inquiry) = effect {
                tickets.append(ticket)
                effects.append(.ask(inquiry))
                continue
            }
            guard case .journal(let entry) = effect else {
                effects.append(effect)
                continue
            }
            entries.append(entry)
            replay(entry)
        }
        guard kept == nil, editor.phase == .ready, let journalled else { return }
        #expect(journalled == editor.area.rope, "the journal has the text at every moment")
    }

    private mutating func replay(_ entry: JournalEntry) {
        switch entry {
        case .began(_, _, _, let text): (journalled, hasJournalledResolution) = (text, false)
        case .resolving: hasJournalledResolution = true
        case .edited(let range, let inserted): journalled?.replace(range, with: inserted)
        case .finished(let keep): kept = keep
        case .forget: break
        }
    }

    mutating func press(_ words: String, after milliseconds: Int64 = 1_000) {
        for key in keys(words) { handle(.input(.key(key)), after: milliseconds) }
    }

    /// Whether the last event brought up a question that takes no answer before a pause.
    var asksByItself: Bool { effects.first == .dropTypedAhead && editor.awaitsPause && editor.answers.count == 1 }

    /// Lets what has opened by itself see that nobody types.
    mutating func pause() { handle(.tick) }

    mutating func paste(_ text: String) { handle(.input(.paste(Array(text.utf8)))) }

    mutating func click(row: Int, column: Int, clicks: Int = 1) {
        handle(
            .input(.mouse(MouseEvent(.press(clicks: clicks), button: .left, at: Position(row: row, column: column)))))
    }

    /// Clicks the item of the key row with this title.
    mutating func click(_ title: String) {
        guard let item = KeyBar(editor).items.first(where: { $0.title == title }) else {
            Issue.record("the key row has no '\(title)'")
            return
        }
        click(row: editor.size.rows - 1, column: item.column)
    }

    var text: String { String(editor.area.rope) }

    /// The text with the cursor drawn as `|` and a selection in brackets.
    var drawn: String {
        let bytes = editor.area.rope.allBytes
        let selection = editor.area.selection
        func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        let before = part(0..<selection.range.lowerBound)
        let after = part(selection.range.upperBound..<bytes.count)
        let selected = part(selection.range)
        let middle =
            selection.isEmpty
            ? "|" : selection.anchor < selection.head ? "[" + selected + "|]" : "[|" + selected + "]"
        return (before + middle + after).replacingNewlines
    }

    // MARK: Saves

    /// The save that the last event asked for.
    var save: (ticket: Ticket, request: SaveRequest)? {
        for case .save(let ticket, let request) in effects { return (ticket, request) }
        return nil
    }

    /// Answers a save.
    mutating func answer(_ save: (ticket: Ticket, request: SaveRequest)?, _ answer: Result<SaveOutcome, Problem>) {
        guard let save else {
            Issue.record("no save was asked for")
            return
        }
        handle(.saved(save.ticket, answer))
    }

    static func done(
        _ version: Int, name: String = "notes", id: String = "01J9"
    ) -> Result<SaveOutcome, Problem> {
        .success(.done(Saved(document: document(version, name: name, id: id), created: false, replayed: false)))
    }

    static func mismatch(_ version: Int, _ text: String?, by actor: String = "bob") -> Result<SaveOutcome, Problem> {
        conflict(
            .versionMismatch(
                VersionMismatch(
                    attempted: Attempt(version: 1, etag: etag(1)), current: current(version, text, by: actor),
                    baseAgeSeconds: 1, repeated: 0, base: nil)))
    }

    static func current(_ version: Int, _ text: String?, by actor: String = "bob") -> Current {
        Current(
            version: version, etag: etag(version), changedBy: actor, changedAt: noon,
            content: LinkedContent(href: "/h", inline: text.map { .content($0) } ?? .omitted(.tooLarge)))
    }

    static func conflict(_ cause: Problem.Cause) -> Result<SaveOutcome, Problem> {
        .success(.conflict(Problem(cause, detail: "conflict", instance: "/v1/conflicts/c7")))
    }

    static let unavailable: Result<SaveOutcome, Problem> = .failure(
        Problem(.unavailable(retryAfter: 1), detail: "The store is away."))

    static let awayNotice = "Not saved, the store is away: tried again by itself, ^S at once. The store is away."

    static func deleted() -> Result<SaveOutcome, Problem> {
        conflict(
            .documentDeleted(
                DocumentDeleted(
                    attempted: Attempt(version: 1, etag: etag(1)), deletedBy: "bob", deletedAt: noon, lastVersion: 2,
                    baseAgeSeconds: 1, repeated: 0, base: nil)))
    }

    static func exists(_ version: Int, _ text: String) -> Result<SaveOutcome, Problem> {
        conflict(
            .alreadyExists(
                AlreadyExists(
                    name: "notes",
                    existing: Existing(id: "01", href: "/h", etag: ETag("m1"), contentETag: etag(version)),
                    current: current(version, text))))
    }
}

extension Effect {
    static func ask(_ inquiry: Inquiry) -> Effect { .ask(Ticket(number: 0), inquiry) }
}
