/// An entry of a merged container: where each text has it.
struct EntrySlot: Hashable {
    var base: Int?
    var ours: Int?
    var theirs: Int?

    var isInAll: Bool { base != nil && ours != nil && theirs != nil }
}

/// Which entries of three containers are the same, as numbers.
struct EntryMatching {
    /// By number.
    private(set) var slots: [EntrySlot] = []
    /// The number of each entry of each text.
    let base: [Int]
    let ours: [Int]
    let theirs: [Int]

    init(_ keys: EntryKeys) {
        var numbers: [TypedKey: Int] = [:]
        numbers.reserveCapacity(max(keys.ours.count, keys.theirs.count))
        var slots: [EntrySlot] = []
        func number(_ keys: [TypedKey], _ text: WritableKeyPath<EntrySlot, Int?>) -> [Int] {
            keys.enumerated().map { index, key in
                let number = numbers[key] ?? slots.count
                if number == slots.count {
                    numbers[key] = number
                    slots.append(EntrySlot())
                }
                slots[number][keyPath: text] = index
                return number
            }
        }
        base = number(keys.base, \.base)
        ours = number(keys.ours, \.ours)
        theirs = number(keys.theirs, \.theirs)
        self.slots = slots
    }
}
