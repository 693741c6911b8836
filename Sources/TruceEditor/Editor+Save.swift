import TruceDocument
import TruceMerge
import TruceText

/// Saving, and what the answers mean.
extension Editor {
    /// ^S in the text: saves, or shows the resolution that is pending.
    mutating func save() -> [Effect] {
        if let saving {
            if awaitsStore { return saveAgain(saving) }
            let isOutdated = isOutdated(saving)
            self.saving?.isFollowed = isOutdated
            say("Saving…")
            return []
        }
        if resolver != nil { return showResolver() }
        if let reading = readNews() { return reading }
        guard isModified || base == .none else {
            if let gone = company.gone { return askByItself(.gone(gone)) }
            say("Nothing to save: the text is as it was read")
            return []
        }
        return isFile
            ? write(.text, replacing: base == .none ? nil : base.text) : send(.text, as: name, base.precondition)
    }

    /// Sends a text, the person's own or RESULT, to the store.
    mutating func send(
        _ content: Saving.Content, as name: String, _ precondition: Precondition, resolves: String? = nil,
        message: String = ""
    ) -> [Effect] {
        let (ticket, text) = beginSaving(content, as: name)
        let request = SaveRequest(
            name: name, content: text.allBytes, precondition: precondition, message: message, resolves: resolves)
        saving?.request = request
        return [.save(ticket, request)]
    }

    /// Writes a text, the person's own or RESULT, to the plain file, if that still holds `expected`; nil: if there is none.
    mutating func write(_ content: Saving.Content, replacing expected: Rope?) -> [Effect] {
        let (ticket, text) = beginSaving(content, as: name)
        return [.writeFile(ticket, path: name, text, replacing: expected)]
    }

    private mutating func beginSaving(_ content: Saving.Content, as name: String) -> (Ticket, Rope) {
        let ticket = asked.draw()
        let snapshot = area.snapshot()
        saving = Saving(ticket: ticket, content: content, snapshot: snapshot, name: name)
        say(isFile ? "Writing…" : "Saving…")
        guard content == .result, let resolver else { return (ticket, snapshot.rope) }
        self.resolver?.send()
        return (ticket, resolver.result.text)
    }

    /// Whether plain files are edited or merged, which have no versions.
    public var isFile: Bool { if case .document = target { false } else { true } }

    mutating func take(_ result: Result<SaveOutcome, Problem>, of ticket: Ticket, at now: Timestamp) -> [Effect] {
        guard let saving, saving.ticket == ticket else { return [] }
        self.saving = nil
        switch result {
        case .success(.done(let saved)): return take(saved, saving, at: now)
        case .success(.conflict(let problem)): return meet(problem, saving, at: now)
        case .failure(let problem) where problem.retry == .sameRequest: return postpone(saving, problem, at: now)
        case .failure(let problem):
            if let gone = Gone(problem) { return meet(gone) }
            failSaving("Not saved: \(problem.detail)")
            return []
        }
    }

    /// The save came to nothing: the person goes on.
    mutating func failSaving(_ reason: String) {
        goOnUnsaved()
        fail(reason)
    }

    /// Unlocks what was on its way.
    mutating func goOnUnsaved() {
        quitsWhenSaved = false
        resolver?.sendingFailed()
    }

    private mutating func take(_ saved: Saved, _ saving: Saving, at now: Timestamp) -> [Effect] {
        target = .document(saved.document.name)
        goOn(with: saved.document)
        return settle(saving, saying: "Saved v\(saved.document.version) · \(saved.document.contentETag)", at: now) {
            text in
            .version(BaseVersion(number: saved.document.version, etag: saved.document.contentETag, text: text))
        }
    }

    /// What was sent is where it belongs: the editing goes on from it.
    private mutating func settle(
        _ saving: Saving, saying notice: String, at now: Timestamp, base: (Rope) -> Base
    ) -> [Effect] {
        var said = notice
        var text = saving.snapshot.rope
        let remembering = saving.content == .result ? remembering : []
        if saving.content == .result, let resolver {
            if let account = account(of: saving, resolver) { said += " · \(account)" }
            text = resolver.result.text
            _ = area.replaceAll(with: text, at: now.milliseconds)
            area.markSaved(area.snapshot())
            mergeBarrier = MergeBarrier(area.buffer.history.state)
        } else {
            area.markSaved(saving.snapshot)
        }
        closeResolver()
        self.base = base(text)
        say(said)
        revealCursor()
        return remembering + goOnWithSaved(isFollowed: saving.isFollowed)
    }

