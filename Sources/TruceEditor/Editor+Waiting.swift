import TruceDocument
import TruceScreen

/// What is typed before the text, or the draft in its place, is there waits for it.
extension Editor {
    /// Whether an input has to wait: what would change the text, and what follows such a thing.
    func holds(_ input: Input) -> Bool {
        guard phase == .opening || phase == .reading || claiming != nil else { return false }
        switch input {
        case .paste: return true
        case .key(.control("q")): return false
        case .key(let key):
            if !heldInput.isEmpty { return true }
            if let action = keys.action(for: key, in: .text) {
                return action == .save || action == .paste || EditCommand(action)?.onlyMoves == false
            }
            return EditCommand(key)?.onlyMoves == false
        case .mouse, .focus, .pasteTooLong: return false
        }
    }

    /// Takes what waited, once the text is there; a question that has come up instead is not answered by it.
    mutating func releaseInput(at now: Timestamp) -> [Effect] {
        guard phase == .ready else { return [] }
        let held = heldInput
        heldInput = []
        guard overlay == nil else { return [] }
        return held.flatMap { handle(.input($0), at: now) }
    }
}
