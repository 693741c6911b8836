import Testing

@testable import TruceDocument

@Suite("Metadata")
struct MetadataTests {
    static let metadata = Metadata(
        name: "a", title: "A", externalID: "x-1", mediaType: "text/plain", tags: ["t"], status: "draft")

    @Test("Metadata comes back from JSON, with and without an external id")
    func roundTrip() throws {
        var without = Self.metadata
        without.externalID = nil
        for metadata in [Self.metadata, without] { #expect(try Metadata(decoding: metadata.encoded()) == metadata) }
        #expect(without.json["externalId"] == .null)
    }

    @Test(
        "A patch changes what it names and nothing else",
        arguments: [
            ("{}", MetadataPatch()),
            (#"{"name":"b"}"#, MetadataPatch(name: "b")),
            (#"{"title":"B","tags":["u","v"]}"#, MetadataPatch(title: "B", tags: ["u", "v"])),
            (#"{"externalId":null}"#, MetadataPatch(externalID: .removed)),
            (
                #"{"externalId":"y","mediaType":"text/markdown"}"#,
                MetadataPatch(externalID: .replaced("y"), mediaType: "text/markdown")
            ),
        ])
    func patches(text: String, patch: MetadataPatch) throws {
        #expect(try MetadataPatch(decoding: Array(text.utf8)) == patch)
        #expect(String(decoding: patch.encoded(), as: UTF8.self) == text)
        let changed = patch.applied(to: Self.metadata)
        #expect(changed.name == patch.name ?? "a" && changed.title == patch.title ?? "A")
        #expect(changed.tags == patch.tags ?? ["t"] && changed.mediaType == patch.mediaType ?? "text/plain")
        #expect(changed.externalID == [nil: "x-1", .removed: nil, .replaced("y"): "y"][patch.externalID])
        #expect(changed.status == "draft")
    }

    @Test("Null empties a title and tags")
    func nulls() throws {
        let patch = try MetadataPatch(decoding: Array(#"{"title":null,"tags":null}"#.utf8))
        #expect(patch == MetadataPatch(title: "", tags: []))
    }

    @Test(
        "Every fault of a patch is named",
        arguments: [
            (#"{"status":"review"}"#, ["/status"]), (#"{"id":"1","etag":"x"}"#, ["/id", "/etag"]),
            (#"{"colour":1,"name":null,"title":3}"#, ["/colour", "/name", "/title"]),
            (#"{"mediaType":"text"}"#, ["/mediaType"]), (#"{"mediaType":null}"#, ["/mediaType"]),
            (#"{"tags":["a",1]}"#, ["/tags/1"]), ("[]", [""]),
        ])
    func faults(text: String, pointers: [String]) {
        let error = #expect(throws: Problem.self) { try MetadataPatch(decoding: Array(text.utf8)) }
        guard case .invalidDocument(let faults)? = error?.cause else { return #expect(Bool(false)) }
        #expect(faults.map(\.pointer) == pointers)
    }

    @Test("What is no JSON is malformed")
    func malformed() {
        let error = #expect(throws: Problem.self) { try MetadataPatch(decoding: Array("{".utf8)) }
        #expect(error?.reason == .malformedRequest)
    }
}
