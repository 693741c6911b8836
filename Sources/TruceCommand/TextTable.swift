import TruceScreen

/// Rows of text as people and as programs read them.
struct TextTable: Sendable {
    struct Column: Sendable {
        var heading: String
        var isNumber = false
    }

    var columns: [Column]
    /// A cell for each column.
    var rows: [[String]] = []

    /// With headings, the columns aligned by what they take on the screen; control characters made visible.
    var laidOut: String { lines.map { $0 + "\n" }.joined() }

    /// The lines of ``laidOut``: the headings, then the rows.
    var lines: [String] {
        let cells = [columns.map(\.heading)] + rows.map { $0.map { Visible.string(singleLine($0)) } }
        let widths = columns.indices.map { column in cells.map { Visible.width($0[column]) }.max() ?? 0 }
        return cells.map { row in
            var line = ""
            for (index, cell) in row.enumerated() {
                let space = String(repeating: " ", count: widths[index] - Visible.width(cell))
                line += (index > 0 ? "  " : "") + (columns[index].isNumber ? space + cell : cell + space)
            }
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    /// A line for each row, cells between tabs, no headings. A tab, a newline or a backslash in a cell is `\t`, `\n`,
    /// `\\`, so that every row is a line and every cell a field.
    var tabSeparated: String {
        rows.map { $0.map(escaped).joined(separator: "\t") + "\n" }.joined()
    }

    private func singleLine(_ cell: String) -> String {
        cell.split(whereSeparator: { $0.isNewline || $0 == "\t" }).joined(separator: " ")
    }

    private func escaped(_ cell: String) -> String {
        var result = ""
        for scalar in cell.unicodeScalars {
            switch scalar {
            case "\\": result += "\\\\"
            case "\t": result += "\\t"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}

extension Output {
    /// Writes a table: laid out on a terminal, fields between tabs elsewhere.
    func table(_ table: TextTable) throws {
        try write(Array((isTerminal ? table.laidOut : table.tabSeparated).utf8))
    }
}
