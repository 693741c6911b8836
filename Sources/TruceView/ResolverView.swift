import TruceDiff
import TruceDocument
import TruceEditor
import TruceMerge
import TruceScreen
import TruceText

/// The three-way view: title, sentence, panes, status and keys.
struct ResolverView {
    let editor: Editor
    let resolver: Resolver
    private let words: ResolverWords
    private let layout: ResolverLayout

    /// The columns of a pane: the mark, the line number, then the text (from 0).
    static let textColumn = 7

    init(editor: Editor, resolver: Resolver) {
        self.editor = editor
        self.resolver = resolver
        words = ResolverWords(editor: editor, resolver: resolver)
        layout = resolver.layout(editor.size)
    }

    func draw(in frame: inout Frame) {
        drawTitle(in: &frame)
        frame.put(
            words.sentence, at: Position(row: 1, column: 1), style: Style(.text), maxWidth: frame.size.columns - 2,
            overflow: .mark)
        for pane in layout.panes { drawHeading(of: pane, in: &frame) }
        drawRules(in: &frame)
        switch layout.arrangement {
        case .stacked: drawStacked(in: &frame)
        case .panes: drawPanes(in: &frame)
        case .columns: drawColumns(in: &frame)
        case .single(.result): drawResult(in: &frame)
        case .single(let pane): drawSides([pane], from: resolver.sidesTop, in: &frame)
        }
        drawStatus(in: &frame)
        drawKeys(KeyBar(editor), in: &frame)
    }

    // MARK: Title and status

    private func drawTitle(in frame: inout Frame) {
        let width = frame.size.columns
        let isWide = width >= 100
        let style = Style(.titleWarning)
        frame.fill(Rect(row: 0, column: 0, rows: 1, columns: width), style: style)
        let counter = words.counter(isWide: isWide)
        let counterWidth = Visible.width(counter)
        frame.put(
            counter, at: Position(row: 0, column: max(0, width - 1 - counterWidth)), style: Style(.titleWarning, .bold))
        let start = isWide ? " 409 Conflict  " : " 409 "
        let room = width - 1 - counterWidth - 2
        for withTime in [isWide, false] {
            let text = start + resolver.name + "  " + words.happened(withTime: withTime)
            if Visible.width(text) <= room || !withTime {
                let cut = Visible.width(text) - room
                let name = cut > 0 ? shortened(resolver.name, by: cut) : resolver.name
                frame.put(
                    start + name + "  " + words.happened(withTime: withTime), at: Position(row: 0, column: 0),
                    style: style, maxWidth: max(0, room), overflow: .mark)
                return
            }
        }
    }

    /// A name with its middle left out, so many cells shorter; at least its ends stay.
    private func shortened(_ name: String, by cut: Int) -> String {
        let kept = max(4, name.count - cut - 1)
        guard kept < name.count else { return name }
        return name.prefix((kept + 1) / 2) + "…" + name.suffix(kept / 2)
    }

    private func drawStatus(in frame: inout Frame) {
        var facts: [String] = []
        if case .editing(let editing) = resolver.state { facts.append(position(editing.area)) }
        if layout.arrangement == .columns { facts.append(words.ifMatch) }
        facts += [kind(of: editor), label(resolver.result.text.lineEnding)]
        let right = facts.joined(separator: "  ")
        let isQuestion = if case .asking = resolver.state { true } else { false }
        let row = frame.size.rows - 2
        drawStatusRow(words.status, isError: false, right: right, row: row, in: &frame)
        if isQuestion {
            frame.restyle(Rect(row: row, column: 0, rows: 1, columns: frame.size.columns)) { _ in Style(.prompt, .bold)
            }
        }
    }

    // MARK: Headings

    private func drawHeading(of pane: ResolverLayout.PaneFrame, in frame: inout Frame) {
        let rect = pane.heading
        guard rect.size.rows > 0, rect.size.columns > 4 else { return }
        let style = Style(.heading)
        frame.horizontalLine(at: rect.origin, width: rect.size.columns, style: style)
        let (left, right) = words.heading(of: pane.pane, in: layout, rows: pane.body.size.rows)
        let width = rect.size.columns
        let leftWidth = Visible.width(left) + 2
        frame.put(
            " \(left) ", at: Position(row: rect.origin.row, column: rect.origin.column + 1),
            style: Style(.heading, .bold),
            maxWidth: width - 2)
        let isLast = rect.origin.column + width == frame.size.columns && layout.arrangement != .stacked
        let margin = isLast && pane.pane == .theirs ? 2 : 1
        let rightWidth = Visible.width(right) + 2
        if !right.isEmpty, leftWidth + rightWidth + 3 <= width {
            frame.put(
                " \(right) ",
                at: Position(row: rect.origin.row, column: rect.origin.column + width - rightWidth - margin),
                style: style)
        }
    }

