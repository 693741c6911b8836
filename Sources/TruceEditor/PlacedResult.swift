import TruceMerge
import TruceScreen
import TruceText

/// RESULT's rows on the screen, where it has rows of its own. Lines of conflicts and proposals are wrapped, so that what is
/// accepted can be read; not while they are typed into.
public struct PlacedResult: Sendable {
    /// A row on the screen.
    public struct Placed: Sendable, Equatable {
        /// Of ``ResultRows``.
        public var row: Int
        /// Screen rows below the first.
        public var offset: Int
        /// Screen rows.
        public var height: Int
    }

    private let resolver: Resolver
    private let rows: ResultRows
    private let pane: ResolverLayout.PaneFrame

    public init(_ resolver: Resolver, _ rows: ResultRows, _ pane: ResolverLayout.PaneFrame) {
        self.resolver = resolver
        self.rows = rows
        self.pane = pane
    }

    /// The rows that show from row `top` on.
    public func visible(from top: Int) -> [Placed] {
        var placed: [Placed] = []
        var offset = 0
        var row = top
        while offset < pane.body.size.rows, row < rows.count {
            let height = height(of: row)
            placed.append(Placed(row: row, offset: offset, height: height))
            offset += height
            row += 1
        }
        return placed
    }

    /// The first row that shows when the last one stands at the bottom.
    var lastTop: Int {
        var top = rows.count
        var room = pane.rows
        while top > 0 {
            room -= height(of: top - 1)
            guard room >= 0 || top == rows.count else { break }
            top -= 1
        }
        return top
    }

    private func height(of row: Int) -> Int {
        guard case .line(let line) = rows[row], let region = rows.region(at: row), resolver.wrapsResult(of: region)
        else {
            return 1
        }
        return min(pane.rows, resolver.wrappedResult(line, width: pane.textWidth, limit: pane.rows).count)
    }
}

extension Resolver {
    /// Whether RESULT's lines of a region are wrapped.
    public func wrapsResult(of region: Int) -> Bool {
        if case .editing = state { return false }
        return merge.regions[region].isContested
    }

    /// The bytes of a line of RESULT, `line` its bytes in the text, that a text found for its region has from one of the sides.
    public func foundChanges(in line: Range<Int>, of region: Int) -> [Range<Int>] {
        let piece = result.pieces[region]
        guard piece.state == .proposed || piece.state == .accepted, result.remembered[region] == nil,
            let found = merge.regions[region].found
        else { return [] }
        let start = line.lowerBound - result.range(of: region).lowerBound
        return found.pieces.compactMap { part in
            let own = part.range.clamped(to: start..<start + line.count)
            return part.origin == .base || own.isEmpty ? nil : own.lowerBound - start..<own.upperBound - start
        }
    }

    /// A line of RESULT cut into pieces of at most `width` cells, `limit` of them at most: ranges of cells.
    public func wrappedResult(_ line: Int, width: Int, limit: Int) -> [Range<Int>] {
        let text = result.text
        let bytes = text.beginning(ofLine: text.lineRange(line), upToColumn: width * limit)
        return LineLayout(bytes).wrapped(width: width, limit: limit)
    }
}
