/// Finds what was inserted into a mapping as a copy of its neighbour while the other side changed that neighbour.
///
/// A new key with its neighbour's value continues a row (the next version, the next year); where the other side has
/// corrected the row, the copy is likely to be out of date; not where its own side has corrected the neighbour too.
struct CopyGuard {
    private var stale: Set<EntrySlot> = []

    init(base: EntryKeys.Container?, ours: EntryKeys.Container, theirs: EntryKeys.Container, matching: EntryMatching) {
        guard let base, ours.node.shape == .mapping else { return }
        let slots = matching.slots
        visit(matching.ours.map { slots[$0] }, base: base, own: (ours, \.ours), other: (theirs, \.theirs))
        visit(matching.theirs.map { slots[$0] }, base: base, own: (theirs, \.theirs), other: (ours, \.ours))
    }

    func isStale(_ slot: EntrySlot) -> Bool { stale.contains(slot) }

    private typealias Side = (container: EntryKeys.Container, place: KeyPath<EntrySlot, Int?>)

    private mutating func visit(_ slots: [EntrySlot], base: EntryKeys.Container, own: Side, other: Side) {
        func value(_ container: EntryKeys.Container, _ index: Int) -> ArraySlice<UInt8>? {
            let value = container.node.entries[index].value
            return value.shape == .scalar ? container.document.bytes[value.range] : nil
        }
        for order in [slots, slots.reversed()] {
            // The old value of the last entry of the base, where the other side alone changed or deleted it.
            var neighbour: ArraySlice<UInt8>?
            for slot in order {
                let otherIndex = slot[keyPath: other.place]
                if let old = slot.base {
                    let oldValue = value(base, old)
                    func keeps(_ side: Side) -> Bool {
                        slot[keyPath: side.place].map { value(side.container, $0) == oldValue } ?? false
                    }
                    neighbour = keeps(own) && !keeps(other) ? oldValue : nil
                } else if neighbour != nil, otherIndex == nil, let index = slot[keyPath: own.place],
                    value(own.container, index) == neighbour
                {
                    stale.insert(slot)
                }
            }
        }
    }
}
