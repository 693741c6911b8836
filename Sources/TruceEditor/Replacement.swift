import TruceScreen

/// ^R: what is looked for, what takes its place, and then match by match.
public enum Replacement: Sendable, Equatable {
    /// What is looked for is typed.
    case pattern(LineInput)
    /// What takes its place is typed.
    case text(LineInput, of: String)
    /// The match that is selected is asked about; so many were replaced before.
    case asking(of: String, with: String, replaced: Int)

    /// The answers while a match is asked about.
    var answers: [Answer] {
        guard case .asking = self else { return [] }
        return [
            Answer(.character("y"), "Replace"), Answer(.character("n"), "Skip"), Answer(.character("a"), "Replace all"),
            Answer(.escape, "End"),
        ]
    }
}
