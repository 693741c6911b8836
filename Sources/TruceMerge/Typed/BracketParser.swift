/// Parses values with brackets and commas: all of JSON, and arrays and inline tables of TOML.
struct BracketParser {
    enum Dialect {
        case json, toml
    }

    let bytes: [UInt8]
    let dialect: Dialect
    private(set) var position: Int

    init(_ bytes: [UInt8], dialect: Dialect, at position: Int = 0) {
        self.bytes = bytes
        self.dialect = dialect
        self.position = position
    }

    /// A JSON text.
    static func parse(json bytes: [UInt8]) throws(Unparsed) -> TypedDocument {
        var parser = BracketParser(bytes, dialect: .json)
        try parser.skipSpace(newlines: true)
        let start = parser.position
        let value = try parser.value(depth: 0)
        let end = parser.position
        try parser.skipSpace(newlines: true)
        if parser.position < bytes.count { throw .malformed(parser.position) }
        // The text is a list of one value, so that the space around it belongs to somebody.
        let none = start..<start
        let entry = TypedEntry(
            key: TypedKey([]), lead: 0..<start, head: none, value: value, trail: end..<end, separator: end..<end)
        return TypedDocument(
            bytes: bytes,
            root: TypedNode(
                shape: .mapping, layout: .brackets, range: 0..<bytes.count, open: 0..<0, entries: [entry],
                close: end..<bytes.count))
    }

    /// The value at the position.
    mutating func value(depth: Int) throws(Unparsed) -> TypedNode {
        if depth > Unparsed.deepest { throw .tooDeep(position) }
        switch next {
        case UInt8(ascii: "{"): return try container(.mapping, closing: UInt8(ascii: "}"), depth: depth)
        case UInt8(ascii: "["): return try container(.list, closing: UInt8(ascii: "]"), depth: depth)
        default:
            let start = position
            switch dialect {
            case .json: try skipJSONScalar()
            case .toml: try skipTOMLScalar()
            }
            return .scalar(start..<position)
        }
    }

    private mutating func container(
        _ shape: TypedNode.Shape, closing: UInt8, depth: Int
    ) throws(Unparsed) -> TypedNode {
        let start = position
        position += 1
        let open = start..<position
        // Before TOML 1.1 an inline table stands on one line.
        let newlines = dialect == .json || shape == .list
        var entries: [TypedEntry] = []
        var closeStart = position
        try skipSpace(newlines: newlines)
        while next != closing {
            if let last = entries.last, last.separator.isEmpty { throw .malformed(position) }
            var entry = try entry(after: closeStart, isMapping: shape == .mapping, depth: depth)
            let valueEnd = position
            try skipSpace(newlines: newlines)
            if next == UInt8(ascii: ",") {
                entry.trail = valueEnd..<position
                entry.separator = position..<(position + 1)
                position += 1
                closeStart = position
                try skipSpace(newlines: newlines)
            } else {
                closeStart = valueEnd
            }
            entries.append(entry)
        }
        if entries.last?.separator.isEmpty == false, dialect == .json || shape == .mapping {
            throw .malformed(position)
        }
        if shape == .mapping, let (first, second) = entries.firstRepetition, let key = second.key {
            throw .repeatedKey(key, first: first.head.lowerBound, second: second.head.lowerBound)
        }
        position += 1
        return TypedNode(
            shape: shape, layout: .brackets, range: start..<position, open: open, entries: entries,
            close: closeStart..<position)
    }

