/// What comes next in a merged container.
enum EntryStep: Equatable {
    case entry(EntrySlot)
    /// What both sides put at one point, or one side did where the other one changed or deleted something.
    case clash(ours: [EntrySlot], theirs: [EntrySlot], Obstacle)
}

/// The entries of a container in the order of the merge.
///
/// Entries that all three texts have stay in their order, which at most one side may have changed. What a side added
/// follows the entry that it follows there.
struct EntryOrder {
    /// Where both sides' insertions at one point are put one after the other.
    enum Unions {
        case nowhere
        /// In mappings, ours first where their keys are not sorted.
        case mappings
        /// Everywhere.
        case all
    }

    /// Where an insertion may stand beside an entry that the other side changed or deleted.
    enum Touching {
        case nowhere, mappings, everywhere
    }

    let keys: EntryKeys
    let matching: EntryMatching
    /// Whether the order of entries says something.
    let isOrdered: Bool
    let unions: Unions
    let touching: Touching
    /// By index into the base and into this side: whether an entry that only this side kept is changed there.
    let isChangedInOurs: (Int, Int) -> Bool
    let isChangedInTheirs: (Int, Int) -> Bool

    /// Nil where both sides changed the order, or put the same elements of a list elsewhere.
    func steps() -> [EntryStep]? {
        let slots = matching.slots
        let baseKept = matching.base.filter { slots[$0].isInAll }
        let ourKept = matching.ours.filter { slots[$0].isInAll }
        let theirKept = matching.theirs.filter { slots[$0].isInAll }
        guard ourKept == baseKept || theirKept == baseKept || ourKept == theirKept else { return nil }
        let kept = ourKept == baseKept ? theirKept : ourKept
        if isOrdered, kept != baseKept,
            !staysBetweenNeighbours(kept, kept == ourKept ? matching.theirs : matching.ours)
        {
            return nil
        }
        let isAddedByBoth = { (slot: EntrySlot) in slot.base == nil && slot.ours != nil && slot.theirs != nil }
        if isOrdered, runs(matching.ours, where: isAddedByBoth) != runs(matching.theirs, where: isAddedByBoth) {
            return nil
        }
        let ourRuns = runs(matching.ours) { slot in
            guard let base = slot.base, let ours = slot.ours else { return true }
            return slot.theirs == nil && isChangedInOurs(base, ours)
        }
        let theirRuns = runs(matching.theirs) { slot in
            guard let base = slot.base, let theirs = slot.theirs else { return true }
            return slot.ours == nil && isChangedInTheirs(base, theirs)
        }
        let deleted = runs(matching.base) { $0.ours == nil || $0.theirs == nil }

        var steps: [EntryStep] = []
        for index in -1..<kept.count {
            let anchor = index < 0 ? nil : slots[kept[index]]
            let behind = index + 1 < kept.count ? slots[kept[index + 1]] : nil
            if let anchor { steps.append(.entry(anchor)) }
            let number = index < 0 ? -1 : kept[index]
            let (ourRun, theirRun) = (ourRuns[number] ?? [], theirRuns[number] ?? [])
            let point = Point(
                ours: ourRun, theirs: theirRun, deleted: deleted[number] ?? [], before: anchor, behind: behind)
            if !ourRun.isEmpty || !point.theirOwn.isEmpty { steps += join(point) }
        }
        return steps
    }

    /// Some entries of a text by the entry of all texts that they follow, or -1.
    private func runs(_ numbers: [Int], where isAdded: (EntrySlot) -> Bool) -> [Int: [EntrySlot]] {
        var runs: [Int: [EntrySlot]] = [:]
        var anchor = -1
        for number in numbers {
            let slot = matching.slots[number]
            if slot.isInAll {
                anchor = number
            } else if isAdded(slot) {
                runs[anchor, default: []].append(slot)
            }
        }
        return runs
    }

    /// Whether each insertion of a side has the same neighbours in the new order; else its place is anybody's guess.
    private func staysBetweenNeighbours(_ kept: [Int], _ numbers: [Int]) -> Bool {
        let places = Dictionary(uniqueKeysWithValues: zip(kept, kept.indices))
        var last = -1
        var hasInserted = false
        for number in numbers {
            if let place = places[number] {
                if hasInserted, place != last + 1 { return false }
                (last, hasInserted) = (place, false)
            } else if matching.slots[number].base == nil {
                hasInserted = true
            }
        }
        return !hasInserted || last == kept.count - 1
    }

