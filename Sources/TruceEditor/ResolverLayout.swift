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
        /// Whether the last column shows the whole document in small.
        public var hasOverview: Bool

        /// The first cell of the text in a pane: behind the mark, the line number and a gap.
        public static let textColumn = 7

        /// Cells that a line has; at least 1.
        public var textWidth: Int { max(1, body.size.columns - Self.textColumn - (hasOverview ? 1 : 0)) }
        /// Rows that the body has; at least 1, so that pages and scrolling are defined on any screen.
        public var rows: Int { max(1, body.size.rows) }
    }

    /// Whether each side shows the lines that it has of the region at hand, all of them; else they are aligned, and scroll.
    public let showsOwnLines: Bool

    public subscript(pane: Pane) -> PaneFrame? { panes.first { $0.pane == pane } }

    /// Whether BASE has rows to show its text on.
    public var isShowingBase: Bool { (self[.base]?.body.size.rows ?? 0) > 0 }

    /// The sides that show, from the left or from the top.
    public var sides: [PaneFrame] { panes.filter { $0.pane != .result && $0.body.size.rows > 0 } }

    /// Whether RESULT stands in the rows of the sides.
    public var hasJointRows: Bool { arrangement == .columns }

    // MARK: What decides

    /// What decides about a layout besides the size.
    struct Wishes {
        /// nil leaves it to the width.
        var arrangement: Arrangement?
        /// Whether BASE was opened or closed; nil leaves it to the room.
        var base: Bool?
        /// What the region at hand takes where it stands alone.
        var rows: SideRows
    }

    /// Screen rows of the sides of one region, each at least 1.
    struct SideRows: Equatable {
        /// Of each side by itself.
        var mine = 1
        var base = 1
        var theirs = 1
        /// Of MINE and THEIRS beside one another.
        var aligned = 1

        var own: [Int] { [mine, base, theirs] }
    }

    /// Below so many columns a text of its own cannot be read beside two others.
    private static let narrowestPanes = 90
    private static let narrowestColumns = 120

    /// The arrangement of a screen, `wish` among what fits.
    private static func arrangement(_ size: Size, wish: Arrangement?) -> Arrangement {
        if case .single(let pane)? = wish { return .single(pane) }
        if isSmall(size) { return .single(.result) }
        let natural: Arrangement = size.columns < 100 ? .stacked : size.columns < 160 ? .panes : .columns
        guard let wish, fitting(size).contains(wish) else { return natural }
        return wish
    }

    /// Whether there is room for one pane only.
    static func isSmall(_ size: Size) -> Bool { size.rows < 14 || size.columns < 50 }

    /// The arrangements of several panes that a screen has room for.
    static func fitting(_ size: Size) -> [Arrangement] {
        if isSmall(size) { return [] }
        return [.stacked] + (size.columns >= narrowestPanes ? [.panes] : [])
            + (size.columns >= narrowestColumns ? [.columns] : [])
    }

    init(_ size: Size, _ wishes: Wishes) {
        let area = Rect(row: 2, column: 0, rows: max(0, size.rows - 4), columns: size.columns)
        arrangement = Self.arrangement(size, wish: wishes.arrangement)
        let room = area.size.rows - 4
        showsOwnLines = arrangement == .stacked && wishes.base != false && wishes.rows.own.reduce(4, +) <= room
        panes =
            switch arrangement {
            case .stacked: Self.stacked(area, size, wishes, showsOwnLines: showsOwnLines)
            case .panes: Self.panes(area, showsBase: wishes.base ?? true)
            case .columns: Self.columns(area, showsBase: wishes.base ?? true, baseRows: wishes.rows.base)
            case .single(let pane): [Self.frame(pane, area, hasOverview: true)]
            }
    }

    // MARK: Arrangements

    private static func frame(_ pane: Pane, _ rect: Rect, hasOverview: Bool) -> PaneFrame {
        let headingRows = min(1, rect.size.rows)
        return PaneFrame(
            pane: pane,
            heading: Rect(
                row: rect.origin.row, column: rect.origin.column, rows: headingRows, columns: rect.size.columns),
            body: Rect(
                row: rect.origin.row + headingRows, column: rect.origin.column, rows: rect.size.rows - headingRows,
                columns: rect.size.columns),
            hasOverview: hasOverview)
    }

    private static func stacked(
        _ area: Rect, _ size: Size, _ wishes: Wishes, showsOwnLines: Bool
    ) -> [PaneFrame] {
        let names: [Pane] = [.mine, .base, .theirs, .result]
        let text = area.size.rows - names.count
        var heights = wishes.rows.own
        if !showsOwnLines {
            let rest = max(0, text - (size.rows < 18 ? 2 : 4))
            let aligned = wishes.rows.aligned
            heights =
                wishes.base == true
                ? [(rest + 2) / 3, rest / 3, (rest + 1) / 3]
                : [min(aligned, (rest + 1) / 2), 0, min(aligned, rest / 2)]
        }
        heights.append(text - heights.reduce(0, +))
        var row = area.origin.row
        return zip(names, heights).map { pane, height in
            defer { row += height + 1 }
            let rect = Rect(row: row, column: area.origin.column, rows: height + 1, columns: area.size.columns)
            return frame(pane, rect, hasOverview: pane == .result)
        }
    }

    private static func panes(_ area: Rect, showsBase: Bool) -> [PaneFrame] {
        let sides = (area.size.rows - 2) / 2 + 1
        let upper = sideBySide(
            showsBase ? [.mine, .base, .theirs] : [.mine, .theirs],
            Rect(row: area.origin.row, column: 0, rows: sides + 1, columns: area.size.columns))
        let below = Rect(
            row: area.origin.row + sides + 1, column: 0, rows: area.size.rows - sides - 1, columns: area.size.columns)
        return upper + [frame(.result, below, hasOverview: true)]
    }

    /// Lines around a conflict that BASE shows under RESULT, with its heading.
    private static let baseContext = 5

    private static func columns(_ area: Rect, showsBase: Bool, baseRows: Int) -> [PaneFrame] {
        var panes = sideBySide([.mine, .result, .theirs], area)
        let below = min((area.size.rows - 1) / 4, baseRows + baseContext)
        guard showsBase, below >= 2 else { return panes }
        let whole = panes[1].body
        panes[1].body.size = Size(rows: whole.size.rows - below, columns: whole.size.columns)
        let rect = Rect(
            row: panes[1].body.rows.upperBound, column: whole.origin.column, rows: below, columns: whole.size.columns)
        return panes + [frame(.base, rect, hasOverview: false)]
    }

    /// Panes of nearly equal width with a column for the rule between each two; the last shows the overview.
    private static func sideBySide(_ names: [Pane], _ area: Rect) -> [PaneFrame] {
        let free = area.size.columns - (names.count - 1)
        var column = area.origin.column
        return names.enumerated().map { index, pane in
            let isWider = index >= names.count - free % names.count
            let width = free / names.count + (isWider ? 1 : 0)
            defer { column += width + 1 }
            let rect = Rect(row: area.origin.row, column: column, rows: area.size.rows, columns: width)
            return frame(pane, rect, hasOverview: index == names.count - 1)
        }
    }
}
