/// A screen as a value: a grid of cells, and where the text cursor stands, if it shows.
///
/// Every wide cell is followed by its right half; drawing over one half leaves a space in the place of the other.
public struct Frame: Hashable, Sendable {
    public let size: Size
    /// Where the cursor is drawn; nil draws none. The terminal ignores a position outside of the frame.
    public var cursor: Position?
    var cells: [Cell]

    /// A frame of spaces.
    public init(size: Size, style: Style = .text) {
        self.size = size
        cells = Array(repeating: .blank(style), count: size.rows * size.columns)
    }

    /// The cell at a position of the frame; nil outside of it.
    public subscript(position: Position) -> Cell? {
        Rect(size).contains(position) ? cells[index(position.row, position.column)] : nil
    }

    /// The cells of a row of the frame, from the left.
    public func cells(inRow row: Int) -> ArraySlice<Cell> {
        cells[index(row, 0)..<index(row + 1, 0)]
    }

    func index(_ row: Int, _ column: Int) -> Int { row * size.columns + column }

    // MARK: Wide cells

    mutating func set(_ cell: Cell, row: Int, column: Int) {
        separate(row: row, columns: column..<column + cell.width)
        let index = index(row, column)
        cells[index] = cell
        if cell.width == 2 { cells[index + 1] = .rightHalf(cell.style) }
    }

    /// Makes the wide cells that only half lie in the columns, which are about to be drawn over, spaces.
    mutating func separate(row: Int, columns: Range<Int>) {
        let first = index(row, columns.lowerBound)
        if cells[first].width == 0 { cells[first - 1] = .blank(cells[first - 1].style) }
        let last = index(row, columns.upperBound - 1)
        if cells[last].width == 2 { cells[last + 1] = .blank(cells[last + 1].style) }
    }

    /// Makes the halves of wide cells at the edges of what was copied into the columns spaces.
    mutating func repair(row: Int, columns: Range<Int>) {
        let first = index(row, columns.lowerBound)
        if cells[first].width == 0 { cells[first] = .blank(cells[first].style) }
        let last = index(row, columns.upperBound - 1)
        if cells[last].width == 2 { cells[last] = .blank(cells[last].style) }
    }
}
