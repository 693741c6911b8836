/// Finds what was inserted into a mapping as a copy of its neighbour while the other side changed that neighbour.
///
/// A new key with its neighbour's value continues a row (the next version, the next year); where the other side has
/// corrected the row, the copy is likely to be out of date.
struct CopyGuard {
    private let stale: Set<EntrySlot>

    init(base: EntryKeys.Container?, ours: EntryKeys.Container, theirs: EntryKeys.Container, keys: EntryKeys) {
        var stale: Set<EntrySlot> = []
        if let base, ours.node.shape == .mapping {
            let baseEntries = Dictionary(zip(keys.base, base.node.entries), uniquingKeysWith: { first, _ in first })
            let sides = [(ours, keys.ours, theirs, keys.theirs), (theirs, keys.theirs, ours, keys.ours)]
            for (isTheirs, (side, sideKeys, other, otherKeys)) in zip([false, true], sides) {
                let others = Dictionary(zip(otherKeys, other.node.entries), uniquingKeysWith: { first, _ in first })
                // The old value of the nearest entry of the base, where the other side changed or deleted it.
                func changedValue(_ key: TypedKey) -> ArraySlice<UInt8>? {
                    guard let old = baseEntries[key], old.value.shape == .scalar else { return nil }
                    let value = base.document.bytes[old.value.range]
                    guard let new = others[key] else { return value }
                    return other.document.bytes[new.value.range] == value ? nil : value
                }
                func visit(_ indices: some Sequence<Int>) {
                    var neighbour: ArraySlice<UInt8>?
                    for index in indices {
                        let key = sideKeys[index]
                        if baseEntries[key] != nil {
                            neighbour = changedValue(key)
                        } else if let neighbour, others[key] == nil,
                            side.document.bytes[side.node.entries[index].value.range] == neighbour
                        {
                            stale.insert(
                                isTheirs ? EntrySlot(theirs: index) : EntrySlot(ours: index))
                        }
                    }
                }
                visit(sideKeys.indices)
                visit(sideKeys.indices.reversed())
            }
        }
        self.stale = stale
    }

    func isStale(_ slot: EntrySlot) -> Bool { stale.contains(slot) }
}
