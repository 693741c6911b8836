/// A screen as a value: a grid of cells, and where the text cursor stands, if it shows.
///
/// Every wide cell is followed by its right half; drawing over one half leaves a space in the place of the other.
public struct Frame: Hashable, Sendable {
    public let size: Size
    /// Where the cursor is drawn; nil draws none. The terminal ignores a position outside of the frame.
    public var cursor: Position?
    private(set) var cells: [Cell]

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

    private func index(_ row: Int, _ column: Int) -> Int { row * size.columns + column }

    // MARK: Text

    /// What is drawn where text is longer than its place.
    public enum Overflow: Hashable, Sendable {
        /// Nothing: the rest is left out.
        case clip
        /// The last cell of the place is `»`.
        case mark
    }

    /// Draws text in one row, in its visible form (``Glyph``), from `position` to the right.
    ///
    /// - Parameters:
    ///   - maxWidth: the cells it may take; the frame's right edge ends it anyway.
    ///   - skipping: cells of the text that are left out at its beginning, for a view that is scrolled sideways.
    /// - Returns: the cells drawn over, up to `maxWidth`, also those left of the frame. A wide character of which only half
    ///   has room is a space.
    @discardableResult
    public mutating func put(
        _ text: String, at position: Position, style: Style = .text, maxWidth: Int = .max, skipping: Int = 0,
        overflow: Overflow = .clip
    ) -> Int {
        put(text.utf8.span, at: position, style: style, maxWidth: maxWidth, skipping: skipping, overflow: overflow)
    }

    /// Draws UTF-8, or what should be, as ``put(_:at:style:maxWidth:skipping:overflow:)`` draws a string. Looks at no more of
    /// it than is skipped and drawn.
    @discardableResult
    public mutating func put(
        _ bytes: Span<UInt8>, at position: Position, style: Style = .text, maxWidth: Int = .max, skipping: Int = 0,
        overflow: Overflow = .clip
    ) -> Int {
        guard var pen = Pen(self, at: position, maxWidth: maxWidth, skipping: skipping) else { return 0 }
        var start = 0
        while start < bytes.count, pen.hasRoom {
            let byte = bytes[start]
            let next = start + 1
            if byte >= 0x20, byte < 0x7F, next == bytes.count || bytes[next] < 0x80 {
                draw(Cell(base: Unicode.Scalar(byte), width: 1, style: style), with: &pen)
                start = next
            } else {
                let end = Visible.graphemeEnd(in: bytes, from: start)
                draw(Glyph(bytes.extracting(start..<end)), style, with: &pen)
                start = end
            }
        }
        return finish(pen, style, overflow, isWhole: start == bytes.count)
    }

    /// Draws a glyph, as ``put(_:at:style:maxWidth:skipping:overflow:)`` draws a string.
    @discardableResult
    public mutating func put(
        _ glyph: Glyph, at position: Position, style: Style = .text, maxWidth: Int = .max, skipping: Int = 0,
        overflow: Overflow = .clip
    ) -> Int {
        guard var pen = Pen(self, at: position, maxWidth: maxWidth, skipping: skipping) else { return 0 }
        draw(glyph, style, with: &pen)
        return finish(pen, style, overflow, isWhole: true)
    }

    /// Where the next cell of a text goes.
    private struct Pen {
        let row: Int
        let start: Int
        var column: Int
        let end: Int
        var skip: Int
        /// Whether something did not fit.
        var isCut = false

        /// Nil if nothing at all can be drawn.
        init?(_ frame: Frame, at position: Position, maxWidth: Int, skipping: Int) {
            let room = frame.size.columns - position.column
            guard (0..<frame.size.rows).contains(position.row), room > 0, maxWidth > 0 else { return nil }
            row = position.row
            start = position.column
            column = position.column
            end = position.column + min(room, maxWidth)
            skip = max(0, skipping)
        }

        var hasRoom: Bool { column < end }
    }

    private mutating func draw(_ glyph: Glyph, _ style: Style, with pen: inout Pen) {
        let style = glyph.isReplacement ? style.forReplacement : style
        var cell = glyph.first
        cell.style = style
        draw(cell, with: &pen)
        for var cell in glyph.rest {
            cell.style = style
            draw(cell, with: &pen)
        }
    }

    private mutating func draw(_ cell: Cell, with pen: inout Pen) {
        if pen.skip > 0 {
            pen.skip -= cell.width
            // Half of a wide character is left.
            if pen.skip < 0 {
                pen.skip = 0
                draw(.blank(cell.style), with: &pen)
            }
            return
        }
        guard pen.column + cell.width <= pen.end else {
            pen.isCut = true
            if pen.hasRoom { draw(.blank(cell.style), with: &pen) }
            return
        }
        if pen.column >= 0 {
            set(cell, row: pen.row, column: pen.column)
        } else if pen.column + cell.width > 0 {
            set(.blank(cell.style), row: pen.row, column: 0)
        }
        pen.column += cell.width
    }

