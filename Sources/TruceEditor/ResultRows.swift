import TruceMerge
import TruceText

/// The rows of RESULT from top to bottom: the lines of its text, and one row for each conflict or proposal without a text.
///
/// Made from the pieces alone, in O(regions); no text is read.
public struct ResultRows: Sendable {
    public enum Row: Sendable, Equatable {
        /// A line of the text, from 0.
        case line(Int)
        /// The row that stands for an undecided conflict.
        case undecided
        /// The row that stands for a proposal or a decided conflict that has no text.
        case nothing
        /// The row that stands for so many lines that are folded.
        case folded(Int)
    }

    /// The first row of each region, and the number of rows of all of them at the end.
    private var rowStarts = [0]
    /// The first line that begins in each region, and the number of lines that begin in any of them.
    private var lineStarts = [0]
    /// The row that stands for a region; nil where its lines do.
    private var standIns: [Row?] = []
    /// Lines of the text, the empty one after a last newline among them.
    private let lineCount: Int
    private let folds: Folds

    public init(_ result: ResultText) { self.init(result, folds: .none) }

    init(_ result: ResultText, folds: Folds) {
        self.folds = folds
        lineCount = result.text.lineCount
        rowStarts.reserveCapacity(result.pieces.count + 1)
        lineStarts.reserveCapacity(result.pieces.count + 1)
        standIns.reserveCapacity(result.pieces.count)
        var beginsLine = true
        for (index, piece) in result.pieces.enumerated() {
            var lines = 0
            if piece.length > 0 {
                // A line belongs to the region that it begins in.
                lines = piece.newlines + (beginsLine ? 1 : 0) - (piece.endsWithNewline ? 1 : 0)
                beginsLine = piece.endsWithNewline
            }
            let hasNoText = piece.length == 0 && result.merge.regions[index].isContested
            let standIn: Row = piece.state == .undecided ? .undecided : .nothing
            standIns.append(hasNoText ? standIn : nil)
            rowStarts.append(rowStarts[index] + (hasNoText ? 1 : folds.rows(lines, of: index).shown))
            lineStarts.append(lineStarts[index] + lines)
        }
    }

    var regionCount: Int { standIns.count }

    /// The rows that belong to regions: all but the empty line after a last newline.
    public var endOfRegions: Int { rowStarts[regionCount] }

    /// All rows; the empty line after a last newline is the last of them.
    public var count: Int { endOfRegions + lineCount - lineStarts[regionCount] }

    /// The rows of region `index`.
    public func rows(of index: Int) -> Range<Int> { rowStarts[index]..<rowStarts[index + 1] }

    /// The region that row `row` belongs to, nil for the empty line at the end; O(log regions).
    public func region(at row: Int) -> Int? { row < endOfRegions ? rowStarts.lastIndex(notAbove: row) : nil }

    /// What stands in row `row`, which is in 0..<count.
    public subscript(row: Int) -> Row {
        guard let region = region(at: row) else { return .line(lineStarts[regionCount] + row - endOfRegions) }
        if let standIn = standIns[region] { return standIn }
        let rows = lines(of: region)[row - rowStarts[region]]
        return rows.count > 1 ? .folded(rows.count) : .line(lineStarts[region] + rows.lowerBound)
    }

    private func lines(of region: Int) -> FoldedRows {
        folds.rows(lineStarts[region + 1] - lineStarts[region], of: region)
    }

    /// The row of line `line`, from 0.
    public func row(ofLine line: Int) -> Int {
        guard line < lineStarts[regionCount] else { return endOfRegions + line - lineStarts[regionCount] }
        let region = lineStarts.lastIndex(notAbove: line)
        return rowStarts[region] + lines(of: region).offset(of: line - lineStarts[region])
    }

    /// The line at row `row`, or the next line below it; the last line where there is none.
    public func line(nearRow row: Int) -> Int {
        for row in max(0, row)..<max(0, row, count) {
            if case .line(let line) = self[row] { return line }
        }
        return lineCount - 1
    }
}
