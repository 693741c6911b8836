/// A bearer token: `truce_`, 32 characters of 160 random bits, and 6 of a checksum, so that a mistyped or cut token is
/// told from one that was revoked. All small letters and digits: a double click selects it whole.
///
/// A token is shown once, when it is made; the store keeps its ``digest``. It stands for a password, so it has no
/// description that shows it.
public struct AccessToken: Hashable, Sendable {
    /// The whole token. Never log it.
    public let secret: String

    /// How many random bytes make a token.
    public static let randomBytes = 20
    private static let prefix = "truce_"
    private static let checksumLength = 6

    /// Makes a token of bytes from a cryptographic random source; nil unless there are ``randomBytes`` of them.
    public init?(bytes: [UInt8]) {
        guard bytes.count == Self.randomBytes else { return nil }
        let body = Self.prefix + String(base32: bytes)
        secret = body + Self.checksum(of: body)
    }

    /// Reads a token; nil for what cannot be one, whether mistyped, cut, or something else.
    public init?(_ text: String) {
        let length = Self.prefix.utf8.count + Self.randomBytes * 8 / 5
        guard text.utf8.count == length + Self.checksumLength, text.hasPrefix(Self.prefix) else { return nil }
        let body = String(decoding: text.utf8.prefix(length), as: UTF8.self)
        guard body + Self.checksum(of: body) == text else { return nil }
        secret = text
    }

    /// The token of an `Authorization` header: `Bearer <token>` (RFC 6750, section 2.1); nil for anything else.
    public init?(authorization header: String) {
        let parts = header.split(separator: " ")
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        self.init(String(parts[1]))
    }

    /// What the store keeps of the token. 160 random bits cannot be guessed, so that a plain SHA-256 is enough.
    public var digest: Digest { Digest(of: Array(secret.utf8)) }

    /// The first 30 bits of the SHA-256 of what stands before it.
    private static func checksum(of body: String) -> String {
        String(String(base32: Digest(of: Array(body.utf8)).bytes).prefix(checksumLength))
    }
}

extension AccessToken: CustomStringConvertible, CustomDebugStringConvertible {
    /// Says that there is a token and not which.
    public var description: String { "truce_…" }
    public var debugDescription: String { description }
}

extension Digest {
    /// Whether both are the same, in a time that does not depend on where they differ.
    public func matches(_ other: Digest) -> Bool {
        zip(hex.utf8, other.hex.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

extension String {
    /// Base 32 (RFC 4648, section 6) in small letters, without padding.
    init(base32 bytes: [UInt8]) {
        let digits = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
        var output: [UInt8] = []
        var (bits, count) = (0, 0)
        for byte in bytes {
            bits = bits << 8 | Int(byte)
            count += 8
            while count >= 5 {
                count -= 5
                output.append(digits[bits >> count & 31])
            }
            bits &= 0xFF
        }
        if count > 0 { output.append(digits[bits << (5 - count) & 31]) }
        self.init(decoding: output, as: UTF8.self)
    }
}
