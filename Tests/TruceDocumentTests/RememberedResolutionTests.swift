import Testing

@testable import TruceDocument

@Suite("Remembered resolutions")
struct RememberedResolutionTests {
    @Test("A resolution and a report come back from JSON", arguments: ["", "é\n", "a\r\nb", "\u{0}"])
    func roundTrip(text: String) throws {
        let resolution = RememberedResolution(
            key: ResolutionKey(Digest(of: [1])), text: text, by: "bob", at: Timestamp(milliseconds: 1))
        #expect(try RememberedResolution(decoding: resolution.encoded()) == resolution)
        #expect(ResolutionKey(resolution.key.text) == resolution.key)
        #expect(try ResolutionReport(decoding: ResolutionReport(text: text).encoded()).text == text)
    }

    @Test("What is no key", arguments: ["", "a", String(repeating: "A", count: 64), String(repeating: "a", count: 65)])
    func noKey(text: String) {
        #expect(ResolutionKey(text) == nil)
    }

    @Test("A resolution has at most 64 KiB")
    func bounds() throws {
        let allowed = String(repeating: "a", count: RememberedResolution.maximumBytes)
        #expect(try ResolutionReport(decoding: ResolutionReport(text: allowed).encoded()).text == allowed)
        let error = #expect(throws: Problem.self) {
            try ResolutionReport(decoding: ResolutionReport(text: allowed + "a").encoded())
        }
        #expect(error?.detail == "/text: A resolution has at most 65536 bytes; this one has 65537.")
    }

    @Test(
        "Faults of a report",
        arguments: [
            ("{}", "/text"), (#"{"text":1}"#, "/text"), (#"{"text":"a","by":"b"}"#, "/by"),
            (#"{"text":"a","x":1}"#, "/x"),
        ])
    func faults(text: String, pointer: String) {
        let error = #expect(throws: Problem.self) { try ResolutionReport(decoding: Array(text.utf8)) }
        guard case .invalidDocument(let faults)? = error?.cause else { return #expect(Bool(false)) }
        #expect(faults.map(\.pointer) == [pointer])
    }
}
