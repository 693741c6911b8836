internal import TruceDocument

/// A ULID (github.com/ulid/spec): 48 bits of Unix milliseconds and 80 random bits, as 26 digits of Crockford's base 32,
/// so that ids sort by the time they were made.
struct ULID {
    let text: String

    /// In digits, each a byte.
    static let length = 26

    private static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    /// Reads an id back, in lower case too; nil for anything else.
    init?(_ text: String) {
        let text = text.uppercased()
        guard text.utf8.count == Self.length, text.utf8.allSatisfy(Self.digits.contains),
            // The first digit holds three of the 128 bits.
            let first = text.utf8.first, first <= UInt8(ascii: "7")
        else { return nil }
        self.text = text
    }

    /// When it was made.
    var time: Timestamp {
        let milliseconds = text.utf8.prefix(10).reduce(Int64(0)) { sum, digit in
            sum << 5 | Int64(Self.digits.firstIndex(of: digit) ?? 0)
        }
        return Timestamp(milliseconds: milliseconds)
    }

    /// `random` gives 64 random bits at each call; it is called twice.
    init(at time: Timestamp, random: () -> UInt64) {
        let digits = Self.digits
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
