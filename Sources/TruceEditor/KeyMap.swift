public import TruceScreen

/// Which key does what, and under which name a key row shows it.
public struct KeyMap: Sendable {
    /// One key of one context.
    public struct Binding: Sendable, Equatable {
        public var key: Key
        public var action: Action
    }

    private let bindings: [KeyContext: [Binding]]
    private let actions: [KeyContext: [Key: Action]]

    init(_ bindings: [KeyContext: [Binding]]) {
        self.bindings = bindings
        actions = bindings.mapValues {
            Dictionary($0.map { ($0.key, $0.action) }, uniquingKeysWith: { first, _ in first })
        }
    }

    public func action(for key: Key, in context: KeyContext) -> Action? { actions[context]?[key] }

    /// The first key that does `action`, as a person reads it: `^S`, `F1`, `m`.
    public func label(of action: Action, in context: KeyContext) -> String? {
        bindings[context]?.first { $0.action == action }.map { $0.key.description }
    }

    /// What the palette offers in a context, in its order, each action once.
    public func commands(in context: KeyContext) -> [(action: Action, key: String)] {
        var seen: Set<Action> = []
        return (bindings[context] ?? []).compactMap { binding in
            guard binding.action != .palette, seen.insert(binding.action).inserted else { return nil }
            return (binding.action, binding.key.description)
        }
    }

    /// The keys that the editor comes with.
    public static let standard = KeyMap([
        .text: typing + [
            Binding(key: .control("s"), action: .save),
            Binding(key: .control("q"), action: .quit),
            Binding(key: .control("o"), action: .open),
            Binding(key: .function(2), action: .history),
            Binding(key: .alt("2"), action: .history),
        ],
        .edit: [
            Binding(key: .escape, action: .endEdit),
            Binding(key: .control("s"), action: .resubmit),
            Binding(key: .control("q"), action: .quit),
        ] + typing,
        .decide: [
            Binding(key: .character("m"), action: .choose(.mine)),
            Binding(key: .character("t"), action: .choose(.theirs)),
            Binding(key: .character("b"), action: .choose(.both)),
            Binding(key: .character("B"), action: .choose(.bothTheirsFirst)),
            Binding(key: .character("o"), action: .choose(.base)),
            Binding(key: .character("x"), action: .choose(.neither)),
            Binding(key: .character("a"), action: .accept),
            Binding(key: .character("A"), action: .acceptAll),
            Binding(key: .character("e"), action: .edit),
            Binding(key: .enter, action: .edit),
            Binding(key: .character("n"), action: .next),
            Binding(key: .character("N"), action: .previous),
            Binding(key: .character("."), action: .nextOfAnyKind),
            Binding(key: .character(","), action: .previousOfAnyKind),
            Binding(key: .character("M"), action: .allMine),
            Binding(key: .character("T"), action: .allTheirs),
            Binding(key: .character("u"), action: .undoDecision),
            Binding(key: .control("z"), action: .undoDecision),
            Binding(key: .character("U"), action: .redoDecision),
            Binding(key: .control("y"), action: .redoDecision),
            Binding(key: .character("r"), action: .mergeHead),
            Binding(key: .character("?"), action: .why),
            Binding(key: .character("f"), action: .forget),
            Binding(key: .character("v"), action: .cycleLayout),
            Binding(key: .character("="), action: .toggleBase),
            Binding(key: .character("z"), action: .zoom),
            Binding(key: .character("c"), action: .fold),
            Binding(key: .control("s"), action: .resubmit),
            Binding(key: .escape, action: .leave),
            Binding(key: .control("q"), action: .quit),
            Binding(key: .function(4), action: .traffic),
            Binding(key: .function(1), action: .help),
            Binding(key: .control("p"), action: .palette),
            Binding(key: .alt("x"), action: .palette),
            Binding(key: .alt("z"), action: .suspend),
        ] + functionsByAlt,
    ])

    private static let typing =
        [
            Binding(key: .control("z"), action: .undo),
            Binding(key: .control("y"), action: .redo),
            Binding(key: .control("x"), action: .cut),
            Binding(key: .control("c"), action: .copy),
            Binding(key: .control("v"), action: .paste),
            Binding(key: .control("k"), action: .cutLine),
            Binding(key: .control("a"), action: .selectAll),
            Binding(key: .control("f"), action: .find),
            Binding(key: .alt("n"), action: .findNext),
            Binding(key: .alt("N"), action: .findPrevious),
            Binding(key: .control("r"), action: .replace),
            Binding(key: .control("g"), action: .goToLine),
            Binding(key: .control("p"), action: .palette),
            Binding(key: .alt("x"), action: .palette),
            Binding(key: .function(4), action: .traffic),
            Binding(key: .function(1), action: .help),
            Binding(key: .alt("z"), action: .suspend),
        ] + functionsByAlt

    /// Terminals steal function keys: Alt-1 … Alt-9 stand for F1 … F9.
    private static let functionsByAlt = [
        Binding(key: .alt("1"), action: .help),
        Binding(key: .alt("4"), action: .traffic),
    ]
}

extension Key {
    /// Whether it asks for a command rather than types or moves: with Ctrl, or a function key.
    var isCommand: Bool {
        if case .function = code { return true }
        if case .character = code { return modifiers.contains(.control) }
        return false
    }

    /// What the status row says where it does nothing.
    var isUnbound: String { "\(description) does nothing here · F1 lists the keys" }
}
