/// What can be undone and redone.
///
/// Characters typed one after the other are one unit, up to the start of the next word; so are deletions in one direction. A
/// unit ends as well with a pause, with ``endRun()`` (the cursor went elsewhere), and where a state is remembered as saved.
public struct History: Sendable {
    /// What a transaction was, for putting runs together.
    public enum Kind: Sendable, Equatable {
        case typing, deleting, other
    }

    /// A text in the life of a document: two equal states are one text.
    public struct State: Sendable, Equatable {
        fileprivate var number: Int
    }

    private struct Unit: Sendable {
        var transaction: Transaction
        /// The state that it leads to.
        var state: State
    }

    private var done: [Unit] = []
    private var undone: [Unit] = []
    private var lastNumber = 0
    private var saved = State(number: 0)
    private var run: (kind: Kind, time: Int64)?

    /// Milliseconds without a key after which a run has ended.
    public static let pause: Int64 = 2_000

    public init() {}

    public var canUndo: Bool { !done.isEmpty }
    public var canRedo: Bool { !undone.isEmpty }
    public var state: State { done.last?.state ?? State(number: 0) }
    public var isAtSavedState: Bool { state == saved }

    /// Remembers a transaction that was applied. What was undone can no longer be redone.
    /// - Parameter time: milliseconds on any clock that does not run backwards.
    public mutating func record(_ transaction: Transaction, at time: Int64, kind: Kind) {
        undone = []
        lastNumber += 1
        let state = State(number: lastNumber)
        defer { run = (kind, time) }
        if let run, run.kind == kind, time - run.time <= History.pause, let last = done.last,
            let joined = last.transaction.joined(with: transaction, kind: kind)
        {
            done[done.count - 1] = Unit(transaction: joined, state: state)
        } else {
            done.append(Unit(transaction: transaction, state: state))
        }
    }

    /// Ends a run: what comes next is a unit of its own.
    public mutating func endRun() {
        run = nil
    }

    /// Takes back the last unit: the transaction to apply, nil if there is none.
    public mutating func undo() -> Transaction? {
        run = nil
        guard let unit = done.popLast() else { return nil }
        undone.append(unit)
        return unit.transaction.inverted
    }

    /// Brings back the unit last undone: the transaction to apply, nil if there is none.
    public mutating func redo() -> Transaction? {
        run = nil
        guard let unit = undone.popLast() else { return nil }
        done.append(unit)
        return unit.transaction
    }

    /// Remembers a state as the saved one: the present one, or one that was present when a save began.
    public mutating func markSaved(_ state: State? = nil) {
        run = nil
        saved = state ?? self.state
    }
}

extension Transaction {
    /// This transaction and the next as one, where both are steps of one run.
    fileprivate func joined(with next: Transaction, kind: History.Kind) -> Transaction? {
        guard edits.count == 1, next.edits.count == 1, selectionAfter == next.selectionBefore else { return nil }
        let edit = edits[0]
        let nextEdit = next.edits[0]
        let joined: Edit?
        switch kind {
        case .typing: joined = edit.continued(typing: nextEdit)
        case .deleting: joined = edit.continued(deleting: nextEdit)
        case .other: joined = nil
        }
        return joined.map {
            Transaction(edits: [$0], selectionBefore: selectionBefore, selectionAfter: next.selectionAfter)
        }
    }
}

extension Edit {
    /// Both as one, where the next goes on typing the same word or the blanks behind it.
    fileprivate func continued(typing next: Edit) -> Edit? {
        guard next.range.isEmpty, next.range.lowerBound == range.lowerBound + inserted.byteCount,
            !inserted.isEmpty, !next.inserted.isEmpty
        else { return nil }
        let startsWord = inserted[inserted.byteCount - 1].isBlank && !next.inserted[0].isBlank
        guard !startsWord else { return nil }
        var both = inserted
        both.append(next.inserted)
        return Edit(range: range, removed: removed, inserted: both)
    }

    /// Both as one, where the next goes on deleting, backwards or forwards.
    fileprivate func continued(deleting next: Edit) -> Edit? {
        guard inserted.isEmpty, next.inserted.isEmpty else { return nil }
        if next.range.upperBound == range.lowerBound {
            var both = next.removed
            both.append(removed)
            return Edit(range: next.range.lowerBound..<range.upperBound, removed: both, inserted: Rope())
        }
        if next.range.lowerBound == range.lowerBound {
            var both = removed
            both.append(next.removed)
            return Edit(range: range.lowerBound..<range.upperBound + next.range.count, removed: both, inserted: Rope())
        }
        return nil
    }
}

extension UInt8 {
    /// Whether a word ends before this byte.
    fileprivate var isBlank: Bool {
        switch self {
        case Byte.space, Byte.tab, Byte.newline, Byte.carriageReturn: true
        default: false
        }
    }
}
