import TruceDiff

/// Why documents of a kind that is merged by key were merged as any text.
public enum Fallback: Error, Sendable, Equatable {
    public enum Text: String, Sendable, CaseIterable {
        case base, ours, theirs
    }

    /// A text is not well-formed, at a line (from 0).
    case malformed(Text, TextKind, line: Int)
    /// A text holds, at a line (from 0), what is not merged by key.
    case unsupported(Text, what: String, line: Int)
    /// A text is nested too deeply, at a line (from 0).
    case tooDeep(Text, line: Int)
    /// Lines that end differently cannot stand side by side.
    case lineEnds
    /// What they came to by key did not pass the checks: it has to be well-formed and to hold every change.
    case unsafe

    /// The text that the reason is about, and the line in it (from 0); nil where it is none of them alone.
    public var place: (text: Text, line: Int)? {
        switch self {
        case .malformed(let text, _, let line), .unsupported(let text, _, let line), .tooDeep(let text, let line):
            (text, line)
        case .lineEnds, .unsafe: nil
        }
    }

    /// One sentence, with lines from 1.
    public var reason: String {
        switch self {
        case .malformed(let text, let kind, let line): "\(text.name) is not well-formed \(kind.name): line \(line + 1)."
        case .unsupported(let text, let what, let line):
            "\(text.name) has \(what), which cannot be merged by key: line \(line + 1)."
        case .tooDeep(let text, let line): "\(text.name) is nested too deeply to be merged by key: line \(line + 1)."
        case .lineEnds: "The texts end their lines differently."
        case .unsafe: "Merged by key, the changes would not make a well-formed text that holds them all."
        }
    }

    /// What kept a text from being taken apart.
    init(_ failure: Unparsed, in text: Text, _ bytes: [UInt8], kind: TextKind) {
        let line = failure.line(in: bytes)
        switch failure {
        case .malformed, .clash: self = .malformed(text, kind, line: line)
        case .repeatedKey: self = .unsupported(text, what: "a key twice", line: line)
        case .unsupported(let what, _): self = .unsupported(text, what: what, line: line)
        case .tooDeep: self = .tooDeep(text, line: line)
        }
    }
}

extension Fallback.Text {
    fileprivate var name: String {
        switch self {
        case .base: "Base"
        case .ours: "Ours"
        case .theirs: "Theirs"
        }
    }
}

extension TextKind {
    /// What it is called where it is merged by key.
    var name: String {
        switch self {
        case .json: "JSON"
        case .toml: "TOML"
        // Of Markdown the front matter is merged by key.
        case .yaml, .markdown: "YAML"
        case .reStructuredText: "reStructuredText"
        case .asciiDoc: "AsciiDoc"
        case .plain: "text"
        }
    }
}
