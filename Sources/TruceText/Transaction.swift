/// One replacement, in the coordinates of the text before it.
public struct Edit: Sendable, Equatable {
    public var range: Range<Int>
    /// What the range held.
    public var removed: Rope
    public var inserted: Rope

    /// - Precondition: `removed` is as long as `range`.
    public init(range: Range<Int>, removed: Rope, inserted: Rope) {
        precondition(range.count == removed.byteCount, "an edit removes exactly its range")
        self.range = range
        self.removed = removed
        self.inserted = inserted
    }

    /// The replacement of a range of a text.
    public init(replacing range: Range<Int>, of rope: Rope, with inserted: Rope) {
        self.init(range: range, removed: rope.slice(range), inserted: inserted)
    }

    /// How much longer the text gets: bytes.
    public var growth: Int { inserted.byteCount - range.count }
}

/// Which way a position goes when text is put exactly there, or when the text around it is replaced.
public enum Bias: Sendable, Equatable {
    case before, after
}

/// Edits that happen at once, with the selections around them. Knows enough to be undone.
public struct Transaction: Sendable, Equatable {
    /// Ascending, not overlapping, all in the coordinates of the text before.
    public let edits: [Edit]
    public let selectionBefore: Selection
    public let selectionAfter: Selection

    /// - Precondition: the edits ascend and do not overlap.
    public init(edits: [Edit], selectionBefore: Selection, selectionAfter: Selection) {
        precondition(
            zip(edits, edits.dropFirst()).allSatisfy { $0.range.upperBound <= $1.range.lowerBound },
            "edits ascend and do not overlap")
        self.edits = edits
        self.selectionBefore = selectionBefore
        self.selectionAfter = selectionAfter
    }

    /// How much longer the text gets: bytes.
    public var growth: Int { edits.reduce(0) { $0 + $1.growth } }

    /// The smallest range that all edits lie in; nil without edits.
    public var range: Range<Int>? {
        guard let first = edits.first, let last = edits.last else { return nil }
        return first.range.lowerBound..<last.range.upperBound
    }

    /// Changes the text that the transaction was made for. Costs the edits, each with the logarithm of the text.
    public func apply(to rope: inout Rope) {
        if edits.count > Transaction.rebuildThreshold, edits.count > rope.byteCount / Chunk.fillCount {
            rope = rebuilt(rope)
            return
        }
        for edit in edits.reversed() {
            if edit.inserted.byteCount <= Chunk.maximumCount {
                rope.replace(edit.range, with: edit.inserted.allBytes)
            } else {
                rope.replace(edit.range, with: edit.inserted)
            }
        }
    }

    private static let rebuildThreshold = 64

    /// The text with all edits, written anew: cheaper where nearly every chunk changes.
    private func rebuilt(_ rope: Rope) -> Rope {
        var writer = ChunkWriter()
        func copy(_ range: Range<Int>, of rope: Rope) {
            rope.forEachPiece(in: range) { piece, _ in
                writer.write(piece)
                return true
            }
        }
        var offset = 0
        for edit in edits {
            copy(offset..<edit.range.lowerBound, of: rope)
            copy(0..<edit.inserted.byteCount, of: edit.inserted)
            offset = edit.range.upperBound
        }
        copy(offset..<rope.byteCount, of: rope)
        return Rope(tree: writer.finish())
    }

    /// The transaction that takes this one back; its coordinates are those of the text after this one.
    public var inverted: Transaction {
        var growth = 0
        let inverted = edits.map { edit in
            let lower = edit.range.lowerBound + growth
            growth += edit.growth
            return Edit(
                range: lower..<lower + edit.inserted.byteCount, removed: edit.inserted, inserted: edit.removed)
        }
        return Transaction(edits: inverted, selectionBefore: selectionAfter, selectionAfter: selectionBefore)
    }

    /// Where an offset of the text before is in the text after.
    ///
    /// The ends of a replaced range stay at the ends of the replacement; an offset inside goes to the end that `bias` names,
    /// as does an offset at which text is only inserted. Never changes the order of two offsets mapped with one bias.
    public func map(_ position: Int, bias: Bias) -> Int {
        var growth = 0
        for edit in edits {
            let range = edit.range
            if position < range.lowerBound { break }
            let staysBefore = range.isEmpty || position < range.upperBound ? bias == .before : false
            if position <= range.upperBound, staysBefore || (position == range.lowerBound && !range.isEmpty) {
                return range.lowerBound + growth
            }
            if position < range.upperBound { return range.lowerBound + growth + edit.inserted.byteCount }
            growth += edit.growth
        }
        return position + growth
    }

    /// Both ends of a selection mapped: a cursor with its bias, a selection so that it holds what it held.
    public func map(_ selection: Selection, bias: Bias) -> Selection {
        if selection.isEmpty { return Selection(at: map(selection.head, bias: bias)) }
        let isForward = selection.anchor < selection.head
        return Selection(
            anchor: map(selection.anchor, bias: isForward ? .after : .before),
            head: map(selection.head, bias: isForward ? .before : .after))
    }
}
