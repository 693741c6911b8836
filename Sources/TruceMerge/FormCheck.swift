/// Tells whether a text of a kind is well-formed, where that can be told with certainty.
///
/// JSON, YAML and TOML are read by the parsers that merge them by key, which decline what they do not know. So a text is
/// only judged beside others that they do know, as a result beside what it was made of.
public struct FormCheck: Sendable {
    private let kind: TextKind
    private let format: TypedFormat

    /// nil for a kind without such a form, and where one of the texts is not known to be well-formed.
    ///
    /// Linear in the texts.
    public init?(_ kind: TextKind, knowing texts: [[UInt8]]) {
        guard [.json, .yaml, .toml].contains(kind), let format = TypedFormat(kind) else { return nil }
        self.kind = kind
        self.format = format
        for text in texts where (try? format.parse(text)) == nil { return nil }
    }

    /// What is certainly wrong with a text; nil for nothing. Linear.
    public func defect(of text: [UInt8]) -> Defect? {
        do throws(Unparsed) {
            _ = try format.parse(text)
            return nil
        } catch {
            switch error {
            case .malformed: return Defect(kind: kind, line: error.line(in: text), repeatedKey: nil)
            case .repeatedKey(let key, _): return Defect(kind: kind, line: error.line(in: text), repeatedKey: key.text)
            case .unsupported, .tooDeep: return nil
            }
        }
    }
}

/// What keeps a text from being a good one of its kind.
public struct Defect: Sendable, Equatable {
    public var kind: TextKind
    /// From 0.
    public var line: Int
    /// A key that stands in one mapping a second time, in that line; nil where the form itself is broken.
    public var repeatedKey: String?

    /// `Not YAML: line 212, retries twice`, with lines from 1.
    public var sentence: String {
        guard let repeatedKey else { return "Not \(kind.name): line \(line + 1)" }
        // JSON only advises against it (RFC 8259, section 4).
        return "\(kind == .json ? "Bad" : "Not") \(kind.name): line \(line + 1), \(repeatedKey) twice"
    }
}
