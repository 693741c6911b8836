import TruceDocument
import TruceMerge
import TruceText

/// Saving, and what the answers mean.
extension Editor {
    /// ^S in the text: saves, or shows the resolution that is pending.
    mutating func save() -> [Effect] {
        guard phase == .ready else {
            say("The text is still being read")
            return []
        }
        guard saving == nil else {
            say("Saving…")
            return []
        }
        if resolver != nil { return showResolver() }
        guard isModified || base == .none else {
            say("Nothing to save: the text is as it was read")
            return []
        }
        return send(.text, as: name, base.precondition)
    }

    /// Sends a text, the person's own or RESULT.
    mutating func send(
        _ content: Saving.Content, as name: String, _ precondition: Precondition, resolves: String? = nil,
        message: String = ""
    ) -> [Effect] {
        lastTicket += 1
        let ticket = SaveTicket(number: lastTicket)
        let snapshot = area.snapshot()
        saving = Saving(ticket: ticket, content: content, snapshot: snapshot, name: name)
        say(isFile ? "Writing…" : "Saving…")
        if case .file(let path) = target { return [.writeFile(ticket, path: path, snapshot.rope)] }
        var bytes = snapshot.rope.allBytes
        if content == .result, let resolver {
            bytes = resolver.result.text.allBytes
            self.resolver?.send()
        }
        let request = SaveRequest(
            name: name, content: bytes, precondition: precondition, message: message, resolves: resolves)
        return [.save(ticket, request)]
    }

    var isFile: Bool { if case .file = target { true } else { false } }

    mutating func take(_ result: Result<SaveOutcome, Problem>, of ticket: SaveTicket, at now: Timestamp) -> [Effect] {
        guard let saving, saving.ticket == ticket else { return [] }
        self.saving = nil
        switch result {
        case .success(.done(let saved)): return take(saved, saving, at: now)
        case .success(.conflict(let problem)): return meet(problem, saving, at: now)
        case .failure(let problem):
            failSaving("Not saved: \(problem.detail)")
            return []
        }
    }

    /// The save came to nothing: the person goes on.
    mutating func failSaving(_ reason: String) {
        quitsWhenSaved = false
        resolver?.sendingFailed(reason)
        fail(reason)
    }

    private mutating func take(_ saved: Saved, _ saving: Saving, at now: Timestamp) -> [Effect] {
        target = .document(saving.name)
        document = saved.document
        var said = "Saved v\(saved.document.version) · \(saved.document.contentETag)"
        var text = saving.snapshot.rope
        if saving.content == .result, let resolver {
            said += " · merged \(resolver.mergedCount), decided \(resolver.merge.conflicts.count)"
            text = resolver.result.text
            _ = area.replaceAll(with: text, at: now.milliseconds)
            area.markSaved(area.snapshot())
        } else {
            area.markSaved(saving.snapshot)
        }
        closeResolver()
        base = .version(
            BaseVersion(number: saved.document.version, etag: saved.document.contentETag, text: text))
        say(said)
        revealCursor()
        return [.journal(.resolved)] + goOnWithSaved()
    }

    mutating func takeWritten(_ ticket: SaveTicket, _ failure: String?) -> [Effect] {
        guard let saving, saving.ticket == ticket else { return [] }
        self.saving = nil
        if let failure {
            failSaving(failure)
            return []
        }
        area.markSaved(saving.snapshot)
        base = .file(saving.snapshot.rope)
        say("Written: \(saving.snapshot.rope.byteCount) bytes")
        return goOnWithSaved()
    }

    /// Editing goes on from what was saved, or ends, unless more was typed meanwhile.
    private mutating func goOnWithSaved() -> [Effect] {
        let began = Effect.journal(.began(base, area.rope))
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
        case .alreadyExists(let existing): return meet(existing.current, conflict, at: now)
        case .documentDeleted(let deletion):
            failSaving("\(deletion.deletedBy) deleted the document")
            return ask(.deleted(deletion))
        default:
            failSaving("Not saved: \(problem.detail)")
            return []
        }
    }

    private mutating func meet(_ current: Current, _ conflict: String?, at now: Timestamp) -> [Effect] {
        let source = Theirs.Source(
            name: name, version: current.version, etag: current.etag, actor: current.changedBy, at: current.changedAt,
            conflict: conflict)
        switch current.content.inline {
        case .content(let text): return resolve(source.with(Array(text.utf8)), at: now)
        case .omitted:
            say("\(current.changedBy) saved v\(current.version): reading it…")
            return [.fetchTheirs(source)]
        }
    }

    // MARK: Leaving

    /// ^Q: asks where something would be lost.
    mutating func quit() -> [Effect] {
        guard isModified || resolver != nil else { return leave(keepingDraft: false, status: 0) }
        return ask(.quit)
    }
}