    private mutating func finish(_ pen: Pen, _ style: Style, _ overflow: Overflow, isWhole: Bool) -> Int {
        if overflow == .mark, pen.isCut || !isWhole, pen.end > 0 {
            set(Cell(base: "\u{BB}", width: 1, style: style), row: pen.row, column: pen.end - 1)
        }
        return pen.column - pen.start
    }

    // MARK: Areas

    /// Fills what lies inside of the frame with spaces.
    public mutating func fill(_ rect: Rect, style: Style) {
        fill(rect, with: .blank(style))
    }

    /// Draws a horizontal line (`─`) of `width` cells.
    public mutating func horizontalLine(at position: Position, width: Int, style: Style) {
        let rect = Rect(origin: position, size: Size(rows: 1, columns: width))
        fill(rect, with: Cell(base: "\u{2500}", width: 1, style: style))
    }

    /// Draws a vertical line (`│`) of `height` cells.
    public mutating func verticalLine(at position: Position, height: Int, style: Style) {
        let rect = Rect(origin: position, size: Size(rows: height, columns: 1))
        fill(rect, with: Cell(base: "\u{2502}", width: 1, style: style))
    }

    private mutating func fill(_ rect: Rect, with cell: Cell) {
        let rect = rect.intersection(Rect(size))
        guard !rect.isEmpty else { return }
        for row in rect.rows {
            separate(row: row, columns: rect.columns)
            for index in index(row, rect.columns.lowerBound)..<index(row, rect.columns.upperBound) {
                cells[index] = cell
            }
        }
    }

    /// Gives every cell of the rectangle that lies inside of the frame another style. Both halves of a wide cell follow the
    /// left one.
    public mutating func restyle(_ rect: Rect, _ transform: (Style) -> Style) {
        let rect = rect.intersection(Rect(size))
        for row in rect.rows {
            for column in rect.columns {
                let index = index(row, column)
                let isRightHalf = cells[index].width == 0
                cells[index].style = isRightHalf ? cells[index - 1].style : transform(cells[index].style)
                if cells[index].width == 2 { cells[index + 1].style = cells[index].style }
            }
        }
    }

    // MARK: Composition

    /// Draws another frame over this one, its top left cell at `position`; what lies outside is left out. The cursor is
    /// taken over on request, if the frame shows one and it lies inside.
    public mutating func blit(_ frame: Frame, at position: Position, takingCursor: Bool = false) {
        let target = Rect(origin: position, size: frame.size).intersection(Rect(size))
        guard !target.isEmpty else { return }
        for row in target.rows {
            separate(row: row, columns: target.columns)
            for column in target.columns {
                cells[index(row, column)] = frame.cells[frame.index(row - position.row, column - position.column)]
            }
            repair(row: row, columns: target.columns)
        }
        if takingCursor, let cursor = frame.cursor {
            let moved = Position(row: cursor.row + position.row, column: cursor.column + position.column)
            self.cursor = target.contains(moved) ? moved : nil
        }
    }

    /// A part as a frame of its own, its cursor with it if it lies inside; what lies outside of this frame is spaces.
    public func sub(_ rect: Rect) -> Frame {
        var part = Frame(size: rect.size)
        part.blit(
            self, at: Position(row: -rect.origin.row, column: -rect.origin.column), takingCursor: true)
        return part
    }

    // MARK: Wide cells

    private mutating func set(_ cell: Cell, row: Int, column: Int) {
        separate(row: row, columns: column..<column + cell.width)
        let index = index(row, column)
        cells[index] = cell
        if cell.width == 2 { cells[index + 1] = .rightHalf(cell.style) }
    }

    /// Makes the wide cells that only half lie in the columns, which are about to be drawn over, spaces.
    private mutating func separate(row: Int, columns: Range<Int>) {
        let first = index(row, columns.lowerBound)
        if cells[first].width == 0 { cells[first - 1] = .blank(cells[first - 1].style) }
        let last = index(row, columns.upperBound - 1)
        if cells[last].width == 2 { cells[last + 1] = .blank(cells[last + 1].style) }
    }

    /// Makes the halves of wide cells at the edges of what was copied into the columns spaces.
    private mutating func repair(row: Int, columns: Range<Int>) {
        let first = index(row, columns.lowerBound)
        if cells[first].width == 0 { cells[first] = .blank(cells[first].style) }
        let last = index(row, columns.upperBound - 1)
        if cells[last].width == 2 { cells[last] = .blank(cells[last].style) }
    }
}
