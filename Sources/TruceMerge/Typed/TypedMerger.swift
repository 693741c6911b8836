/// Merges three trees by key and writes the text of the result as it goes.
///
/// What one side left alone comes from the other one, byte for byte: values, and also the space and comments around
/// them. What no rule decides becomes a gap, in which the text of one side stands.
struct TypedMerger {
    struct Settings: Equatable {
        /// Whose text stands in the gaps: `ours` or `theirs`.
        var gapSide = TypedSide.ours
        var unions = EntryOrder.Unions.nowhere
        /// Whose insertion stands first in a union: `ours` or `theirs`.
        var unionStart = TypedSide.ours
        var touching = EntryOrder.Touching.mappings
        /// Whether different words of one value are merged.
        var mergesWords = true
        /// Whether of two values that both sides gave a new key one stands that holds the other's words.
        var prefersLargerNewValue = false
        /// Whether of two versions the higher one stands.
        var prefersHigherVersion = false
        /// What a list of the document is called.
        var listRule = Rule.keyedList
    }

    let base: TypedDocument
    let ours: TypedDocument
    let theirs: TypedDocument
    let open: OpenPlaces
    let settings: Settings
    private(set) var output: TypedOutput
    /// The data of the text written so far.
    private(set) var outline = Outline()
    private var path: [TypedKey] = []

    /// - Parameter open: Where lines conflict, in the documents' bytes.
    init(_ documents: TypedDocuments, open: OpenPlaces, settings: Settings) {
        base = documents.base
        ours = documents.ours
        theirs = documents.theirs
        self.open = open
        self.settings = settings
        output = TypedOutput(rule: settings.listRule == .keyedList ? .keys : settings.listRule)
    }

    mutating func run() {
        merge(base.root, ours.root, theirs.root)
    }

    private func document(_ side: TypedSide) -> TypedDocument {
        switch side {
        case .base: base
        case .ours: ours
        case .theirs: theirs
        }
    }

    private var pathText: String { text(of: path) }

    private func pathText(to key: TypedKey) -> String { text(of: path + [key]) }

    private func text(of path: [TypedKey]) -> String {
        let names = path.map(\.text).filter { !$0.isEmpty }
        return names.isEmpty ? "the document" : names.joined(separator: ".")
    }

    // MARK: Values

    private mutating func merge(_ base: TypedNode?, _ ours: TypedNode, _ theirs: TypedNode) {
        if let (side, origin) = unchanged(base?.range, ours.range, theirs.range) {
            write(side == .theirs ? theirs : ours, of: side, origin: origin)
        } else if let base, base.shape == ours.shape, ours.shape == theirs.shape, ours.shape == .scalar {
            mergeScalars(base, ours, theirs)
        } else if ours.shape == theirs.shape, base.map({ $0.shape == ours.shape }) ?? (ours.shape == .mapping) {
            mergeContainers(base, ours, theirs)
        } else {
            let areScalars = ours.shape == .scalar && theirs.shape == .scalar
            if base == nil, areScalars, settings.prefersLargerNewValue,
                let isOurs = holdsNewValue(ours: self.ours.bytes[ours.range], theirs: self.theirs.bytes[theirs.range])
            {
                return write(ours, or: theirs, isOurs: isOurs, by: .contained)
            }
            let areAlike = ours.shape == theirs.shape && !areScalars
            let ofValues = areScalars && base == nil ? Obstacle.newKey(pathText) : .sameKey(pathText)
            writeGap(ours, theirs, areAlike ? .sameContainer(pathText) : ofValues)
        }
    }

    /// The side whose bytes stand where at most one side changed them.
    private func unchanged(
        _ base: Range<Int>?, _ ours: Range<Int>, _ theirs: Range<Int>
    ) -> (side: TypedSide, origin: Proposal.Origin)? {
        let ourBytes = self.ours.bytes[ours]
        let theirBytes = self.theirs.bytes[theirs]
        let baseBytes = base.map { self.base.bytes[$0] }
        if ourBytes == theirBytes { return (.ours, ourBytes == baseBytes ? .base : .both) }
        if theirBytes == baseBytes { return (.ours, .ours) }
        if ourBytes == baseBytes { return (.theirs, .theirs) }
        return nil
    }

    private mutating func write(_ node: TypedNode, of side: TypedSide, origin: Proposal.Origin) {
        output.append(node.range, of: document(side), side: side, origin: origin)
        outline.append(node, of: document(side))
    }

    /// Writes what one side has in the place of both.
    private mutating func write(_ ours: TypedNode, or theirs: TypedNode, isOurs: Bool, by rule: Rule) {
        let outerRule = output.rule
        output.rule = rule
        if isOurs { write(ours, of: .ours, origin: .ours) } else { write(theirs, of: .theirs, origin: .theirs) }
        output.rule = outerRule
    }

