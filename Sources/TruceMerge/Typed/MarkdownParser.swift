/// Parses a run of lines of Markdown that is a piece of a table, or of a list whose items begin with a link.
enum MarkdownParser {
    /// A table: rows, told apart by their first cell, of equally many cells.
    static func table(_ bytes: [UInt8]) throws(Unparsed) -> TypedDocument {
        var rows: [TypedEntry] = []
        for line in lines(of: bytes) {
            guard let row = row(bytes, line) else {
                throw .unsupported("a line that is no row of a table", line.lowerBound)
            }
            if let first = rows.first, first.value.entries.count != row.entries.count {
                throw .unsupported("rows of different length", line.lowerBound)
            }
            let none = line.upperBound..<line.upperBound
            rows.append(
                TypedEntry(
                    key: row.entries.first.map { TypedKey([], element: bytes[$0.value.range]) },
                    lead: line.lowerBound..<line.lowerBound, head: line.lowerBound..<line.lowerBound, value: row,
                    trail: none, separator: none))
        }
        return document(bytes, rows)
    }

    /// Items of a list, told apart by the target of their first link.
    static func items(_ bytes: [UInt8]) throws(Unparsed) -> TypedDocument {
        var items: [TypedEntry] = []
        for line in lines(of: bytes) {
            guard let content = itemContent(bytes, line) else {
                throw .unsupported("a line that is no item of a list", line.lowerBound)
            }
            guard let link = linkTarget(bytes[content]) else {
                throw .unsupported("an item without a link", line.lowerBound)
            }
            items.append(
                TypedEntry(
                    key: TypedKey([], element: link), lead: line.lowerBound..<line.lowerBound,
                    head: line.lowerBound..<content.lowerBound, value: .scalar(content),
                    trail: content.upperBound..<line.upperBound, separator: line.upperBound..<line.upperBound))
        }
        return document(bytes, items)
    }

    private static func document(_ bytes: [UInt8], _ entries: [TypedEntry]) -> TypedDocument {
        let root = TypedNode(
            shape: .list, layout: .lines(indentation: 0), range: 0..<bytes.count, open: 0..<0, entries: entries,
            close: bytes.count..<bytes.count)
        return TypedDocument(bytes: bytes, root: root)
    }

    private static func lines(of bytes: [UInt8]) -> [Range<Int>] {
        var lines: [Range<Int>] = []
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
            lines.append(start..<end)
            start = end
        }
        return lines
    }

    /// `| a | b |`: cells by their column, the bars and the space around them as space.
    private static func row(_ bytes: [UInt8], _ line: Range<Int>) -> TypedNode? {
        let content = bytes[line].trimmed
        guard content.count > 1, content.first == UInt8(ascii: "|"), content.last == UInt8(ascii: "|") else {
            return nil
        }
        var bars: [Int] = []
        var isEscaped = false
        for index in content.indices {
            if content[index] == UInt8(ascii: "|"), !isEscaped { bars.append(index) }
            isEscaped = !isEscaped && content[index] == UInt8(ascii: "\\")
        }
        guard bars.last == content.indices.last, bars.count > 1 else { return nil }
        var cells: [TypedEntry] = []
        var done = line.lowerBound
        for (column, (bar, next)) in zip(bars, bars.dropFirst()).enumerated() {
            let inside = bytes[(bar + 1)..<next]
            let cell = inside.trimmed.isEmpty ? (bar + 1)..<(bar + 1) : inside.trimmed.indices
            let none = cell.upperBound..<cell.upperBound
            cells.append(
                TypedEntry(
                    key: TypedKey(Array("\(column + 1)".utf8)[...]), lead: done..<cell.lowerBound,
                    head: cell.lowerBound..<cell.lowerBound, value: .scalar(cell), trail: none, separator: none))
            done = cell.upperBound
        }
        return TypedNode(
            shape: .mapping, layout: .lines(indentation: 0), range: line, open: line.lowerBound..<line.lowerBound,
            entries: cells, close: done..<line.upperBound)
    }

    /// What stands behind the marker of an item that is one line.
    private static func itemContent(_ bytes: [UInt8], _ line: Range<Int>) -> Range<Int>? {
        let content = bytes[line].trimmed
        guard let marker = content.first, "-*+".utf8.contains(marker), content.dropFirst().first == 0x20 else {
            return nil
        }
        let text = content.dropFirst().trimmed
        return text.isEmpty ? nil : text.indices
    }

    /// The target of the first `[text](target)`.
    private static func linkTarget(_ item: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard var index = item.firstIndex(of: UInt8(ascii: "[")) else { return nil }
        while index + 1 < item.endIndex {
            if item[index] == UInt8(ascii: "]"), item[index + 1] == UInt8(ascii: "(") {
                let target = item[(index + 2)...].prefix { $0 != UInt8(ascii: ")") }
                return target.isEmpty || target.endIndex == item.endIndex ? nil : target
            }
            index += 1
        }
        return nil
    }
}
