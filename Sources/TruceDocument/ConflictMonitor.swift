/// The groups of conflicts as they happen: counts, rates and spikes, for at most ``maximumGroups`` fingerprints.
///
/// A value of at most about 6 MB: a group has a rate of a kilobyte and twenty actors of up to 200 bytes. After a start it is
/// given the kept records again, oldest first. When it is full, a new group takes the place of the one that was seen longest
/// ago.
public struct ConflictMonitor: Sendable {
    public static let maximumGroups = 1_000

    private var entries: [ConflictFingerprint: Entry] = [:]

    fileprivate struct Entry: Sendable {
        var reason: Reason
        var document: String?
        var count = 0
        var firstSeen: Timestamp
        var lastSeen: Timestamp
        var actors: [String] = []
        var rate = ConflictRate()
        /// Whether the present spike was told of.
        var isAnnounced = false
    }

    public init() {}

    /// Counts a conflict. Gives its group if a spike begins with it: once, until the group has calmed down.
    ///
    /// Costs as much as there are groups for the first conflict of a group in a full monitor, and little otherwise.
    public mutating func note(_ record: ConflictRecord) -> ConflictGroup? {
        note(record.fingerprint, record.reason, of: record.document, by: record.actor, at: record.at)
    }

    /// The same from the parts of a record that matter here.
    public mutating func note(
        _ fingerprint: ConflictFingerprint, _ reason: Reason, of document: String?, by actor: String, at time: Timestamp
    ) -> ConflictGroup? {
        if entries[fingerprint] == nil, entries.count >= Self.maximumGroups { forgetOldest() }
        let fresh = Entry(reason: reason, document: document, firstSeen: time, lastSeen: time)
        let isSpiking = entries[fingerprint, default: fresh].note(by: actor, at: time)
        return isSpiking ? entries[fingerprint]?.group(fingerprint, at: time) : nil
    }

    /// All groups at `time`, those seen last first.
    public func groups(at time: Timestamp) -> [ConflictGroup] {
        entries.map { $1.group($0, at: time) }.sorted {
            ($1.lastSeen, $0.fingerprint.text) < ($0.lastSeen, $1.fingerprint.text)
        }
    }

    /// How many conflicts of a group there were in each of the last `minutes` (at most 65) minutes, oldest first.
    public func perMinute(_ minutes: Int, of fingerprint: ConflictFingerprint, at time: Timestamp) -> [Int] {
        (entries[fingerprint]?.rate ?? ConflictRate()).perMinute(minutes, at: time)
    }

    private mutating func forgetOldest() {
        guard let oldest = entries.min(by: { $0.value.lastSeen < $1.value.lastSeen }) else { return }
        entries[oldest.key] = nil
    }
}

extension ConflictMonitor.Entry {
    /// Counts a conflict; whether a spike begins with it.
    fileprivate mutating func note(by actor: String, at time: Timestamp) -> Bool {
        count += 1
        firstSeen = min(firstSeen, time)
        lastSeen = max(lastSeen, time)
        if actors.count < ConflictGroup.maximumActors, !actors.contains(actor) { actors.append(actor) }
        // A spike that ended between two conflicts was over before this one came.
        if isAnnounced, !rate.isSpiking(at: time) { isAnnounced = false }
        rate.note(at: time)
        guard !isAnnounced, rate.isSpiking(at: time) else { return false }
        isAnnounced = true
        return true
    }

    fileprivate func group(_ fingerprint: ConflictFingerprint, at time: Timestamp) -> ConflictGroup {
        ConflictGroup(
            fingerprint: fingerprint, reason: reason, document: document, count: count, firstSeen: firstSeen,
            lastSeen: lastSeen, actors: actors, ratePerMinute: rate.ratePerMinute(at: time),
            baselinePerMinute: rate.baselinePerMinute(at: time), spiking: rate.isSpiking(at: time))
    }
}
