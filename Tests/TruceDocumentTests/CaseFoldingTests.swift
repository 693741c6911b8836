import Testing

@testable import TruceDocument

@Suite("Case folding")
struct CaseFoldingTests {
    @Test(
        "Full case folding of single words",
        arguments: [
            ("Runbook", "runbook"), ("ÄRGER", "ärger"), ("Straße", "strasse"), ("STRAẞE", "strasse"),
            ("ΌΔΟΣ", "όδοσ"), ("όδος", "όδοσ"), ("İstanbul", "i\u{307}stanbul"), ("ısı", "ısı"), ("ﬃ", "ffi"),
            ("Ꭰꭰ", "ᎠᎠ"), ("ᏸ", "Ᏸ"), ("ǅ", "ǆ"), ("ŉ", "ʼn"), ("ᾳ", "αι"), ("漢字-1", "漢字-1"), ("", ""),
        ])
    func words(text: String, folded: String) {
        #expect(Array(text.caseFolded.unicodeScalars) == Array(folded.unicodeScalars))
    }

    @Test("Every scalar of Unicode 14 folds as CaseFolding.txt says, statuses C and F")
    func everyScalar() {
        // The digest is over "code:folding\n" in hexadecimal of all 1,530 scalars that do not fold to themselves, as
        // Python's str.casefold prints them.
        var lines: [UInt8] = []
        for code in (0..<0x2_0000) as Range<UInt32> {
            guard let scalar = Unicode.Scalar(code), let age = scalar.properties.age, age.major <= 14 else { continue }
            let folded = String(scalar).caseFolded.unicodeScalars
            guard folded.count != 1 || folded.first != scalar else { continue }
            let hexadecimal = folded.map { String($0.value, radix: 16) }.joined(separator: " ")
            lines.append(contentsOf: "\(String(code, radix: 16)):\(hexadecimal)\n".utf8)
        }
        #expect(Digest(of: lines).hex == "692ad5f4159230e11625459132d531a0977ff84254dff2a0152a002b2644ba93")
    }

    @Test("Folding what is folded changes nothing")
    func idempotent() {
        for code in (0..<0x2_0000) as Range<UInt32> {
            guard let scalar = Unicode.Scalar(code) else { continue }
            let once = String(scalar).caseFolded
            if Array(once.caseFolded.utf8) != Array(once.utf8) { Issue.record("U+\(String(code, radix: 16))") }
        }
    }
}
