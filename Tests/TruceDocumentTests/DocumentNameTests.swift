import Testing

@testable import TruceDocument

@Suite("DocumentName")
struct DocumentNameTests {
    @Test(
        "Names that are allowed",
        arguments: [
            "a", "runbook", "ops/runbook", "a.b", "a..b", "v1.2_final-3", "Übung", "漢字", "न\u{93F}", "٣",
            String(repeating: "a", count: 200), "a/b/c.md", "-", "_", "a.",
        ])
    func allowed(text: String) throws {
        #expect(try DocumentName(text).text == text)
    }

    @Test(
        "Names that are refused, and why",
        arguments: [
            ("", "empty"), (String(repeating: "a", count: 201), "201 bytes"), ("a b", "U+0020"), ("a\n", "U+000A"),
            ("a\u{202E}b", "U+202E"), ("a\u{200B}b", "U+200B"), ("a:b", "U+003A"), ("a\\b", "U+005C"), ("½", "U+00BD"),
            ("😀", "U+1F600"), ("/a", "empty part"), ("a/", "empty part"), ("a//b", "empty part"), (".", "dot"),
            ("..", "dot"), (".a", "dot"), ("a/.b", "dot"), ("a/../b", "dot"), ("a/.\u{301}b", "dot"),
            ("a/\u{301}b/.c", "dot"), ("e\u{301}", "normalization form C"), ("a%2Fb", "U+0025"), ("a\0b", "U+0000"),
        ])
    func refused(text: String, why: String) {
        let error = #expect(throws: DocumentName.Invalid.self) { try DocumentName(text) }
        #expect(error?.detail.contains(why) == true)
    }

    @Test("Names that differ in case alone fold to one form")
    func folding() throws {
        #expect(try DocumentName("Straße").folded == DocumentName("STRASSE").folded)
        #expect(try DocumentName("Runbook").folded != DocumentName("Runbooks").folded)
    }
}