    /// What is said of RESULT once it is saved. Where that was not over the version that it was merged with, it is what the
    /// new version's message says, if anything.
    private func account(of saving: Saving, _ resolver: Resolver) -> String? {
        guard let version = resolver.theirs.version, let request = saving.request else { return resolver.outcome }
        guard request.precondition == .ifMatch(.tags([version.etag])) else {
            return request.message.isEmpty ? nil : request.message
        }
        return "\(resolver.outcome) · v\(version.number) by \(resolver.them)"
    }

    mutating func take(_ outcome: WriteOutcome, of ticket: Ticket, at now: Timestamp) -> [Effect] {
        guard let saving, saving.ticket == ticket else { return [] }
        self.saving = nil
        switch outcome {
        case .written where fileMerge != nil: return endMerge()
        case .written: return settle(saving, saying: "Written", at: now) { .file($0) }
        case .changed(let theirs) where fileMerge != nil: return askToOverwrite(theirs.text)
        case .changed(let theirs):
            quitsWhenSaved = false
            return resolve(theirs, at: now)
        case .vanished:
            failSaving("Somebody else removed the file")
            return askByItself(.vanished)
        case .failed(let reason):
            failSaving(reason)
            return []
        }
    }

    /// Editing goes on from what was saved, or ends, unless more was typed meanwhile.
    private mutating func goOnWithSaved(isFollowed: Bool) -> [Effect] {
        if isFollowed, isModified { return [began] + save() }
        guard quitsWhenSaved else { return [began] }
        quitsWhenSaved = false
        guard !isModified else {
            say("Saved, but not what you typed since: ^Q asks again")
            return [began]
        }
        return [began] + leave(keepingDraft: false, status: 0)
    }

    // MARK: Conflicts

    /// A save was refused for the state it met: not an error, but something for the person to decide.
    private mutating func meet(_ problem: Problem, _ saving: Saving, at now: Timestamp) -> [Effect] {
        quitsWhenSaved = false
        let conflict = problem.instance.flatMap { $0.split(separator: "/").last.map(String.init) }
        switch problem.cause {
        case .versionMismatch(let mismatch): return meet(mismatch.current, conflict, at: now)
        case .alreadyExists where saving.name != name:
            failSaving("There is a '\(saving.name)' already: choose another name")
            overlay = .saveAs(LineInput(saving.name))
            return []
        case .alreadyExists(let existing): return [asked.ask(.look(name))] + meet(existing.current, conflict, at: now)
        case .documentDeleted(let deletion): return meet(Gone(deletion))
        case .idempotencyKeyInFlight: return postpone(saving, problem, conflict: conflict, at: now)
        default:
            failSaving("Not saved: \(problem.detail)")
            return []
        }
    }

    private mutating func meet(_ current: Current, _ conflict: String?, at now: Timestamp) -> [Effect] {
        let version = Theirs.Version(
            number: current.version, etag: current.etag, actor: current.changedBy, conflict: conflict)
        let source = Theirs.Source(name: name, version: version, at: current.changedAt)
        switch current.content.inline {
        case .content(let text): return resolve(source.with(Array(text.utf8)), at: now)
        case .omitted:
            say("\(current.changedBy) saved v\(current.version): reading it…")
            return [asked.ask(.fetchTheirs(source))]
        }
    }

    /// There is no document to save to: the text stays, and the person says where to.
    mutating func meet(_ gone: Gone) -> [Effect] {
        failSaving(gone.sentence)
        guard let remainder = resolver?.remainder else { return askByItself(.gone(gone)) }
        resolver?.message = "\(gone.sentence): \(remainder), then ^S asks where to"
        return []
    }

    // MARK: Leaving

    /// ^Q: asks where something would be lost.
    mutating func quit() -> [Effect] {
        guard isModified || resolver != nil else { return leave(keepingDraft: false, status: unsavedStatus) }
        if fileMerge != nil, saving != nil {
            resolver?.message = "Writing…"
            return []
        }
        return ask(.quit)
    }
}
