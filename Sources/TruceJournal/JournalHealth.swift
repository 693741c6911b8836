/// Whether what is typed reaches the disk.
public enum JournalHealth: Hashable, Sendable {
    /// It does not, for the reason given, in words; said once for each outage. Records are kept and written when that is
    /// possible again.
    case failing(String)
    /// All of it does again.
    case recovered
}
