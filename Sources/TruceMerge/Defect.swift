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

extension TextKind {
    /// What is certainly wrong with a text of this kind that was made of others; nil for nothing, and where nobody can tell.
    ///
    /// JSON, YAML and TOML are read by the parsers that merge them by key. What these do not know they decline, so a text
    /// is only judged if all that it was made of is known to be well-formed. Linear; the others are made and read only where
    /// the text seems to be wrong, and the text only for those kinds.
    public func defect(of text: @autoclosure () -> [UInt8], madeOf sources: @autoclosure () -> [[UInt8]]) -> Defect? {
        guard isData, let format = TypedFormat(self) else { return nil }
        let text = text()
        do throws(Unparsed) {
            _ = try format.parse(text)
            return nil
        } catch {
            let repeatedKey: String?
            switch error {
            case .unsupported, .tooDeep: return nil
            case .malformed, .clash: repeatedKey = nil
            case .repeatedKey(let key, _, _): repeatedKey = key.text
            }
            guard sources().allSatisfy({ (try? format.parse($0)) != nil }) else { return nil }
            return Defect(kind: self, line: error.line(in: text), repeatedKey: repeatedKey)
        }
    }
}
