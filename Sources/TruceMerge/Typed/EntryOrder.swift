/// An entry of a merged container: where each text has it.
struct EntrySlot: Hashable {
    var base: Int?
    var ours: Int?
    var theirs: Int?
}

/// What comes next in a merged container.
enum EntryStep: Equatable {
    case entry(EntrySlot)
    /// Both sides put something else at one point, and its order says something, or both replaced the same entry.
    case clash(ours: [EntrySlot], theirs: [EntrySlot])
}

/// The entries of a container in the order of the merge.
///
/// Entries that all three texts have stay in their order, which at most one side may have changed. What a side added
/// follows the entry that it follows there.
struct EntryOrder {
    /// What tells entries apart, unique in each text.
    let base: [TypedKey]
    let ours: [TypedKey]
    let theirs: [TypedKey]
    /// Whether the order of entries says something.
    let isOrdered: Bool
    /// Whether both sides' insertions at one point are put one after the other although they are ordered.
    let unites: Bool
    /// By index into the base and into this side: whether an entry that only this side kept is changed there.
    let isChangedInOurs: (Int, Int) -> Bool
    let isChangedInTheirs: (Int, Int) -> Bool

    /// Nil where both sides changed the order.
    func steps() -> [EntryStep]? {
        let baseIndex = Self.index(base)
        let ourIndex = Self.index(ours)
        let theirIndex = Self.index(theirs)
        func isKept(_ key: TypedKey) -> Bool {
            baseIndex[key] != nil && ourIndex[key] != nil && theirIndex[key] != nil
        }
        let baseKept = base.filter(isKept)
        let ourKept = ours.filter(isKept)
        let theirKept = theirs.filter(isKept)
        guard ourKept == baseKept || theirKept == baseKept || ourKept == theirKept else { return nil }
        let kept = ourKept == baseKept ? theirKept : ourKept
        if isOrdered, kept != baseKept, !staysBetweenNeighbours(kept, kept == ourKept ? theirs : ours) { return nil }

        func slot(_ key: TypedKey) -> EntrySlot {
            EntrySlot(base: baseIndex[key], ours: ourIndex[key], theirs: theirIndex[key])
        }
        // By the entry they follow: what a side added, or kept and changed where the other one deleted it.
        func runs(_ keys: [TypedKey], isAdded: (EntrySlot) -> Bool) -> [TypedKey?: [EntrySlot]] {
            var runs: [TypedKey?: [EntrySlot]] = [:]
            var anchor: TypedKey?
            for key in keys {
                if isKept(key) {
                    anchor = key
                } else if case let slot = slot(key), isAdded(slot) {
                    runs[anchor, default: []].append(slot)
                }
            }
            return runs
        }
        let ourRuns = runs(ours) { slot in
            guard let base = slot.base, let ours = slot.ours else { return true }
            return slot.theirs == nil && isChangedInOurs(base, ours)
        }
        let theirRuns = runs(theirs) { slot in
            guard let base = slot.base, let theirs = slot.theirs else { return slot.ours == nil }
            return slot.ours == nil && isChangedInTheirs(base, theirs)
        }
        // The base's entries that both sides deleted, by the entry they follow.
        let deleted = runs(base) { $0.ours == nil && $0.theirs == nil }

        var steps: [EntryStep] = []
        for anchor in [nil] + kept.map(Optional.some) {
            if let anchor { steps.append(.entry(slot(anchor))) }
            let ourRun = ourRuns[anchor] ?? []
            let theirRun = theirRuns[anchor] ?? []
            steps += join(ourRun, theirRun, hasDeleted: deleted[anchor] != nil)
        }
        return steps
    }

    /// Whether each insertion of a side has the same neighbours in the new order; else its place is anybody's guess.
    private func staysBetweenNeighbours(_ kept: [TypedKey], _ keys: [TypedKey]) -> Bool {
        let places = Self.index(kept)
        let old = Set(base)
        var last = -1
        var hasInserted = false
        for key in keys {
            if let place = places[key] {
                if hasInserted, place != last + 1 { return false }
                (last, hasInserted) = (place, false)
            } else if !old.contains(key) {
                hasInserted = true
            }
        }
        return !hasInserted || last == kept.count - 1
    }

    private func join(_ ourRun: [EntrySlot], _ theirRun: [EntrySlot], hasDeleted: Bool) -> [EntryStep] {
        if ourRun.isEmpty && theirRun.isEmpty { return [] }
        let areBoth = !theirRun.isEmpty && ourRun.contains { $0.theirs == nil }
        let isReplacement = hasDeleted && (isOrdered || areBoth)
        if !unites, isReplacement || (areBoth && (isOrdered || areElements(ourRun, theirRun))) {
            return [.clash(ours: ourRun, theirs: theirRun)]
        }
        if areBoth, isSorted { return sorted(ourRun, theirRun).map(EntryStep.entry) }
        return (ourRun + theirRun).map(EntryStep.entry)
    }

    /// Whether both runs hold elements of an array.
    private func areElements(_ ourRun: [EntrySlot], _ theirRun: [EntrySlot]) -> Bool {
        ourRun.contains { $0.ours.map { ours[$0].element != nil } ?? false }
            && theirRun.contains { $0.theirs.map { theirs[$0].element != nil } ?? false }
    }

    /// Whether people keep the entries in order.
    private var isSorted: Bool {
        ours.count > 2 && theirs.count > 2 && Self.isSorted(ours) && Self.isSorted(theirs)
    }

    private static func isSorted(_ keys: [TypedKey]) -> Bool {
        zip(keys, keys.dropFirst()).allSatisfy { !$1.precedes($0) }
    }

    private func sorted(_ ourRun: [EntrySlot], _ theirRun: [EntrySlot]) -> [EntrySlot] {
        func key(_ slot: EntrySlot) -> TypedKey? { slot.ours.map { ours[$0] } ?? slot.theirs.map { theirs[$0] } }
        return (ourRun + theirRun).sorted { left, right in
            guard let left = key(left), let right = key(right) else { return false }
            return left.precedes(right)
        }
    }

    private static func index(_ keys: [TypedKey]) -> [TypedKey: Int] {
        Dictionary(zip(keys, keys.indices), uniquingKeysWith: { first, _ in first })
    }
}

extension TypedKey {
    fileprivate func precedes(_ other: TypedKey) -> Bool {
        let (left, right) = (element ?? bytes, other.element ?? other.bytes)
        return left.lexicographicallyPrecedes(right)
    }
}