    private mutating func entry(after leadStart: Int, isMapping: Bool, depth: Int) throws(Unparsed) -> TypedEntry {
        let start = position
        var name: TypedKey?
        if isMapping {
            name = try key()
            try skipSpace(newlines: dialect == .json)
            try expect(dialect == .json ? UInt8(ascii: ":") : UInt8(ascii: "="))
            try skipSpace(newlines: dialect == .json)
        }
        let head = start..<position
        let value = try value(depth: depth + 1)
        let none = position..<position
        return TypedEntry(
            key: name, lead: leadStart..<start, head: head, value: value, trail: none, separator: none)
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func expect(_ byte: UInt8) throws(Unparsed) {
        guard next == byte else { throw .malformed(position) }
        position += 1
    }

    mutating func skipSpace(newlines: Bool) throws(Unparsed) {
        while let byte = next {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): position += 1
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if !newlines { return }
                position += 1
            case UInt8(ascii: "#") where dialect == .toml && newlines:
                while let byte = next, byte != UInt8(ascii: "\n") { position += 1 }
            default: return
            }
        }
    }

    // MARK: Keys

    private mutating func key() throws(Unparsed) -> TypedKey {
        if dialect == .toml { return TypedKey(try dottedKey()) }
        guard next == UInt8(ascii: "\"") else { throw .malformed(position) }
        return TypedKey(try quoted(isLiteral: false))
    }

    /// A TOML key, dotted or not; its parts are joined by NUL.
    mutating func dottedKey() throws(Unparsed) -> ArraySlice<UInt8> {
        var parts = try keyPart()
        var count = 1
        while true {
            let end = position
            try skipSpace(newlines: false)
            if next != UInt8(ascii: ".") {
                position = end
                return parts
            }
            position += 1
            try skipSpace(newlines: false)
            count += 1
            if count > Unparsed.deepest { throw .tooDeep(position) }
            parts = parts + [0] + (try keyPart())
        }
    }

    private mutating func keyPart() throws(Unparsed) -> ArraySlice<UInt8> {
        if next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") {
            return try quoted(isLiteral: next == UInt8(ascii: "'"))
        }
        let start = position
        while let byte = next, byte.isBareKeyByte { position += 1 }
        if start == position { throw .malformed(position) }
        return bytes[start..<position]
    }

    /// The inside of a quoted key. Some escapes could spell one key in two ways.
    private mutating func quoted(isLiteral: Bool) throws(Unparsed) -> ArraySlice<UInt8> {
        let start = position + 1
        try skipString(quote: bytes[position], isLiteral: isLiteral)
        let key = bytes[start..<(position - 1)]
        if key.contains(0) { throw .malformed(start) }
        if !isLiteral, key.hasAmbiguousEscape { throw .unsupported("escapes in a key", start) }
        return key
    }

    // MARK: Scalars

    /// A string on one line.
    private mutating func skipString(quote: UInt8, isLiteral: Bool) throws(Unparsed) {
        position += 1
        while let byte = next, byte != quote {
            if byte < 0x20 && !(byte == 0x09 && dialect == .toml) { throw .malformed(position) }
            position += 1
            if byte == UInt8(ascii: "\\") && !isLiteral { try skipEscape() }
        }
        try expect(quote)
    }

    private mutating func skipEscape() throws(Unparsed) {
        guard let byte = next else { throw .malformed(position) }
        position += 1
        let digits: Int
        switch (byte, dialect) {
        case (UInt8(ascii: "u"), _): digits = 4
        case (UInt8(ascii: "U"), .toml): digits = 8
        case (UInt8(ascii: "x"), .toml): digits = 2
        case (UInt8(ascii: "e"), .toml), (UInt8(ascii: "/"), .json): return
        case (UInt8(ascii: "\""), _), (UInt8(ascii: "\\"), _), (UInt8(ascii: "b"), _), (UInt8(ascii: "f"), _),
            (UInt8(ascii: "n"), _), (UInt8(ascii: "r"), _), (UInt8(ascii: "t"), _):
            return
        default: throw .malformed(position - 1)
        }
        for _ in 0..<digits {
            guard let digit = next, digit.isHexDigit else { throw .malformed(position) }
            position += 1
        }
    }

    private mutating func skipJSONScalar() throws(Unparsed) {
        switch next {
        case UInt8(ascii: "\""): try skipString(quote: UInt8(ascii: "\""), isLiteral: false)
        case UInt8(ascii: "t"): try skipWord("true")
        case UInt8(ascii: "f"): try skipWord("false")
        case UInt8(ascii: "n"): try skipWord("null")
        default: try skipJSONNumber()
        }
    }

    private mutating func skipWord(_ word: StaticString) throws(Unparsed) {
        let count = word.utf8CodeUnitCount
        let isThere = word.withUTF8Buffer { $0.elementsEqual(bytes[position..<min(position + count, bytes.count)]) }
        guard isThere else { throw .malformed(position) }
        position += count
    }

    private mutating func skipJSONNumber() throws(Unparsed) {
        if next == UInt8(ascii: "-") { position += 1 }
        let isZero = next == UInt8(ascii: "0")
        let whole = try skipDigits()
        if isZero && whole > 1 { throw .malformed(position) }
        if next == UInt8(ascii: ".") {
            position += 1
            try skipDigits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            position += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
            try skipDigits()
        }
    }

    @discardableResult
    private mutating func skipDigits() throws(Unparsed) -> Int {
        let start = position
        while let byte = next, byte.isDigit { position += 1 }
        if position == start { throw .malformed(position) }
        return position - start
    }

    private mutating func skipTOMLScalar() throws(Unparsed) {
        switch next {
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            let quote = bytes[position]
            if position + 2 < bytes.count, bytes[position + 1] == quote, bytes[position + 2] == quote {
                try skipMultiLineString(quote: quote)
            } else {
                try skipString(quote: quote, isLiteral: quote == UInt8(ascii: "'"))
            }
        default: try skipTOMLWord()
        }
    }

    private mutating func skipMultiLineString(quote: UInt8) throws(Unparsed) {
        position += 3
        var quotes = 0
        while let byte = next {
            position += 1
            if byte == quote {
                quotes += 1
                // Up to two quotes may stand right before the three that end it.
                if quotes >= 3, next != quote || quotes == 5 { return }
            } else {
                quotes = 0
                if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") { position += 1 }
            }
        }
        throw .malformed(position)
    }

    /// A number, a date or a Boolean; the time of a date may follow after a space.
    private mutating func skipTOMLWord() throws(Unparsed) {
        let start = position
        while let byte = next, byte.isTOMLWordByte { position += 1 }
        let word = bytes[start..<position]
        let isNamed = ["true", "false", "inf", "nan", "+inf", "-inf", "+nan", "-nan"].contains {
            word.elementsEqual($0.utf8)
        }
        guard let first = word.first else { throw .malformed(start) }
        let second = word.dropFirst().first
        let isNumber =
            first.isDigit || ((first == UInt8(ascii: "+") || first == UInt8(ascii: "-")) && second?.isDigit == true)
        if !isNamed && !isNumber { throw .malformed(start) }
        let isDate = word.count == 10 && word[start + 4] == UInt8(ascii: "-") && word[start + 7] == UInt8(ascii: "-")
        if isDate, next == UInt8(ascii: " "), position + 1 < bytes.count, bytes[position + 1].isDigit {
            position += 1
            while let byte = next, byte.isTOMLWordByte { position += 1 }
        }
    }
}

extension ArraySlice<UInt8> {
    /// Whether there is an escape for a character that needs none.
    fileprivate var hasAmbiguousEscape: Bool {
        var isEscaped = false
        for byte in self {
            if isEscaped, "uUxe/".utf8.contains(byte) { return true }
            isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
        }
        return false
    }
}

extension UInt8 {
    var isDigit: Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= self }
    var isLetter: Bool { UInt8(ascii: "a")...UInt8(ascii: "z") ~= self | 0x20 }
    var isHexDigit: Bool { isDigit || UInt8(ascii: "a")...UInt8(ascii: "f") ~= self | 0x20 }
    /// Space, tab, `\r` or `\n`.
    var isSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0A || self == 0x0D }
    fileprivate var isBareKeyByte: Bool {
        isDigit || isLetter || self == UInt8(ascii: "_") || self == UInt8(ascii: "-")
    }
    fileprivate var isTOMLWordByte: Bool {
        isDigit || isLetter || self == UInt8(ascii: "_") || self == UInt8(ascii: "-") || self == UInt8(ascii: "+")
            || self == UInt8(ascii: ".") || self == UInt8(ascii: ":")
    }
}