    /// A place between two entries that all texts have, at which a side has put something.
    private struct Point {
        var ours: [EntrySlot]
        var theirs: [EntrySlot]
        /// What one side or both deleted here.
        var deleted: [EntrySlot]
        var before: EntrySlot?
        var behind: EntrySlot?

        /// Whether a side put here what the other one did not: what both inserted alike is no insertion of one side.
        var hasOwn: (ours: Bool, theirs: Bool) { (ours.contains { $0.theirs == nil }, !theirOwn.isEmpty) }

        /// What theirs put here and ours did not.
        var theirOwn: [EntrySlot] { theirs.filter { $0.ours == nil } }

        /// Whether theirs put here all that ours did, and more.
        var isAllInTheirs: Bool {
            let own = theirOwn.count
            return own > 0 && theirs.count == ours.count + own && Set(theirs).isSuperset(of: ours)
        }
    }

    /// Whether one side's insertion stands beside what the other one changed.
    private func isBesideChange(_ point: Point) -> Bool {
        let hasOwn = point.hasOwn
        return [point.before, point.behind].contains { neighbour in
            guard let neighbour, let base = neighbour.base, let ours = neighbour.ours, let theirs = neighbour.theirs
            else { return false }
            return (hasOwn.ours && isChangedInTheirs(base, theirs)) || (hasOwn.theirs && isChangedInOurs(base, ours))
        }
    }

    private func join(_ point: Point) -> [EntryStep] {
        let (ourRun, theirRun, hasOwn) = (point.ours, point.theirOwn, point.hasOwn)
        let areBoth = hasOwn.ours && hasOwn.theirs
        // What one side put in the place of an entry that the other side only deleted.
        let isReplacement =
            (hasOwn.ours || hasOwn.theirs) && point.deleted.contains { $0.ours == nil && $0.theirs == nil }
        // An insertion beside what the other side deleted may have been meant to go with it.
        let isBesideDeletion = point.deleted.contains {
            (hasOwn.ours && $0.theirs == nil && $0.ours != nil) || (hasOwn.theirs && $0.ours == nil && $0.theirs != nil)
        }
        let mayTouch = touching == .everywhere || (touching == .mappings && !isOrdered)
        let isClash =
            isReplacement
            || !mayTouch && (isBesideChange(point) || isBesideDeletion)
            || isOrdered && (areBoth || isBesideDeletion)
            || areBoth
                && (areElements(ourRun, theirRun) || areSimilar(ourRun, theirRun) || unions == .nowhere)
        if isClash && unions != .all {
            let isDeleted = !areBoth && (isReplacement || isBesideDeletion)
            return [.clash(ours: ourRun, theirs: theirRun, isDeleted ? .deletedAndChanged : .insertions)]
        }
        if areBoth, isSorted(point) { return sorted(ourRun, theirRun).map(EntryStep.entry) }
        return (point.isAllInTheirs ? point.theirs : ourRun + theirRun).map(EntryStep.entry)
    }

    private func key(_ slot: EntrySlot) -> TypedKey {
        slot.ours.map { keys.ours[$0] } ?? slot.theirs.map { keys.theirs[$0] } ?? TypedKey([])
    }

    /// Whether both runs hold elements of an array.
    private func areElements(_ ourRun: [EntrySlot], _ theirRun: [EntrySlot]) -> Bool {
        ourRun.contains { $0.ours.map { keys.ours[$0].element != nil } ?? false }
            && theirRun.contains { $0.theirs.map { keys.theirs[$0].element != nil } ?? false }
    }

    /// Whether both sides mean the same key and spell it differently: in other case, or `14.0` for `14`.
    private func areSimilar(_ ourRun: [EntrySlot], _ theirRun: [EntrySlot]) -> Bool {
        let own = Set(ourRun.filter { $0.theirs == nil }.map { key($0).spelling })
        return theirRun.contains { own.contains(key($0).spelling) }
    }

    /// Whether both sides keep the entries here in order.
    private func isSorted(_ point: Point) -> Bool {
        if point.before == nil && point.behind == nil { return false }
        return [point.ours, point.theirOwn].allSatisfy { run in
            let keys = ([point.before].compactMap(\.self) + run + [point.behind].compactMap(\.self)).map(key)
            return zip(keys, keys.dropFirst()).allSatisfy { !$1.precedes($0) }
        }
    }

    private func sorted(_ ourRun: [EntrySlot], _ theirRun: [EntrySlot]) -> [EntrySlot] {
        (ourRun + theirRun).sorted { key($0).precedes(key($1)) }
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