    /// The rules between panes that stand side by side, with their joints in the headings.
    private func drawRules(in frame: inout Frame) {
        guard layout.arrangement == .panes || layout.arrangement == .columns else { return }
        for pane in layout.panes where pane.heading.origin.column > 0 && pane.heading.origin.row == 2 {
            let column = pane.heading.origin.column - 1
            let height = layout[.mine]?.body.size.rows ?? 0
            frame.put("┬", at: Position(row: 2, column: column), style: Style(.heading))
            frame.verticalLine(at: Position(row: 3, column: column), height: height, style: Style(.heading))
        }
        if layout.arrangement == .columns, let base = layout[.base] {
            let row = base.heading.origin.row
            frame.put("├", at: Position(row: row, column: base.heading.origin.column - 1), style: Style(.heading))
            frame.put("┤", at: Position(row: row, column: base.heading.columns.upperBound), style: Style(.heading))
        }
    }

    // MARK: Arrangements

    private func drawStacked(in frame: inout Frame) {
        if let focus = resolver.focus {
            let rows = resolver.alignment.rows(of: focus)
            for pane in layout.panes where pane.pane != .result && pane.body.size.rows > 0 {
                let isWhole = layout.isShowingBase && resolver.conflictRows <= pane.body.size.rows
                let region = resolver.merge.regions[focus]
                let body = pane.body
                if isWhole || ownLines(pane.pane, region).count <= body.size.rows {
                    drawOwnLines(ownLines(pane.pane, region), of: pane.pane, in: rows, body, &frame)
                } else {
                    drawAligned([pane], from: rows.lowerBound + resolver.conflictTop, to: rows.upperBound, in: &frame)
                }
            }
        }
        drawResult(in: &frame)
    }

    private func ownLines(_ pane: Pane, _ region: Region) -> Range<Int> {
        switch pane {
        case .mine: region.ours
        case .base: region.base
        case .theirs, .result: region.theirs
        }
    }

    /// A side's lines one under the other, as many as there are.
    private func drawOwnLines(
        _ lines: Range<Int>, of pane: Pane, in rows: Range<Int>, _ body: Rect, _ frame: inout Frame
    ) {
        var screenRow = body.origin.row
        if lines.isEmpty {
            let text = pane == .base ? "(nothing was here)" : "(nothing: deleted)"
            frame.put(
                text, at: Position(row: screenRow, column: Self.textColumn), style: Style(.dimmed),
                maxWidth: body.size.columns - Self.textColumn)
        }
        for row in rows where screenRow < body.rows.upperBound {
            guard side(pane, resolver.alignment[row]) != nil else { continue }
            screenRow += drawSide(
                pane, row, at: screenRow, of: body, height: body.rows.upperBound - screenRow, wraps: true,
                in: &frame)
        }
    }

    private func drawPanes(in frame: inout Frame) {
        let sides = layout.panes.filter { $0.pane != .result }
        drawAligned(sides, from: resolver.sidesTop, to: resolver.alignment.rowCount, in: &frame)
        if let last = sides.last { drawOverview(in: last.body, &frame) }
        drawResult(in: &frame)
    }

    private func drawSides(_ panes: [Pane], from top: Int, in frame: inout Frame) {
        drawAligned(
            layout.panes.filter { panes.contains($0.pane) }, from: top, to: resolver.alignment.rowCount, in: &frame)
    }

    /// Rows of the alignment side by side: each is as high as its highest side.
    private func drawAligned(_ panes: [ResolverLayout.PaneFrame], from top: Int, to end: Int, in frame: inout Frame) {
        guard let body = panes.first?.body else { return }
        var screenRow = body.origin.row
        for row in top..<max(top, end) {
            guard screenRow < body.rows.upperBound else { break }
            let region = resolver.alignment.region(at: row)
            let wraps = resolver.merge.regions[region].kind == .conflict
            let room = body.rows.upperBound - screenRow
            var height = 1
            for pane in panes {
                height = max(
                    height,
                    drawSide(pane.pane, row, at: screenRow, of: pane.body, height: room, wraps: wraps, in: &frame))
            }
            screenRow += height
        }
    }

