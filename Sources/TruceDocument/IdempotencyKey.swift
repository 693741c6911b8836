/// The value of `Idempotency-Key` (IETF draft-ietf-httpapi-idempotency-key-header): 1 to 255 characters that name one
/// change, so that it can be asked for again.
public struct IdempotencyKey: Hashable, Sendable {
    /// Without quotation marks: a key is the same quoted and bare.
    public let text: String

    public static let maximumLength = 255

    /// Reads the header's value: a string in quotation marks (RFC 8941, section 3.3.3: ASCII characters, `\"` and `\\`),
    /// or bare, visible ASCII characters without quotation marks. nil for anything else.
    public init?(header: String) {
        let value = header.utf8.drop { $0 == 0x20 || $0 == 0x09 }
        let end = value.lastIndex { $0 != 0x20 && $0 != 0x09 }.map { value.index(after: $0) } ?? value.startIndex
        let trimmed = value[value.startIndex..<end]
        let quote = UInt8(ascii: "\"")
        guard let key = trimmed.first == quote ? Self.unquoted(trimmed.dropFirst()) : Self.bare(trimmed),
            (1...Self.maximumLength).contains(key.count)
        else { return nil }
        text = String(decoding: key, as: UTF8.self)
    }

    /// A key of 1 to 255 visible ASCII characters and spaces; nil for anything else.
    public init?(_ text: String) {
        guard (1...Self.maximumLength).contains(text.utf8.count), text.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
        else { return nil }
        self.text = text
    }

    private static func bare(_ value: Substring.UTF8View) -> [UInt8]? {
        value.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") } ? Array(value) : nil
    }

    /// What stands before the closing quotation mark, which must be the last byte.
    private static func unquoted(_ value: Substring.UTF8View) -> [UInt8]? {
        var key: [UInt8] = []
        var bytes = value.makeIterator()
        while let byte = bytes.next() {
            switch byte {
            case UInt8(ascii: "\""): return bytes.next() == nil ? key : nil
            case UInt8(ascii: "\\"):
                guard let escaped = bytes.next(), escaped == UInt8(ascii: "\"") || escaped == UInt8(ascii: "\\") else {
                    return nil
                }
                key.append(escaped)
            case 0x20...0x7E: key.append(byte)
            default: return nil
            }
        }
        return nil
    }

    /// The header's value, in quotation marks.
    public var header: String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
