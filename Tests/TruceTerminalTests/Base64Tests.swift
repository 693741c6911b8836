import Testing

@testable import TruceTerminal

@Suite("Base64") struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
        ("\u{7F}\u{0}~", "fwB+"),
    ]) func encodes(_ text: String, _ encoded: String) {
        #expect(String(decoding: base64(Array(text.utf8)), as: UTF8.self) == encoded)
    }
}
