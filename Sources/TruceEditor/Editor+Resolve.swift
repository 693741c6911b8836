import TruceDocument
import TruceScreen
import TruceText

/// The three-way view: opened by a 409 or by a file that has changed, left and come back to, and resubmitted.
extension Editor {
    /// Opens the view on what somebody else saved first, or merges it into the resolution that is open.
    mutating func resolve(_ theirs: Theirs, at now: Timestamp) -> [Effect] {
        guard phase == .ready else { return [] }
        if isBinary(theirs) { return askAboutBinary(theirs) }
        if resolver == nil, area.rope.isEmpty, theirs.text.isEmpty { return adopt(theirs) }
        overlay = nil
        say("")
        opensByItself = true
        let opening = [Effect.dropTypedAhead]
        guard resolver != nil else {
            open(
                Resolver(
                    name: name, actor: actor, base: base, mine: area.rope, theirs: theirs,
                    indentation: area.indentation, kind: textKind, size: size))
            return opening + journalResolution() + resubmitClean()
        }
        let wasSent = resolver?.state == .sending
        let typed = takeTypedText(at: now)
        resolver?.mergeAgain(mine: area.rope, theirs: theirs, size: size)
        isResolving = true
        return opening + typed + journalResolution() + (wasSent ? resubmitClean() : [])
    }

    /// Where both texts are empty there is nothing to look at or to type into: the editing goes on from theirs.
    private mutating func adopt(_ theirs: Theirs) -> [Effect] {
        base = Base(theirs)
        area.markSaved(area.snapshot())
        say("\(theirs.version.map { "v\($0.number) by \($0.actor)" } ?? "The file") is empty too: it is yours as well")
        return [began]
    }

    /// Keys that come as the view or a question opens by itself may still be meant for the text, and a ^S would send, a
    /// letter throw away, what nobody has seen: dropping what was typed ahead is not enough. So none but Esc is taken
    /// before a pause from `now` on.
    mutating func awaitPause(from now: Timestamp) -> Effect {
        let end = Timestamp(milliseconds: now.milliseconds + (overlay == nil ? Self.pause : Self.longPause))
        pauseEnd = end
        return .wake(at: end)
    }

    mutating func open(_ resolver: Resolver) {
        self.resolver = resolver
        self.resolver?.advances = settings.advances
        isResolving = true
    }

    mutating func closeResolver() {
        resolver = nil
        isResolving = false
        journalDue = nil
        areaWithoutTyped = nil
        opensByItself = false
        pauseEnd = nil
    }

    /// ^S while a resolution is pending: merges what was typed meanwhile, and shows the view.
    mutating func showResolver() -> [Effect] {
        guard let present = resolver else { return [] }
        isResolving = true
        var effects: [Effect] = [.dropTypedAhead]
        // What was typed into RESULT is in the person's own text since the view was left: no reason to merge again, unless it
        // was taken back there.
        if area.rope != present.mineWithTypedText {
            resolver?.mergeAgain(mine: area.rope, size: size)
            effects += journalResolution()
        } else {
            effects += returnTypedText()
            // What was said as the view was left is no answer to this key.
            resolver?.message = present.remainder ?? present.nothingLeft
        }
        return effects + (present.newer == nil ? [] : mergeHead())
    }

    mutating func resolverHandles(_ input: Input, at now: Timestamp) -> [Effect] {
        let requests = resolver?.handle(input, keys: keys, size: size, at: now) ?? []
        return requests.flatMap { serve($0, at: now) }
    }

    mutating func resolverPerforms(_ action: Action, at now: Timestamp) -> [Effect] {
        let requests = resolver?.perform(action, size: size, at: now) ?? []
        return requests.flatMap { serve($0, at: now) }
    }

    /// Does to the text that has the cursor, RESULT or the person's own, what a key does.
    mutating func runActive(_ command: EditCommand, at now: Timestamp) -> [Effect] {
        guard isResolving else { return run(command, at: now) }
        let requests = resolver?.run(command, size: size) ?? []
        return requests.flatMap { serve($0, at: now) }
    }

