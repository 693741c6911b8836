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
        let isNew = base == .none && document == nil
        guard isModified || (isNew && !isWrittenFile) else {
            say("Nothing to save: the text is as it was read")
            return []
        }
        return send(name: name, content: area.snapshot(), precondition: base.precondition, resolves: nil, message: "")
    }

    /// A file has no versions: once written, only changes are written again.
    private var isWrittenFile: Bool { if case .file = target { hasWritten } else { false } }

    /// Sends a text, its own (`resolves` nil) or a resolution.
    mutating func send(
        name: String, content: TextBuffer.Snapshot, precondition: Precondition, resolves: String?, message: String,
        result: Rope? = nil
    ) -> [Effect] {
        lastTicket += 1
        let ticket = SaveTicket(number: lastTicket)
        saving = Saving(ticket: ticket, snapshot: content, isResubmission: result != nil, name: name)
        switch target {
        case .document:
            say("Saving…")
            let request = SaveRequest(
                name: name, content: (result ?? content.rope).allBytes, precondition: precondition, message: message,
                resolves: resolves)
            return [.save(ticket, request)]
        case .file(let path):
            say("Writing…")
            return [.writeFile(ticket, path: path, content.rope)]
        }
    }

    mutating func take(_ result: Result<SaveOutcome, Problem>, of ticket: SaveTicket, at now: Timestamp) -> [Effect] {
        guard let saving, saving.ticket == ticket else { return [] }
        self.saving = nil
        switch result {
        case .success(.done(let saved)): return take(saved, saving, at: now)
        case .success(.conflict(let problem)): return meet(problem)
        case .failure(let problem):
            quitsWhenSaved = false
            let reason = "Not saved: \(problem.detail)"
            resolver?.sendingFailed(reason)
            fail(reason)
            return []
        }
    }

    private mutating func take(_ saved: Saved, _ saving: Saving, at now: Timestamp) -> [Effect] {
        target = .document(saving.name)
        document = saved.document
        var said = "Saved v\(saved.document.version) · \(saved.document.contentETag)"
        if saving.isResubmission, let resolver {
            let merged = resolver.mergedCount
            let decided = resolver.merge.conflicts.count
            said += " · merged \(merged), decided \(decided)"
            _ = area.replaceAll(with: resolver.result.text, at: now.milliseconds)
            area.markSaved(area.snapshot())
            base = .version(
                BaseVersion(number: saved.document.version, etag: saved.document.contentETag, text: area.rope))
            self.resolver = nil
            isResolving = false
        } else {
            area.markSaved(saving.snapshot)
            base = .version(
                BaseVersion(
                    number: saved.document.version, etag: saved.document.contentETag, text: saving.snapshot.rope))
        }
        say(said)
        revealCursor()
        let began: [Effect] = [.journal(.resolved), .journal(.began(base, area.rope))]
        guard quitsWhenSaved else { return began }
        return began + [.journal(.finished(keep: false)), .quit(0)]
    }

    mutating func takeWritten(_ ticket: SaveTicket, _ failure: String?) -> [Effect] {
        guard let saving, saving.ticket == ticket else { return [] }
        self.saving = nil
        if let failure {
            quitsWhenSaved = false
            fail(failure)
            return []
        }
        area.markSaved(saving.snapshot)
        hasWritten = true
        say("Written: \(saving.snapshot.rope.byteCount) bytes")
        let began: [Effect] = [.journal(.began(base, area.rope))]
        guard quitsWhenSaved else { return began }
        return began + [.journal(.finished(keep: false)), .quit(0)]
    }

    /// A save was refused for the state it met: not an error, but something for the person to decide.
    private mutating func meet(_ problem: Problem) -> [Effect] {
        quitsWhenSaved = false
        let conflict = problem.instance.flatMap { $0.split(separator: "/").last.map(String.init) }
        switch problem.cause {
        case .versionMismatch(let mismatch): return meet(mismatch.current, conflict)
        case .alreadyExists(let existing):
            base = .none
            return meet(existing.current, conflict)
        case .documentDeleted(let deletion):
            resolver?.sendingFailed("\(deletion.deletedBy) deleted the document")
            isResolving = false
            return ask(.deleted(deletion))
        default:
            resolver?.sendingFailed("Not saved: \(problem.detail)")
            fail("Not saved: \(problem.detail)")
            return []
        }
    }

    private mutating func meet(_ current: Current, _ conflict: String?) -> [Effect] {
        let source = Theirs.Source(
            name: name, version: current.version, etag: current.etag, actor: current.changedBy, at: current.changedAt,
            conflict: conflict)
        switch current.content.inline {
        case .content(let text): return resolve(source.with(Array(text.utf8)))
        case .omitted:
            say("\(current.changedBy) saved v\(current.version): reading it…")
            return [.fetchTheirs(source)]
        }
    }

    // MARK: Leaving

    /// ^Q: asks where something would be lost.
    mutating func quit() -> [Effect] {
        guard isModified || resolver != nil else { return [.journal(.finished(keep: false)), .quit(0)] }
        return ask(.quit)
    }
}
