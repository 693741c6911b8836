/// A document's name or alias, validated: 1 to 200 bytes of NFC text; letters, marks and digits, `.`, `_`, `-`, and `/`
/// between parts that are not empty, not `.` or `..`, and do not begin with a dot.
public struct DocumentName: Hashable, Sendable {
    public let text: String

    /// Throws what is wrong with `text`, in words for people.
    public init(_ text: String) throws(Invalid) {
        guard !text.isEmpty else { throw Invalid("The name is empty.") }
        guard text.utf8.count <= 200 else {
            throw Invalid("The name is \(text.utf8.count) bytes long; 200 are allowed.")
        }
        for scalar in text.unicodeScalars where !Self.isAllowed(scalar) {
            let code = String(scalar.value, radix: 16, uppercase: true)
            throw Invalid(
                "The name contains U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code); "
                    + "letters, digits, '.', '_', '-' and '/' are allowed.")
        }
        // By bytes: a combining mark after a slash or a dot would hide it in a character.
        for part in text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard !part.isEmpty else { throw Invalid("The name has an empty part: '/' stands between parts only.") }
            guard part.first != UInt8(ascii: ".") else {
                throw Invalid("The part '\(Substring(part))' of the name begins with a dot.")
            }
        }
        guard text.isNormalizedToNFC else { throw Invalid("The name is not in Unicode normalization form C.") }
        self.text = text
    }

    /// A name as a person types it: characters that are typed or pasted in parts are put together (NFC), as every name has
    /// them. Throws what else is wrong with it, in words for people.
    public init(typed text: String) throws(Invalid) { try self.init(text.inNFC) }

    /// What is wrong with a name.
    public struct Invalid: Error, Hashable, Sendable {
        public let detail: String
        init(_ detail: String) { self.detail = detail }
    }

    /// The form under which names are unique: full Unicode case folding.
    public var folded: String { text.caseFolded }

    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", ".", "_", "-", "/": return true
            default: return false
            }
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .enclosingMark, .decimalNumber:
            return true
        default: return false
        }
    }
}

extension DocumentName: CustomStringConvertible {
    public var description: String { text }
}