    private mutating func writeGap(_ ours: TypedNode, _ theirs: TypedNode, _ obstacle: Obstacle) {
        let start = output.bytes.count
        write(ours, or: theirs, isOurs: settings.gapSide == .ours, by: output.rule)
        output.markGap(from: start, obstacle, [(.ours, ours.range), (.theirs, theirs.range)])
    }

    private mutating func mergeScalars(_ base: TypedNode, _ ours: TypedNode, _ theirs: TypedNode) {
        let values = (
            base: self.base.bytes[base.range], ours: self.ours.bytes[ours.range],
            theirs: self.theirs.bytes[theirs.range]
        )
        guard
            let parts = mergedScalar(
                base: values.base, ours: values.ours, theirs: values.theirs, byWords: settings.mergesWords)
        else {
            if settings.prefersHigherVersion,
                let isOurs = hasHigherVersion(base: values.base, ours: values.ours, theirs: values.theirs)
            {
                return write(ours, or: theirs, isOurs: isOurs, by: output.rule)
            }
            return writeGap(ours, theirs, .sameKey(pathText))
        }
        let start = output.bytes.count
        let outerRule = output.rule
        output.rule = parts.count == 1 ? .contained : .words
        for part in parts {
            let side: TypedSide = part.origin == .theirs ? .theirs : .ours
            output.append(part.range, of: document(side), side: side, origin: part.origin)
        }
        output.rule = outerRule
        outline.append(scalar: output.bytes[start...])
    }

    // MARK: Containers

    private mutating func mergeContainers(_ base: TypedNode?, _ ours: TypedNode, _ theirs: TypedNode) {
        let nodes = Containers(base: base, ours: ours, theirs: theirs)
        guard let plan = plan(nodes) else { return writeGap(ours, theirs, .sameContainer(pathText)) }
        let outerRule = output.rule
        output.rule = ours.shape == .list ? settings.listRule : outerRule
        writeSpace(base?.open, ours.open, theirs.open)
        outline.open(ours.shape)
        let count = plan.reduce(0) { $0 + $1.slots.count }
        var written = 0
        for item in plan {
            let start = output.bytes.count
            for slot in item.slots {
                write(slot, in: nodes, isFirst: written == 0, isLast: written == count - 1)
                written += 1
            }
            if let gap = item.gap { output.markGap(from: start, gap.obstacle, nodes.sources(of: gap.slots)) }
        }
        outline.close()
        writeSpace(base?.close, ours.close, theirs.close)
        output.rule = outerRule
    }

    /// The three forms of a container.
    private struct Containers {
        var base: TypedNode?
        var ours: TypedNode
        var theirs: TypedNode

        func entry(_ side: TypedSide, _ slot: EntrySlot) -> TypedEntry? {
            switch side {
            case .base: slot.base.flatMap { base?.entries[$0] }
            case .ours: slot.ours.map { ours.entries[$0] }
            case .theirs: slot.theirs.map { theirs.entries[$0] }
            }
        }

        /// Where both sides have some entries.
        func sources(of slots: [EntrySlot]) -> [(side: TypedSide, range: Range<Int>)] {
            slots.flatMap { slot in
                [TypedSide.ours, .theirs].compactMap { side in entry(side, slot).map { (side, $0.core) } }
            }
        }

        /// Its place in its own text, and its siblings there.
        func place(_ side: TypedSide, _ slot: EntrySlot) -> (index: Int, entries: [TypedEntry]) {
            switch side {
            case .base: (slot.base ?? 0, base?.entries ?? [])
            case .ours: (slot.ours ?? 0, ours.entries)
            case .theirs: (slot.theirs ?? 0, theirs.entries)
            }
        }
    }

    /// What is written next: entries, which may stand for a place that no rule decides.
    private struct Item {
        var slots: [EntrySlot]
        /// Why not, and the entries of both sides that it is about.
        var gap: (obstacle: Obstacle, slots: [EntrySlot])?
    }

