extension String {
    /// The text under full Unicode case folding (CaseFolding.txt, statuses C and F): what equals without regard to case
    /// has equal scalars. Not normalized, not for display.
    var caseFolded: String {
        if utf8.allSatisfy({ $0 < 0x80 }) {
            return String(decoding: utf8.map { (65...90).contains($0) ? $0 + 32 : $0 }, as: UTF8.self)
        }
        var folded = String.UnicodeScalarView()
        for scalar in unicodeScalars { folded.append(contentsOf: scalar.caseFolding) }
        return String(folded)
    }
}

extension Unicode.Scalar {
    /// The lower case of the upper case, but for the three exceptions of CaseFolding.txt: the dotless i folds to
    /// itself, the capital sharp s like the small one, and Cherokee, which had no small letters at first, to capitals.
    fileprivate var caseFolding: String.UnicodeScalarView {
        switch value {
        case 0x131, 0x13A0...0x13F5: String.UnicodeScalarView([self])
        case 0x1E9E: "ss".unicodeScalars
        case 0x13F8...0x13FD, 0xAB70...0xABBF: properties.uppercaseMapping.unicodeScalars
        default:
            String.UnicodeScalarView(
                properties.uppercaseMapping.unicodeScalars.flatMap { $0.properties.lowercaseMapping.unicodeScalars })
        }
    }
}
