internal import TruceDocument

/// Who asks, once that is known.
struct Identity: Hashable, Sendable {
    /// Whose rights these are, whoever is named as the writer.
    var principal: String
    /// The name under which what they do is recorded.
    var actor: String
    var role: Role
    /// The token that let them in, by its id; nil where none was needed.
    var tokenID: String?

    /// Somebody of whom nothing is known. Where that is let in, it may write, but not keep the users.
    static let anonymous = Identity(principal: "anonymous", actor: "anonymous", role: .writer)
}