    /// Nil where the entries cannot be told apart, or do not go together.
    private func plan(_ nodes: Containers) -> [Item]? {
        // Lines of differently indented texts cannot stand side by side.
        guard nodes.ours.layout == nodes.theirs.layout, nodes.base == nil || nodes.base?.layout == nodes.ours.layout,
            let keys = EntryKeys(
                base: nodes.base.map { ($0, base) }, ours: (nodes.ours, ours), theirs: (nodes.theirs, theirs))
        else { return nil }
        let matching = EntryMatching(keys)
        let order = EntryOrder(
            keys: keys, matching: matching, isOrdered: nodes.ours.shape == .list,
            unions: settings.unions, unionStart: settings.unionStart, touching: settings.touching,
            isChangedInOurs: { base, ours in isChanged(nodes.base?.entries[base], nodes.ours.entries[ours], .ours) },
            isChangedInTheirs: { base, theirs in
                isChanged(nodes.base?.entries[base], nodes.theirs.entries[theirs], .theirs)
            })
        guard let steps = order.steps() else { return nil }
        let copies = CopyGuard(
            base: nodes.base.map { ($0, base) }, ours: (nodes.ours, ours), theirs: (nodes.theirs, theirs),
            matching: matching)
        var items: [Item] = []
        for step in steps {
            switch step {
            case .clash(let ours, let theirs, let obstacle):
                items.append(Item(slots: settings.gapSide == .ours ? ours : theirs, gap: (obstacle, ours + theirs)))
            case .entry(let slot):
                let isOnGapSide = settings.gapSide == .ours ? slot.ours != nil : slot.theirs != nil
                if slot.base != nil, slot.ours == nil || slot.theirs == nil {
                    items.append(Item(slots: isOnGapSide ? [slot] : [], gap: (.deletedAndChanged, [slot])))
                } else if copies.isStale(slot), isInConflict(slot, nodes) {
                    items.append(
                        Item(slots: isOnGapSide ? [slot] : [], gap: (.staleCopy(pathText(to: order.key(slot))), [slot]))
                    )
                } else {
                    items.append(Item(slots: [slot]))
                }
            }
        }
        return areInPlace(items.flatMap(\.slots), nodes) ? items : nil
    }

    /// Whether lines conflict where one side has added an entry: elsewhere lines have decided.
    private func isInConflict(_ slot: EntrySlot, _ nodes: Containers) -> Bool {
        nodes.sources(of: [slot]).contains(where: open.touch)
    }

    /// Whether a key, its value or a comment at it is another one.
    private func isChanged(_ old: TypedEntry?, _ new: TypedEntry, _ side: TypedSide) -> Bool {
        guard let old else { return true }
        let text = document(side).bytes
        return base.bytes[old.core] != text[new.core] || !base.bytes[old.lead].hasMarks(of: text[new.lead])
            || !base.bytes[old.trail].hasMarks(of: text[new.trail])
    }

    /// Whether each entry can be written where it now stands: the first of a mapping that begins behind a marker stands
    /// on the marker's line.
    private func areInPlace(_ slots: [EntrySlot], _ nodes: Containers) -> Bool {
        guard case .lines = nodes.ours.layout,
            beginsBehindMarker(nodes.ours, ours) || beginsBehindMarker(nodes.theirs, theirs)
        else { return true }
        return slots.enumerated().allSatisfy { index, slot in
            [slot.ours, slot.theirs].allSatisfy { $0 == nil || ($0 == 0) == (index == 0) }
        }
    }

    private func beginsBehindMarker(_ node: TypedNode, _ document: TypedDocument) -> Bool {
        guard let first = node.entries.first else { return false }
        let before = document.bytes[..<first.head.lowerBound]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")) ?? before.startIndex
        return !before[lineStart...].allSatisfy(\.isSpace)
    }

    // MARK: Entries

    private mutating func write(_ slot: EntrySlot, in nodes: Containers, isFirst: Bool, isLast: Bool) {
        let old = nodes.entry(.base, slot)
        let isBrackets = nodes.ours.layout == .brackets
        let main: TypedSide
        let name: TypedKey?
        if let ours = nodes.entry(.ours, slot), let theirs = nodes.entry(.theirs, slot) {
            name = ours.key
            writeLead(slot, in: nodes, isFirst: isFirst)
            outline.append(key: name)
            path.append(name ?? TypedKey([]))
            writeSpace(old?.head, ours.head, theirs.head)
            let start = output.bytes.count
            merge(old?.value, ours.value, theirs.value)
            writeSpace(old?.trail, ours.trail, theirs.trail)
            if let old, isCommentApart(old, ours, theirs) {
                output.markGap(from: start, .sameKey(pathText), [(.ours, ours.core), (.theirs, theirs.core)])
            }
            path.removeLast()
            main = .ours
        } else {
            main = slot.ours != nil ? .ours : .theirs
            guard let entry = nodes.entry(main, slot) else { return }
            let origin: Proposal.Origin = main == .ours ? .ours : .theirs
            writeLead(slot, in: nodes, isFirst: isFirst)
            outline.append(key: entry.key)
            output.append(entry.head, of: document(main), side: main, origin: origin)
            write(entry.value, of: main, origin: origin)
            output.append(entry.trail, of: document(main), side: main, origin: origin)
        }
        if isBrackets { writeSeparator(slot, in: nodes, isLast: isLast) }
    }

