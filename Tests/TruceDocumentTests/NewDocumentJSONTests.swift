import Testing

@testable import TruceDocument

@Suite("The body of POST /v1/documents")
struct NewDocumentJSONTests {
    @Test(
        "New documents come back",
        arguments: [
            NewDocument(name: "a"), NewDocument(name: "a", content: Array("é\r\n".utf8)),
            NewDocument(
                name: "a/b", title: "T", externalID: "x", mediaType: "text/plain", tags: ["1", "2"],
                content: Array("\u{0}\u{1B}".utf8)),
        ])
    func roundTrip(new: NewDocument) throws {
        #expect(try NewDocument(decoding: new.encoded()) == new)
    }

    @Test("Null counts as absent")
    func null() throws {
        let text = #"{"name":"a","title":null,"externalId":null,"mediaType":null,"tags":null,"content":null}"#
        #expect(try NewDocument(decoding: Array(text.utf8)) == NewDocument(name: "a"))
    }

    @Test(
        "Faults and their places",
        arguments: [
            (#"[]"#, [""]), (#"{}"#, ["/name"]), (#"{"name":null}"#, ["/name"]), (#"{"name":1}"#, ["/name"]),
            (#"{"name":"a","titel":"x"}"#, ["/titel"]), (#"{"name":"a","version":3}"#, ["/version"]),
            (#"{"name":"a","status":"draft","id":"x"}"#, ["/status", "/id"]),
            (#"{"name":"a","tags":"x"}"#, ["/tags"]), (#"{"name":"a","tags":["x",1]}"#, ["/tags/1"]),
            (#"{"name":"a","mediaType":"text/plain\r\nX: y"}"#, ["/mediaType"]),
            (#"{"title":1,"content":[]}"#, ["/title", "/content", "/name"]), (#"{"name":"a","a/b":1}"#, ["/a~1b"]),
        ])
    func faults(text: String, pointers: [String]) {
        let error = #expect(throws: Problem.self) { try NewDocument(decoding: Array(text.utf8)) }
        guard case .invalidDocument(let faults)? = error?.cause else { return #expect(Bool(false)) }
        #expect(faults.map(\.pointer) == pointers)
        #expect(error?.status == 422)
    }

    @Test(
        "What is no JSON is malformed, a name that stands twice too", arguments: ["", "{", #"{"name":"a","name":"b"}"#])
    func malformed(text: String) {
        let error = #expect(throws: Problem.self) { try NewDocument(decoding: Array(text.utf8)) }
        #expect(error?.reason == .malformedRequest)
    }

    @Test("A text that is not UTF-8 does not fit in JSON")
    func notUTF8() {
        let error = #expect(throws: Problem.self) { try NewDocument(name: "a", content: [0xFF]).encoded() }
        #expect(error?.reason == .invalidDocument)
    }
}
