/// What a text is, as far as merging is concerned.
public enum TextKind: String, Sendable, CaseIterable {
    case json
    case yaml
    case toml
    case markdown
    case reStructuredText
    case asciiDoc
    /// Prose, or anything else.
    case plain

    /// Whether it is made of keys and elements rather than of prose.
    var isData: Bool { [.json, .yaml, .toml].contains(self) }

    /// By the extension of a file's name, whatever its case; `plain` where it tells nothing.
    public init(path: String) {
        let name = path.utf8.split(separator: UInt8(ascii: "/")).last ?? Substring(path).utf8[...]
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else {
            self = .plain
            return
        }
        switch String(Substring(name[name.index(after: dot)...])).lowercased() {
        case "json", "jsonc", "json5", "webmanifest", "geojson", "topojson": self = .json
        case "yaml", "yml": self = .yaml
        case "toml": self = .toml
        case "md", "markdown", "mdown", "mkd", "mdx": self = .markdown
        case "rst", "rest": self = .reStructuredText
        case "adoc", "asciidoc", "asc": self = .asciiDoc
        default: self = .plain
        }
    }
}
