import TruceMerge

/// The rows that the sides share on the screen, and RESULT too where it stands among them: which there are, and how high
/// each is. Lines of conflicts and proposals are wrapped, so that a row is as high as its highest side.
public struct SharedRows: Sendable {
    /// One row.
    public struct Row: Sendable, Equatable {
        public var region: Int?
        /// The row of the alignment.
        public var sides: Int?
        /// The row of RESULT, where that stands among the sides.
        public var result: Int?
    }

    /// A row on the screen.
    public struct Placed: Sendable, Equatable {
        public var row: Row
        /// Screen rows below the first.
        public var offset: Int
        /// Screen rows.
        public var height: Int
    }

    private let resolver: Resolver
    /// The rows of the sides, folded where the view is.
    public let alignment: Alignment
    private let joint: JointRows?
    private let frames: [ResolverLayout.PaneFrame]
    /// RESULT's rows where it stands among the sides, and the cells that its lines have there.
    private let result: ResultRows?
    private let resultWidth: Int
    /// The rows that can be scrolled through: those of the region at hand where it stands alone, else all.
    public let range: Range<Int>
    /// Screen rows that there are for them.
    public let height: Int

    public init(_ resolver: Resolver, _ layout: ResolverLayout) {
        self.resolver = resolver
        // The region at hand alone is not folded.
        let isAlone = layout.arrangement == .stacked
        let alignment = isAlone ? resolver.alignment : resolver.alignment.folded(resolver.folds)
        self.alignment = alignment
        if layout.hasJointRows {
            let rows = resolver.resultRows
            let joint = JointRows(alignment, rows)
            self.joint = joint
            result = rows
            range = 0..<joint.count
        } else {
            joint = nil
            result = nil
            range = isAlone ? resolver.focus.map(alignment.rows(of:)) ?? 0..<0 : 0..<alignment.rowCount
        }
        resultWidth = layout[.result]?.textWidth ?? 1
        frames = layout.sides.filter { $0.pane != .base || !layout.hasJointRows }
        height = frames.map(\.rows).min() ?? 1
    }

    public subscript(index: Int) -> Row {
        if let row = joint?[index] { return Row(region: row.region, sides: row.sides, result: row.result) }
        return Row(region: alignment.region(at: index), sides: index, result: nil)
    }

    /// The rows of a region.
    func rows(of region: Int) -> Range<Int> { joint?.rows(of: region) ?? alignment.rows(of: region) }

    /// Screen rows of a row, at most those of a pane.
    func height(of index: Int) -> Int {
        let row = self[index]
        guard let region = row.region, resolver.merge.regions[region].isContested else { return 1 }
        let aligned = row.sides.map { alignment[$0] }
        return frames.reduce(resultHeight(of: row)) { highest, frame in
            guard let line = aligned?[frame.pane] else { return highest }
            return max(highest, resolver.wrapped(line, of: frame.pane, width: frame.textWidth, limit: height).count)
        }
    }

    /// Screen rows of RESULT's line where it stands among the sides.
    private func resultHeight(of row: Row) -> Int {
        guard let own = row.result, let region = row.region, case .line(let line)? = result?[own],
            resolver.wrapsResult(of: region)
        else { return 1 }
        return resolver.wrappedResult(line, width: resultWidth, limit: height).count
    }

    /// The rows that show from row `top` on.
    public func visible(from top: Int) -> [Placed] {
        var placed: [Placed] = []
        var offset = 0
        for index in range.clamped(to: max(top, range.lowerBound)..<Int.max) where offset < height {
            let rowHeight = height(of: index)
            placed.append(Placed(row: self[index], offset: offset, height: rowHeight))
            offset += rowHeight
        }
        return placed
    }

    /// The first row that shows so that `index` stands `lead` screen rows below the top, or nearer where it does not fit.
    func top(showing index: Int, lead: Int) -> Int {
        var top = min(index, lastTop)
        var room = lead
        while top > range.lowerBound, top > index - lead {
            room -= height(of: top - 1)
            guard room >= 0 else { break }
            top -= 1
        }
        return top
    }

    /// The first row that shows when the last one stands at the bottom.
    var lastTop: Int {
        guard !range.isEmpty else { return range.lowerBound }
        var top = range.upperBound - 1
        var room = height - height(of: top)
        while top > range.lowerBound {
            room -= height(of: top - 1)
            guard room >= 0 else { break }
            top -= 1
        }
        return top
    }

    /// A first row near `top` with which row `index` shows within the first `rows` screen rows.
    func top(_ top: Int, keeping index: Int, rows: Int) -> Int {
        guard index >= top else { return index }
        var first = index
        var room = rows - height(of: index)
        while first > top {
            room -= height(of: first - 1)
            guard room >= 0 else { break }
            first -= 1
        }
        return first
    }
}
