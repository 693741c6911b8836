import TruceDiff

/// A kind of document that is merged by key.
enum TypedFormat {
    case json, yaml, toml
    /// YAML between `---` lines at the start of a text, Markdown or any other.
    case frontMatter
    /// Lines of Markdown that are rows of a table, or items of a list.
    case table, items

    init?(_ kind: TextKind) {
        switch kind {
        case .json: self = .json
        case .yaml: self = .yaml
        case .toml: self = .toml
        case .markdown: self = .frontMatter
        case .reStructuredText, .asciiDoc, .plain: return nil
        }
    }

    /// What a list in it is called.
    var listRule: Rule {
        switch self {
        case .json, .yaml, .toml, .frontMatter: .keyedList
        case .table: .cells
        case .items: .items
        }
    }

    /// Where both sides' insertions at one point are merged: not in YAML, where people care for the order of keys.
    func unions(_ mode: MergeMode) -> EntryOrder.Unions {
        switch self {
        case _ where mode == .cautious: .nowhere
        case .json, .toml: .mappings
        case .yaml, .frontMatter, .table, .items: .nowhere
        }
    }

    /// The part of a text that is merged by key; nil where it has none.
    func part(of text: [UInt8]) -> Range<Int>? {
        self == .frontMatter ? Self.frontMatter(of: text) : text.indices
    }

    /// Takes a text apart; the root's range says which part of the text it is.
    ///
    /// A text of lines whose last one lacks its newline is given one.
    func parse(_ text: [UInt8]) throws(Unparsed) -> TypedDocument {
        switch self {
        case .json: return try BracketParser.parse(json: text)
        case .toml: return try TOMLParser.parse(Self.withFinalNewline(text))
        case .yaml:
            let text = Self.withFinalNewline(text)
            return TypedDocument(bytes: text, root: try YAMLParser.parse(text, in: 0..<text.count))
        case .table: return try MarkdownParser.table(Self.withFinalNewline(text))
        case .items: return try MarkdownParser.items(Self.withFinalNewline(text))
        case .frontMatter:
            guard let range = Self.frontMatter(of: text) else { throw .unsupported("no front matter", 0) }
            return TypedDocument(bytes: text, root: try YAMLParser.parse(text, in: range))
        }
    }

    private static func withFinalNewline(_ text: [UInt8]) -> [UInt8] {
        guard let last = text.last, last != UInt8(ascii: "\n") else { return text }
        return text + [UInt8(ascii: "\n")]
    }

    /// From the first line, `---`, up to the line that closes it.
    private static func frontMatter(of text: [UInt8]) -> Range<Int>? {
        var start = 0
        while start < text.count {
            let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
            var last = end
            while last > start, text[last - 1].isSpace { last -= 1 }
            let isMarker = text[start..<last].elementsEqual("---".utf8)
            if start == 0, !isMarker { return nil }
            if start > 0, isMarker { return 0..<start }
            start = end + 1
        }
        return nil
    }
}
