import TruceDocument
import TruceMerge
import TruceScreen
import TruceText

/// EDIT: everything types.
extension Resolver {
    /// Begins EDIT at the region at hand; asks what an undecided conflict begins with.
    mutating func edit(size: Size) -> [Request] {
        guard let focus, merge.regions[focus].kind == .conflict else { return beginEditing(nil, from: nil, size: size) }
        if result.pieces[focus].state == .undecided {
            state = .asking(.startFrom(conflict: focus))
            message = ""
            return []
        }
        return beginEditing(focus, from: nil, size: size)
    }

    /// Begins EDIT of a conflict, with a side's text in the place of an undecided one's, or of the text around (nil).
    mutating func beginEditing(_ conflict: Int?, from choice: Choice?, size: Size) -> [Request] {
        let before = conflict.map { result.pieces[$0] }
        if let conflict, let choice, let number = number(of: conflict) {
            let bytes = merge.bytes(of: conflict, decision: choice.decision)
            let change = result.replacing(conflict, with: bytes, state: .byHand)
            perform(
                Step(changes: [change], focus: conflict, title: "conflict \(number): your own text", typingEnd: nil))
        }
        let place = conflict ?? focus
        let start = place.map { result.range(of: $0).lowerBound } ?? 0
        state = .editing(
            Editing(
                conflict: conflict, beganAs: choice, area: TextArea(result.text, cursor: start), before: before,
                beginning: conflict.map { result.bytes(of: $0) } ?? [], undoFloor: undoStack.count))
        message = "You are typing; letters do not choose"
        revealCursor(size)
        return []
    }

    /// Ends EDIT and keeps the text: a changed text decides its conflict, an unchanged one leaves it as it was.
    mutating func endEditing(size: Size) -> [Request] {
        guard case .editing(let editing) = state else { return [] }
        state = .decide
        message = ""
        if let conflict = editing.conflict, let before = editing.before, let number = number(of: conflict) {
            if result.bytes(of: conflict) != editing.beginning {
                message = "conflict \(number): your own text, u takes it back"
            } else if result.pieces[conflict].state != before.state {
                restore(conflict, to: before, editing)
            }
        }
        focus = editing.conflict ?? region(at: editing.area.cursor) ?? focus
        reveal(size)
        return [.journal]
    }

    /// Makes the conflict what it was before EDIT.
    private mutating func restore(_ conflict: Int, to before: ResultText.Piece, _ editing: Editing) {
        let began = before.state == .undecided ? 1 : 0
        if undoStack.count == editing.undoFloor, began == 1, let step = undoStack.popLast() {
            for change in step.changes.reversed() { result.apply(change.inverted) }
            return
        }
        let bytes = before.state == .undecided ? [] : editing.beginning
        let change = result.replacing(conflict, with: bytes, state: before.state)
        perform(Step(changes: [change], focus: conflict, title: "back to what it was", typingEnd: nil))
    }

    /// Takes a key while EDIT is on.
    mutating func editKey(_ key: Key, action: Action?, size: Size, at now: Timestamp) -> [Request] {
        switch action {
        case .endEdit: return endEditing(size: size)
        case .resubmit:
            let requests = endEditing(size: size)
            return requests + resubmit(size: size)
        case .quit:
            let requests = endEditing(size: size)
            return requests + decide(.quit, size: size, at: now)
        case .undo: return undoInEdit(size: size)
        case .redo: return redoInEdit(size: size)
        case .selectAll:
            selectAll()
            revealCursor(size)
            return []
        case let action?:
            guard let command = EditCommand(action) else { return [.perform(action)] }
            return run(command, size: size)
        case nil:
            guard let command = EditCommand(key) else { return [] }
            return run(command, size: size)
        }
    }

    /// Types bytes at the cursor, as a paste does.
    mutating func type(_ bytes: [UInt8], size: Size) -> [Request] {
        run(.insert(bytes), size: size)
    }

