import Glibc

/// Separates the code of a Swift file from comments and from the text of string literals.
///
/// Knows nested comments, raw and multi-line strings, and interpolations, which are code. Does not know regular
/// expression literals: a quote in one is taken for the start of a string, which ends with its line.
struct CodeSeparator {
    private enum Mode {
        case code(openParentheses: Int)
        case string(hashes: Int, isMultiline: Bool)
        case lineComment
        case blockComment(depth: Int)
    }

    /// What becomes of bytes.
    private enum Kind {
        case code
        case comment
        /// Text of a string literal.
        case text
    }

    /// The file, in which what is not code becomes blank; then a NUL.
    private var bytes: [CChar]
    private let end: Int
    private var position = 0
    /// What surrounds the position, outermost first: never empty.
    private var modes: [Mode] = [.code(openParentheses: 0)]
    private var line = 0
    private var commentedLines: Set<Int> = []

    private init(_ text: String) {
        bytes = Array(text.utf8CString)
        end = bytes.count - 1
    }

    /// The text with blanks for what is not code, and the lines, from 0, that a comment stands on.
    static func separate(_ text: String) -> (code: String, commentedLines: Set<Int>) {
        var separator = CodeSeparator(text)
        while separator.position < separator.end { separator.step() }
        return (separator.bytes.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }, separator.commentedLines)
    }

    private mutating func step() {
        switch modes[modes.count - 1] {
        case .code(let open): stepInCode(open)
        case .string(let hashes, let isMultiline): stepInString(hashes, isMultiline)
        case .lineComment:
            takeRun(upTo: "\n", .comment)
            modes.removeLast()
        case .blockComment(let depth): stepInComment(depth)
        }
    }

    private mutating func stepInCode(_ open: Int) {
        if takeRun(upTo: "/\"()\n", .code) { return }
        if isNext("//") {
            modes.append(.lineComment)
            take(2, .comment)
        } else if isNext("/*") {
            modes.append(.blockComment(depth: 1))
            take(2, .comment)
        } else if isNext("\"") {
            let hashes = bytes[..<position].reversed().prefix { $0 == CChar(UInt8(ascii: "#")) }.count
            let isMultiline = isNext("\"\"\"")
            modes.append(.string(hashes: hashes, isMultiline: isMultiline))
            take(isMultiline ? 3 : 1, .code)
        } else {
            if isNext("(") {
                modes[modes.count - 1] = .code(openParentheses: open + 1)
            } else if isNext(")") {
                if open > 0 {
                    modes[modes.count - 1] = .code(openParentheses: open - 1)
                } else if modes.count > 1 {
                    modes.removeLast()
                }
            }
            take(1, .code)
        }
    }

    private mutating func stepInString(_ hashes: Int, _ isMultiline: Bool) {
        if takeRun(upTo: "\\\"\n", .text) { return }
        let marks = String(repeating: "#", count: hashes)
        let quotes = isMultiline ? "\"\"\"" : "\""
        if isNext("\\" + marks + "(") {
            modes.append(.code(openParentheses: 0))
            take(2 + hashes, .code)
        } else if isNext("\\" + marks) {
            // An escape: a quote behind it does not end the string.
            take(1 + hashes, .text)
            take(1, .text)
        } else if isNext(quotes + marks) {
            modes.removeLast()
            take(quotes.utf8.count + hashes, .code)
        } else {
            if !isMultiline, isNext("\n") { modes.removeLast() }
            take(1, .text)
        }
    }

    private mutating func stepInComment(_ depth: Int) {
        if takeRun(upTo: "/*\n", .comment) { return }
        if isNext("/*") {
            modes[modes.count - 1] = .blockComment(depth: depth + 1)
            take(2, .comment)
        } else if isNext("*/") {
            if depth == 1 { modes.removeLast() } else { modes[modes.count - 1] = .blockComment(depth: depth - 1) }
            take(2, .comment)
        } else {
            take(1, .comment)
        }
    }

    private func isNext(_ text: String) -> Bool {
        bytes[position...].withUnsafeBufferPointer { strncmp($0.baseAddress!, text, text.utf8.count) == 0 }
    }

    /// Takes everything up to one of the bytes of `marks`; false if one of them is next.
    @discardableResult
    private mutating func takeRun(upTo marks: String, _ kind: Kind) -> Bool {
        let count = bytes[position...].withUnsafeBufferPointer { strcspn($0.baseAddress!, marks) }
        take(count, kind)
        return count > 0
    }

    /// Takes bytes of which only the first may be a newline.
    private mutating func take(_ count: Int, _ kind: Kind) {
        let count = min(count, end - position)
        guard count > 0 else { return }
        if bytes[position] == CChar(UInt8(ascii: "\n")) {
            line += 1
        } else {
            if kind != .code {
                bytes.replaceSubrange(
                    position..<position + count, with: repeatElement(CChar(UInt8(ascii: " ")), count: count))
            }
            if kind == .comment { commentedLines.insert(line) }
        }
        position += count
    }
}