    private mutating func serve(_ request: Resolver.Request, at now: Timestamp) -> [Effect] {
        switch request {
        case .resubmit: return resubmit()
        case .mergeHead: return mergeHead()
        case .leave: return leaveResolver(at: now)
        case .journal:
            tellDefect()
            return journalResolution()
        case .journalSoon:
            guard journalDue == nil else { return [] }
            let due = Timestamp(milliseconds: now.milliseconds + Self.journalDelay)
            journalDue = due
            return [.wake(at: due)]
        case .copy(let bytes):
            clipboard = bytes
            return [.copy(bytes)]
        case .dropTypedAhead: return [.dropTypedAhead]
        case .forget(let key): return [.forget(key)]
        case .perform(let action): return performOverResolver(action, at: now)
        }
    }

    /// Actions that the resolver hands back: those of the editor around it.
    private mutating func performOverResolver(_ action: Action, at now: Timestamp) -> [Effect] {
        switch action {
        case .palette, .help, .why, .traffic, .find, .findNext, .findPrevious, .replace, .goToLine, .suspend, .paste,
            .quit:
            return perform(action, at: now)
        default: return []
        }
    }

    /// Back to the person's own text, which has what was typed into RESULT outside of conflicts.
    private mutating func leaveResolver(at now: Timestamp) -> [Effect] {
        if fileMerge != nil { return quit() }
        let typed = takeTypedText(at: now)
        isResolving = false
        pauseEnd = nil
        if awaitsStore { saving = nil }
        let hasTyped = resolver.map { $0.mine != area.rope } ?? false
        let what = hasTyped ? "your text has what you typed beside conflicts" : "your text is as you left it"
        say("\(isFile ? "Merge" : "409") pending: \(what) · ^S resolves")
        return typed + (typed.isEmpty ? [] : journalResolution())
    }

    /// Reads what was saved since; it is merged in once it is there.
    private mutating func mergeHead() -> [Effect] {
        if let newer = resolver?.newer { resolver?.message = "Reading v\(newer.number)…" }
        return [asked.ask(.open(name))]
    }

    /// The person's own text gets what was typed into RESULT; where the view is not open, nothing was.
    private mutating func takeTypedText(at now: Timestamp) -> [Effect] {
        guard let mine = openResolver?.mineWithTypedText, mine != area.rope else { return [] }
        areaWithoutTyped = area
        let done = area.replaceAll(with: mine, at: now.milliseconds)
        revealCursor()
        return journal(done.edits)
    }

    /// What was typed into RESULT is the view's alone while that shows: the person's own text is MINE there.
    mutating func returnTypedText() -> [Effect] {
        guard let resolver, area.rope != resolver.mine, area.rope == resolver.mineWithTypedText else { return [] }
        let done = area.replaceAll(with: resolver.mine, at: 0)
        if let before = areaWithoutTyped, before.rope == resolver.mine { area = before }
        isResolving = true
        return journal(done.edits) + journalResolution()
    }

    /// Where only lines merged, and the person wants no look at that: resubmits at once. Undo takes it back.
    private mutating func resubmitClean() -> [Effect] {
        guard settings.resubmitsCleanMerges, !isFile, let resolver, resolver.merge.contested.isEmpty,
            resolver.result.overrides.isEmpty
        else { return [] }
        return resubmit()
    }

    private mutating func resubmit() -> [Effect] {
        guard let resolver, saving == nil || awaitsStore else { return [] }
        if let fileMerge { return submit(fileMerge) }
        // What is sent from here is RESULT, whatever else waits for the store.
        if let saving, saving.content == .result, isStillWanted(saving) { return saveAgain(saving) }
        guard let version = resolver.theirs.version else { return write(.result, replacing: resolver.theirs.text) }
        return send(
            .result, as: name, .ifMatch(.tags([version.etag])), resolves: version.conflict,
            message: resolver.account)
    }

    /// Writes the resolution down as it is.
    mutating func journalResolution() -> [Effect] {
        journalDue = nil
        guard let resolver else { return [] }
        let isFirst = fileMerge != nil && !isMergeJournalled
        isMergeJournalled = true
        var saved = resolver.saved
        saved.isLeft = !isResolving
        return (isFirst ? [began] : []) + [.journal(.resolving(saved))]
    }
}
