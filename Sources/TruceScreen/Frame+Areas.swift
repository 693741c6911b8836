extension Frame {
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
}
