import TruceScreen

/// The last row: keys and what they do, as whole items.
public struct KeyBar: Sendable, Equatable {
    public struct Item: Sendable, Equatable {
        /// As it is shown: `^S`.
        public var key: String
        public var title: String
        /// nil for a key that is only explained.
        public var action: Action?
        /// Items with small numbers are dropped last where the row is too narrow; 0 never.
        public var rank: Int
        /// The first cell, from 0.
        public var column = 0

        init(_ key: String, _ title: String, _ action: Action?, rank: Int = 0) {
            self.key = key
            self.title = title
            self.action = action
            self.rank = rank
        }

        /// Cells.
        public var width: Int { key.count + 1 + title.count }
    }

    /// Those that fit, placed from column 1 with two cells between them.
    public let items: [Item]

    init(_ items: [Item], width: Int) {
        var kept = items
        while kept.reduce(0, { $0 + $1.width + 2 }) - 1 > width, let worst = kept.map(\.rank).max(), worst > 0,
            let index = kept.lastIndex(where: { $0.rank == worst })
        {
            kept.remove(at: index)
        }
        var column = 1
        for index in kept.indices {
            kept[index].column = column
            column += kept[index].width + 2
        }
        self.items = kept
    }

    /// What a click at cell `column` does.
    public func action(at column: Int) -> Action? {
        items.first { $0.column..<$0.column + $0.width ~= column }?.action
    }

    /// The key row of the editor as it is.
    public init(_ editor: Editor) {
        let width = editor.size.columns
        if let resolver = editor.openResolver {
            self.init(Self.items(of: resolver), width: width)
        } else {
            self.init(
                [
                    Item("^S", editor.resolver == nil ? "Save" : "Resolve", .save),
                    Item("^F", "Find", .find, rank: 1),
                    Item("^P", "Commands", .palette, rank: 2),
                    Item("F4", "HTTP", .traffic, rank: 4),
                    Item("F1", "Help", .help, rank: 3),
                    Item("^Q", "Quit", .quit),
                ], width: width)
        }
    }

    private static func items(of resolver: Resolver) -> [Item] {
        switch resolver.state {
        case .editing:
            [
                Item("Esc", "Done", .endEdit),
                Item("^Z", "Undo", .undo, rank: 1),
                Item("^Y", "Redo", .redo, rank: 3),
                Item("^F", "Find", .find, rank: 4),
                Item("^V", "Paste", .paste, rank: 5),
                Item("^S", "Done, resubmit", .resubmit),
                Item("F1", "Help", .help, rank: 2),
            ]
        case .decide, .asking, .sending:
            [
                Item("m", "Mine", .choose(.mine)),
                Item("t", "Theirs", .choose(.theirs)),
                Item("b", "Both", .choose(.both), rank: 1),
                Item("B", "Both, theirs first", .choose(.bothTheirsFirst), rank: 8),
                Item("o", "Base", .choose(.base), rank: 6),
                Item("x", "Neither", .choose(.neither), rank: 7),
                Item("e", "Edit", .edit),
                Item("u", "Undo", .undoDecision),
                Item("n", "Next", .next, rank: 2),
                Item("N", "Previous", .previous, rank: 9),
                Item("?", "Why", .why, rank: 3),
                Item("v", "Layout", .cycleLayout, rank: 4),
                Item("^S", "Resubmit", .resubmit),
                Item("Esc", "Later", .leave),
                Item("F1", "Help", .help, rank: 5),
            ]
        }
    }
}
