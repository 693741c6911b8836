import Testing

@testable import TruceDocument

@Suite("Digests")
struct DigestTests {
    @Test("Bytes are those that the digits say")
    func bytes() {
        let digest = Digest(of: Array("abc".utf8))
        #expect(digest.hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(digest.bytes.count == 32 && digest.bytes.prefix(3) == [0xBA, 0x78, 0x16] && digest.bytes.last == 0xAD)
    }

    /// RFC 4231, test cases 1, 2 and 6.
    @Test(
        "HMAC",
        arguments: [
            (
                [UInt8](repeating: 0x0B, count: 20), "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                [UInt8](repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
        ])
    func hmac(key: [UInt8], message: String, hex: String) {
        #expect(Digest(hmacOf: Array(message.utf8), key: key).hex == hex)
    }
}