    private mutating func writeLead(_ slot: EntrySlot, in nodes: Containers, isFirst: Bool) {
        let leads = (nodes.entry(.base, slot)?.lead, nodes.entry(.ours, slot)?.lead, nodes.entry(.theirs, slot)?.lead)
        var choice: (side: TypedSide, origin: Proposal.Origin)
        switch (leads.1, leads.2) {
        case (let ours?, let theirs?):
            guard let picked = pickSpace(leads.0, ours, theirs) else {
                return writeSpace(leads.0, ours, theirs)
            }
            choice = picked
        case (.some, nil): choice = (.ours, .ours)
        default: choice = (.theirs, .theirs)
        }
        let (index, entries) = nodes.place(choice.side, slot)
        let lead = entries[index].lead
        // In one line the first entry follows its bracket and the others a comma.
        if nodes.ours.layout == .brackets, (index == 0) != isFirst {
            let sibling = isFirst ? entries[0] : entries.dropFirst().first
            let text = sibling.map { document(choice.side).bytes[$0.lead] } ?? [UInt8(ascii: " ")]
            if text.allSatisfy(\.isSpace), sibling != nil || lead.isEmpty {
                return output.append(text, origin: choice.origin)
            }
        }
        var start = lead.lowerBound
        if nodes.ours.layout == .brackets, slot.ours == nil || slot.theirs == nil,
            let newline = document(choice.side).bytes[lead].firstIndex(of: UInt8(ascii: "\n"))
        {
            // The end of the line before: of whichever entry now stands there.
            start = newline + 1
            output.append(document(choice.side).bytes[lead.lowerBound..<start], origin: choice.origin)
        }
        output.append(start..<lead.upperBound, of: document(choice.side), side: choice.side, origin: choice.origin)
    }

    private mutating func writeSeparator(_ slot: EntrySlot, in nodes: Containers, isLast: Bool) {
        if isLast {
            let before = nodes.base?.endsWithSeparator
            let (ours, theirs) = (nodes.ours.endsWithSeparator, nodes.theirs.endsWithSeparator)
            if !(ours == before ? theirs : ours) { return }
        }
        let separators = [TypedSide.base, .ours, .theirs].map { nodes.entry($0, slot)?.separator ?? 0..<0 }
        let origin: Proposal.Origin =
            switch (separators[0].isEmpty, separators[1].isEmpty, separators[2].isEmpty) {
            case (false, _, _): .base
            case (true, false, true): .ours
            case (true, true, false): .theirs
            default: .both
            }
        if !separators[1].isEmpty {
            output.append(separators[1], of: document(.ours), side: .ours, origin: origin)
        } else if !separators[2].isEmpty {
            output.append(separators[2], of: document(.theirs), side: .theirs, origin: origin)
        } else {
            output.append([UInt8(ascii: ",")], origin: origin)
        }
    }

    // MARK: Space and comments

    /// Whether one side changed a value and the other one the comment behind it, which may be about the old value.
    private func isCommentApart(_ old: TypedEntry, _ ours: TypedEntry, _ theirs: TypedEntry) -> Bool {
        func changes(_ new: TypedEntry, _ side: TypedSide) -> (value: Bool, comment: Bool) {
            let text = document(side).bytes
            return (
                base.bytes[old.value.range] != text[new.value.range],
                base.bytes[old.trail].trimmed != text[new.trail].trimmed
            )
        }
        let (ours, theirs) = (changes(ours, .ours), changes(theirs, .theirs))
        return ours.value != theirs.value && ours.comment != theirs.comment && ours.value != ours.comment
    }

    private mutating func writeSpace(_ base: Range<Int>?, _ ours: Range<Int>, _ theirs: Range<Int>) {
        if let (side, origin) = pickSpace(base, ours, theirs) {
            output.append(side == .ours ? ours : theirs, of: document(side), side: side, origin: origin)
            return
        }
        let start = output.bytes.count
        let side = settings.gapSide
        output.append(
            side == .ours ? ours : theirs, of: document(side), side: side, origin: side == .ours ? .ours : .theirs)
        output.markGap(from: start, .sameLines, [(.ours, ours), (.theirs, theirs)])
    }

    /// The side whose space, brackets and comments stand; of space that both changed, the wider one.
    private func pickSpace(
        _ base: Range<Int>?, _ ours: Range<Int>, _ theirs: Range<Int>
    ) -> (side: TypedSide, origin: Proposal.Origin)? {
        if let choice = unchanged(base, ours, theirs) { return choice }
        let (our, their) = (self.ours.bytes[ours], self.theirs.bytes[theirs])
        let (ourMarks, theirMarks) = (our.marks, their.marks)
        let baseMarks = base.map { self.base.bytes[$0].marks }
        if ourMarks == theirMarks { return wider(our, their) == our ? (.ours, .ours) : (.theirs, .theirs) }
        if theirMarks == baseMarks { return (.ours, .ours) }
        return ourMarks == baseMarks ? (.theirs, .theirs) : nil
    }
}
