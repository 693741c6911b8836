/// A number of rows and columns of cells, never negative.
public struct Size: Hashable, Sendable {
    public let rows: Int
    public let columns: Int

    /// Negative numbers count as 0.
    public init(rows: Int, columns: Int) {
        self.rows = max(0, rows)
        self.columns = max(0, columns)
    }

    public var isEmpty: Bool { rows == 0 || columns == 0 }
}

/// A place on the screen: row and column in cells, both from 0. It may lie outside of a frame, also to the left of
/// or above it.
public struct Position: Hashable, Sendable, Comparable {
    public var row: Int
    public var column: Int

    public init(row: Int, column: Int) {
        self.row = row
        self.column = column
    }

    /// Reading order: by row, then by column.
    public static func < (left: Position, right: Position) -> Bool {
        (left.row, left.column) < (right.row, right.column)
    }
}

/// A rectangle of cells: its top left cell and its size.
public struct Rect: Hashable, Sendable {
    public var origin: Position
    public var size: Size

    public init(origin: Position, size: Size) {
        self.origin = origin
        self.size = size
    }

    public init(row: Int, column: Int, rows: Int, columns: Int) {
        self.init(origin: Position(row: row, column: column), size: Size(rows: rows, columns: columns))
    }

    /// The rectangle of a whole screen of this size.
    public init(_ size: Size) {
        self.init(origin: Position(row: 0, column: 0), size: size)
    }

    /// Its rows, as row numbers of what it lies in.
    public var rows: Range<Int> { origin.row..<origin.row + size.rows }
    /// Its columns, as column numbers of what it lies in.
    public var columns: Range<Int> { origin.column..<origin.column + size.columns }

    public var isEmpty: Bool { size.isEmpty }

    public func contains(_ position: Position) -> Bool {
        rows.contains(position.row) && columns.contains(position.column)
    }

    /// What both rectangles have in common; empty if they do not touch.
    public func intersection(_ other: Rect) -> Rect {
        let rows = self.rows.clamped(to: other.rows)
        let columns = self.columns.clamped(to: other.columns)
        return Rect(row: rows.lowerBound, column: columns.lowerBound, rows: rows.count, columns: columns.count)
    }
}
