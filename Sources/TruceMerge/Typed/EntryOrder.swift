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
        /// In mappings; one side's first where their keys are not sorted.
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
    /// Whose insertion stands first in a union: `ours` or `theirs`.
    let unionStart: TypedSide
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
            let point = Point(
                ours: ourRuns[number] ?? [], theirs: theirRuns[number] ?? [],
                first: unions == .nowhere ? .ours : unionStart,
                deleted: deleted[number] ?? [], before: anchor, behind: behind)
            if !point.placed.isEmpty { steps += join(point) }
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
        /// The side that has what both inserted where it goes, which may be elsewhere in the other one.
        var first: TypedSide
        /// What one side or both deleted here.
        var deleted: [EntrySlot]
        var before: EntrySlot?
        var behind: EntrySlot?

        /// What only one side put here: what both inserted alike is no insertion of one side.
        var ourOwn: [EntrySlot] { ours.filter { $0.theirs == nil } }
        var theirOwn: [EntrySlot] { theirs.filter { $0.ours == nil } }

        /// What goes here of each side.
        var ourPart: [EntrySlot] { first == .ours ? ours : ourOwn }
        var theirPart: [EntrySlot] { first == .theirs ? theirs : theirOwn }

        /// All that goes here, in order.
        var placed: [EntrySlot] {
            let (one, other) = first == .ours ? (ours, theirs) : (theirs, ours)
            let own = first == .ours ? theirOwn : ourOwn
            // Where the other side put here all that the first one did, and more, it has an order for it.
            let isAllInOther =
                !own.isEmpty && other.count == one.count + own.count && Set(other).isSuperset(of: one)
            return isAllInOther ? other : one + own
        }
    }

    /// Whether one side's insertion stands beside what the other one changed.
    private func isBesideChange(_ point: Point) -> Bool {
        let (hasOurs, hasTheirs) = (!point.ourOwn.isEmpty, !point.theirOwn.isEmpty)
        return [point.before, point.behind].contains { neighbour in
            guard let neighbour, let base = neighbour.base, let ours = neighbour.ours, let theirs = neighbour.theirs
            else { return false }
            return (hasOurs && isChangedInTheirs(base, theirs)) || (hasTheirs && isChangedInOurs(base, ours))
        }
    }

    private func join(_ point: Point) -> [EntryStep] {
        let (hasOurs, hasTheirs) = (!point.ourOwn.isEmpty, !point.theirOwn.isEmpty)
        let areBoth = hasOurs && hasTheirs
        // What one side put in the place of an entry that the other side only deleted.
        let isReplacement =
            (hasOurs || hasTheirs) && point.deleted.contains { $0.ours == nil && $0.theirs == nil }
        // An insertion beside what the other side deleted may have been meant to go with it.
        let isBesideDeletion = point.deleted.contains {
            (hasOurs && $0.theirs == nil && $0.ours != nil) || (hasTheirs && $0.ours == nil && $0.theirs != nil)
        }
        let mayTouch = touching == .everywhere || (touching == .mappings && !isOrdered)
        let isClash =
            isReplacement
            || !mayTouch && (isBesideChange(point) || isBesideDeletion)
            || isOrdered && (areBoth || isBesideDeletion)
            || areBoth && (haveElements(point) || haveSimilarKeys(point) || unions == .nowhere)
        if isClash && unions != .all {
            let isDeleted = !areBoth && (isReplacement || isBesideDeletion)
            return [.clash(ours: point.ourPart, theirs: point.theirPart, isDeleted ? .deletedAndChanged : .insertions)]
        }
        let entries = point.placed
        let isSorted = areBoth && isSorted(point)
        return (isSorted ? entries.sorted { key($0).precedes(key($1)) } : entries).map(EntryStep.entry)
    }

    func key(_ slot: EntrySlot) -> TypedKey {
        slot.ours.map { keys.ours[$0] } ?? slot.theirs.map { keys.theirs[$0] } ?? TypedKey([])
    }

    /// Whether both runs hold elements of an array.
    private func haveElements(_ point: Point) -> Bool {
        [point.ours, point.theirs].allSatisfy { $0.contains { key($0).element != nil } }
    }

    /// Whether both sides mean the same key and spell it differently: in other case, or `14.0` for `14`.
    private func haveSimilarKeys(_ point: Point) -> Bool {
        let own = Set(point.ourOwn.map { key($0).spelling })
        return point.theirOwn.contains { own.contains(key($0).spelling) }
    }

    /// Whether both sides keep the entries here in order.
    private func isSorted(_ point: Point) -> Bool {
        if point.before == nil && point.behind == nil { return false }
        return [point.ours, point.theirs].allSatisfy { run in
            let keys = ([point.before].compactMap(\.self) + run + [point.behind].compactMap(\.self)).map(key)
            return zip(keys, keys.dropFirst()).allSatisfy { !$1.precedes($0) }
        }
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