    /// The first press selects the conflict's text, the next all of it.
    private mutating func selectAll() {
        guard case .editing(var editing) = state else { return }
        let own = editing.conflict.map { result.range(of: $0) }
        if let own, editing.area.selection.range != own {
            editing.area.select(own)
        } else {
            editing.area.select(0..<result.text.byteCount)
        }
        state = .editing(editing)
    }

    private mutating func run(_ command: EditCommand, size: Size) -> [Request] {
        guard case .editing(var editing) = state else { return [] }
        let rows = layout(size)[.result]?.body.size.rows ?? 1
        let done = editing.area.perform(command, pageRows: rows)
        var changes: [ResultText.Change] = []
        let before = result
        for edit in done.edits {
            let owner = editing.conflict
            guard let change = result.typing(edit.range, edit.inserted.allBytes, owner: owner) else {
                result = before
                editing.area = TextArea(result.text, cursor: min(edit.range.lowerBound, result.text.byteCount))
                state = .editing(editing)
                message = "There is no line here to type into: decide a conflict first"
                return []
            }
            result.apply(change)
            changes.append(change)
        }
        state = .editing(editing)
        message = done.message ?? "You are typing; letters do not choose"
        if !changes.isEmpty {
            result = before
            record(changes, command, editing)
        }
        revealCursor(size)
        return (changes.isEmpty ? [] : [.journal]) + (done.copied.map { [.copy($0)] } ?? [])
    }

    /// Adds typing to the undo history: a word typed in one go is one step.
    private mutating func record(_ changes: [ResultText.Change], _ command: EditCommand, _ editing: Editing) {
        let title = editing.conflict.flatMap(number(of:)).map { "conflict \($0): typing" } ?? "typing"
        var typingEnd: Int?
        if case .insert(let bytes) = command, changes.count == 1, bytes != [32], bytes != [10] {
            typingEnd = changes[0].start + changes[0].inserted.byteCount
        }
        if let last = undoStack.last, undoStack.count > editing.undoFloor, let end = last.typingEnd, changes.count == 1,
            changes[0].start == end, changes[0].removed.byteCount == 0, typingEnd != nil
        {
            result.apply(changes[0])
            undoStack[undoStack.count - 1].changes.append(changes[0])
            undoStack[undoStack.count - 1].typingEnd = typingEnd
            redoStack = []
        } else {
            let focus = editing.conflict ?? self.focus ?? 0
            perform(Step(changes: changes, focus: focus, title: title, typingEnd: typingEnd))
        }
    }

    private mutating func undoInEdit(size: Size) -> [Request] {
        guard case .editing(var editing) = state, undoStack.count > editing.undoFloor, let step = undoStack.popLast()
        else {
            message = "Nothing typed to undo: Esc ends EDIT, then u undoes decisions"
            return []
        }
        for change in step.changes.reversed() { result.apply(change.inverted) }
        redoStack.append(step)
        let cursor = step.changes.first.map { $0.start + $0.removed.byteCount } ?? 0
        editing.area = TextArea(result.text, cursor: cursor)
        state = .editing(editing)
        revealCursor(size)
        return [.journal]
    }

    private mutating func redoInEdit(size: Size) -> [Request] {
        guard case .editing(var editing) = state, let step = redoStack.popLast() else {
            message = "Nothing to redo"
            return []
        }
        for change in step.changes { result.apply(change) }
        undoStack.append(step)
        let cursor = step.changes.last.map { $0.start + $0.inserted.byteCount } ?? 0
        editing.area = TextArea(result.text, cursor: cursor)
        state = .editing(editing)
        revealCursor(size)
        return [.journal]
    }

    /// The region whose text byte `byte` of RESULT is in.
    func region(at byte: Int) -> Int? {
        ResultRows(result).region(at: ResultRows(result).row(ofLine: result.text.line(at: byte)))
    }
}
