internal import TruceDocument

/// The refusals of the last ten minutes: how often the same save was refused before.
///
/// A value in memory, bounded in number and bytes; a restart forgets it, which costs a count and nothing else.
struct RefusalLog: Sendable {
    /// One save as its sender repeats it.
    struct Attempted: Hashable, Sendable {
        var actor: String
        var resource: String
        var precondition: Precondition
        var digest: Digest?

        /// Equal for the same save. It is kept in place of what was sent, so that every entry has one size, however long
        /// the list of tags was.
        var identity: Digest {
            let condition =
                switch precondition {
                case .ifMatch(let tags): tags.header
                case .ifNoneExists: ""
                }
            let members = [actor, resource, condition, digest?.hex ?? ""]
            return Digest(of: JSON.array(members.map(JSON.string)).bytes)
        }
    }

    private struct Entry {
        var at: Timestamp
        var attempted: Digest
    }

    static let memory: Int64 = 600_000
    static let limit = 10_000

    /// In the order of their times; the first `forgotten` are gone already.
    private var entries: [Entry] = []
    private var forgotten = 0
    private var counts: [Digest: Int] = [:]

    /// Notes the refusal of the save with this ``Attempted/identity``, and gives how often it was refused in the ten
    /// minutes before.
    mutating func note(_ attempted: Digest, at time: Timestamp) -> Int {
        forget(before: time)
        let before = counts[attempted, default: 0]
        counts[attempted] = before + 1
        entries.append(Entry(at: time, attempted: attempted))
        return before
    }

    private mutating func forget(before time: Timestamp) {
        while forgotten < entries.count {
            let entry = entries[forgotten]
            let isOld = time.milliseconds - entry.at.milliseconds > Self.memory
            guard isOld || entries.count - forgotten >= Self.limit else { break }
            forgotten += 1
            let count = counts[entry.attempted, default: 0] - 1
            counts[entry.attempted] = count > 0 ? count : nil
        }
        if forgotten > entries.count / 2 {
            entries.removeFirst(forgotten)
            forgotten = 0
        }
    }
}