    private func drawColumns(in frame: inout Frame) {
        let joint = JointRows(resolver)
        let rows = ResultRows(resolver.result)
        guard let mine = layout[.mine], let theirs = layout[.theirs], let result = layout[.result] else { return }
        var screenRow = mine.body.origin.row
        var row = resolver.sidesTop
        while screenRow < mine.body.rows.upperBound, row < joint.count {
            let place = joint[row]
            let wraps = place.region.map { resolver.merge.regions[$0].kind == .conflict } ?? false
            let room = mine.body.rows.upperBound - screenRow
            var height = 1
            if let sides = place.sides {
                for pane in [mine, theirs] {
                    height = max(
                        height,
                        drawSide(pane.pane, sides, at: screenRow, of: pane.body, height: room, wraps: wraps, in: &frame)
                    )
                }
            }
            if let own = place.result, screenRow < result.body.rows.upperBound {
                drawResultRow(own, rows, at: screenRow, of: result.body, hasOverview: false, in: &frame)
            }
            screenRow += height
            row += 1
        }
        drawOverview(in: theirs.body, &frame)
        if let base = layout[.base], let focus = resolver.focus {
            let lines = resolver.alignment.rows(of: focus)
            let first = max(0, lines.lowerBound - 2)
            drawAligned([base], from: first, to: resolver.alignment.rowCount, in: &frame)
        }
    }

    // MARK: Sides

    private func side(_ pane: Pane, _ row: Alignment.Row) -> Int? {
        switch pane {
        case .mine: row.mine
        case .base: row.base
        case .theirs: row.theirs
        case .result: nil
        }
    }

    private func snapshot(_ pane: Pane) -> Snapshot {
        switch pane {
        case .mine: resolver.merge.ours
        case .base: resolver.merge.base
        case .theirs, .result: resolver.merge.theirs
        }
    }

    /// Draws one side of a row, wrapped where it should be; returns the screen rows it took, at least 1.
    private func drawSide(
        _ pane: Pane, _ row: Int, at screenRow: Int, of body: Rect, height: Int, wraps: Bool, in frame: inout Frame
    ) -> Int {
        let aligned = resolver.alignment[row]
        guard let line = side(pane, aligned) else { return 1 }
        let bytes = withoutTerminator(snapshot(pane).bytes(lines: line..<line + 1))
        let differs = pane != .base && isDifferent(line, of: pane, from: aligned.base)
        let hasOverview =
            body.columns.upperBound == frame.size.columns && pane == .theirs && layout.arrangement != .stacked
        let width = max(1, body.size.columns - Self.textColumn - (hasOverview ? 1 : 0))
        var painter = LinePainter(Array(bytes))
        if differs { painter.spans = changedWords(bytes, of: pane, against: aligned.base) }
        let pieces = wraps ? wrap(painter.layout, width: width, rows: height) : [0..<width]
        for (index, columns) in pieces.prefix(height).enumerated() {
            let at = screenRow + index
            if differs {
                frame.put("*", at: Position(row: at, column: body.origin.column), style: Style(.mark))
            }
            if index == 0 { drawNumber(line, at: at, of: body, in: &frame) }
            painter.draw(
                in: &frame, at: Position(row: at, column: body.origin.column + Self.textColumn), columns: columns,
                marksOverflow: !wraps)
        }
        return max(1, min(height, pieces.count))
    }

    private func drawNumber(_ line: Int, at row: Int, of body: Rect, in frame: inout Frame) {
        let number = String(line + 1)
        frame.put(
            number, at: Position(row: row, column: body.origin.column + max(1, 5 - number.count)),
            style: Style(.lineNumber), maxWidth: 6)
    }

    private func isDifferent(_ line: Int, of pane: Pane, from base: Int?) -> Bool {
        guard let base else { return true }
        return snapshot(pane).bytes(lines: line..<line + 1) != resolver.merge.base.bytes(lines: base..<base + 1)
    }

    /// The words of a side's line that differ from the base's line beside it; all of a line without one.
    private func changedWords(_ bytes: ArraySlice<UInt8>, of pane: Pane, against base: Int?) -> [LinePainter.Span] {
        let style = Style(pane == .mine ? .mineChange : .theirsChange, .underline)
        guard let base else { return [LinePainter.Span(range: 0..<bytes.count, style: style)] }
        let old = withoutTerminator(resolver.merge.base.bytes(lines: base..<base + 1))
        // Of very long lines the words are not compared: nobody sees them all at once.
        guard bytes.count < 20_000, old.count < 20_000, let hunks = wordDifference(from: old, to: bytes) else {
            return []
        }
        return hunks.filter { !$0.new.isEmpty }.map {
            LinePainter.Span(
                range: $0.new.lowerBound - bytes.startIndex..<$0.new.upperBound - bytes.startIndex, style: style)
        }
    }

    private func withoutTerminator(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard line.last == 10 else { return line }
        let text = line.dropLast()
        return text.last == 13 ? text.dropLast() : text
    }

    // MARK: RESULT

    private func drawResult(in frame: inout Frame) {
        guard let pane = layout[.result] else { return }
        let rows = ResultRows(resolver.result)
        for offset in 0..<pane.body.size.rows where resolver.resultTop + offset < rows.count {
            drawResultRow(
                resolver.resultTop + offset, rows, at: pane.body.origin.row + offset, of: pane.body, hasOverview: true,
                in: &frame)
        }
        drawOverview(in: pane.body, &frame)
    }

