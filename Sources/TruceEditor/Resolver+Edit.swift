import TruceDocument
import TruceMerge
import TruceScreen
import TruceText

/// EDIT: everything types.
extension Resolver {
    private static let hint = "You are typing; letters do not choose"

    /// Begins EDIT at the region at hand; asks what an undecided conflict begins with. A proposal begins with its text.
    mutating func edit(size: Size) -> [Request] {
        if let focus, offer(at: focus) != nil {
            return ask(.startFrom(conflict: focus))
        }
        guard let focus, merge.regions[focus].isContested else { return beginEditing(nil, from: nil, size: size) }
        if result.pieces[focus].state == .undecided { return ask(.startFrom(conflict: focus)) }
        return beginEditing(focus, from: nil, size: size)
    }

    /// Begins EDIT of a conflict, with a side's text in the place of an undecided one's, or of the text around (nil).
    mutating func beginEditing(_ conflict: Int?, from choice: Choice?, size: Size) -> [Request] {
        let before = (result: result, putAway: putAway, undo: undoStack, redo: redoStack)
        if let conflict, let bytes = beginning(of: conflict, as: choice) {
            let change = result.replacing(conflict, with: bytes, state: .byHand)
            perform(Step(changes: [change], focus: conflict, title: title(of: conflict), typingEnd: nil))
        }
        let start = (conflict ?? focus).map { result.range(of: $0).lowerBound } ?? 0
        var area = TextArea(result.text, cursor: start)
        area.indentation = indentation
        // RESULT may be hidden behind a pane that was zoomed.
        if layout(size)[.result] == nil { arrangement = nil }
        state = .editing(
            Editing(
                conflict: conflict, beganAs: choice, beganWith: conflict.map { result.bytes(of: $0) } ?? [], area: area,
                before: before.result, putAwayBefore: before.putAway, undoBefore: before.undo,
                redoBefore: before.redo, beginning: result.text, undoFloor: undoStack.count,
                redoFloor: redoStack.count))
        message = Self.hint
        // What was folded shows from here on.
        if isFolded { reveal(size) }
        revealCursor(size)
        return []
    }

    /// What the text of a conflict becomes when EDIT begins; nil where it stays. Where there is no text, what is typed gets a
    /// line of its own.
    private func beginning(of conflict: Int, as choice: Choice?) -> [UInt8]? {
        let bytes = choice.map { merge.bytes(of: conflict, decision: $0.decision) } ?? result.bytes(of: conflict)
        if bytes.isEmpty { return result.text.terminatorForNewLine(at: result.range(of: conflict).lowerBound).bytes }
        return choice == nil ? nil : bytes
    }

    /// Puts what was written before into its place, and begins EDIT there.
    mutating func takeWritten(_ region: Int, size: Size) -> [Request] {
        guard let item = offer(at: region) else { return [] }
        if written[region] == item { written[region]?.isTaken = true }
        perform(
            Step(changes: placing(item, in: region), focus: region, title: title(of: region), typingEnd: nil))
        return beginEditing(merge.regions[region].isContested ? region : nil, from: nil, size: size) + [.journal]
    }

    private func title(of conflict: Int?) -> String {
        conflict.flatMap(title(of:)).map { "\($0): your own text" } ?? "your own text"
    }

    /// Ends EDIT and keeps the text: a changed text decides its conflict, an unchanged one leaves it as it was. For undo the
    /// whole of EDIT is one step from here on.
    mutating func endEditing(size: Size) -> [Request] {
        guard case .editing(let editing) = state else { return [] }
        message = settleEditing().map { "\($0), u takes it back" } ?? ""
        focus = editing.conflict ?? result.region(at: editing.area.cursor) ?? focus
        reveal(size)
        return [.journal]
    }

    /// As it would be if EDIT were ended now.
    public var settled: Resolver {
        guard case .editing = state else { return self }
        var settled = self
        settled.settleEditing()
        return settled
    }

    /// Ends EDIT as ``endEditing(size:)`` does, without a word. Returns what was done, for undo; nil where nothing was changed,
    /// and in DECIDE.
    @discardableResult
    mutating func settleEditing() -> String? {
        guard case .editing(let editing) = state else { return nil }
        state = .decide
        if result.text == editing.beginning { return takeBack(editing) }
        var changes = undoStack[editing.undoBefore.count...].flatMap(\.changes)
        var decided = editing.conflict
        if let conflict = editing.conflict, let restoring = restoring(conflict, editing) {
            result.apply(restoring)
            // What was typed has left no trace: a line was joined and parted again, say.
            if result.text == editing.before.text { return takeBack(editing) }
            changes.append(restoring)
            decided = nil
        }
        undoStack = editing.undoBefore
        let title = title(of: decided)
        remember(Step(changes: changes, focus: editing.conflict ?? focus ?? 0, title: title, typingEnd: nil))
        return title
    }

    /// Makes all as it was before EDIT; there is nothing to tell of it.
    private mutating func takeBack(_ editing: Editing) -> String? {
        result = editing.before
        putAway = editing.putAwayBefore
        undoStack = editing.undoBefore
        redoStack = editing.redoBefore
        return nil
    }

    /// The change that makes a conflict what it was before EDIT, where only text elsewhere was typed; nil where its own text
    /// was changed, or joined to the line before.
    private func restoring(_ conflict: Int, _ editing: Editing) -> ResultText.Change? {
        guard result.bytes(of: conflict) == editing.beganWith, !result.isJoined(conflict) else { return nil }
        switch editing.before.pieces[conflict].state {
        case .undecided: return result.deciding(conflict, nil)
        case .proposed: return result.proposing(conflict) ?? result.deciding(conflict, nil)
        case .accepted: return result.accepting(conflict)
        case .decided(let choice): return result.deciding(conflict, choice)
        case .byHand:
            let own = editing.before.bytes(of: conflict)
            return own == editing.beganWith ? nil : result.replacing(conflict, with: own, state: .byHand)
        case .merged, .edited: return nil
        }
    }

