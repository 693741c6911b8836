import TruceDocument
import TruceText

/// A save that the store could not answer is kept, and sent again as it was until it is answered.
extension Editor {
    /// Whether a save waits for the store to come back.
    public var awaitsStore: Bool { saving?.dueAgain != nil }

    /// Keeps a save that the store could not take or answer.
    ///
    /// - Parameter conflict: the id of the conflict that it met: of the same request, which is still on its way.
    mutating func postpone(
        _ saving: Saving, _ problem: Problem, conflict: String? = nil, at now: Timestamp
    ) -> [Effect] {
        var waiting = saving
        if waiting.request?.resolves == nil { waiting.request?.resolves = conflict }
        let asked = Int64(problem.retryAfter ?? 0) * 1_000
        let pause = Self.firstPause << Int64(min(waiting.failures, Self.doublings))
        let due = Timestamp(milliseconds: now.milliseconds + max(asked, pause))
        waiting.dueAgain = due
        waiting.failures += 1
        // What is said once is not said over and over: the status row has other things to say meanwhile.
        let isNew = waiting.failures == 1 || waiting.isAwaited || waiting.content == .result
        waiting.isAwaited = false
        self.saving = waiting
        if isNew { failSaving(Self.said(of: problem)) } else { goOnUnsaved() }
        return [.wake(at: due)]
    }

    /// What to know first: the reason may be longer than the row.
    private static func said(of problem: Problem) -> String {
        let what =
            switch problem.reason {
            case .unavailable: "Not saved, the store is away"
            case .outcomeUnknown, .idempotencyKeyInFlight: "Not known whether it was saved"
            default: "Not saved yet"
            }
        return "\(what): tried again by itself, ^S at once. \(problem.detail)"
    }

    /// Sends the save that waits, as it was, if its time has come or the store is back.
    mutating func sendAgainByItself() -> [Effect] {
        guard let saving, saving.dueAgain != nil else { return [] }
        guard isStillWanted(saving) else {
            self.saving = nil
            say("What was to be saved has changed since: ^S saves it")
            return []
        }
        return sendAgain(saving)
    }

    /// ^S while a save waits: tries again at once. What was typed since is saved after it.
    mutating func saveAgain(_ saving: Saving) -> [Effect] {
        say("Saving…")
        var again = saving
        again.isAwaited = true
        again.isFollowed = isOutdated(saving)
        return sendAgain(again)
    }

    /// Whether there is more to save than what is on its way.
    func isOutdated(_ saving: Saving) -> Bool { saving.content == .text && area.rope != saving.snapshot.rope }

    private mutating func sendAgain(_ saving: Saving) -> [Effect] {
        guard let request = saving.request else { return [] }
        var sent = saving
        sent.dueAgain = nil
        self.saving = sent
        if sent.content == .result { resolver?.send() }
        return [.save(sent.ticket, request)]
    }

    /// Whether nobody has taken back meanwhile what a save was to save.
    func isStillWanted(_ saving: Saving) -> Bool {
        switch saving.content {
        case .text: return isModified || base == .none
        case .result:
            // What was accepted and taken back is the same text, and undecided.
            guard let resolver = openResolver, resolver.state == .decide, resolver.waiting.isEmpty else { return false }
            return resolver.result.text.allBytes == saving.request?.content
        }
    }

    /// The first pause before a save is sent again, in milliseconds, and how often it doubles: up to 32 seconds.
    private static let firstPause: Int64 = 1_000
    private static let doublings = 5
}
