import TruceMerge

/// Which rows are folded into one: of each region that nobody changed those in its middle.
struct Folds: Sendable, Equatable {
    /// By region; empty where nothing is folded.
    private let isFolded: [Bool]

    /// Lines that stay beside a change.
    private static let context = 3

    static let none = Folds(isFolded: [])

    private init(isFolded: [Bool]) { self.isFolded = isFolded }

    /// Folds what all three texts and RESULT have alike.
    init(_ result: ResultText) {
        isFolded = zip(result.merge.regions, result.pieces).map { $0.kind == .unchanged && $1.state == .merged }
    }

    var isEmpty: Bool { isFolded.isEmpty }

    /// The rows of a region that has so many.
    func rows(_ count: Int, of region: Int) -> FoldedRows {
        guard isFolded.indices.contains(region), isFolded[region] else { return FoldedRows(count: count, hidden: nil) }
        let start = region == 0 ? 0 : Self.context
        let end = region == isFolded.count - 1 ? count : count - Self.context
        return FoldedRows(count: count, hidden: end - start > 1 ? start..<end : nil)
    }
}

/// The rows of one region, some of them perhaps folded into one.
struct FoldedRows {
    let count: Int
    /// Those for which one row stands.
    let hidden: Range<Int>?

    /// How many show.
    var shown: Int { count - (hidden.map { $0.count - 1 } ?? 0) }

    /// The rows that row `offset` of those that show stands for: itself, or all that are folded.
    subscript(offset: Int) -> Range<Int> {
        guard let hidden, offset >= hidden.lowerBound else { return offset..<offset + 1 }
        if offset == hidden.lowerBound { return hidden }
        let row = offset + hidden.count - 1
        return row..<row + 1
    }

    /// The row that shows for row `row`.
    func offset(of row: Int) -> Int {
        guard let hidden, row >= hidden.lowerBound else { return row }
        return row < hidden.upperBound ? hidden.lowerBound : row - hidden.count + 1
    }
}
