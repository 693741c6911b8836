internal import TruceDocument

/// A ULID (github.com/ulid/spec): 48 bits of Unix milliseconds and 80 random bits, as 26 digits of Crockford's base 32,
/// so that ids sort by the time they were made.
struct ULID {
    let text: String

    /// In digits, each a byte.
    static let length = 26

    /// `random` gives 64 random bits at each call; it is called twice.
    init(at time: Timestamp, random: () -> UInt64) {
        let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
        // 26 digits hold 130 bits: the upper two are zero until the year 10889.
        let upper = UInt64(clamping: time.milliseconds) & 0xFFFF_FFFF_FFFF
        let middle = random() & 0xFFFF_FFFF_FF
        let lower = random() & 0xFFFF_FFFF_FF
        text = String(unsafeUninitializedCapacity: 26) { buffer in
            for index in 0..<10 { buffer[index] = digits[Int(upper >> UInt64((9 - index) * 5) & 31)] }
            for index in 0..<8 {
                buffer[10 + index] = digits[Int(middle >> UInt64((7 - index) * 5) & 31)]
                buffer[18 + index] = digits[Int(lower >> UInt64((7 - index) * 5) & 31)]
            }
            return 26
        }
    }
}
