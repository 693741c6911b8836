/// What somebody may do; each role includes the ones before it.
public enum Role: String, Hashable, Sendable, CaseIterable, Comparable {
    /// Reads everything.
    case reader
    /// Changes documents.
    case writer
    /// Keeps users and tokens, and may force.
    case admin

    public static func < (a: Role, b: Role) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .reader: 0
        case .writer: 1
        case .admin: 2
        }
    }
}
