/// A piece of text that is compared as a whole when lines are compared by words.
public struct Word: Sendable, Equatable {
    public enum Kind: Sendable, Equatable, Hashable {
        /// Letters, digits and `_`, with an apostrophe between letters (`don't`).
        case word
        /// Digits alone, with `.` or `,` between digits (`1,024.5`).
        case number
        /// One character of a script that puts no spaces between words: Han, Hiragana, Katakana.
        case ideograph
        /// A run of spaces and tabs.
        case space
        /// `\n` or `\r\n`.
        case newline
        /// A run of anything else: punctuation, symbols, control characters, bytes that are no UTF-8.
        case punctuation
    }

    public var kind: Kind
    /// Where it is, in the indices of the bytes that were cut up.
    public var range: Range<Int>

    public init(kind: Kind, range: Range<Int>) {
        self.kind = kind
        self.range = range
    }
}

/// Cuts UTF-8 into words, which tile it without gaps.
///
/// A simplification of the word boundaries of Unicode (UAX #29) that keeps numbers and identifiers whole and takes
/// ideographs one by one. Combining marks and joiners stay with what they follow. Total: bytes that are no UTF-8 count
/// as punctuation.
public func words(in bytes: ArraySlice<UInt8>) -> [Word] {
    var words: [Word] = []
    words.reserveCapacity(bytes.count / 4)
    appendWords(in: bytes, to: &words)
    return words
}

/// Appends the words of some bytes to others.
package func appendWords(in bytes: ArraySlice<UInt8>, to words: inout [Word]) {
    bytes.withUnsafeBufferPointer { buffer in
        var scanner = WordScanner(bytes: buffer)
        while let word = scanner.next(offset: bytes.startIndex) { words.append(word) }
    }
}

private struct WordScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    mutating func next(offset: Int) -> Word? {
        guard let first = classify(at: position) else { return nil }
        let start = position
        let kind: Word.Kind
        position += first.length
        switch first.class {
        case .lineFeed:
            kind = .newline
        case .carriageReturn where position < bytes.count && bytes[position] == 0x0A:
            position += 1
            kind = .newline
        case .space, .carriageReturn:
            take { $0 == .space }
            kind = .space
        case .ideograph:
            take { $0 == .extender }
            kind = .ideograph
        case .letter, .digit:
            kind = takeWord(after: first.class)
        case .extender, .apostrophe, .numberSeparator, .other:
            take { $0 == .other || $0 == .extender || $0 == .apostrophe || $0 == .numberSeparator }
            kind = .punctuation
        }
        return Word(kind: kind, range: (start + offset)..<(position + offset))
    }

    private mutating func take(while accepts: (ScalarClass) -> Bool) {
        while let scalar = classify(at: position), accepts(scalar.class) { position += scalar.length }
    }

    /// Takes the rest of a word or number whose first scalar was of class `first`.
    private mutating func takeWord(after first: ScalarClass) -> Word.Kind {
        var isNumber = first == .digit
        var last = first
        while let scalar = classify(at: position) {
            switch scalar.class {
            case .letter, .digit:
                last = scalar.class
                isNumber = isNumber && last == .digit
            case .extender:
                break
            case .apostrophe where last == .letter && classify(at: position + scalar.length)?.class == .letter:
                break
            case .numberSeparator where last == .digit && classify(at: position + scalar.length)?.class == .digit:
                break
            default:
                return isNumber ? .number : .word
            }
            position += scalar.length
        }
        return isNumber ? .number : .word
    }

    private func classify(at position: Int) -> (class: ScalarClass, length: Int)? {
        guard position < bytes.count else { return nil }
        let byte = bytes[position]
        if byte < 0x80 { return (ScalarClass.ascii(byte), 1) }
        guard let (scalar, length) = decodeScalar(at: position) else { return (.other, 1) }
        return (ScalarClass(scalar), length)
    }

    /// The scalar of more than one byte at a position; nil where the bytes are no well-formed UTF-8.
    private func decodeScalar(at position: Int) -> (Unicode.Scalar, length: Int)? {
        let lead = bytes[position]
        let length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0
        guard length > 0, position + length <= bytes.count else { return nil }
        var value = UInt32(lead) & (0x7F >> UInt32(length))
        for index in (position + 1)..<(position + length) {
            guard bytes[index] & 0xC0 == 0x80 else { return nil }
            value = value << 6 | UInt32(bytes[index] & 0x3F)
        }
        let isOverlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000)
        guard !isOverlong, let scalar = Unicode.Scalar(value) else { return nil }
        return (scalar, length)
    }
}

/// What a scalar is to the cutting of words.
private enum ScalarClass {
    case letter, digit, ideograph, extender, apostrophe, numberSeparator, space, lineFeed, carriageReturn, other

    static func ascii(_ byte: UInt8) -> ScalarClass {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): .letter
        case UInt8(ascii: "0")...UInt8(ascii: "9"): .digit
        case UInt8(ascii: " "), UInt8(ascii: "\t"): .space
        case UInt8(ascii: "\n"): .lineFeed
        case UInt8(ascii: "\r"): .carriageReturn
        case UInt8(ascii: "'"): .apostrophe
        case UInt8(ascii: "."), UInt8(ascii: ","): .numberSeparator
        default: .other
        }
    }

    /// The class of a scalar outside ASCII.
    init(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x2019: self = .apostrophe
        // Hiragana and Katakana, their extensions, and the half-width forms.
        case 0x3041...0x3096, 0x309D...0x30FA, 0x30FC...0x30FF, 0x31F0...0x31FF, 0xFF66...0xFF9D, 0x1B000...0x1B16F:
            self = .ideograph
        default:
            if scalar.properties.isIdeographic {
                self = .ideograph
                return
            }
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .letterNumber,
                .connectorPunctuation:
                self = .letter
            case .decimalNumber, .otherNumber: self = .digit
            case .nonspacingMark, .spacingMark, .enclosingMark, .format: self = .extender
            case .spaceSeparator, .lineSeparator, .paragraphSeparator: self = .space
            default: self = .other
            }
        }
    }
}
