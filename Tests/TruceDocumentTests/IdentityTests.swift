import Testing
import TruceTestSupport

@testable import TruceDocument

@Suite("Roles and tokens")
struct IdentityTests {
    @Test("Each role includes the ones before it")
    func roles() {
        #expect(Role.allCases == [.reader, .writer, .admin] && Role.allCases == Role.allCases.sorted())
        #expect(Role.admin >= .reader && !(Role.reader >= .writer))
    }

    /// RFC 4648, section 10, without padding.
    @Test(
        "Base 32",
        arguments: [
            ("", ""), ("f", "my"), ("fo", "mzxq"), ("foo", "mzxw6"), ("foob", "mzxw6yq"), ("fooba", "mzxw6ytb"),
            ("foobar", "mzxw6ytboi"),
        ])
    func base32(text: String, encoded: String) {
        #expect(String(base32: Array(text.utf8)) == encoded)
    }

    static func token(seed: UInt64) throws -> AccessToken {
        var random = SeededGenerator(seed: seed)
        return try #require(AccessToken(bytes: (0..<20).map { _ in UInt8(truncatingIfNeeded: random.next()) }))
    }

    @Test("Tokens come back, differ, and show nothing of themselves")
    func tokens() throws {
        let tokens = try (0..<100).map { try Self.token(seed: $0) }
        for token in tokens {
            #expect(AccessToken(token.secret) == token)
            #expect(AccessToken(authorization: "bEaReR \(token.secret)") == token)
            #expect(token.secret.utf8.count == 44 && token.secret.hasPrefix("truce_"))
            #expect(!"\(token) \(String(reflecting: token))".contains(token.secret.dropFirst(6)))
        }
        #expect(Set(tokens.map(\.digest)).count == 100)
        for count in [0, 19, 21] { #expect(AccessToken(bytes: [UInt8](repeating: 0, count: count)) == nil) }
    }

    @Test("A checksum is part of the contract with tokens that people have")
    func letter() {
        #expect(
            AccessToken(bytes: [UInt8](repeating: 0, count: 20))?.secret
                == "truce_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" + "454qjs")
    }

    @Test("Every typo, every swap of neighbours, and every cut is noticed")
    func typos() throws {
        let secret = Array(try Self.token(seed: 7).secret.utf8)
        for index in secret.indices {
            for byte in Array("abcdefghijklmnopqrstuvwxyz0123456789ABC_- ".utf8) where byte != secret[index] {
                var typo = secret
                typo[index] = byte
                #expect(AccessToken(String(decoding: typo, as: UTF8.self)) == nil)
            }
            #expect(AccessToken(String(decoding: secret.prefix(index), as: UTF8.self)) == nil)
            if index > 0, secret[index] != secret[index - 1] {
                var swapped = secret
                swapped.swapAt(index, index - 1)
                #expect(AccessToken(String(decoding: swapped, as: UTF8.self)) == nil)
            }
        }
    }

    @Test("What is no Authorization with a token")
    func authorization() throws {
        let secret = try Self.token(seed: 1).secret
        for header in [
            "", secret, "Basic \(secret)", "Bearer", "Bearer \(secret) x", "Bearer \(secret)x", "Bearer\(secret)",
        ] {
            #expect(AccessToken(authorization: header) == nil, "\(header)")
        }
    }

    @Test("Digests match themselves and nothing else")
    func matching() throws {
        let digest = Digest(of: [1])
        #expect(digest.matches(Digest(of: [1])) && !digest.matches(Digest(of: [2])))
        for index in 0..<64 {
            var digits = Array(digest.hex)
            digits[index] = digits[index] == "0" ? "1" : "0"
            #expect(!digest.matches(try #require(Digest(hex: String(digits)))))
        }
    }
}
