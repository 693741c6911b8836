import TruceDocument
import TruceScreen

/// What is typed before the text, or the draft in its place, is there waits for it.
extension Editor {
    /// Whether the text, or the draft that takes its place, is still to come.
    private var isTextAwaited: Bool { phase == .opening || phase == .reading || claiming != nil }

    /// Whether an input has to wait: what would change the text, and what follows such a thing. What has been opened over
    /// the text has the keys all the same.
    func holds(_ input: Input) -> Bool {
        guard isTextAwaited, overlay == nil else { return false }
        switch input {
        case .paste: return true
        case .key(.control("q")): return false
        case .key(let key):
            if !heldInput.isEmpty { return true }
            if let action = keys.action(for: key, in: .text) { return holds(action) }
            return EditCommand(key)?.onlyMoves == false
        case .mouse, .focus, .pasteTooLong: return false
        }
    }

    /// Whether an action has to wait, as it would change the text.
    func holds(_ action: Action) -> Bool {
        guard isTextAwaited else { return false }
        return [.save, .paste, .replace].contains(action) || EditCommand(action)?.onlyMoves == false
    }

    /// Offers the draft that was found with the text, once nothing lies over that.
    mutating func offerDraft() -> [Effect] {
        guard overlay == nil, let found else { return [] }
        self.found = nil
        return askByItself(.recover(found))
    }

    /// Takes what waited, once the text is there. A question that has come up instead is not answered by it, and what was
    /// typed into a text decides nothing in the three-way view.
    mutating func releaseInput(at now: Timestamp) -> [Effect] {
        guard !heldInput.isEmpty, phase == .ready, !isTextAwaited, overlay == nil else { return [] }
        let held = heldInput
        heldInput = []
        guard !isResolving else {
            resolver?.message = "What was typed before this opened is dropped: letters choose here"
            return []
        }
        return held.flatMap { handle(.input($0), at: now) }
    }
}
