/// A file of the repository.
struct SourceFile: Sendable {
    /// From the root of the repository.
    let path: String
    let text: String
    /// Of a Swift file its code: the text without comments and without what stands in string literals. Empty for others.
    let code: String
    /// Of a Swift file the lines, from 1, that a comment stands on.
    let commentedLines: Set<Int>

    init(_ path: String, _ text: String) {
        self.path = path
        self.text = text
        let separated = path.hasSuffix(".swift") ? CodeSeparator.separate(text) : ("", [])
        code = separated.0
        commentedLines = Set(separated.1.map { $0 + 1 })
    }

    var lines: [String] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    /// The module that a file of `Sources` belongs to, or the test target.
    var target: String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 && (parts[0] == "Sources" || parts[0] == "Tests") ? String(parts[1]) : nil
    }

    var isTest: Bool { path.hasPrefix("Tests/") }
}
