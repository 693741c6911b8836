/// What a person has chosen about the editor, once for all documents.
public struct Settings: Sendable, Equatable {
    /// Whether after a decision the next place comes up that the gate waits for.
    public var advances = true
    /// Whether a merge in which only lines merged, so that there is nothing to decide, is resubmitted at once.
    public var resubmitsCleanMerges = false

    public init() {}

    /// A line of settings that is none.
    public struct Invalid: Error, Equatable {
        /// From 1.
        public var line: Int
        /// What to write instead.
        public var detail: String
    }

    /// Reads `name = value` lines, a value with or without quotes; `#` begins a comment.
    ///
    /// Throws ``Invalid`` for the first line that is no setting.
    public init(_ text: String) throws(Invalid) {
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let words = line.prefix { $0 != "#" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                .map { String($0.trimmed(of: \.isWhitespace)) }
            guard words != [""] else { continue }
            let names = Setting.allCases.map { "'\($0.rawValue)'" }.joined(separator: " and ")
            guard words.count == 2 else {
                throw Invalid(line: index + 1, detail: "write a setting, '=' and its value; there are \(names)")
            }
            guard let setting = Setting(rawValue: words[0]) else {
                throw Invalid(line: index + 1, detail: "there is no setting '\(words[0])'; there are \(names)")
            }
            guard let value = setting.values.firstIndex(of: String(words[1].trimmed(of: { $0 == "\"" }))) else {
                let values = setting.values.map { "'\($0)'" }.joined(separator: " or ")
                throw Invalid(line: index + 1, detail: "'\(setting.rawValue)' takes \(values)")
            }
            switch setting {
            case .advance: advances = value == 0
            case .onCleanMerge: resubmitsCleanMerges = value == 1
            }
        }
    }

    private enum Setting: String, CaseIterable {
        case advance
        case onCleanMerge = "on-clean-merge"

        /// The default first.
        var values: [String] {
            switch self {
            case .advance: ["on", "off"]
            case .onCleanMerge: ["show", "resubmit"]
            }
        }
    }
}

extension StringProtocol where SubSequence == Substring {
    /// Without such characters at both ends.
    fileprivate func trimmed(of isOutside: (Character) -> Bool) -> Substring {
        var rest = drop(while: isOutside)
        while let last = rest.last, isOutside(last) { rest.removeLast() }
        return rest
    }
}
