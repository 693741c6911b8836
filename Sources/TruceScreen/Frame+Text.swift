extension Frame {
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
}
