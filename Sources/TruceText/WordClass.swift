/// The kinds of text between which a word movement stops.
enum WordClass: Equatable {
    case blank, lineBreak, word, punctuation
    /// Scripts written without spaces, where a change of script is the nearest thing to the end of a word.
    case han, hiragana, katakana, hangul
    case emoji

    /// The class of a scalar; nil if it belongs to whatever it follows (marks, joiners, variation selectors).
    init?(_ scalar: Unicode.Scalar) {
        if scalar.isASCII {
            self = WordClass(ascii: UInt8(truncatingIfNeeded: scalar.value))
            return
        }
        switch scalar.value {
        case 0x3005, 0x3007, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x3FFFF: self = .han
        case 0x3041...0x3096, 0x309D...0x309F: self = .hiragana
        case 0x30A1...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9F: self = .katakana
        case 0x1100...0x11FF, 0x3130...0x318F, 0xA960...0xA97F, 0xAC00...0xD7FF: self = .hangul
        case 0x200C, 0x200D, 0x1F3FB...0x1F3FF: return nil
        case 0x1F1E6...0x1F1FF: self = .emoji
        default:
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .spacingMark: return nil
            case .spaceSeparator: self = .blank
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
                .letterNumber, .otherNumber, .connectorPunctuation:
                self = .word
            default: self = scalar.value >= 0x2190 && scalar.properties.isEmoji ? .emoji : .punctuation
            }
        }
    }

    private init(ascii byte: UInt8) {
        switch byte {
        case Byte.space, Byte.tab: self = .blank
        case Byte.newline: self = .lineBreak
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            self = .word
        default: self = .punctuation
        }
    }
}
