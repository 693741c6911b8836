/// Simple case folding: one scalar to one scalar.
///
/// After Unicode's CaseFolding.txt (statuses C and S), worked out from the standard library's case mappings, but no scalar
/// outside of ASCII folds into it (the Kelvin sign stays apart from k), so that ASCII can be searched as bytes.
struct CaseFolding {
    /// What scalars below this one fold to, worked out when they first turn up; 0 for not yet.
    private var known: [UInt32] = []
    private static let knownCount = 0x3000

    mutating func fold(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        if scalar.isASCII { return Unicode.Scalar(CaseFolding.fold(UInt8(truncatingIfNeeded: scalar.value))) }
        let index = Int(scalar.value)
        guard index < CaseFolding.knownCount else { return CaseFolding.foldSlowly(scalar) }
        if known.isEmpty { known = [UInt32](repeating: 0, count: CaseFolding.knownCount) }
        if let folded = Unicode.Scalar(known[index]), known[index] != 0 { return folded }
        let folded = CaseFolding.foldSlowly(scalar)
        known[index] = folded.value
        return folded
    }

    @inline(__always)
    static func fold(_ byte: UInt8) -> UInt8 {
        byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
    }

    /// Whether a scalar is an upper case letter, for the smart rule.
    static func isUpper(_ scalar: Unicode.Scalar) -> Bool {
        single(scalar.properties.lowercaseMapping, or: scalar) != scalar
    }

    private static func foldSlowly(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        // CJK, Hangul and emoji know no case and are most of what comes here.
        switch scalar.value {
        case 0x3000..<0xA640, 0xAC00..<0xFB00, 0x1F000...: return scalar
        default: break
        }
        let upper = single(scalar.properties.uppercaseMapping, or: scalar)
        let folded = single(upper.properties.lowercaseMapping, or: upper)
        return folded.isASCII ? scalar : folded
    }

    private static func single(_ mapping: String, or scalar: Unicode.Scalar) -> Unicode.Scalar {
        let scalars = mapping.unicodeScalars
        guard let first = scalars.first, scalars.dropFirst().isEmpty else { return scalar }
        return first
    }
}
