import TruceDiff
import TruceEditor
import TruceMerge
import TruceScreen

/// MINE, BASE and THEIRS: their lines with marks, words that differ from BASE underlined.
struct SidesView {
    let resolver: Resolver
    let layout: ResolverLayout
    let shared: SharedRows
    /// How the lines of a change differ, for each change that has been drawn.
    private var differences: [Change: [LineDifference]] = [:]

    private struct Change: Hashable {
        var pane: Pane
        var firstLine: Int
        var baseLine: Int
    }

    init(resolver: Resolver, layout: ResolverLayout, shared: SharedRows) {
        self.resolver = resolver
        self.layout = layout
        self.shared = shared
    }

    mutating func draw(in frame: inout Frame) {
        if layout.showsOwnLines {
            for pane in layout.sides { drawOwnLines(of: pane, in: &frame) }
            return
        }
        let sides = layout.sides.filter { $0.pane != .base || !layout.hasJointRows }
        if !sides.isEmpty {
            for placed in shared.visible(from: resolver.sidesTop) {
                for pane in sides { draw(placed, in: pane, &frame) }
            }
        }
        if layout.hasJointRows, let base = layout[.base] { drawAround(base, in: &frame) }
    }

    // MARK: Which lines

    /// A side's lines of the region at hand one under the other.
    private mutating func drawOwnLines(of pane: ResolverLayout.PaneFrame, in frame: inout Frame) {
        guard let focus = resolver.focus else { return }
        var row = 0
        for line in resolver.lines(of: focus, in: pane.pane) {
            let difference = difference(of: line, in: pane.pane, region: focus, beside: nil)
            row += draw(line, difference, at: row, of: pane, wraps: true, in: &frame)
        }
        if row == 0 {
            frame.put(
                pane.pane == .base
                    ? "(nothing was here)"
                    : resolver.merge.regions[focus].base.isEmpty ? "(nothing here)" : "(nothing: deleted)",
                at: position(0, in: pane), style: Style(.dimmed), maxWidth: pane.textWidth)
        }
    }

    private mutating func draw(_ placed: SharedRows.Placed, in pane: ResolverLayout.PaneFrame, _ frame: inout Frame) {
        guard let region = placed.row.region, let sides = placed.row.sides else { return }
        let row = shared.alignment[sides]
        if row.folded > 0 {
            drawFold(of: row.folded, at: position(placed.offset, in: pane), width: pane.textWidth, in: &frame)
        }
        guard let line = row[pane.pane] else { return }
        let difference = difference(of: line, in: pane.pane, region: region, beside: row.base)
        let wraps = resolver.merge.regions[region].isContested
        draw(line, difference, at: placed.offset, of: pane, wraps: wraps, in: &frame)
    }

    /// BASE by itself, the region at hand in its middle.
    private func drawAround(_ pane: ResolverLayout.PaneFrame, in frame: inout Frame) {
        guard let focus = resolver.focus else { return }
        let lines = resolver.lines(of: focus, in: .base)
        let above = max(0, min(2, (pane.rows - lines.count) / 2))
        let first = max(0, lines.lowerBound - above)
        for line in first..<min(first + pane.rows, resolver.snapshot(of: .base).lineCount) {
            draw(line, .same, at: line - first, of: pane, wraps: false, in: &frame)
        }
    }

    // MARK: One line

    /// Pieces of a wrapped line among which those to show are looked for: of a longer line only its beginning.
    private static let wrappedPieces = 200

    /// Draws a line at row `row` of a pane; returns the rows that it takes there. Of a line that is too long for the pane the
    /// rows with changed words show, behind a `⋮` where others are left out.
    @discardableResult
    private func draw(
        _ line: Int, _ difference: LineDifference, at row: Int, of pane: ResolverLayout.PaneFrame, wraps: Bool,
        in frame: inout Frame
    ) -> Int {
        let room = pane.body.size.rows - row
        guard room > 0 else { return 0 }
        let content = resolver.content(ofLine: line, of: pane.pane)
        let width = pane.textWidth
        let pieces =
            wraps ? resolver.wrapped(line, of: pane.pane, width: width, limit: Self.wrappedPieces) : [0..<width]
        var painter = LinePainter(content, upToColumn: width * pieces.count)
        painter.spans = spans(difference, of: pane.pane, in: content)
        let shown = painter.layout.excerpt(of: pieces, marked: painter.spans.map(\.range), limit: room)
        for (index, piece) in shown.enumerated() {
            let place = position(row + index, in: pane)
            if difference != .same {
                frame.put("*", at: Position(row: place.row, column: pane.body.origin.column), style: Style(.mark))
            }
            let isGap = piece != (index == 0 ? 0 : shown[index - 1] + 1)
            if isGap { frame.put("⋮", at: Position(row: place.row, column: place.column - 2), style: Style(.dimmed)) }
            let columns = pieces[piece]
            // The last row says whether more follows.
            let isLast = index == shown.count - 1
            painter.draw(
                in: &frame, at: place,
                columns: isLast ? columns.lowerBound..<columns.lowerBound + width : columns,
                marks: isLast ? .end : .none)
            if piece == pieces.count - 1, resolver.lacksLineEnd(line, of: pane.pane) {
                drawMissingLineEnd(
                    afterColumn: painter.layout.width - columns.lowerBound, at: place, width: width, in: &frame)
            }
        }
        drawLineNumber(line, at: pane.body.origin.row + row, of: pane, in: &frame)
        return shown.count
    }

    private func position(_ row: Int, in pane: ResolverLayout.PaneFrame) -> Position {
        Position(
            row: pane.body.origin.row + row,
            column: pane.body.origin.column + ResolverLayout.PaneFrame.textColumn)
    }

    // MARK: Words

    /// Bytes up to which a change is compared as one text, so that what moved from line to line is found again. Of greater
    /// ones each line that shows is compared with the base's line beside it.
    private static let comparedAsWhole = 8 << 10

    /// How a line differs from the base: from all that it replaced, or from line `base` beside it.
    private mutating func difference(of line: Int, in pane: Pane, region: Int, beside base: Int?) -> LineDifference {
        guard let hunk = resolver.alignment.hunk(of: pane, line: line, in: region) else { return .same }
        let side = resolver.snapshot(of: pane)
        let old = resolver.snapshot(of: .base)
        let size = max(side.byteRange(lines: hunk.new).count, old.byteRange(lines: hunk.old).count)
        guard size <= Self.comparedAsWhole else {
            guard let base else { return .whole }
            return lineDifferences(of: side, lines: line..<line + 1, from: old, lines: base..<base + 1)[0]
        }
        let change = Change(pane: pane, firstLine: hunk.new.lowerBound, baseLine: hunk.old.lowerBound)
        let known = differences[change] ?? lineDifferences(of: side, lines: hunk.new, from: old, lines: hunk.old)
        differences[change] = known
        let difference = known[line - hunk.new.lowerBound]
        // Only the end of the last line differs.
        return difference == .same && resolver.differsInLastLineEnd(line, of: pane) ? .words([]) : difference
    }

    private func spans(
        _ difference: LineDifference, of pane: Pane, in content: ArraySlice<UInt8>
    ) -> [LinePainter.Span] {
        let style = Style(pane == .mine ? .mineChange : .theirsChange, .underline)
        switch difference {
        case .same: return []
        case .words(let ranges):
            return ranges.map { range in
                let start = range.lowerBound - content.startIndex
                return LinePainter.Span(range: start..<start + range.count, style: style)
            }
        case .whole: return [LinePainter.Span(range: 0..<content.count, style: style)]
        }
    }
}
