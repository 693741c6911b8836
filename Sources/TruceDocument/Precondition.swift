/// What a mutation demands of the state it meets, tested inside the transaction that writes.
public enum Precondition: Hashable, Sendable {
    /// `If-Match`: the current tag must be one of these (`any`: the resource must exist; recorded as forced).
    case ifMatch(ETagList)
    /// `If-None-Match: *`: nothing of that name may exist.
    case ifNoneExists
}
