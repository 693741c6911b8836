import Testing

@testable import TruceDocument

@Suite("ETag")
struct ETagTests {
    @Test("Tags of content, metadata and document")
    func made() {
        let content = ETag.content(version: 18, digest: Digest(of: Array("x".utf8)))
        #expect(content.header == "\"18-2d711642b726\"")
        #expect(ETag.metadata(revision: 7).header == "\"m7\"")
        #expect(ETag.document(metadata: .metadata(revision: 7), content: content).header == "\"m7.18-2d711642b726\"")
    }

    @Test(
        "Lists in If-Match",
        arguments: [
            ("*", ETagList.any), (" * ", .any), ("\"a\"", .tags([ETag("a")])),
            ("\"a\", \"b\"", .tags([ETag("a"), ETag("b")])), ("W/\"a\"", .tags([ETag("a", isWeak: true)])),
            ("\"a\",, \"b\" ,", .tags([ETag("a"), ETag("b")])), ("\"\"", .tags([ETag("")])),
            ("\"a,b\"", .tags([ETag("a,b")])), ("\"ä\"", .tags([ETag("ä")])), ("\"W/\"", .tags([ETag("W/")])),
        ])
    func parsed(header: String, list: ETagList) {
        #expect(ETagList(header: header) == list)
        #expect(ETagList(header: list.header) == list)
    }

    @Test(
        "What is no list",
        arguments: ["", ",", "a", "\"a", "\"a\" \"b\"", "*, \"a\"", "\"a\", *", "w/\"a\"", "\"a b\"", "\"a\"b", "**"])
    func malformed(header: String) {
        #expect(ETagList(header: header) == nil)
    }

    @Test("One tag", arguments: [("\"a\"", "a"), (" \"a\" ", "a"), ("\"a\", \"b\"", nil), ("*", nil), ("a", nil)])
    func single(header: String, opaque: String?) {
        #expect(ETag(header: header)?.opaque == opaque)
    }

    @Test("Strong and weak comparison (RFC 9110, table 3)")
    func comparison() {
        let table: [(ETag, ETag, strong: Bool, weak: Bool)] = [
            (ETag("1", isWeak: true), ETag("1", isWeak: true), false, true),
            (ETag("1", isWeak: true), ETag("2", isWeak: true), false, false),
            (ETag("1", isWeak: true), ETag("1"), false, true),
            (ETag("1"), ETag("1"), true, true),
        ]
        for (a, b, strong, weak) in table {
            #expect(a.strongMatch(b) == strong)
            #expect(a.weakMatch(b) == weak)
            #expect(ETagList.tags([ETag("other"), a]).strongMatch(b) == strong)
            #expect(ETagList.tags([ETag("other"), a]).weakMatch(b) == weak)
        }
        #expect(ETagList.any.strongMatch(ETag("x")) && !ETagList.any.strongMatch(nil))
        #expect(ETagList.any.weakMatch(ETag("x")) && !ETagList.any.weakMatch(nil))
    }
}
