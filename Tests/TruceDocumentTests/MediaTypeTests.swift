import Testing

@testable import TruceDocument

@Suite("MediaType")
struct MediaTypeTests {
    @Test(
        "What the name's ending says",
        arguments: [
            ("notes", MediaType.plainText, "Text"), ("notes.md", .markdown, "Markdown"),
            ("ops/Runbook.MD", .markdown, "Markdown"), ("a.json", .json, "JSON"), ("a.yaml", .yaml, "YAML"),
            ("a.b.yml", .yaml, "YAML"), ("a.toml", .toml, "TOML"), ("a.txt", .plainText, "Text"),
            ("json", .plainText, "Text"), ("a.md/b", .plainText, "Text"), ("a.", .plainText, "Text"),
            ("", .plainText, "Text"),
        ])
    func guess(name: String, type: MediaType, label: String) {
        #expect(MediaType.guess(name) == type)
        #expect(type.label == label)
    }

    @Test(
        "What the status row calls a header's type",
        arguments: [
            ("text/markdown", "Markdown"), ("Text/Markdown; variant=GFM", "Markdown"), ("application/json", "JSON"),
            ("application/yaml;charset=utf-8", "YAML"), ("image/png", "Text"), ("", "Text"),
        ])
    func label(header: String, label: String) {
        #expect(MediaType.label(of: header) == label)
    }

    @Test("Every type's own header is valid and comes back", arguments: MediaType.allCases)
    func own(type: MediaType) {
        #expect(MediaType.isValid(type.rawValue))
        #expect(MediaType(header: type.rawValue) == type)
    }

    @Test(
        "What cannot stand in a Content-Type",
        arguments: [
            "", "text", "text/", "/plain", "a/b/c", "text/plain\r\nSet-Cookie: a=b", "text/pläin", "te xt/(plain)",
            "text/" + String(repeating: "a", count: 200),
        ])
    func invalid(header: String) {
        #expect(!MediaType.isValid(header))
    }
}
