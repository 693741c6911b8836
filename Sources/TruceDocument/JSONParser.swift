extension JSON {
    /// Parses a JSON text (RFC 8259) that is the whole of `bytes`; linear in their number.
    ///
    /// Stricter than the RFC where it leaves a choice, as RFC 7493 (I-JSON) is: the bytes are UTF-8 without a byte order
    /// mark, surrogates come in pairs, no name stands twice in an object, numbers are finite. Nests at most 128 deep.
    /// Throws what is wrong and at which byte.
    public init(parsing bytes: [UInt8]) throws(Invalid) {
        var parser = JSONParser(bytes)
        self = try parser.document()
    }
}

private struct JSONParser {
    private let bytes: [UInt8]
    /// The next byte to read.
    private var position = 0
    private static let deepest = 128

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSON.Invalid) -> JSON {
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw invalid("something follows the value") }
        return value
    }

    private mutating func value(depth: Int) throws(JSON.Invalid) -> JSON {
        guard depth <= Self.deepest else { throw invalid("it nests more than \(Self.deepest) deep") }
        skipSpace()
        switch peek {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case let byte? where byte == UInt8(ascii: "-") || (48...57).contains(byte): return try number()
        case nil: throw invalid("it ends where a value is expected")
        default: throw invalid("a value is expected")
        }
    }

    private mutating func object(depth: Int) throws(JSON.Invalid) -> JSON {
        position += 1
        var members: [JSON.Member] = []
        var names: Set<String> = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return .object([]) }
        repeat {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw invalid("a name in quotation marks is expected") }
            let name = try string()
            guard names.insert(name).inserted else { throw invalid("the name \"\(name)\" stands twice in an object") }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw invalid("':' is expected") }
            members.append(JSON.Member(name, try value(depth: depth + 1)))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw invalid("',' or '}' is expected") }
        return .object(members)
    }

    private mutating func array(depth: Int) throws(JSON.Invalid) -> JSON {
        position += 1
        var items: [JSON] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return .array([]) }
        repeat {
            items.append(try value(depth: depth + 1))
            skipSpace()
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw invalid("',' or ']' is expected") }
        return .array(items)
    }

    private mutating func literal(_ word: String, _ value: JSON) throws(JSON.Invalid) -> JSON {
        guard bytes[position...].starts(with: word.utf8) else { throw invalid("a value is expected") }
        position += word.utf8.count
        return value
    }

    private mutating func number() throws(JSON.Invalid) -> JSON {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        var isInteger = true
        if take(UInt8(ascii: ".")) {
            isInteger = false
            try digits()
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isInteger = false
            _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isInteger, let value = Int(text) { return .integer(value) }
        guard let value = Double(text), value.isFinite else { throw invalid("the number is too large") }
        return .number(value)
    }

    private mutating func digits() throws(JSON.Invalid) {
        let start = position
        while let byte = peek, (48...57).contains(byte) { position += 1 }
        guard position > start else { throw invalid("a digit is expected") }
    }

    private mutating func string() throws(JSON.Invalid) -> String {
        position += 1
        var unescaped: [UInt8] = []
        var start = position
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                unescaped.append(contentsOf: bytes[start..<position])
                position += 1
                guard let text = String(validating: unescaped, as: UTF8.self) else {
                    throw invalid("the string before this place is not UTF-8")
                }
                return text
            case UInt8(ascii: "\\"):
                unescaped.append(contentsOf: bytes[start..<position])
                position += 1
                unescaped.append(contentsOf: String(try escape()).utf8)
                start = position
            case 0..<0x20: throw invalid("a control character stands in a string without being escaped")
            default: position += 1
            }
        }
        throw invalid("it ends within a string")
    }

    private mutating func escape() throws(JSON.Invalid) -> Unicode.Scalar {
        guard let byte = peek else { throw invalid("it ends within a string") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try escapedScalar()
        default: throw invalid("no such escape")
        }
    }

    private mutating func escapedScalar() throws(JSON.Invalid) -> Unicode.Scalar {
        let first = try hexadecimal()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(UInt16(first)), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw invalid("half of a surrogate pair")
        }
        let second = try hexadecimal()
        guard UTF16.isTrailSurrogate(UInt16(second)),
            let scalar = Unicode.Scalar(0x1_0000 + ((first - 0xD800) << 10) + (second - 0xDC00))
        else { throw invalid("half of a surrogate pair") }
        return scalar
    }

    private mutating func hexadecimal() throws(JSON.Invalid) -> UInt32 {
        guard bytes.count - position >= 4 else { throw invalid("it ends within a string") }
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
                throw invalid("four hexadecimal digits are expected")
            }
            value = value << 4 | UInt32(digit)
            position += 1
        }
        return value
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private func invalid(_ detail: String) -> JSON.Invalid {
        JSON.Invalid(detail: "The JSON is malformed at byte \(position): \(detail).")
    }
}
