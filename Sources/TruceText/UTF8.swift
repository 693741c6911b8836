/// One step through bytes that should be UTF-8: a scalar, or a single byte that is part of none.
struct DecodedScalar: Equatable {
    /// Nil for an invalid byte.
    var scalar: Unicode.Scalar?
    /// Bytes: 1 for an invalid byte.
    var length: Int

    static let invalid = DecodedScalar(scalar: nil, length: 1)

    /// Decodes the scalar that starts with `first`, well-formed by table 3-7 of the Unicode standard: no overlong form, no
    /// surrogate, nothing above U+10FFFF. Whether bytes are a scalar depends on no other bytes, so that decoding forwards,
    /// backwards and from the middle agree.
    /// - Parameter byte: the byte at a distance behind `first`, 0 where there is none.
    @inline(__always)
    init(first: UInt8, following byte: (Int) -> UInt8) {
        if first < 0x80 {
            self.init(scalar: Unicode.Scalar(first), length: 1)
            return
        }
        let (length, second): (Int, ClosedRange<UInt8>) =
            switch first {
            case 0xC2...0xDF: (2, 0x80...0xBF)
            case 0xE0: (3, 0xA0...0xBF)
            case 0xED: (3, 0x80...0x9F)
            case 0xE1...0xEF: (3, 0x80...0xBF)
            case 0xF0: (4, 0x90...0xBF)
            case 0xF1...0xF3: (4, 0x80...0xBF)
            case 0xF4: (4, 0x80...0x8F)
            default: (1, 0x80...0xBF)
            }
        let next = length > 1 ? byte(1) : 0
        guard second.contains(next) else {
            self = .invalid
            return
        }
        var value = (UInt32(first) & (0xFF >> UInt32(length + 1))) << 6 | UInt32(next & 0x3F)
        for distance in 2..<max(length, 2) {
            let continuation = byte(distance)
            guard continuation & 0xC0 == 0x80 else {
                self = .invalid
                return
            }
            value = value << 6 | UInt32(continuation & 0x3F)
        }
        self.init(scalar: Unicode.Scalar(value), length: length)
    }

    private init(scalar: Unicode.Scalar?, length: Int) {
        self.scalar = scalar
        self.length = length
    }
}

/// The offset of the first byte that is not part of well-formed UTF-8; nil if all are. A sequence cut off at the end counts
/// as invalid. Linear.
public func firstInvalidByte(in bytes: some Collection<UInt8>) -> Int? {
    let found = bytes.withContiguousStorageIfAvailable { buffer in
        var source = BufferSource(buffer)
        return source.firstInvalidByte(in: 0..<buffer.count)
    }
    return found ?? Rope(bytes).firstInvalidByte()
}

extension Rope {
    /// The offset of the first byte that is not part of well-formed UTF-8; nil if all are. Linear, without copying.
    public func firstInvalidByte() -> Int? {
        var cursor = ByteCursor(self)
        return cursor.firstInvalidByte(in: 0..<byteCount)
    }
}

extension ByteSource {
    mutating func firstInvalidByte(in range: Range<Int>) -> Int? {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let run = plainRun(at: offset, limit: range.upperBound)
            if run > 0 {
                offset += run
                continue
            }
            let decoded = scalar(at: offset, end: range.upperBound)
            guard decoded.scalar != nil else { return offset }
            offset += decoded.length
        }
        return nil
    }
}
