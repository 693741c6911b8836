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
    /// Where both sides' insertions at one point are put one after the other.
    enum Unions {
        case nowhere
        /// In mappings whose keys are sorted, which tells the order.
        case sorted
        /// In all mappings, ours first where their keys are not sorted.
        case mappings
        /// Everywhere.
        case all
    }

    /// Where an insertion may stand beside an entry that the other side changed.
    enum Touching {
        case nowhere, mappings, everywhere
    }

    /// What tells entries apart, unique in each text.
    let base: [TypedKey]
    let ours: [TypedKey]
    let theirs: [TypedKey]
    /// Whether the order of entries says something.
    let isOrdered: Bool
    let unions: Unions
    let touching: Touching
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
        // What each side deleted, by the entry it follows.
        let deletedByBoth = runs(base) { $0.ours == nil && $0.theirs == nil }
        let deletedByOurs = runs(base) { $0.ours == nil && $0.theirs != nil }
        let deletedByTheirs = runs(base) { $0.theirs == nil && $0.ours != nil }

        var steps: [EntryStep] = []
        for (index, anchor) in ([nil] + kept.map(Optional.some)).enumerated() {
            if let anchor { steps.append(.entry(slot(anchor))) }
            let point = Point(
                ours: ourRuns[anchor] ?? [], theirs: theirRuns[anchor] ?? [],
                isReplacement: deletedByBoth[anchor] != nil,
                hasOurDeletion: deletedByOurs[anchor] != nil, hasTheirDeletion: deletedByTheirs[anchor] != nil,
                isBesideChange: isBesideChange(
                    ourRuns[anchor], theirRuns[anchor], [anchor, index < kept.count ? kept[index] : nil].compactMap {
                        $0.map(slot)
                    }),
                before: anchor, behind: index < kept.count ? kept[index] : nil)
            steps += join(point)
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

    /// A place between two entries that all texts have.
    private struct Point {
        var ours: [EntrySlot]
        var theirs: [EntrySlot]
        /// Whether both sides deleted the same entry here.
        var isReplacement: Bool
        /// Whether one side alone deleted an entry here.
        var hasOurDeletion: Bool
        var hasTheirDeletion: Bool
        /// Whether one side's insertion stands beside what the other one changed.
        var isBesideChange: Bool
        var before: TypedKey?
        var behind: TypedKey?
    }

    private func isBesideChange(_ ourRun: [EntrySlot]?, _ theirRun: [EntrySlot]?, _ neighbours: [EntrySlot]) -> Bool {
        neighbours.contains { neighbour in
            guard let base = neighbour.base, let ours = neighbour.ours, let theirs = neighbour.theirs else {
                return false
            }
            let hasOurs = ourRun?.contains { $0.theirs == nil } ?? false
            return (hasOurs && isChangedInTheirs(base, theirs)) || (theirRun != nil && isChangedInOurs(base, ours))
        }
    }

    private func join(_ point: Point) -> [EntryStep] {
        let (ourRun, theirRun) = (point.ours, point.theirs)
        if ourRun.isEmpty && theirRun.isEmpty { return [] }
        // What both inserted alike is no insertion of one side.
        let hasOwn = (ours: ourRun.contains { $0.theirs == nil }, theirs: !theirRun.isEmpty)
        let areBoth = hasOwn.ours && hasOwn.theirs
        let isReplacement = point.isReplacement && (hasOwn.ours || hasOwn.theirs)
        // An insertion beside what the other side deleted may have been meant to go with it.
        let isBesideDeletion =
            (hasOwn.ours && point.hasTheirDeletion) || (hasOwn.theirs && point.hasOurDeletion)
        let mayTouch = touching == .everywhere || (touching == .mappings && !isOrdered)
        let isClash =
            point.isBesideChange && !mayTouch
            || isOrdered
            && (areBoth || isReplacement || isBesideDeletion)
            || areBoth
            && (isReplacement || areElements(ourRun, theirRun) || areSimilar(ourRun, theirRun)
                || unions == .nowhere || (unions == .sorted && !isSorted(point)))
        if isClash && unions != .all { return [.clash(ours: ourRun, theirs: theirRun)] }
        if areBoth, isSorted(point) { return sorted(ourRun, theirRun).map(EntryStep.entry) }
        return (ourRun + theirRun).map(EntryStep.entry)
    }

    private func key(_ slot: EntrySlot) -> TypedKey {
        slot.ours.map { ours[$0] } ?? slot.theirs.map { theirs[$0] } ?? TypedKey([])
    }

    /// Whether both runs hold elements of an array.
    private func areElements(_ ourRun: [EntrySlot], _ theirRun: [EntrySlot]) -> Bool {
        ourRun.contains { $0.ours.map { ours[$0].element != nil } ?? false }
            && theirRun.contains { $0.theirs.map { theirs[$0].element != nil } ?? false }
    }

    /// Whether both sides mean the same key and spell it differently: in other case, or `14.0` for `14`.
    private func areSimilar(_ ourRun: [EntrySlot], _ theirRun: [EntrySlot]) -> Bool {
        let own = Set(ourRun.filter { $0.theirs == nil }.map { key($0).spelling })
        return theirRun.contains { own.contains(key($0).spelling) }
    }

    /// Whether both sides keep the entries here in order.
    private func isSorted(_ point: Point) -> Bool {
        if point.before == nil && point.behind == nil { return false }
        return [point.ours, point.theirs].allSatisfy { run in
            let keys = [point.before].compactMap(\.self) + run.map(key) + [point.behind].compactMap(\.self)
            return zip(keys, keys.dropFirst()).allSatisfy { !$1.precedes($0) }
        }
    }

    private func sorted(_ ourRun: [EntrySlot], _ theirRun: [EntrySlot]) -> [EntrySlot] {
        (ourRun + theirRun).sorted { key($0).precedes(key($1)) }
    }

    private static func index(_ keys: [TypedKey]) -> [TypedKey: Int] {
        Dictionary(zip(keys, keys.indices), uniquingKeysWith: { first, _ in first })
    }
}

extension TypedKey {
    /// Whether it stands first in a sorted list, whatever its case.
    fileprivate func precedes(_ other: TypedKey) -> Bool {
        let (left, right) = (
            (element ?? bytes).lazy.map(\.lowercased), (other.element ?? other.bytes).lazy.map(\.lowercased)
        )
        return left.lexicographicallyPrecedes(right)
    }

    /// In lower case, without `.0` at the end.
    fileprivate var spelling: [UInt8] {
        var bytes = bytes.map(\.lowercased)
        while bytes.suffix(2).elementsEqual(".0".utf8) { bytes.removeLast(2) }
        return bytes
    }
}

extension UInt8 {
    fileprivate var lowercased: UInt8 { UInt8(ascii: "A")...UInt8(ascii: "Z") ~= self ? self | 0x20 : self }
}
