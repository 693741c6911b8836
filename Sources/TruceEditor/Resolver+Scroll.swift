import TruceMerge
public import TruceScreen
import TruceText

/// Which part of the panes shows.
extension Resolver {
    /// Where the panes lie on a screen of this size.
    public func layout(_ size: Size) -> ResolverLayout {
        let width = max(1, size.columns - ResolverLayout.PaneFrame.textColumn)
        let rows = focus.map { sideRows(of: $0, width: width, limit: size.rows) } ?? ResolverLayout.SideRows()
        return ResolverLayout(size, ResolverLayout.Wishes(arrangement: arrangement, base: baseWish, rows: rows))
    }

    /// What is folded: nothing while text is typed, which may be typed anywhere.
    var folds: Folds {
        if !isFolded { return .none }
        if case .editing = state { return .none }
        return Folds(result)
    }

    /// The rows of RESULT as they show.
    public var resultRows: ResultRows { ResultRows(result, folds: folds) }

    /// Folds what agrees, in all panes, or shows all of it.
    mutating func toggleFold(_ size: Size) {
        isFolded.toggle()
        reveal(size)
    }

    /// Brings the region at hand onto the screen, a quarter of the pane below its top.
    mutating func reveal(_ size: Size) {
        guard let focus else { return }
        let layout = layout(size)
        let shared = SharedRows(self, layout)
        let first = shared.rows(of: focus).lowerBound
        sidesTop =
            layout.arrangement == .stacked ? first : shared.top(showing: first, lead: Self.lead(shared.height))
        let rows = resultRows
        let height = layout[.result]?.rows ?? 1
        resultTop = max(0, min(rows.rows(of: focus).lowerBound - Self.lead(height), lastResultTop(layout)))
    }

    /// The first row that RESULT shows when its last one stands at the bottom.
    private func lastResultTop(_ layout: ResolverLayout) -> Int {
        layout[.result].map { PlacedResult(self, resultRows, $0).lastTop } ?? max(0, resultRows.count - 1)
    }

    /// Rows that stand above the one that is brought onto the screen.
    private static func lead(_ height: Int) -> Int { min(max(2, height / 4 + 1), height / 2) }

    /// The terminal has another size.
    mutating func resized(to size: Size) {
        reveal(size)
        revealCursor(size)
    }

    /// Changes the cursor of EDIT from outside: a search found something.
    mutating func changeEditing(_ change: (inout TextArea) -> Void, size: Size) {
        guard case .editing(var editing) = state else { return }
        change(&editing.area)
        state = .editing(editing)
        revealCursor(size)
    }

    /// Keeps the text cursor of EDIT on the screen.
    mutating func revealCursor(_ size: Size) {
        let layout = layout(size)
        guard case .editing(var editing) = state, let pane = layout[.result] else { return }
        let line = result.text.line(at: editing.area.cursor)
        if layout.hasJointRows {
            let row = JointRows(alignment, resultRows).row(ofLine: line)
            sidesTop = SharedRows(self, layout).top(sidesTop, keeping: row, rows: pane.rows)
        } else {
            let row = resultRows.row(ofLine: line)
            resultTop = min(max(resultTop, row - pane.rows + 1), row)
        }
        editing.area.revealColumn(width: pane.textWidth)
        state = .editing(editing)
    }

    /// Scrolls by rows: the sides of the region at hand where they stand alone and do not fit, else everything together.
    mutating func scroll(by rows: Int, size: Size) {
        let layout = layout(size)
        let shared = SharedRows(self, layout)
        let isAlone = layout.arrangement == .stacked
        if !isAlone || (!layout.showsOwnLines && shared.lastTop > shared.range.lowerBound) {
            sidesTop = max(shared.range.lowerBound, min(sidesTop + rows, shared.lastTop))
            if isAlone { return }
        }
        resultTop = max(0, min(resultTop + rows, lastResultTop(layout)))
    }

    static let oneLayout = "Only one layout fits here: make the terminal wider"

    mutating func cycleLayout(_ size: Size) {
        if isZoomed(size) {
            arrangement = nil
            return reveal(size)
        }
        let fitting = ResolverLayout.fitting(size)
        let present = layout(size).arrangement
        if fitting.isEmpty {
            zoom(size)
        } else if fitting == [present] {
            message = Self.oneLayout
        } else {
            let next = (fitting.firstIndex(of: present) ?? -1) + 1
            arrangement = fitting[next % fitting.count]
            reveal(size)
        }
    }

    /// Opens BASE, or folds it to its heading.
    mutating func toggleBase(_ size: Size) {
        baseWish = !layout(size).isShowingBase
        reveal(size)
    }

    /// Whether one pane hides others for which there is room: `v` brings them back.
    public func isZoomed(_ size: Size) -> Bool {
        guard case .single? = arrangement else { return false }
        return !ResolverLayout.isSmall(size)
    }

    /// Each press shows another pane alone: RESULT, MINE, BASE, THEIRS, and where there is room all of them again.
    mutating func zoom(_ size: Size) {
        let order: [Pane] = [.result, .mine, .base, .theirs]
        var next = 0
        if case .single(let pane) = layout(size).arrangement { next = (order.firstIndex(of: pane) ?? 0) + 1 }
        let isAround = next == order.count && !ResolverLayout.isSmall(size)
        arrangement = isAround ? nil : .single(order[next % order.count])
        reveal(size)
    }
}
