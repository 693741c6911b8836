/// A text that is being edited: its bytes, the selection, what can be undone, and whether it differs from what was saved.
///
/// Every change returns its ``Transaction`` (nil if nothing changed), so that others can map their own positions. Times are
/// milliseconds on any clock that does not run backwards. The ends of the selection are always grapheme boundaries. A byte
/// order mark is a part of the bytes like any other invisible character.
public struct TextBuffer: Sendable {
    public private(set) var rope: Rope
    public private(set) var selection: Selection
    public private(set) var history: History
    /// Whether the text differs from the saved one: undone back to it, or typed back to it, it does not.
    public private(set) var isModified: Bool
    private var savePoint: SavePoint

    /// A saved text with the cursor at its start.
    public init(_ rope: Rope = Rope()) {
        self.rope = rope
        selection = Selection(at: 0)
        history = History()
        isModified = false
        savePoint = SavePoint(rope)
    }

    // MARK: Loading and saving

    /// Adds a piece of the document that has been read: no change, and nothing to undo.
    public mutating func load(_ bytes: [UInt8]) {
        let piece = Rope(bytes)
        rope.append(piece)
        savePoint.noteLoaded(piece)
        // What was loaded may go on with the grapheme that was the last.
        selection = rounded(selection, in: rope)
    }

    /// A text to save: hand it back to ``markSaved(_:)`` once it has arrived, whatever has been typed in between.
    public struct Snapshot: Sendable {
        public let rope: Rope
        fileprivate let state: History.State
    }

    /// The present text, to be saved. Ends a run, so that undoing comes back to exactly here.
    public mutating func snapshot() -> Snapshot {
        history.endRun()
        return Snapshot(rope: rope, state: history.state)
    }

    /// Declares a text to be the saved one.
    public mutating func markSaved(_ snapshot: Snapshot) {
        history.markSaved(snapshot.state)
        savePoint = history.isAtSavedState ? SavePoint(rope) : SavePoint(earlier: snapshot.rope)
        refreshIsModified()
    }

    /// Declares the present text to be the saved one.
    public mutating func markSaved() {
        markSaved(snapshot())
    }

    private mutating func refreshIsModified() {
        isModified = !history.isAtSavedState && savePoint.differs(from: rope)
        if !isModified { savePoint = SavePoint(rope) }
    }

    // MARK: Selecting

    /// Selects; both ends are brought inside of the text and to grapheme boundaries, a selection by growing, a cursor by
    /// moving back.
    public mutating func select(_ selection: Selection) {
        history.endRun()
        self.selection = rounded(selection, in: rope)
    }

    /// Selects everything, the cursor at the end.
    public mutating func selectAll() {
        select(Selection(anchor: 0, head: rope.byteCount))
    }

    private func rounded(_ selection: Selection, in rope: Rope) -> Selection {
        let anchor = min(max(selection.anchor, 0), rope.byteCount)
        let head = min(max(selection.head, 0), rope.byteCount)
        if anchor == head { return Selection(at: rope.roundedDown(head)) }
        return anchor < head
            ? Selection(anchor: rope.roundedDown(anchor), head: rope.roundedUp(head))
            : Selection(anchor: rope.roundedUp(anchor), head: rope.roundedDown(head))
    }

    // MARK: Changing

    /// Applies edits in the coordinates of the present text, and records them as one step.
    /// - Parameter selection: in the coordinates of the text after; nil maps the present one along.
    /// - Returns: nil without edits that change anything.
    @discardableResult
    public mutating func edit(
        _ edits: [Edit], selecting selection: Selection? = nil, at time: Int64, kind: History.Kind = .other
    ) -> Transaction? {
        let edits = edits.filter { $0.removed != $0.inserted }
        guard !edits.isEmpty else {
            // What is typed over a text like it replaces it all the same: the next key must not replace it again.
            if let selection { select(selection) }
            return nil
        }
        let before = self.selection
        let draft = Transaction(edits: edits, selectionBefore: before, selectionAfter: before)
        var changed = rope
        draft.apply(to: &changed)
        var after = selection ?? draft.map(before, bias: .after)
        // A cursor goes behind what grew together with the text before it, not in front of it.
        after = after.isEmpty ? Selection(at: changed.roundedUp(after.head)) : rounded(after, in: changed)
        let transaction = Transaction(edits: edits, selectionBefore: before, selectionAfter: after)
        history.record(transaction, at: time, kind: kind)
        adopt(changed, after: transaction)
        return transaction
    }

    /// Replaces exactly these bytes; the selection is mapped along.
    @discardableResult
    public mutating func replace(_ range: Range<Int>, with bytes: [UInt8], at time: Int64) -> Transaction? {
        edit([Edit(replacing: range, of: rope, with: Rope(bytes))], at: time)
    }

    /// Takes back the last step; nil if there is none.
    @discardableResult
    public mutating func undo() -> Transaction? {
        history.undo().map { applyFromHistory($0) }
    }

    /// Brings back the step last undone; nil if there is none.
    @discardableResult
    public mutating func redo() -> Transaction? {
        history.redo().map { applyFromHistory($0) }
    }

    private mutating func applyFromHistory(_ transaction: Transaction) -> Transaction {
        var changed = rope
        transaction.apply(to: &changed)
        adopt(changed, after: transaction)
        return transaction
    }

    private mutating func adopt(_ changed: Rope, after transaction: Transaction) {
        if let range = transaction.range { savePoint.noteChange(in: range, of: rope.byteCount) }
        rope = changed
        // Rounded once more: text loaded since may have joined the grapheme that the selection ended at.
        selection = rounded(transaction.selectionAfter, in: rope)
        refreshIsModified()
    }
}
