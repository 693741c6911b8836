import TruceDocument
import TruceScreen
import TruceText

/// The three-way view: opened by a 409, left and come back to, and resubmitted.
extension Editor {
    /// Opens the view on what somebody else saved first, or merges it into the resolution that is open.
    mutating func resolve(_ theirs: Theirs) -> [Effect] {
        if resolver == nil {
            resolver = Resolver(
                name: name, actor: actor, base: base, mine: area.rope, theirs: theirs, size: size)
        } else {
            let mine = resolver?.mine == area.rope ? nil : area.rope
            resolver?.mergeAgain(mine: mine, theirs: theirs, size: size)
        }
        overlay = nil
        isResolving = true
        say("")
        return [.dropTypedAhead] + journalResolution()
    }

    /// ^S while a resolution is pending: merges what was typed meanwhile, and shows the view.
    mutating func showResolver() -> [Effect] {
        guard let present = resolver else { return [] }
        if present.mine != area.rope { resolver?.mergeAgain(mine: area.rope, size: size) }
        isResolving = true
        return [.dropTypedAhead] + journalResolution()
    }

    mutating func resolverHandles(_ input: Input, at now: Timestamp) -> [Effect] {
        let requests = resolver?.handle(input, keys: keys, size: size, at: now) ?? []
        return requests.flatMap { serve($0, at: now) }
    }

    mutating func resolverPerforms(_ action: Action, at now: Timestamp) -> [Effect] {
        let requests = resolver?.perform(action, size: size, at: now) ?? []
        return requests.flatMap { serve($0, at: now) }
    }

    private mutating func serve(_ request: Resolver.Request, at now: Timestamp) -> [Effect] {
        switch request {
        case .resubmit: return resubmit()
        case .leave:
            let typed = takeTypedText(at: now)
            isResolving = false
            say("409 pending: your text is as you left it · ^S resolves")
            return typed
        case .keepAndQuit: return [.journal(.finished(keep: true)), .quit(0)]
        case .discard: return [.journal(.finished(keep: false)), .quit(0)]
        case .journal: return journalResolution()
        case .copy(let bytes):
            clipboard = bytes
            return [.copy(bytes)]
        case .perform(let action): return performOverResolver(action, at: now)
        }
    }

    /// Actions that the resolver hands back: those of the editor around it.
    private mutating func performOverResolver(_ action: Action, at now: Timestamp) -> [Effect] {
        switch action {
        case .palette, .help, .traffic, .find, .findNext, .findPrevious, .goToLine, .suspend, .paste:
            return perform(action, at: now)
        default: return []
        }
    }

    /// What was typed into RESULT outside of conflicts is the person's own text from here on.
    private mutating func takeTypedText(at now: Timestamp) -> [Effect] {
        guard let resolver else { return [] }
        let mine = resolver.mineWithTypedText
        guard mine != area.rope else { return [] }
        let done = area.replaceAll(with: mine, at: now.milliseconds)
        return journal(done.edits)
    }

    private mutating func resubmit() -> [Effect] {
        guard let resolver, saving == nil else { return [] }
        self.resolver?.send()
        return send(
            name: name, content: area.snapshot(), precondition: .ifMatch(.tags([resolver.theirs.etag])),
            resolves: resolver.theirs.conflict, message: "merge of v\(resolver.theirs.version)",
            result: resolver.result.text)
    }

    private func journalResolution() -> [Effect] {
        resolver.map { [.journal(.resolving($0.saved))] } ?? []
    }
}