    private func drawResultRow(
        _ row: Int, _ rows: ResultRows, at screenRow: Int, of body: Rect, hasOverview: Bool, in frame: inout Frame
    ) {
        let region = rows.region(at: row)
        let left = body.origin.column
        let width = max(1, body.size.columns - Self.textColumn - (hasOverview ? 1 : 0))
        guard case .line(let line) = rows[row] else {
            drawUndecided(region, at: screenRow, of: body, width: width, in: &frame)
            return
        }
        let text = resolver.result.text
        let range = text.lineRange(line)
        let (mark, style) = region.map { look(of: $0) } ?? ("", Style(.text))
        frame.put(mark, at: Position(row: screenRow, column: left), style: Style(.mark, .bold))
        drawNumber(line, at: screenRow, of: body, in: &frame)
        var painter = LinePainter(text.bytes(in: range), style: style)
        var scrolled = 0
        if case .editing(let editing) = resolver.state {
            scrolled = editing.area.left
            let selection = editing.area.selection.range
            if selection.overlaps(range) {
                let own = selection.clamped(to: range)
                painter.spans.append(
                    LinePainter.Span(
                        range: own.lowerBound - range.lowerBound..<own.upperBound - range.lowerBound,
                        style: Style(.selection)))
            }
            let cursor = editing.area.cursor
            if text.line(at: cursor) == line {
                let column = painter.layout.column(ofByte: cursor - range.lowerBound) - scrolled
                if column >= 0, column < width {
                    frame.cursor = Position(row: screenRow, column: left + Self.textColumn + column)
                }
            }
        }
        painter.draw(
            in: &frame, at: Position(row: screenRow, column: left + Self.textColumn),
            columns: scrolled..<scrolled + width)
    }

    private func drawUndecided(_ region: Int?, at row: Int, of body: Rect, width: Int, in frame: inout Frame) {
        guard let region, let number = resolver.number(of: region) else { return }
        let isAtHand = region == resolver.focus
        let style = Style(.conflict, isAtHand ? .bold : [])
        frame.put("!", at: Position(row: row, column: body.origin.column), style: Style(.mark, .bold))
        let count = resolver.merge.conflicts.count
        let long = "···· conflict \(number) of \(count) is not decided: no text here yet ····"
        let short = "···· conflict \(number) of \(count) is not decided ····"
        frame.put(
            Visible.width(long) <= width ? long : short,
            at: Position(row: row, column: body.origin.column + Self.textColumn), style: style, maxWidth: width,
            overflow: .mark)
    }

    /// The mark of a region's lines in RESULT, and their style.
    private func look(of region: Int) -> (mark: String, style: Style) {
        switch (resolver.result.pieces[region].state, resolver.merge.regions[region].kind) {
        case (.merged, .unchanged): ("", Style(.text))
        case (.merged, _): ("+", Style(.resultAuto))
        case (.edited, _), (.byHand, _): ("e", Style(.decided))
        case (.decided(let choice), _): (String(choice.letter), Style(.decided))
        case (.undecided, _): ("!", Style(.conflict))
        }
    }

    // MARK: Overview

    /// The whole document in the last column: where conflicts, and where merged changes are.
    private func drawOverview(in body: Rect, _ frame: inout Frame) {
        let height = body.size.rows
        let total = max(1, height, resolver.alignment.rowCount)
        let column = body.columns.upperBound - 1
        guard height > 0 else { return }
        var marks = [(String, Int)](repeating: ("│", 0), count: height)
        for (index, region) in resolver.merge.regions.enumerated() where region.kind != .unchanged {
            let row = min(height - 1, resolver.alignment.rows(of: index).lowerBound * height / total)
            let (mark, weight) = resolver.result.pieces[index].state == .undecided ? ("!", 2) : ("+", 1)
            if weight > marks[row].1 { marks[row] = (mark, weight) }
        }
        for (row, mark) in marks.enumerated() {
            frame.put(
                mark.0, at: Position(row: body.origin.row + row, column: column),
                style: mark.1 == 2 ? Style(.overview, .bold) : Style(.overview))
        }
    }
}

/// Cuts a line into pieces of at most `width` cells, after a space where there is one; never fewer than one piece, and no
/// more than `rows`.
func wrap(_ layout: LineLayout, width: Int, rows: Int) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = 0
    var lastSpace: Int?
    var end = 0
    for item in layout.items(in: 0..<width * (rows + 1)) {
        if item.column + item.width - start > width {
            let cut = lastSpace ?? item.column
            pieces.append(start..<cut)
            start = cut
            lastSpace = nil
        }
        end = item.column + item.width
        if item.glyph == nil || item.glyph?.text == " " { lastSpace = end }
    }
    if end > start || pieces.isEmpty { pieces.append(start..<max(end, start + 1)) }
    return Array(pieces.prefix(max(1, rows)))
}
