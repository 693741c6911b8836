/// Who has one document open, as far as they said so in the last 30 seconds: at most ``maximumSessions`` sessions.
///
/// A value that is told the time. What lapsed is gone from ``items(at:)`` at once and from memory at the next change.
public struct PresenceSet: Hashable, Sendable {
    /// In milliseconds.
    public static let lifetime: Int64 = 30_000
    public static let maximumSessions = 200

    private struct Key: Hashable, Sendable {
        var actor: String
        var session: String
    }

    private struct Entry: Hashable, Sendable {
        var presence: Presence
        var expiresAt: Timestamp
    }

    private var entries: [Key: Entry] = [:]

    public init() {}

    /// Notes what a session says of itself. When the set is full, the one that would lapse next makes room.
    /// - Returns: Whether others see a difference, so that `presence.changed` is worth telling.
    public mutating func put(_ report: PresenceReport, of actor: String, at time: Timestamp) -> Bool {
        let lapsed = expire(at: time)
        let key = Key(actor: actor, session: report.session)
        let before = entries[key]?.presence
        if before == nil, entries.count >= Self.maximumSessions { forgetNext() }
        let presence = Presence(
            actor: actor, session: report.session, baseVersion: report.baseVersion, state: report.state,
            since: before?.since ?? time)
        entries[key] = Entry(
            presence: presence, expiresAt: Timestamp(milliseconds: time.milliseconds + Self.lifetime))
        return lapsed || presence != before
    }

    /// Takes in those of another set. Of a session that is in both the newer word counts; it was there since the older one,
    /// unless that had lapsed by then.
    public mutating func merge(_ other: PresenceSet) {
        entries.merge(other.entries) { one, another in
            let (older, newer) = one.expiresAt < another.expiresAt ? (one, another) : (another, one)
            var entry = newer
            if older.expiresAt > newer.presence.since {
                entry.presence.since = min(older.presence.since, newer.presence.since)
            }
            return entry
        }
        while entries.count > Self.maximumSessions { forgetNext() }
    }

    /// Takes a session away. Returns whether it was there.
    public mutating func remove(actor: String, session: String, at time: Timestamp) -> Bool {
        let lapsed = expire(at: time)
        return entries.removeValue(forKey: Key(actor: actor, session: session)) != nil || lapsed
    }

    /// Takes away what lapsed. Returns whether anything did.
    public mutating func expire(at time: Timestamp) -> Bool {
        let lapsed = entries.filter { $0.value.expiresAt <= time }
        for key in lapsed.keys { entries[key] = nil }
        return !lapsed.isEmpty
    }

    /// Who is there at `time`: those who came first come first.
    public func items(at time: Timestamp) -> [Presence] {
        entries.values.filter { $0.expiresAt > time }.map(\.presence).sorted {
            ($0.since, $0.actor, $0.session) < ($1.since, $1.actor, $1.session)
        }
    }

    /// When the next session lapses, unless it is heard of again; nil where there is none.
    public var nextExpiry: Timestamp? { entries.values.map(\.expiresAt).min() }

    public var isEmpty: Bool { entries.isEmpty }

    private mutating func forgetNext() {
        guard let next = entries.min(by: { $0.value.expiresAt < $1.value.expiresAt }) else { return }
        entries[next.key] = nil
    }
}
