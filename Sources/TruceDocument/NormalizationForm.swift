// The standard library normalizes for its own comparisons and keeps the view behind an SPI; the alternatives are all of
// Foundation with ICU, or tables of our own.
@_spi(_Unicode) import Swift

extension String {
    /// Whether the text is in Unicode normalization form C (UAX #15).
    var isNormalizedToNFC: Bool {
        utf8.allSatisfy { $0 < 0x80 } || unicodeScalars.elementsEqual(_nfc)
    }

    /// The text in Unicode normalization form C.
    var inNFC: String {
        utf8.allSatisfy { $0 < 0x80 } ? self : String(String.UnicodeScalarView(_nfc))
    }
}
