import TruceDocument
import TruceEditor
import TruceScreen
import TruceView

/// Composes the demo's screen of its editors' frames.
struct DemoView {
    let demo: Demo
    let size: Size

    var frame: Frame {
        var frame = Frame(size: size)
        let layout = demo.layout
        if layout.isWhole {
            place(demo.active, layout, in: &frame)
        } else {
            drawHint(at: 0, in: &frame)
            for seat in demo.editors.indices { place(seat, layout, in: &frame) }
            if layout.editors[1].origin.column > 0 {
                frame.verticalLine(
                    at: Position(row: 1, column: layout.editors[1].origin.column - 1),
                    height: layout.editors[1].size.rows, style: Style(.heading))
            }
        }
        drawStrip(layout.strip, withHeading: !layout.isWhole, in: &frame)
        // Nobody presses keys while it plays: their row says what happens.
        if layout.isWhole, demo.play != nil { drawHint(at: size.rows - 1, in: &frame) }
        return frame
    }

    private func drawHint(at row: Int, in frame: inout Frame) {
        frame.fill(Rect(row: row, column: 0, rows: 1, columns: size.columns), style: Style(.banner))
        frame.put(
            demo.hint, at: Position(row: row, column: 1), style: Style(.banner, .bold), maxWidth: size.columns - 2,
            overflow: .mark)
    }

    /// Draws an editor's frame into its place; the keys of the one that has them go to the last row.
    private func place(_ seat: Int, _ layout: DemoLayout, in frame: inout Frame) {
        let own = render(demo.editors[seat])
        let rect = layout.editors[seat]
        let isActive = seat == demo.active
        let body = own.sub(Rect(row: 0, column: 0, rows: rect.size.rows, columns: rect.size.columns))
        frame.blit(body, at: rect.origin, takingCursor: isActive)
        guard isActive else { return }
        let keys = own.sub(Rect(row: own.size.rows - 1, column: 0, rows: 1, columns: own.size.columns))
        frame.fill(
            Rect(row: size.rows - 1, column: 0, rows: 1, columns: size.columns), style: Style(.keyBar))
        frame.blit(keys, at: Position(row: size.rows - 1, column: 0))
        if !layout.isWhole {
            frame.put("▶", at: rect.origin, style: Style(.title, .bold))
            let hint = "F6 Other editor "
            let column = size.columns - hint.count
            if column > rect.size.columns || column > 60 {
                frame.put("F6", at: Position(row: size.rows - 1, column: column), style: Style(.keyName))
                frame.put(
                    "Other editor", at: Position(row: size.rows - 1, column: column + 3), style: Style(.keyBar))
            }
        }
    }

    private func drawStrip(_ strip: Rect, withHeading: Bool, in frame: inout Frame) {
        guard strip.size.rows > 0 else { return }
        var row = strip.origin.row
        if withHeading {
            frame.horizontalLine(at: Position(row: row, column: 0), width: size.columns, style: Style(.heading))
            frame.put(" HTTP ", at: Position(row: row, column: 1), style: Style(.heading, .bold))
            row += 1
        }
        for traffic in demo.traffic.suffix(strip.rows.upperBound - row) {
            draw(traffic, at: row, in: &frame)
            row += 1
        }
    }

    private func draw(_ traffic: Demo.Traffic, at row: Int, in frame: inout Frame) {
        let exchange = traffic.exchange
        let name = demo.editors[traffic.seat].actor
        var column = 1
        column += frame.put(
            name, at: Position(row: row, column: column),
            style: Style(traffic.seat == 0 ? .actor1 : .actor2, .bold))
        column = max(column + 1, 7)
        let path = size.columns >= 100 ? exchange.path : "…" + exchange.path.dropFirst("/v1/documents".count)
        column += frame.put("\(exchange.method) \(path)", at: Position(row: row, column: column), style: .text)
        var facts = ""
        if let match = exchange.requestHeader("If-Match") { facts += "  If-Match \(match)" }
        if exchange.requestHeader("If-None-Match") != nil { facts += "  If-None-Match *" }
        column += frame.put(
            facts, at: Position(row: row, column: column), style: .text, maxWidth: max(0, size.columns - column - 6))
        let isRefused = exchange.status == 409
        let status = "  → " + (exchange.status.map(String.init) ?? "no answer")
        column += frame.put(
            status, at: Position(row: row, column: column), style: Style(isRefused ? .error : .added, .bold))
        if let etag = exchange.responseHeader("ETag") {
            frame.put(
                "  ETag \(etag)", at: Position(row: row, column: column), style: .text,
                maxWidth: max(0, size.columns - column), overflow: .mark)
        }
    }
}
