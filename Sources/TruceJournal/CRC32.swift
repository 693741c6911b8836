/// The cyclic redundancy check of IEEE 802.3 (polynomial 0x04C11DB7, reflected), as zlib and PNG compute it.
struct CRC32 {
    private var remainder: UInt32 = 0xFFFF_FFFF

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xEDB8_8320 }
    }

    mutating func update(_ bytes: some Sequence<UInt8>) {
        var value = remainder
        Self.table.withUnsafeBufferPointer { table in
            for byte in bytes { value = value >> 8 ^ table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] }
        }
        remainder = value
    }

    var value: UInt32 { ~remainder }
}
