extension Span<UInt8> {
    /// The scalar that begins at `start`, and how many bytes it takes; nil if no well-formed UTF-8 begins there (Unicode
    /// 17, table 3-7: no overlong forms, no surrogates).
    func scalar(at start: Int) -> (scalar: Unicode.Scalar, length: Int)? {
        let first = self[start]
        if first < 0x80 { return (Unicode.Scalar(first), 1) }
        guard let length = UTF8Lead.length(first), start + length <= count else { return nil }
        guard UTF8Lead.accepts(second: self[start + 1], after: first) else { return nil }
        var value = UInt32(first) & (0x7F >> UInt32(length))
        for index in start + 1..<start + length {
            let byte = self[index]
            guard byte & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return Unicode.Scalar(value).map { ($0, length) }
    }
}

/// What the first byte of a UTF-8 sequence says about the bytes that follow.
enum UTF8Lead {
    /// How many bytes the scalar takes that begins with this byte (2...4); nil for ASCII and for bytes that begin nothing.
    static func length(_ byte: UInt8) -> Int? {
        switch byte {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: nil
        }
    }

    /// Whether `second` may follow `first`: rules out overlong forms, surrogates and what is above U+10FFFF.
    static func accepts(second: UInt8, after first: UInt8) -> Bool {
        switch first {
        case 0xE0: (0xA0...0xBF).contains(second)
        case 0xED: (0x80...0x9F).contains(second)
        case 0xF0: (0x90...0xBF).contains(second)
        case 0xF4: (0x80...0x8F).contains(second)
        default: (0x80...0xBF).contains(second)
        }
    }
}
