import TruceScreen
public import TruceText

/// What keys do to a text, wherever it is edited.
public enum EditCommand: Sendable, Equatable {
    /// Typed or pasted bytes in the place of the selection.
    case insert([UInt8])
    case newline
    case tab
    case deleteBackward, deleteForward, deleteWordBackward, deleteWordForward
    case move(Motion, extend: Bool)
    case cut, copy, cutLine, selectAll, undo, redo
    /// Puts bytes in the place of every match, as one step.
    case replaceAll(Search, with: [UInt8])

    /// Where the cursor goes.
    public enum Motion: Sendable, Equatable {
        case by(Movement)
        case up, down, pageUp, pageDown
    }

    /// The command of a key that is bound to no action; nil where the key does nothing to a text.
    init?(_ key: Key) {
        let extend = key.modifiers.contains(.shift)
        let byWord = !key.modifiers.isDisjoint(with: [.control, .alt])
        switch key.code {
        case .character(let scalar) where key.modifiers.isEmpty: self = .insert(Array(String(scalar).utf8))
        case .character: return nil
        case .enter where key.modifiers.isEmpty: self = .newline
        case .tab where key.modifiers.isEmpty: self = .tab
        case .backspace: self = byWord ? .deleteWordBackward : .deleteBackward
        case .delete: self = byWord ? .deleteWordForward : .deleteForward
        case .left: self = .move(.by(byWord ? .wordLeft : .left), extend: extend)
        case .right: self = .move(.by(byWord ? .wordRight : .right), extend: extend)
        case .up: self = .move(.up, extend: extend)
        case .down: self = .move(.down, extend: extend)
        case .home: self = .move(.by(byWord ? .documentStart : .lineStart), extend: extend)
        case .end: self = .move(.by(byWord ? .documentEnd : .lineEnd), extend: extend)
        case .pageUp: self = .move(.pageUp, extend: extend)
        case .pageDown: self = .move(.pageDown, extend: extend)
        default: return nil
        }
    }

    /// The command of an action that works on a text; nil for the others. Paste takes the editor's own clipboard.
    init?(_ action: Action) {
        switch action {
        case .undo: self = .undo
        case .redo: self = .redo
        case .cut: self = .cut
        case .copy: self = .copy
        case .cutLine: self = .cutLine
        case .selectAll: self = .selectAll
        default: return nil
        }
    }
}
