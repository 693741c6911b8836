extension Key: CustomStringConvertible {
    /// The key's name as people read it: `^S`, `Alt-x`, `Shift-Up`, `F2`, `Esc`.
    public var description: String {
        var text = ""
        if modifiers.contains(.alt) { text += "Alt-" }
        if modifiers.contains(.shift) { text += "Shift-" }
        switch code {
        case .character(let scalar):
            let isControl = modifiers.contains(.control)
            let visible = Visible.string(isControl ? scalar.properties.uppercaseMapping : String(scalar))
            return text + (isControl ? "^" : "") + (scalar == " " ? "Space" : visible)
        case .function(let number): return text + control + "F\(number)"
        case .enter: return text + control + "Enter"
        case .tab: return text + control + "Tab"
        case .backspace: return text + control + "Backspace"
        case .delete: return text + control + "Del"
        case .insert: return text + control + "Ins"
        case .escape: return text + control + "Esc"
        case .up: return text + control + "Up"
        case .down: return text + control + "Down"
        case .left: return text + control + "Left"
        case .right: return text + control + "Right"
        case .home: return text + control + "Home"
        case .end: return text + control + "End"
        case .pageUp: return text + control + "PgUp"
        case .pageDown: return text + control + "PgDn"
        }
    }

    private var control: String { modifiers.contains(.control) ? "Ctrl-" : "" }
}