    /// Does what a key or the palette asks for while EDIT is on.
    mutating func performInEdit(_ action: Action, size: Size) -> [Request] {
        switch action {
        case .endEdit: return endEditing(size: size)
        case .resubmit:
            let requests = endEditing(size: size)
            return requests + resubmit(size: size)
        case .quit:
            let requests = endEditing(size: size)
            return requests + [.perform(.quit)]
        case .undo: return undoTyping(size: size)
        case .redo: return redoTyping(size: size)
        case .selectAll:
            selectAll(size: size)
            return []
        default:
            guard let command = EditCommand(action) else { return [.perform(action)] }
            return run(command, size: size)
        }
    }

    /// Types bytes at the cursor, as a paste does.
    mutating func type(_ bytes: [UInt8], size: Size) -> [Request] { run(.insert(bytes), size: size) }

    /// The first press selects the conflict's text, the next all of it.
    private mutating func selectAll(size: Size) {
        guard case .editing(var editing) = state else { return }
        var range = 0..<result.text.byteCount
        if let conflict = editing.conflict {
            let own = result.rangeWithoutLastLineEnd(of: conflict)
            // Nothing tells from the selection whether an empty text is selected.
            if own != editing.area.selection.range || own.isEmpty && !editing.hasSelectedOwn { range = own }
            editing.hasSelectedOwn = true
            state = .editing(editing)
        }
        changeEditing({ $0.select(range) }, size: size)
    }

    /// Does to the text what a key does anywhere.
    mutating func run(_ command: EditCommand, size: Size) -> [Request] {
        guard case .editing(var editing) = state else { return [] }
        if case .insert(let bytes) = command, let lines = lines(inPlaceOf: bytes, editing) {
            editing.area.select(lines)
        }
        editing.hasSelectedOwn = false
        let done = editing.area.perform(command, pageRows: layout(size)[.result]?.rows ?? 1)
        guard let changes = apply(done.edits, owner: editing.conflict) else {
            message = "There is no line here to type into: decide a conflict first"
            return []
        }
        state = .editing(editing)
        message = done.message ?? Self.hint
        if !changes.isEmpty { remember(changes, of: command, editing) }
        revealCursor(size)
        return (changes.isEmpty ? [] : [.journalSoon]) + (done.copied.map { [.copy($0)] } ?? [])
    }

    /// The conflict's whole lines, where whole lines are pasted over all of its text: they take their place. Else nil.
    private func lines(inPlaceOf pasted: [UInt8], _ editing: Editing) -> Range<Int>? {
        guard pasted.count > 1, pasted.last == 10, let conflict = editing.conflict,
            editing.area.selection.range == result.rangeWithoutLastLineEnd(of: conflict)
        else { return nil }
        return result.range(of: conflict)
    }

    /// Makes edits of the text changes of RESULT; nil, and nothing changed, where there is no text to type into.
    private mutating func apply(_ edits: [Edit], owner: Int?) -> [ResultText.Change]? {
        let before = result
        var changes: [ResultText.Change] = []
        for edit in edits {
            guard let change = result.typing(edit.range, edit.inserted.allBytes, owner: owner) else {
                result = before
                return nil
            }
            result.apply(change)
            changes.append(change)
        }
        return changes
    }

    /// Adds typing to the undo history: a word typed in one go is one step.
    private mutating func remember(_ changes: [ResultText.Change], of command: EditCommand, _ editing: Editing) {
        var typed: (start: Int, end: Int)?
        if case .insert(let bytes) = command, changes.count == 1, bytes != [32] {
            typed = (changes[0].start, changes[0].start + changes[0].inserted.byteCount)
        }
        if let typed, undoStack.count > editing.undoFloor, undoStack.last?.typingEnd == typed.start,
            changes[0].removed.isEmpty
        {
            undoStack[undoStack.count - 1].changes += changes
            undoStack[undoStack.count - 1].typingEnd = typed.end
            redoStack = []
        } else {
            let title = title(of: editing.conflict)
            remember(
                Step(changes: changes, focus: editing.conflict ?? focus ?? 0, title: title, typingEnd: typed?.end))
        }
    }

    // MARK: Undo

    private mutating func undoTyping(size: Size) -> [Request] {
        guard case .editing(let editing) = state, undoStack.count > editing.undoFloor, var step = undoStack.popLast()
        else {
            message = "Nothing typed to undo: Esc ends EDIT, then u undoes decisions"
            return []
        }
        for change in step.changes.reversed() { result.apply(change.inverted) }
        step.typingEnd = nil
        redoStack.append(step)
        return showTyped(step.changes.first.map { $0.start + $0.removed.byteCount }, size: size)
    }

    private mutating func redoTyping(size: Size) -> [Request] {
        guard case .editing(let editing) = state, redoStack.count > editing.redoFloor, let step = redoStack.popLast()
        else {
            message = "Nothing to redo"
            return []
        }
        for change in step.changes { result.apply(change) }
        undoStack.append(step)
        return showTyped(step.changes.last.map { $0.start + $0.inserted.byteCount }, size: size)
    }

    /// Shows RESULT after undo with the cursor at byte `cursor`.
    private mutating func showTyped(_ cursor: Int?, size: Size) -> [Request] {
        guard case .editing(var editing) = state else { return [] }
        editing.area.show(result.text, cursor: cursor ?? 0)
        state = .editing(editing)
        message = Self.hint
        revealCursor(size)
        return [.journalSoon]
    }
}
