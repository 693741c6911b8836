import TruceDocument
import TruceScreen
import TruceText

/// Keys, pastes and the mouse.
extension Resolver {
    mutating func handle(_ input: Input, keys: KeyMap, size: Size, at now: Timestamp) -> [Request] {
        switch input {
        case .key(let key): return handle(key, keys: keys, size: size, at: now)
        case .paste(let bytes):
            switch state {
            case .editing: return type(result.text.terminatorForNewLine(at: 0).normalizing(bytes), size: size)
            case .decide:
                state = .asking(.paste(result.text.terminatorForNewLine(at: 0).normalizing(bytes)))
                message = ""
                return []
            case .asking, .sending: return []
            }
        case .pasteTooLong(let count):
            message = "A paste of \(count) bytes is too long: nothing was pasted"
            return []
        case .mouse(let event): return handle(event, size: size)
        case .focus: return []
        }
    }

    /// Does what the palette or a click asks for.
    mutating func perform(_ action: Action, size: Size, at now: Timestamp) -> [Request] {
        switch state {
        case .decide: decide(action, size: size, at: now)
        case .editing: editKey(.escape, action: action, size: size, at: now)
        case .asking, .sending: []
        }
    }

    private mutating func handle(_ key: Key, keys: KeyMap, size: Size, at now: Timestamp) -> [Request] {
        switch state {
        case .sending: return []
        case .asking(let question): return answer(question, key, size: size)
        case .editing:
            return editKey(key, action: keys.action(for: key, in: .edit), size: size, at: now)
        case .decide:
            if let action = keys.action(for: key, in: .decide) { return decide(action, size: size, at: now) }
            let page = max(1, (layout(size)[.result]?.body.size.rows ?? 2) - 1)
            switch (key.code, key.modifiers) {
            case (.up, []): scroll(by: -1, size: size)
            case (.down, []): scroll(by: 1, size: size)
            case (.pageUp, []): scroll(by: -page, size: size)
            case (.pageDown, []): scroll(by: page, size: size)
            case (.home, []): scroll(by: -.max / 4, size: size)
            case (.end, []): scroll(by: .max / 4, size: size)
            case (.character(let digit), []) where ("1"..."9").contains(digit):
                jump(to: Int(digit.value) - 48, size: size)
            case (.character("q"), []):
                message = "Esc goes back to your text, ^Q asks what to do with it"
            case (.character, []): message = "Letters choose here: m mine, t theirs, e to type"
            default: break
            }
            return []
        }
    }

    private mutating func handle(_ event: MouseEvent, size: Size) -> [Request] {
        switch event.kind {
        case .wheelUp: scroll(by: -3, size: size)
        case .wheelDown: scroll(by: 3, size: size)
        case .press(let clicks) where event.button == .left:
            guard let pane = layout(size).panes.first(where: { $0.body.contains(event.position) }),
                pane.pane == .result,
                state == .decide || isEditing
            else { return [] }
            return click(row: event.position.row - pane.body.origin.row, clicks: clicks, size: size)
        default: break
        }
        return []
    }

    private var isEditing: Bool { if case .editing = state { true } else { false } }

    /// A click in RESULT goes to the region; a double click edits it.
    private mutating func click(row: Int, clicks: Int, size: Size) -> [Request] {
        let rows = ResultRows(result)
        let target: Int? =
            if layout(size).arrangement == .columns {
                JointRows(self)[min(sidesTop + row, JointRows(self).count - 1)].region
            } else {
                rows.region(at: resultTop + row)
            }
        guard let target, state == .decide else { return [] }
        focus = target
        message = ""
        return clicks == 2 ? edit(size: size) : []
    }
}
