public import TruceScreen

/// The last row: keys and what they do, as whole items.
public struct KeyBar: Sendable, Equatable {
    public struct Item: Sendable, Equatable {
        /// A click presses it.
        public var key: Key
        /// Empty where there is no room for more than the key.
        public var title: String
        /// Items with great numbers are dropped first where the row is too narrow; 0 last of all, and not without need.
        var rank: Int
        /// Whether Tab has chosen it.
        public var isChosen = false
        /// The first cell, from 0.
        public var column = 0

        init(_ key: Key, _ title: String, rank: Int = 0) {
            self.key = key
            self.title = title
            self.rank = rank
        }

        /// As it is shown: `^S`.
        public var label: String { key.description }
        /// Cells.
        public var width: Int { label.count + (title.isEmpty ? 0 : 1 + title.count) }
    }

    /// Those that fit, placed from column 1 with two cells between them, or one where there is no room for titles.
    public let items: [Item]

    /// Whole items only: first those that matter less go, then the titles, then half of the gaps, then what is left over.
    init(_ items: [Item], width: Int) {
        var kept = items
        var gap = 2
        func isTooWide() -> Bool { kept.reduce(1 - gap) { $0 + $1.width + gap } > width }
        while isTooWide(), let worst = kept.map(\.rank).max(), worst > 0,
            let index = kept.lastIndex(where: { $0.rank == worst })
        {
            kept.remove(at: index)
        }
        if isTooWide() {
            for index in kept.indices { kept[index].title = "" }
        }
        if isTooWide() { gap = 1 }
        while isTooWide(), !kept.isEmpty { kept.removeLast() }
        var column = 1
        for index in kept.indices {
            kept[index].column = column
            column += kept[index].width + gap
        }
        self.items = kept
    }

    /// The key that a click at cell `column` presses.
    public func key(at column: Int) -> Key? {
        items.first { $0.column..<$0.column + $0.width ~= column }?.key
    }

    /// The key row of the editor as it is: the answers to an open question, or what can be done.
    public init(_ editor: Editor) {
        let width = editor.size.columns
        let answers = editor.answers
        if case .failed = editor.phase {
            self.init([Item(.control("q"), "Quit")], width: width)
        } else if !answers.isEmpty {
            var items = answers.map { Item($0.key, $0.title) }
            if let chosen = editor.chosenAnswer, items.indices.contains(chosen) { items[chosen].isChosen = true }
            self.init(items, width: width)
        } else if let overlay = editor.overlay {
            self.init(Self.items(over: overlay), width: width)
        } else if let resolver = editor.openResolver {
            self.init(Self.items(of: resolver, isZoomed: resolver.isZoomed(editor.size)), width: width)
        } else {
            self.init(Self.items(isPending: editor.resolver != nil), width: width)
        }
    }

    /// What can be done with what lies over the text, where it asks nothing.
    private static func items(over overlay: Overlay) -> [Item] {
        switch overlay {
        case .find: [Item(.enter, "Next"), Item(.up, "Previous"), Item(.escape, "Done")]
        case .replace: [Item(.enter, "Go on"), Item(.escape, "Stop")]
        case .goToLine: [Item(.enter, "Go"), Item(.escape, "Stay")]
        case .open: [Item(.enter, "Open"), Item(.escape, "Stay")]
        case .saveAs: [Item(.enter, "Save"), Item(.escape, "Stay")]
        case .palette:
            [Item(.enter, "Do it"), Item(.down, "Next"), Item(.up, "Previous"), Item(.escape, "Close")]
        case .help, .why: [Item(.pageDown, "Further"), Item(.pageUp, "Back"), Item(.escape, "Close")]
        case .traffic(let panel):
            (panel.isOpen ? [] : [Item(.enter, "Open")]) + [
                Item(.character("y"), "Copy a curl command"), Item(.escape, panel.isOpen ? "Back" : "Close"),
            ]
        case .quit, .recover, .gone, .vanished, .malformed, .overwrite, .binary: [Item(.escape, "Stay")]
        }
    }

    private static func items(isPending: Bool) -> [Item] {
        [
            Item(.control("s"), isPending ? "Resolve" : "Save"),
            Item(.control("f"), "Find", rank: 1),
            Item(.control("p"), "Commands", rank: 2),
            Item(.function(4), "HTTP", rank: 4),
            Item(.function(1), "Help", rank: 3),
            Item(.control("q"), "Quit"),
        ]
    }

    private static func items(of resolver: Resolver, isZoomed: Bool) -> [Item] {
        switch resolver.state {
        case .editing:
            [
                Item(.escape, "Done"),
                Item(.control("z"), "Undo", rank: 1),
                Item(.control("y"), "Redo", rank: 3),
                Item(.control("f"), "Find", rank: 4),
                Item(.control("v"), "Paste", rank: 5),
                Item(.control("s"), resolver.isFile ? "Done, write" : "Done, resubmit"),
                Item(.function(1), "Help", rank: 2),
            ]
        case .sending:
            // RESULT is locked. A merge of files ends with the answer.
            (resolver.isMerge ? [] : [Item(.control("q"), "Quit")]) + [
                isZoomed ? Item(.character("v"), "All panes") : Item(.character("v"), "Layout", rank: 1),
                Item(.character("c"), resolver.isFolded ? "Unfold" : "Fold", rank: 3),
                Item(.function(4), "HTTP", rank: 2),
                Item(.function(1), "Help"),
            ]
        case .decide, .asking:
            // What merged can be accepted where it is at hand; elsewhere the key shows the next of it.
            (resolver.isAcceptable ? [Item(.character("a"), "Accept")] : []) + [
                Item(.character("m"), "Mine"),
                Item(.character("t"), "Theirs"),
                Item(.character("b"), "Both", rank: 1),
                Item(.character("B"), "Both, theirs first", rank: 9),
                Item(.character("o"), "Base", rank: 7),
                Item(.character("x"), "Neither", rank: 8),
                Item(.character("e"), "Edit"),
                Item(.character("u"), "Undo"),
                Item(.character("n"), "Next", rank: 2),
                Item(.character("N"), "Previous", rank: 10),
                Item(.character("?"), "Why", rank: 3),
            ]
                + (resolver.isAcceptable || resolver.unaccepted.isEmpty
                    ? [] : [Item(.character("a"), "Accept auto", rank: 6)]) + [
                    Item(.character("c"), resolver.isFolded ? "Unfold" : "Fold", rank: 11),
                    isZoomed ? Item(.character("v"), "All panes") : Item(.character("v"), "Layout", rank: 4),
                    Item(.control("s"), resolver.isFile ? "Write" : "Resubmit"),
                    Item(.escape, "Later"),
                    Item(.function(1), "Help", rank: 5),
                    Item(.control("p"), "Commands", rank: 12),
                ]
        }
    }
}
