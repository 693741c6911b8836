import TruceEditor
import TruceMerge
import TruceScreen
import TruceText

/// RESULT: its lines with the marks of what decided them, and the rows that stand for conflicts without a text.
struct ResultView {
    let resolver: Resolver
    /// What ^F looks for at the moment.
    let search: Search?
    private let rows: ResultRows

    init(resolver: Resolver, search: Search?) {
        self.resolver = resolver
        self.search = search
        rows = resolver.resultRows
    }

    /// - Parameter shared: the rows among which RESULT stands; nil where it has rows of its own.
    func draw(_ pane: ResolverLayout.PaneFrame, with shared: SharedRows?, in frame: inout Frame) {
        if let shared {
            for placed in shared.visible(from: resolver.sidesTop) where placed.offset < pane.body.size.rows {
                if let row = placed.row.result { draw(row, at: placed.offset, of: pane, in: &frame) }
            }
        } else {
            for placed in PlacedResult(resolver, rows, pane).visible(from: resolver.resultTop) {
                draw(placed.row, at: placed.offset, of: pane, in: &frame)
            }
        }
    }

    private func draw(_ row: Int, at offset: Int, of pane: ResolverLayout.PaneFrame, in frame: inout Frame) {
        let screenRow = pane.body.origin.row + offset
        let left = pane.body.origin.column
        let textPlace = Position(row: screenRow, column: left + ResolverLayout.PaneFrame.textColumn)
        let region = rows.region(at: row)
        let (mark, style) = region.map(look) ?? ("", Style(.text))
        frame.put(mark, at: Position(row: screenRow, column: left), style: Style(.mark, .bold))
        switch rows[row] {
        case .undecided:
            let what = region.flatMap(resolver.memory(of:)) == nil ? "suggested" : "remembered"
            let meaning = region.flatMap(resolver.suggestionKey).map { ": \($0) takes what is \(what)" }
            drawPlaceholder(
                of: region, "is not decided", meaning ?? ": no text here yet", at: textPlace, pane, in: &frame)
        case .nothing where region.map { resolver.result.pieces[$0].state } == .proposed:
            drawPlaceholder(of: region, "is proposed", ": these lines go", at: textPlace, pane, in: &frame)
        case .nothing:
            drawPlaceholder(of: region, "is decided", ": no text is taken", at: textPlace, pane, in: &frame)
        case .folded(let lines):
            drawFold(of: lines, at: textPlace, width: pane.textWidth, in: &frame)
        case .line(let line):
            drawLineNumber(line, at: screenRow, of: pane, in: &frame)
            guard let region, resolver.wrapsResult(of: region) else {
                draw(line, at: textPlace, width: pane.textWidth, style: style, in: &frame)
                return
            }
            drawWrapped(line, of: region, mark: mark, style: style, at: offset, of: pane, in: &frame)
        }
    }

    /// Pieces of a wrapped line among which those to show are looked for: of a longer line only its beginning.
    private static let wrappedPieces = 200

    /// Draws a line of a conflict or proposal on as many rows as it takes; where there are fewer, those with what the sides
    /// changed show, behind a `⋮` where others are left out.
    private func drawWrapped(
        _ line: Int, of region: Int, mark: String, style: Style, at offset: Int, of pane: ResolverLayout.PaneFrame,
        in frame: inout Frame
    ) {
        let text = resolver.result.text
        let range = text.lineRange(line)
        let width = pane.textWidth
        let pieces = resolver.wrappedResult(line, width: width, limit: Self.wrappedPieces)
        var painter = LinePainter(text, line: range, upToColumn: width * pieces.count, style: style)
        painter.mark(search, in: text, line: range)
        let shown = painter.layout.excerpt(
            of: pieces, marked: resolver.foundChanges(in: range, of: region), limit: pane.body.size.rows - offset)
        for (index, piece) in shown.enumerated() {
            let place = Position(
                row: pane.body.origin.row + offset + index,
                column: pane.body.origin.column + ResolverLayout.PaneFrame.textColumn)
            frame.put(
                mark, at: Position(row: place.row, column: pane.body.origin.column), style: Style(.mark, .bold))
            let isGap = piece != (index == 0 ? 0 : shown[index - 1] + 1)
            if isGap { frame.put("⋮", at: Position(row: place.row, column: place.column - 2), style: Style(.dimmed)) }
            // The last row says whether more follows.
            let isLast = index == shown.count - 1
            let start = pieces[piece].lowerBound
            painter.draw(
                in: &frame, at: place, columns: isLast ? start..<start + width : pieces[piece],
                marks: isLast ? .end : .none)
            if piece == pieces.count - 1, resolver.resultLacksLineEnd(line) {
                drawMissingLineEnd(afterColumn: painter.layout.width - start, at: place, width: width, in: &frame)
            }
        }
    }

    private func draw(_ line: Int, at place: Position, width: Int, style: Style, in frame: inout Frame) {
        let text = resolver.result.text
        let range = text.lineRange(line)
        var left = 0
        var selection = 0..<0
        var cursor: Int?
        if case .editing(let editing) = resolver.state {
            left = editing.area.left
            selection = editing.area.selection.range
            if text.line(at: editing.area.cursor) == line { cursor = editing.area.cursorPlace.column - left }
        }
        var painter = LinePainter(text, line: range, upToColumn: left + width, style: style)
        painter.mark(search, in: text, line: range)
        painter.select(selection, in: range)
        painter.draw(in: &frame, at: place, columns: left..<left + width)
        if resolver.resultLacksLineEnd(line) {
            drawMissingLineEnd(afterColumn: painter.layout.width - left, at: place, width: width, in: &frame)
        }
        if let cursor, (0..<width).contains(cursor) {
            frame.cursor = Position(row: place.row, column: place.column + cursor)
        }
    }

    /// Draws what stands in the place of a conflict's text: how it stands, and where there is room for it what that means.
    private func drawPlaceholder(
        of region: Int?, _ state: String, _ meaning: String, at position: Position, _ pane: ResolverLayout.PaneFrame,
        in frame: inout Frame
    ) {
        guard let region, let place = resolver.placeAmongItsKind(region) else { return }
        let width = pane.textWidth
        let start = "···· \(place) \(state)"
        let long = "\(start)\(meaning) ····"
        frame.put(
            Visible.width(long) <= width ? long : "\(start) ····", at: position,
            style: Style(look(of: region).style.role, region == resolver.focus ? .bold : []), maxWidth: width,
            overflow: .mark)
    }

    /// The mark of a region's lines, and their style.
    private func look(of region: Int) -> (mark: String, style: Style) {
        switch (resolver.result.pieces[region].state, resolver.merge.regions[region].kind) {
        case (.merged, .unchanged): ("", Style(.text))
        case (.merged, _): ("+", Style(.resultAuto))
        case (.proposed, _): ("~", Style(.resultAuto))
        case (.accepted, _): ("a", Style(.decided))
        case (.edited, _), (.byHand, _): ("e", Style(.decided))
        case (.decided(let choice), _): (String(choice.letter), Style(.decided))
        case (.undecided, _): ("!", Style(.conflict))
        }
    }
}
