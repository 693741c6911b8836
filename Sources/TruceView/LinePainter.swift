import TruceEditor
import TruceScreen

/// Draws lines of a text into a frame: tabs, wide characters and visible forms laid out, spans in styles of their own.
struct LinePainter {
    /// Bytes of the line in another style than the rest; later spans win.
    struct Span {
        var range: Range<Int>
        var style: Style
    }

    let layout: LineLayout
    let byteCount: Int
    var style: Style = .text
    var spans: [Span] = []

    init(_ bytes: [UInt8], style: Style = .text, spans: [Span] = []) {
        layout = LineLayout(bytes)
        byteCount = bytes.count
        self.style = style
        self.spans = spans
    }

    /// Draws the cells `columns` of the line from `position` to the right; `»` in the last where more follows, `«` in the first
    /// where some went before.
    func draw(in frame: inout Frame, at position: Position, columns: Range<Int>, marksOverflow: Bool = true) {
        guard !columns.isEmpty else { return }
        var goesOn = false
        for item in layout.items(in: columns) {
            if item.column + item.width > columns.upperBound {
                goesOn = true
                if item.glyph != nil { break }
            }
            draw(item, in: &frame, at: position, columns: columns)
            if item.column + item.width == columns.upperBound, item.range.upperBound < byteCount { goesOn = true }
        }
        guard marksOverflow else { return }
        let markStyle = Style(.dimmed)
        if goesOn {
            frame.put(
                "»", at: Position(row: position.row, column: position.column + columns.count - 1), style: markStyle)
        }
        if columns.lowerBound > 0, byteCount > 0 { frame.put("«", at: position, style: markStyle) }
    }

    private func draw(
        _ item: LineLayout.Item, in frame: inout Frame, at position: Position, columns: Range<Int>
    ) {
        let style = spans.last { $0.range.overlaps(item.range) }?.style ?? style
        let visible = item.column..<item.column + item.width
        let from = max(visible.lowerBound, columns.lowerBound)
        let to = min(visible.upperBound, columns.upperBound)
        guard from < to else { return }
        let place = Position(row: position.row, column: position.column + from - columns.lowerBound)
        if let glyph = item.glyph {
            frame.put(glyph, at: place, style: style, maxWidth: to - from, skipping: from - visible.lowerBound)
        } else {
            frame.put(String(repeating: " ", count: to - from), at: place, style: style)
        }
    }
}
