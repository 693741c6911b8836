/// How much text a conflict carries: what `Prefer: conflict=…` asks for.
public enum ConflictForm: String, Hashable, Sendable, CaseIterable {
    /// The current text, and a link to the base: what is sent unless something else is asked for.
    case current
    /// Both texts.
    case full
    /// Neither.
    case brief
}

extension Problem {
    /// The conflict with the texts of this form. A problem made by a store has all texts; others have none and stay as
    /// they are.
    public func inForm(_ form: ConflictForm) -> Problem {
        var formed = self
        switch cause {
        case .versionMismatch(var mismatch):
            if form == .brief { mismatch.current.content.omit() }
            if form != .full { mismatch.base?.omit() }
            formed.cause = .versionMismatch(mismatch)
        case .documentDeleted(var deleted):
            if form != .full { deleted.base?.omit() }
            formed.cause = .documentDeleted(deleted)
        case .alreadyExists(var found):
            if form == .brief { found.current.content.omit() }
            formed.cause = .alreadyExists(found)
        default: break
        }
        return formed
    }

    /// Whether forms of the problem differ, so that an answer says which one was applied.
    public var hasForms: Bool {
        switch cause {
        case .versionMismatch, .documentDeleted, .alreadyExists: true
        default: false
        }
    }

    /// Whether it is a stale `If-Match`, which RFC 9110 answers with 412: what `Prefer: stale=412` asks for.
    public var isStale: Bool { reason == .versionMismatch || reason == .documentDeleted }
}

extension LinkedContent {
    fileprivate mutating func omit() { inline = .omitted(.brief) }
}
