/// The header field `traceparent` (W3C Trace Context, section 3.2): in which trace a request stands.
enum TraceParent {
    private static let longest = 128

    /// Whether a value is one: version, trace and parent in lower hexadecimal digits, and flags. What a version after 00
    /// adds is taken too, in visible ASCII characters; at most 128 of all.
    static func isValid(_ value: String) -> Bool {
        guard value.utf8.count <= longest, value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return false }
        let fields = value.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8)
        guard fields.count >= 4, zip(fields, [2, 32, 16, 2]).allSatisfy({ isHex($0, count: $1) }) else { return false }
        // 255 is no version, and zeros are nobody's id.
        guard !fields[0].elementsEqual("ff".utf8), fields[1...2].allSatisfy({ $0.contains { $0 != 0x30 } }) else {
            return false
        }
        return fields.count == 4 || !fields[0].elementsEqual("00".utf8)
    }

    private static func isHex(_ field: Substring.UTF8View, count: Int) -> Bool {
        field.count == count && field.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
