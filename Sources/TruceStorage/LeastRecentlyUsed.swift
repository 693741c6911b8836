/// A dictionary of bounded cost that forgets what was not used for longest.
///
/// Every operation takes constant time. Entries stand in a list from the most to the least recently used; freed places
/// are used again.
struct LeastRecentlyUsed<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct Entry {
        var key: Key
        var value: Value
        var cost: Int
        var newer: Int?
        var older: Int?
    }

    private var places: [Key: Int] = [:]
    private var entries: [Entry?] = []
    private var free: [Int] = []
    private var newest: Int?
    private var oldest: Int?
    private(set) var cost = 0
    private let limit: Int

    /// `limit` is in the unit of the entries' costs.
    init(limit: Int) { self.limit = limit }

    var count: Int { places.count }

    /// The value of `key`, which is now the most recently used.
    mutating func value(_ key: Key) -> Value? {
        guard let place = places[key] else { return nil }
        if newest != place {
            unlink(place)
            link(place)
        }
        return entries[place]?.value
    }

    /// Sets the value of `key` and gives what was forgotten to make room. A value of more than a quarter of the limit
    /// is not kept, so that one large entry does not empty the rest.
    @discardableResult
    mutating func set(_ key: Key, to value: Value, cost: Int) -> [Value] {
        remove(key)
        guard cost <= limit / 4 else { return [] }
        let entry = Entry(key: key, value: value, cost: cost)
        let place = free.popLast() ?? entries.count
        if place == entries.count { entries.append(entry) } else { entries[place] = entry }
        places[key] = place
        self.cost += cost
        link(place)
        var forgotten: [Value] = []
        while self.cost > limit, let place = oldest, let entry = entries[place] {
            forgotten.append(entry.value)
            remove(entry.key)
        }
        return forgotten
    }

    mutating func remove(_ key: Key) {
        guard let place = places.removeValue(forKey: key) else { return }
        unlink(place)
        cost -= entries[place]?.cost ?? 0
        entries[place] = nil
        free.append(place)
    }

    private mutating func link(_ place: Int) {
        entries[place]?.older = newest
        entries[place]?.newer = nil
        if let newest { entries[newest]?.newer = place }
        newest = place
        oldest = oldest ?? place
    }

    private mutating func unlink(_ place: Int) {
        guard let entry = entries[place] else { return }
        if let newer = entry.newer { entries[newer]?.older = entry.older } else { newest = entry.older }
        if let older = entry.older { entries[older]?.newer = entry.newer } else { oldest = entry.newer }
    }
}
