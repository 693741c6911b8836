import TruceDocument

/// What is known of remembered resolutions.
struct Memory: Sendable {
    /// Of one conflict, as it was answered.
    struct Entry: Sendable {
        var resolution: RememberedResolution
        var moment: String
        var isForgotten = false
    }

    /// The conflicts of the present merge that can be remembered, by region.
    var conflicts: [Int: BareConflict] = [:]
    var entries: [ResolutionKey: Entry] = [:]
    /// The keys that were asked about.
    var asked: Set<ResolutionKey> = []
    /// Whether the conflicts of the present merge were looked at.
    var isUpToDate = false
    /// The regions whose remembered text waits until letters choose.
    var unproposed: Set<Int> = []
    /// When a text was proposed last.
    var proposedAt: Timestamp?
}
