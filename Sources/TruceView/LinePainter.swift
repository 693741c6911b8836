import TruceEditor
import TruceScreen
import TruceText

/// Draws lines of a text into a frame: tabs, wide characters and visible forms laid out, spans in styles of their own.
struct LinePainter {
    /// Bytes of the line in another style than the rest; later spans win.
    struct Span {
        var range: Range<Int>
        var style: Style
    }

    let layout: LineLayout
    /// Bytes of the whole line.
    let byteCount: Int
    var style: Style
    var spans: [Span] = []

    /// A line of a rope, `line` its bytes there, of which no cell right of `column` will be drawn.
    init(_ rope: Rope, line: Range<Int>, upToColumn column: Int, style: Style = .text) {
        layout = LineLayout(rope.beginning(ofLine: line, upToColumn: column))
        byteCount = line.count
        self.style = style
    }

    init(_ line: ArraySlice<UInt8>, upToColumn column: Int, style: Style = .text) {
        layout = LineLayout(LineLayout.beginning(of: line, upToColumn: column))
        byteCount = line.count
        self.style = style
    }

    /// Marks what is selected of the line at `line` in its text.
    mutating func select(_ selection: Range<Int>, in line: Range<Int>) {
        let own = selection.clamped(to: line)
        guard !own.isEmpty else { return }
        let range = own.lowerBound - line.lowerBound..<own.upperBound - line.lowerBound
        spans.append(Span(range: range, style: Style(.selection)))
    }

    /// Marks what a search finds in the line at `line` of a text; of very many matches the first.
    mutating func mark(_ search: Search?, in text: Rope, line: Range<Int>) {
        guard let search else { return }
        for match in search.matches(in: text, range: line, limit: 200) {
            let range = match.lowerBound - line.lowerBound..<match.upperBound - line.lowerBound
            spans.append(Span(range: range, style: Style(.match)))
        }
    }

    /// What says that there is more of a line than shows.
    enum Marks {
        case none
        /// `»` in the last cell.
        case end
        /// The same, and `«` in the first.
        case both
    }

    /// Draws the cells `columns` of the line from `position` to the right.
    func draw(in frame: inout Frame, at position: Position, columns: Range<Int>, marks: Marks = .both) {
        guard !columns.isEmpty else { return }
        var end = 0
        for item in layout.items(in: columns) {
            draw(item, in: &frame, at: position, columns: columns)
            end = item.column + item.width <= columns.upperBound ? item.range.upperBound : item.range.lowerBound
        }
        guard marks != .none else { return }
        let style = Style(.dimmed)
        if marks == .both, columns.lowerBound > 0, byteCount > 0 { frame.put("«", at: position, style: style) }
        if end > 0, end < byteCount {
            frame.put("»", at: Position(row: position.row, column: position.column + columns.count - 1), style: style)
        }
    }

    private func draw(_ item: LineLayout.Item, in frame: inout Frame, at position: Position, columns: Range<Int>) {
        let style = spans.last { $0.range.overlaps(item.range) }?.style ?? style
        let cells = Range(uncheckedBounds: (item.column, item.column + item.width)).clamped(to: columns)
        guard !cells.isEmpty else { return }
        let place = Position(row: position.row, column: position.column + cells.lowerBound - columns.lowerBound)
        if let glyph = item.glyph {
            frame.put(glyph, at: place, style: style, maxWidth: cells.count, skipping: cells.lowerBound - item.column)
        } else {
            frame.put(String(repeating: " ", count: cells.count), at: place, style: style)
        }
    }
}
