import Testing
import TruceDocument

/// How names and numbers are spelled in paths, queries and headers.
@Suite struct SpellingTests {
    @Test(arguments: [
        ("runbook", "runbook"), ("ops/runbook", "ops%2Frunbook"), ("é 漢", "%C3%A9%20%E6%BC%A2"),
        ("a.b_c-d~e", "a.b_c-d~e"), ("?#%&=+\"\r\n\0", "%3F%23%25%26%3D%2B%22%0D%0A%00"), ("", ""),
    ])
    func percentEncodingGoesBothWays(_ text: String, _ encoded: String) {
        #expect(text.percentEncoded == encoded)
        #expect(String(percentEncoded: encoded) == text)
        #expect(String(percentEncoded: encoded.lowercased()) == text.lowercased())
        #expect(percentDecoded(encoded) == Array(text.utf8))
    }

    @Test(arguments: ["%", "%4", "%zz", "a%", "%+1", "% 1", "%-1"])
    func whatIsNoPercentEncoding(_ text: String) {
        #expect(percentDecoded(text) == nil)
        #expect(String(percentEncoded: text) == nil)
    }

    @Test(arguments: [("%FF", [0xFF]), ("a%C3", [0x61, 0xC3]), ("%c3%28", [0xC3, 0x28])])
    func bytesThatAreNoText(_ text: String, _ bytes: [UInt8]) {
        #expect(percentDecoded(text) == bytes)
        #expect(String(percentEncoded: text) == nil)
    }

    @Test(arguments: [
        ("1", 1), ("17", 17), ("9223372036854775807", Int.max), ("9223372036854775808", nil), ("0", nil), ("06", nil),
        ("+6", nil), ("-6", nil), ("", nil), (" 6", nil), ("6 ", nil), ("6.0", nil), ("٦", nil), ("6\u{301}", nil),
    ])
    func aPositiveNumberHasOneSpelling(_ text: String, _ number: Int?) {
        #expect(Int(positive: text) == number)
        if let number { #expect(String(number) == text) }
    }
}
