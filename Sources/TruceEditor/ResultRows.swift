import TruceText

/// The rows of RESULT from top to bottom: the lines of its text, and one row for each undecided conflict.
///
/// Made from the pieces alone, in O(regions); no text is read.
public struct ResultRows: Sendable {
    public enum Row: Sendable, Equatable {
        /// A line of the text, from 0.
        case line(Int)
        /// The row that stands for an undecided conflict.
        case undecided
    }

    /// The first row of each region, and the number of rows of all of them at the end.
    private let rowStarts: [Int]
    /// The first line that begins in each region.
    private let lineStarts: [Int]
    private let isUndecided: [Bool]
    /// Lines of the text, the empty one after a last newline among them.
    private let lineCount: Int

    public init(_ result: ResultText) {
        var rowStarts = [0]
        var lineStarts = [0]
        var isUndecided: [Bool] = []
        rowStarts.reserveCapacity(result.pieces.count + 1)
        lineStarts.reserveCapacity(result.pieces.count + 1)
        isUndecided.reserveCapacity(result.pieces.count)
        var beginsLine = true
        for piece in result.pieces {
            var lines = 0
            if piece.length > 0 {
                lines = piece.newlines + (beginsLine ? 1 : 0) - (piece.endsWithNewline ? 1 : 0)
                beginsLine = piece.endsWithNewline
            }
            let undecided = piece.state == .undecided
            isUndecided.append(undecided)
            rowStarts.append(rowStarts.last! + (undecided ? 1 : lines))
            lineStarts.append(lineStarts.last! + lines)
        }
        self.rowStarts = rowStarts
        self.lineStarts = lineStarts
        self.isUndecided = isUndecided
        lineCount = result.text.lineCount
    }

    /// All rows; the empty line after a last newline is the last of them.
    public var count: Int { rowStarts.last! + lineCount - lineStarts.last! }

    /// The rows of region `index`.
    public func rows(of index: Int) -> Range<Int> { rowStarts[index]..<rowStarts[index + 1] }

    /// The region that row `row` belongs to, nil for the empty line at the end; O(log regions).
    public func region(at row: Int) -> Int? {
        guard row < rowStarts.last! else { return nil }
        return Self.last(in: rowStarts, notAfter: row)
    }

    /// What stands in row `row`, which is in 0..<count.
    public subscript(row: Int) -> Row {
        guard let region = region(at: row) else { return .line(lineStarts.last! + row - rowStarts.last!) }
        return isUndecided[region] ? .undecided : .line(lineStarts[region] + row - rowStarts[region])
    }

    /// The row of line `line`, from 0.
    public func row(ofLine line: Int) -> Int {
        guard line < lineStarts.last! else { return rowStarts.last! + line - lineStarts.last! }
        let region = Self.last(in: lineStarts, notAfter: line)
        return rowStarts[region] + line - lineStarts[region]
    }

    /// The first line that begins in region `index`, or after it where none does.
    public func line(of index: Int) -> Int { lineStarts[index] }

    /// The last index i with starts[i] <= value and starts[i + 1] > value, in an ascending list.
    private static func last(in starts: [Int], notAfter value: Int) -> Int {
        var low = 0
        var high = starts.count - 1
        while low + 1 < high {
            let middle = (low + high) / 2
            if starts[middle] <= value { low = middle } else { high = middle }
        }
        return low
    }
}
