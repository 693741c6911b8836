import Foundation

/// A regular expression over whole files; `^` and `$` are those of lines.
///
/// `NSRegularExpression` takes a fiftieth of the time of `Regex`, and these tests read every file.
struct Pattern {
    private let expression: NSRegularExpression

    init(_ pattern: String) throws {
        expression = try NSRegularExpression(pattern: pattern, options: .anchorsMatchLines)
    }

    /// The matches in order, each with its line from 1: what the first group holds, or all of it where there is none.
    func matches(in text: String) -> [(line: Int, text: String)] {
        let units = NSString(string: text)
        var matches: [(line: Int, text: String)] = []
        var line = 1
        var counted = 0
        for match in expression.matches(in: text, range: NSRange(location: 0, length: units.length)) {
            let range = match.range(at: match.numberOfRanges > 1 ? 1 : 0)
            let before = units.substring(with: NSRange(location: counted, length: range.location - counted))
            line += before.utf8.count { $0 == UInt8(ascii: "\n") }
            counted = range.location
            matches.append((line, units.substring(with: range)))
        }
        return matches
    }
}

extension SourceFile {
    /// A finding for each match in the file's text.
    func findings(of pattern: String, _ message: (String) -> String) throws -> [Finding] {
        try Pattern(pattern).matches(in: text).map { Finding(path, line: $0.line, message($0.text)) }
    }

    /// A finding for each match in the file's code.
    func findingsInCode(of pattern: String, _ message: (String) -> String) throws -> [Finding] {
        try Pattern(pattern).matches(in: code).map { Finding(path, line: $0.line, message($0.text)) }
    }
}
