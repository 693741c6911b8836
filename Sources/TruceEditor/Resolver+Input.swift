import TruceDocument
import TruceMerge
import TruceScreen
import TruceText

/// Keys, pastes and the mouse.
extension Resolver {
    mutating func handle(_ input: Input, keys: KeyMap, size: Size, at now: Timestamp) -> [Request] {
        switch input {
        case .key(let key): return handle(key, keys: keys, size: size, at: now)
        case .paste(let bytes): return take(paste: bytes, size: size)
        case .pasteTooLong(let count): message = "A paste of \(count) bytes is too long: nothing was pasted"
        case .mouse(let event): return handle(event, size: size)
        case .focus: break
        }
        return []
    }

    /// Does what the palette asks for.
    mutating func perform(_ action: Action, size: Size, at now: Timestamp) -> [Request] {
        switch state {
        case .decide: return decide(action, size: size, at: now)
        case .editing: return performInEdit(action, size: size)
        case .asking: return []
        case .sending: return whileSending(action, size: size)
        }
    }

    private mutating func handle(_ key: Key, keys: KeyMap, size: Size, at now: Timestamp) -> [Request] {
        switch state {
        case .asking(let question): return answer(question, key, size: size)
        case .editing:
            if let action = keys.action(for: key, in: .edit) { return performInEdit(action, size: size) }
            if let command = EditCommand(key) { return run(command, size: size) }
            if key.isCommand { message = key.isUnbound }
            return []
        case .sending:
            guard let action = keys.action(for: key, in: .decide) else {
                scroll(key, size: size)
                return []
            }
            return whileSending(action, size: size)
        case .decide:
            if let action = keys.action(for: key, in: .decide) { return decide(action, size: size, at: now) }
            if scroll(key, size: size) { return [] }
            switch (key.code, key.modifiers) {
            case (.character(let digit), []) where ("1"..."9").contains(digit):
                jump(to: Int(digit.value) - 48, size: size)
            case (.character("q"), []): message = leavingKeys
            case (.character, []): message = "Letters choose here: m mine, t theirs, e to type"
            default: if key.isCommand { message = key.isUnbound }
            }
            return []
        }
    }

    /// RESULT is locked; what shows can be changed, and the editor around can be asked for.
    private mutating func whileSending(_ action: Action, size: Size) -> [Request] {
        switch action {
        case .cycleLayout, .toggleBase, .zoom, .fold: look(action, size: size)
        case .quit, .help, .traffic, .palette, .why, .suspend: return [.perform(action)]
        default: message = "Sending…"
        }
        return []
    }

    /// Scrolls; false if the key is none of those that do.
    @discardableResult
    private mutating func scroll(_ key: Key, size: Size) -> Bool {
        let page = max(1, (layout(size)[.result]?.rows ?? 2) - 1)
        switch (key.code, key.modifiers) {
        case (.up, []): scroll(by: -1, size: size)
        case (.down, []): scroll(by: 1, size: size)
        case (.pageUp, []): scroll(by: -page, size: size)
        case (.pageDown, []): scroll(by: page, size: size)
        case (.home, []): scroll(by: -.max / 4, size: size)
        case (.end, []): scroll(by: .max / 4, size: size)
        default: return false
        }
        return true
    }

    /// A paste is never read as keys: it types in EDIT, and asks where letters choose.
    private mutating func take(paste bytes: [UInt8], size: Size) -> [Request] {
        switch state {
        case .editing(let editing):
            return type(result.text.terminatorForNewLine(at: editing.area.cursor).normalizing(bytes), size: size)
        case .decide: return ask(.paste(result.text.terminatorForNewLine(at: 0).normalizing(bytes)))
        case .asking: return []
        case .sending:
            message = "Sending…"
            return []
        }
    }

    // MARK: The mouse

    private mutating func handle(_ event: MouseEvent, size: Size) -> [Request] {
        switch event.kind {
        case .wheelUp: scroll(by: -3, size: size)
        case .wheelDown: scroll(by: 3, size: size)
        case .press where event.button == .right && !isAsking: return [.perform(.palette)]
        case .press(let clicks) where event.button == .left:
            guard let pane = layout(size).panes.first(where: { $0.body.contains(event.position) }) else { return [] }
            return press(event, clicks: clicks, in: pane, size: size)
        case .drag where event.button == .left:
            guard case .editing = state, let pane = layout(size)[.result] else { return [] }
            point(event, clicks: 1, in: pane, extend: true, size: size)
        default: break
        }
        return []
    }

    private var isAsking: Bool {
        if case .asking = state { true } else { false }
    }

    private mutating func press(
        _ event: MouseEvent, clicks: Int, in pane: ResolverLayout.PaneFrame, size: Size
    ) -> [Request] {
        switch state {
        case .editing:
            guard pane.pane == .result else { return [] }
            point(event, clicks: clicks, in: pane, extend: event.modifiers.contains(.shift), size: size)
        case .decide where pane.hasOverview && event.position.column == pane.body.columns.upperBound - 1:
            let overview = Overview(self, layout(size), pane)
            go(to: overview.region(at: event.position.row - pane.body.origin.row), size: size, or: message)
        case .decide:
            guard let region = region(at: event.position, in: pane, size: size) else { return [] }
            focus = region
            message = ""
            if pane.pane == .result, clicks == 2 { return edit(size: size) }
        case .asking, .sending: break
        }
        return []
    }

    /// The region under a position; nil for rows that show none.
    private func region(at position: Position, in pane: ResolverLayout.PaneFrame, size: Size) -> Int? {
        let layout = layout(size)
        let offset = position.row - pane.body.origin.row
        if pane.pane == .result && !layout.hasJointRows {
            let rows = resultRows
            let placed = PlacedResult(self, rows, pane).visible(from: resultTop)
            return placed.last { $0.offset <= offset }.flatMap { rows.region(at: $0.row) }
        }
        if layout.arrangement == .stacked || (pane.pane == .base && layout.hasJointRows) { return focus }
        return SharedRows(self, layout).visible(from: sidesTop).last { $0.offset <= offset }?.row.region
    }

    /// Places EDIT's cursor, or moves the end of the selection.
    private mutating func point(
        _ event: MouseEvent, clicks: Int, in pane: ResolverLayout.PaneFrame, extend: Bool, size: Size
    ) {
        guard case .editing(let editing) = state else { return }
        let layout = layout(size)
        let rows = resultRows
        let offset = event.position.row - pane.body.origin.row
        var row: Int? = resultTop + offset
        if layout.hasJointRows {
            row = SharedRows(self, layout).visible(from: sidesTop).last { $0.offset <= max(0, offset) }?.row.result
        }
        guard let row else { return }
        let line = rows.line(nearRow: row)
        let column =
            event.position.column - pane.body.origin.column - ResolverLayout.PaneFrame.textColumn + editing.area.left
        changeEditing({ $0.point(line: line, column: column, clicks: clicks, extend: extend) }, size: size)
    }
}
