import TruceMerge

extension TextKind {
    /// What a document is by its media type; where that says no more than text, or there is none, by the ending of its name.
    init(mediaType: String?, name: String) {
        let kinds: [(word: String, kind: TextKind)] = [
            ("json", .json), ("yaml", .yaml), ("toml", .toml), ("markdown", .markdown), ("rst", .reStructuredText),
            ("asciidoc", .asciiDoc),
        ]
        let essence = mediaType?.lowercased().prefix { $0 != ";" } ?? ""
        self = kinds.first { essence.contains($0.word) }?.kind ?? TextKind(path: name)
    }
}
