/// Words of `text` put into lines of at most `width` characters; a longer word is cut.
public func wrappedWords(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: true) {
        var word = word
        while word.count > width {
            if !line.isEmpty { lines.append(line) }
            lines.append(String(word.prefix(width)))
            word = word.dropFirst(width)
            line = ""
        }
        if line.isEmpty {
            line = String(word)
        } else if line.count + 1 + word.count <= width {
            line += " " + word
        } else {
            lines.append(line)
            line = String(word)
        }
    }
    return line.isEmpty ? lines : lines + [line]
}
