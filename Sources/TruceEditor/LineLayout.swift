public import TruceScreen
public import TruceText

/// Where the graphemes of a line stand in cells, tabs among them.
public struct LineLayout: Sendable {
    /// Cells between tab stops.
    public static let tabWidth = 4

    /// One grapheme, laid out.
    public struct Item: Sendable, Equatable {
        /// Bytes of the line.
        public var range: Range<Int>
        /// The first cell, from 0.
        public var column: Int
        /// Cells.
        public var width: Int
        /// nil for a tab, which is drawn as spaces.
        public var glyph: Glyph?
    }

    private let bytes: [UInt8]

    /// - Parameter bytes: the line without its terminator.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Calls `body` for each grapheme from the left until it returns false; those that end left of cell `column` or before
    /// byte `byte` may be skipped where they are printable ASCII, which costs next to nothing.
    private func forEach(fromColumn column: Int = .max, fromByte byte: Int = .max, _ body: (Item) -> Bool) {
        // Between two printable ASCII characters there is always a boundary; the last may have a mark behind it.
        let start = max(0, plainPrefix(atMost: min(column, byte, bytes.count)) - 1)
        var column = start
        Visible.forEachGlyph(in: bytes.span.extracting(start...)) { range, glyph in
            let range = range.lowerBound + start..<range.upperBound + start
            let isTab = range.count == 1 && bytes[range.lowerBound] == 9
            let width = isTab ? Self.tabWidth - column % Self.tabWidth : glyph.width
            defer { column += width }
            return body(Item(range: range, column: column, width: width, glyph: isTab ? nil : glyph))
        }
    }

    /// The items that show in `columns`, the first and the last perhaps in part.
    public func items(in columns: Range<Int>) -> [Item] {
        var items: [Item] = []
        if columns.isEmpty { return items }
        forEach(fromColumn: columns.lowerBound) { item in
            guard item.column < columns.upperBound else { return false }
            if item.column + item.width > columns.lowerBound { items.append(item) }
            return true
        }
        return items
    }

    /// The cell where byte `byte` of the line begins; the line's width for its end.
    public func column(ofByte byte: Int) -> Int {
        var column = 0
        forEach(fromByte: byte) { item in
            column = item.column
            guard item.range.lowerBound < byte else { return false }
            column += item.width
            return true
        }
        return column
    }

    /// The byte of the grapheme at cell `column`; the line's end right of it.
    public func byte(atColumn column: Int) -> Int {
        var byte = bytes.count
        forEach(fromColumn: column) { item in
            guard item.column + item.width <= column else {
                byte = item.range.lowerBound
                return false
            }
            return true
        }
        return byte
    }

    /// Cells of the whole line.
    public var width: Int { column(ofByte: bytes.count) }

    /// The line cut into pieces of at most `width` cells, after a blank where there is one: ranges of cells, at least one and
    /// at most `limit` of them. Looks at no more of the line than that.
    public func wrapped(width: Int, limit: Int) -> [Range<Int>] {
        let width = max(1, width)
        let limit = max(1, limit)
        var pieces: [Range<Int>] = []
        var start = 0
        var afterBlank: Int?
        var end = 0
        forEach(fromColumn: 0) { item in
            let itemEnd = item.column + item.width
            // What is wider than a whole row stands in one of its own, and is cut.
            while itemEnd - start > width, end > start {
                let cut = afterBlank ?? end
                pieces.append(start..<cut)
                start = cut
                afterBlank = nil
            }
            end = itemEnd
            if item.glyph == nil || item.glyph?.text == " " { afterBlank = end }
            return pieces.count < limit
        }
        if pieces.isEmpty || (pieces.count < limit && end > start) { pieces.append(start..<max(end, start + 1)) }
        return pieces
    }

    /// How many of the first `limit` bytes are printable ASCII, one cell each.
    private func plainPrefix(atMost limit: Int) -> Int {
        var index = 0
        while index < limit, bytes[index] >= 0x20, bytes[index] < 0x7F { index += 1 }
        return index
    }
}

extension LineLayout {
    /// The beginning of a line of `count` bytes of which `read` returns the first so many: all of it, or enough to fill the cells
    /// up to `column`. So the end of a line of a megabyte is not read to show its beginning.
    static func beginning(of count: Int, upToColumn column: Int, _ read: (Int) -> [UInt8]) -> [UInt8] {
        // Most characters have at most three bytes and at least a cell.
        var part = 4 * column + 2 * graphemeReserve
        while part < count {
            let bytes = read(part)
            if LineLayout(bytes).byte(atColumn: column) < part - graphemeReserve { return bytes }
            part *= 4
        }
        return read(count)
    }

    /// The beginning of a line: all of it, or enough to fill the cells up to `column`.
    public static func beginning(of line: ArraySlice<UInt8>, upToColumn column: Int) -> [UInt8] {
        beginning(of: line.count, upToColumn: column) { Array(line.prefix($0)) }
    }

    /// Bytes at the end of a beginning that may belong to a grapheme that was cut.
    private static let graphemeReserve = 128
}

extension Rope {
    /// The beginning of a line, `line` its bytes in the text: all of it, or enough to fill the cells up to `column`.
    public func beginning(ofLine line: Range<Int>, upToColumn column: Int) -> [UInt8] {
        LineLayout.beginning(of: line.count, upToColumn: column) { bytes(in: line.prefix($0)) }
    }
}
