import CNcurses
import TruceScreen

/// Draws frames with ncurses: only cells that differ from the frame before are handed over.
@TerminalActor
final class Canvas {
    private let screen: OpaquePointer
    private let looks: [(attributes: attr_t, pair: Int32)]
    private var shown: Frame?
    private var isCursorVisible = true
    private var cells: [cchar_t] = []

    /// Takes over the screen that is current in ncurses, at the end of its initialisation.
    init(_ screen: OpaquePointer, usesColor: Bool) {
        self.screen = screen
        let depth = Canvas.depth(usesColor: usesColor)
        looks = Style.Role.allCases.map { role in
            let look = Theme.look(of: role, depth)
            let attributes = Canvas.attributes(look.attributes)
            guard look.foreground != nil || look.background != nil else { return (attributes, 0) }
            let pair = Int32(role.rawValue) + 1
            init_extended_pair(pair, Canvas.number(look.foreground, depth), Canvas.number(look.background, depth))
            return (attributes, pair)
        }
    }

    private static func depth(usesColor: Bool) -> ColorDepth {
        guard usesColor, has_colors(), start_color() == OK, use_default_colors() == OK,
            truce_pair_count() > Style.Role.allCases.count
        else { return .monochrome }
        switch truce_color_count() {
        case 257... where truce_has_direct_color(): return .direct
        case 256...: return .palette
        case 8...: return .eight
        default: return .monochrome
        }
    }

    private static func number(_ color: UInt8?, _ depth: ColorDepth) -> Int32 {
        guard let color else { return -1 }
        return depth == .direct ? Theme.components(color) : Int32(color)
    }

    private static func attributes(_ emphasis: Style.Emphasis) -> attr_t {
        var attributes: attr_t = 0
        if emphasis.contains(.bold) { attributes |= truce_attribute_bold() }
        if emphasis.contains(.underline) { attributes |= truce_attribute_underline() }
        if emphasis.contains(.reverse) { attributes |= truce_attribute_reverse() }
        if emphasis.contains(.dim) { attributes |= truce_attribute_dim() }
        if emphasis.contains(.italic) { attributes |= truce_attribute_italic() }
        return attributes
    }

    // MARK: Frames

    /// Draws a frame; what is wider or higher than the screen is cut off, what is left over is empty.
    func show(_ frame: Frame, size: Size) {
        let frame = frame.size == size ? frame : frame.sub(Rect(size))
        let before = shown?.size == size ? shown : nil
        if before == nil { werase(truce_standard_screen()) }
        for row in 0..<size.rows {
            draw(row, frame.cells(inRow: row), over: before?.cells(inRow: row))
        }
        shown = frame
        placeCursor(frame.cursor)
        wrefresh(truce_standard_screen())
    }

    /// Forgets what the terminal shows, and draws the last frame anew.
    func redraw(size: Size) {
        clearok(truce_current_screen(), true)
        isCursorVisible = true
        guard let frame = shown else { return }
        shown = nil
        show(frame, size: size)
    }

    /// Tells ncurses the size; the next frame is drawn anew.
    func resize(to size: Size) {
        resizeterm(Int32(size.rows), Int32(size.columns))
        clearok(truce_current_screen(), true)
        shown = nil
    }

    private func placeCursor(_ position: Position?) {
        if let position, let frame = shown, Rect(frame.size).contains(position) {
            wmove(truce_standard_screen(), Int32(position.row), Int32(position.column))
            setCursor(visible: true)
        } else {
            setCursor(visible: false)
        }
    }

    private func setCursor(visible: Bool) {
        guard visible != isCursorVisible else { return }
        isCursorVisible = visible
        curs_set(visible ? 1 : 0)
    }

    // MARK: Cells

    private func draw(_ row: Int, _ new: ArraySlice<Cell>, over old: ArraySlice<Cell>?) {
        new.withUnsafeBufferPointer { new in
            guard let old else {
                write(new[...], row: row)
                return
            }
            old.withUnsafeBufferPointer { old in
                var column = 0
                while column < new.count {
                    guard new[column] != old[column] else {
                        column += 1
                        continue
                    }
                    // The right half of a wide cell may be the same behind another left half; both are drawn.
                    var end = column + 1
                    while end < new.count, new[end] != old[end] || new[end].width == 0 { end += 1 }
                    write(new[column..<end], row: row)
                    column = end
                }
            }
        }
    }

    private func write(_ run: Slice<UnsafeBufferPointer<Cell>>, row: Int) {
        cells.removeAll(keepingCapacity: true)
        for cell in run where cell.width > 0 { append(cell) }
        guard !cells.isEmpty else { return }
        mvwadd_wchnstr(truce_standard_screen(), Int32(row), Int32(run.startIndex), cells, Int32(cells.count))
    }

    private func append(_ cell: Cell) {
        let style = cell.style
        if Canvas.agrees(cell) {
            withUnsafeTemporaryAllocation(of: wchar_t.self, capacity: 6) { scalars in
                let count = cell.scalarCount
                for index in 0..<count { scalars[index] = wchar_t(bitPattern: cell.scalar(index).value) }
                scalars[count] = 0
                append(scalars.baseAddress, style)
            }
        } else {
            // The terminal's library draws it in another number of cells, or not at all.
            let question: [wchar_t] = [0x3F, 0]
            let space: [wchar_t] = [0x20, 0]
            append(question, style.forReplacement)
            if cell.width == 2 { append(space, style.forReplacement) }
        }
    }

    private func append(_ scalars: UnsafePointer<wchar_t>?, _ style: Style) {
        let look = looks[Int(style.role.rawValue)]
        // Reversed twice is not reversed.
        let reverse = truce_attribute_reverse()
        let own = Canvas.attributes(style.emphasis)
        let attributes = (look.attributes | own) & ~reverse | (look.attributes ^ own) & reverse
        var cell = cchar_t()
        truce_set_cell(&cell, scalars, attributes, look.pair)
        cells.append(cell)
    }

    /// Whether the C library gives the cell's scalars the widths that the cell has.
    private static func agrees(_ cell: Cell) -> Bool {
        let base = cell.scalar(0).value
        let count = cell.scalarCount
        if base < 0x7F, count == 1 { return true }
        guard truce_scalar_width(wchar_t(bitPattern: base)) == Int32(cell.width) else { return false }
        return (1..<count).allSatisfy { truce_scalar_width(wchar_t(bitPattern: cell.scalar($0).value)) == 0 }
    }
}
