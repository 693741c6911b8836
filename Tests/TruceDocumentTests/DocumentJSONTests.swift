import Testing

@testable import TruceDocument

@Suite("Document, Version and Page in JSON")
struct DocumentJSONTests {
    static let digest = Digest(of: Array("text\n".utf8))
    static let document = Document(
        id: "01J9ZZZZZZZZZZZZZZZZZZZZZZ", name: "ops/runbook", aliases: ["rb"], title: "A \"title\"\n", externalID: nil,
        mediaType: "text/markdown", status: "draft", tags: ["a", "b"], version: 18, size: 5,
        metadataETag: .metadata(revision: 7), contentETag: .content(version: 18, digest: digest),
        createdAt: Timestamp(milliseconds: 1_776_773_291_000), createdBy: "alice",
        updatedAt: Timestamp(milliseconds: 1_776_773_291_123), updatedBy: "bob")
    static let version = Version(
        number: 18, parent: 17, author: "bob", at: Timestamp(milliseconds: 1_776_773_291_000), message: "more",
        size: 5, digest: digest, mergeOf: 16)

    @Test("A document has the members of the contract, in its order")
    func documentMembers() {
        guard case .object(let members) = Self.document.json else { return #expect(Bool(false)) }
        #expect(
            members.map(\.name) == [
                "id", "name", "aliases", "title", "externalId", "mediaType", "status", "tags", "version", "size",
                "etag", "metadataETag", "contentETag", "createdAt", "createdBy", "updatedAt", "updatedBy",
            ])
        #expect(Document.memberNames == Set(members.map(\.name)))
        #expect(Self.document.json["externalId"] == .null)
        #expect(Self.document.json["contentETag"] == .string(Self.document.contentETag.header))
    }

    @Test("Documents come back", arguments: [nil, "", "ext-1"])
    func documents(externalID: String?) throws {
        var document = Self.document
        document.externalID = externalID
        #expect(try Document(decoding: document.encoded()) == document)
    }

    @Test("Versions come back", arguments: [(nil, nil), (17, nil), (17, 16)] as [(Int?, Int?)])
    func versions(parent: Int?, mergeOf: Int?) throws {
        var version = Self.version
        version.parent = parent
        version.mergeOf = mergeOf
        #expect(try Version(decoding: version.encoded()) == version)
        #expect(version.json["parent"] == (parent.map(JSON.integer) ?? .null))
        #expect((version.json["mergeOf"] == nil) == (mergeOf == nil))
        #expect(version.json["sha256"] == .string(Self.digest.hex))
    }

    @Test("A version that was forced says so, and no other", arguments: [true, false])
    func forcedVersions(isForced: Bool) throws {
        var version = Self.version
        version.isForced = isForced
        #expect(try Version(decoding: version.encoded()) == version)
        #expect(version.json["forced"] == (isForced ? .bool(true) : nil))
    }

    @Test("Pages come back; a fault in one names its place")
    func pages() throws {
        let page = Page(items: [Self.version, Self.version], next: "c")
        #expect(try Page<Version>(decoding: page.encoded(), next: "c") == page)
        let error = #expect(throws: JSON.Invalid.self) {
            try Page<Version>(decoding: Array(#"{"items":[{"version":"1"}]}"#.utf8), next: nil)
        }
        #expect(error?.pointer == "/items/0/version")
    }

    @Test("Members that are added later are ignored; missing ones are named")
    func tolerance() throws {
        guard case .object(let members) = Self.document.json else { return #expect(Bool(false)) }
        #expect(try Document(json: .object(members + [.init("new", .null)])) == Self.document)
        for member in members where member.name != "externalId" && member.name != "etag" {
            let error = #expect(throws: JSON.Invalid.self) {
                try Document(json: .object(members.filter { $0 != member }))
            }
            #expect(error?.pointer == "/" + member.name)
        }
    }

    @Test("Lines and who brought them come back")
    func blame() throws {
        let item = BlameItem(from: 1, to: 4, version: 3, author: "bob", at: Timestamp(milliseconds: 5))
        #expect(try BlameItem(decoding: item.encoded()) == item)
        let text = #"{"from":1,"to":4,"version":3,"author":"bob","at":"1970-01-01T00:00:00.005Z"}"#
        #expect(String(decoding: item.encoded(), as: UTF8.self) == text)
    }
}
