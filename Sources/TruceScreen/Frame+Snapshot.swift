extension Frame {
    /// The rows as text, as wide as the frame; a wide character stands once.
    public var lines: [String] {
        (0..<size.rows).map { row in cells(inRow: row).reduce(into: "") { $0 += $1.text } }
    }

    /// The screen as text: the rows without the spaces at their ends, each with a newline.
    public var text: String {
        lines.reduce(into: "") { text, line in text += line.withoutTrailingSpaces + "\n" }
    }

    /// The screen as text that shows styles: runs of cells in a style other than plain text stand in braces behind its
    /// name, as in `{selection+bold:two words}`. Spaces in plain text at the ends of rows are left out.
    public var styled: String {
        (0..<size.rows).reduce(into: "") { text, row in
            text += styledRow(row).withoutTrailingSpaces + "\n"
        }
    }

    private func styledRow(_ row: Int) -> String {
        var text = ""
        var rest = cells(inRow: row)
        while let style = rest.first?.style {
            let run = rest.prefix { $0.style == style }
            rest = rest.dropFirst(run.count)
            let runText = run.reduce(into: "") { $0 += $1.text }
            text += style == .text ? runText : "{\(style.name):\(runText)}"
        }
        return text
    }
}

extension Style {
    /// `role` or `role+emphasis+…`.
    var name: String {
        let emphases: [(Emphasis, String)] = [
            (.bold, "bold"), (.underline, "underline"), (.reverse, "reverse"), (.dim, "dim"), (.italic, "italic"),
        ]
        return emphases.reduce(into: "\(role)") { name, emphasis in
            if self.emphasis.contains(emphasis.0) { name += "+\(emphasis.1)" }
        }
    }
}

extension String {
    fileprivate var withoutTrailingSpaces: Substring {
        var end = utf8.endIndex
        while end > utf8.startIndex, utf8[utf8.index(before: end)] == 0x20 { end = utf8.index(before: end) }
        return self[..<end]
    }
}
