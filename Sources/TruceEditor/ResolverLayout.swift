public import TruceScreen

/// A pane of the three-way view.
public enum Pane: Sendable, Hashable, CaseIterable {
    case mine, base, theirs, result
}

/// How the panes of the three-way view are arranged.
public enum Arrangement: Sendable, Hashable {
    /// One above the other: below 100 columns.
    case stacked
    /// MINE, BASE and THEIRS side by side above RESULT: from 100 columns.
    case panes
    /// MINE, RESULT and THEIRS side by side, BASE under RESULT: from 160 columns.
    case columns
    /// One pane alone: on a small screen, or zoomed.
    case single(Pane)
}

/// Where the panes of the three-way view lie: follows from the size and the resolver's state alone.
///
/// Row 0 is the title, row 1 the sentence, the last but one the status, the last the keys.
public struct ResolverLayout: Sendable, Equatable {
    public let arrangement: Arrangement
    public let panes: [PaneFrame]

    /// One pane: a heading of one row, and the body under it.
    public struct PaneFrame: Sendable, Equatable {
        public var pane: Pane
        public var heading: Rect
        public var body: Rect
    }

    /// Whether BASE has rows to show its text on.
    public var isShowingBase: Bool { (self[.base]?.body.size.rows ?? 0) > 0 }

    /// Whether, one above the other, all sides of a conflict of so many lines fit above at least four rows of RESULT.
    static func fits(_ size: Size, mine: Int, base: Int, theirs: Int) -> Bool {
        [mine, base, theirs].reduce(4) { $0 + max(1, $1) } <= size.rows - 8
    }

    public subscript(pane: Pane) -> PaneFrame? { panes.first { $0.pane == pane } }

    /// What decides about a layout besides the size.
    struct Wishes {
        /// nil leaves it to the width.
        var arrangement: Arrangement?
        var showsBase: Bool
        /// Rows that the conflict at hand takes on each side when it stands alone.
        var mineRows: Int
        var baseRows: Int
        var theirsRows: Int
    }

    init(_ size: Size, _ wishes: Wishes) {
        let rows = max(0, size.rows - 4)
        let area = Rect(row: 2, column: 0, rows: rows, columns: size.columns)
        let isSmall = size.rows < 14 || size.columns < 50
        let natural: Arrangement = size.columns < 100 ? .stacked : size.columns < 160 ? .panes : .columns
        switch (wishes.arrangement, isSmall) {
        case (.single(let pane)?, _): arrangement = .single(pane)
        case (_, true): arrangement = .single(.result)
        case (.columns?, _) where size.columns < 120: arrangement = natural
        case (.panes?, _) where size.columns < 90: arrangement = natural
        case (let wish, _): arrangement = wish ?? natural
        }
        switch arrangement {
        case .stacked: panes = Self.stacked(area, size, wishes)
        case .panes: panes = Self.panes(area, wishes)
        case .columns: panes = Self.columns(area, wishes)
        case .single(let pane): panes = [Self.frame(pane, area)]
        }
    }

    private static func frame(_ pane: Pane, _ rect: Rect) -> PaneFrame {
        PaneFrame(
            pane: pane,
            heading: Rect(
                row: rect.origin.row, column: rect.origin.column, rows: min(1, rect.size.rows),
                columns: rect.size.columns),
            body: Rect(
                row: rect.origin.row + 1, column: rect.origin.column, rows: max(0, rect.size.rows - 1),
                columns: rect.size.columns))
    }

    private static func stacked(_ area: Rect, _ size: Size, _ wishes: Wishes) -> [PaneFrame] {
        let text = area.size.rows - 4
        var heights: [Int]
        if wishes.showsBase,
            fits(size, mine: wishes.mineRows, base: wishes.baseRows, theirs: wishes.theirsRows)
        {
            heights = [wishes.mineRows, wishes.baseRows, wishes.theirsRows].map { max(1, $0) }
        } else {
            let result = size.rows < 18 ? 2 : 4
            let rest = max(0, text - result)
            if wishes.showsBase {
                heights = [(rest + 2) / 3, rest / 3, (rest + 1) / 3]
            } else {
                heights = [(rest + 1) / 2, 0, rest / 2]
            }
        }
        heights.append(text - heights.reduce(0, +))
        var row = area.origin.row
        return zip([Pane.mine, .base, .theirs, .result], heights).map { pane, height in
            defer { row += height + 1 }
            return frame(pane, Rect(row: row, column: area.origin.column, rows: height + 1, columns: area.size.columns))
        }
    }

    private static func panes(_ area: Rect, _ wishes: Wishes) -> [PaneFrame] {
        let text = area.size.rows - 2
        let sides = text / 2 + 1
        let names: [Pane] = wishes.showsBase ? [.mine, .base, .theirs] : [.mine, .theirs]
        let upper = sideBySide(
            names, Rect(row: area.origin.row, column: 0, rows: sides + 1, columns: area.size.columns))
        let below = Rect(
            row: area.origin.row + sides + 1, column: 0, rows: area.size.rows - sides - 1, columns: area.size.columns)
        return upper + [frame(.result, below)]
    }

    private static func columns(_ area: Rect, _ wishes: Wishes) -> [PaneFrame] {
        var panes = sideBySide([.mine, .result, .theirs], area)
        guard wishes.showsBase else { return panes }
        let quarter = (area.size.rows - 1) / 4
        let baseRows = min(quarter, wishes.baseRows + 5)
        guard baseRows >= 2 else { return panes }
        panes[1].body = Rect(
            row: panes[1].body.origin.row, column: panes[1].body.origin.column,
            rows: panes[1].body.size.rows - baseRows,
            columns: panes[1].body.size.columns)
        panes.append(
            frame(
                .base,
                Rect(
                    row: panes[1].body.origin.row + panes[1].body.size.rows, column: panes[1].body.origin.column,
                    rows: baseRows,
                    columns: panes[1].body.size.columns)))
        return panes
    }

    /// Panes of nearly equal width with a column for the rule between each two.
    private static func sideBySide(_ names: [Pane], _ area: Rect) -> [PaneFrame] {
        let free = area.size.columns - (names.count - 1)
        var column = area.origin.column
        return names.enumerated().map { index, pane in
            let extra = index >= names.count - free % names.count ? 1 : 0
            let width = free / names.count + extra
            defer { column += width + 1 }
            return frame(pane, Rect(row: area.origin.row, column: column, rows: area.size.rows, columns: width))
        }
    }
}
