/// Parses the part of YAML that is merged by key: one document of block mappings and block sequences, whose scalars and
/// flow values are taken whole, with the comment behind them.
///
/// What could mean something else than it seems (anchors, aliases, merge keys, tags, complex keys, tabs as indentation,
/// several documents) is not taken apart. YAML 1.2.2, chapters 6 to 8.
struct YAMLParser {
    private let bytes: [UInt8]
    /// Always at the start of a line, or at the column of an entry that begins behind `- `.
    private var position = 0
    private let end: Int

    /// - Parameter range: The part of the text that is YAML: all of it, or the front matter of a document. It ends at
    ///   the end of a line.
    static func parse(_ bytes: [UInt8], in range: Range<Int>) throws(Unparsed) -> TypedNode {
        var parser = YAMLParser(bytes: bytes, in: range)
        try parser.declineLoneReturns()
        return try parser.document(range)
    }

    private init(bytes: [UInt8], in range: Range<Int>) {
        self.bytes = bytes
        position = range.lowerBound
        end = range.upperBound
    }

    /// To YAML a carriage return ends a line also without a newline behind it.
    private func declineLoneReturns() throws(Unparsed) {
        for offset in position..<end where bytes[offset] == UInt8(ascii: "\r") {
            if offset + 1 == end || bytes[offset + 1] != UInt8(ascii: "\n") {
                throw .unsupported("a line that ends in a carriage return alone", offset)
            }
        }
    }

    private mutating func document(_ range: Range<Int>) throws(Unparsed) -> TypedNode {
        try skipToContent()
        if position < end, bytes[position] == UInt8(ascii: "%") { throw .unsupported("directives", position) }
        if isMarker(at: position) {
            guard contentEnd(ofLineAt: position) == position + 3 else {
                throw .unsupported("a document that begins on the line of its marker", position)
            }
            position = lineEnd(from: position)
        } else {
            position = range.lowerBound
        }
        let open = range.lowerBound..<position
        try declineOtherRoots()
        var root = try block(indentation: 0, openStart: position, depth: 0)
        root.open = open
        root.close = position..<end
        root.range = range
        return root
    }

    /// A document may be a scalar or a flow value, or indented as a whole.
    private mutating func declineOtherRoots() throws(Unparsed) {
        let start = position
        defer { position = start }
        try skipToContent()
        if position == end { return }
        let content = try firstContent(ofLineAt: position)
        if content == position, isSequenceMarker(at: content) { return }
        if content == position, try keyEnd(at: content) != nil { return }
        throw .unsupported("something else than a mapping or a list", content)
    }

    // MARK: Lines

    private func lineEnd(from offset: Int) -> Int {
        var offset = offset
        while offset < end, bytes[offset] != UInt8(ascii: "\n") { offset += 1 }
        return min(offset + 1, end)
    }

    /// Where the line at an offset ends, without spaces and newline.
    private func contentEnd(ofLineAt offset: Int) -> Int {
        var last = lineEnd(from: offset)
        while last > offset, bytes[last - 1].isSpace { last -= 1 }
        return last
    }

    private func startsWith(_ text: StaticString, at offset: Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard offset + count <= end else { return false }
        return text.withUTF8Buffer { $0.elementsEqual(bytes[offset..<(offset + count)]) }
    }

    /// Whether a line is `---` or `...`, by itself or followed by a space.
    private func isMarker(at offset: Int) -> Bool {
        guard startsWith("---", at: offset) || startsWith("...", at: offset) else { return false }
        return offset + 3 == end || bytes[offset + 3].isSpace
    }

    /// Skips blank lines and comments to the start of the next line that is neither, or the end.
    private mutating func skipToContent() throws(Unparsed) {
        while position < end {
            let start = position
            let content = try firstContent(ofLineAt: start)
            if content < end, bytes[content] != UInt8(ascii: "\n"), bytes[content] != UInt8(ascii: "\r"),
                bytes[content] != UInt8(ascii: "#")
            {
                return
            }
            position = lineEnd(from: content)
        }
    }

    /// The first byte of a line that is no space.
    private func firstContent(ofLineAt start: Int) throws(Unparsed) -> Int {
        var content = start
        while content < end, bytes[content] == UInt8(ascii: " ") { content += 1 }
        if content < end, bytes[content] == UInt8(ascii: "\t") { throw .unsupported("tabs before a value", content) }
        return content
    }

    // MARK: Blocks

    /// A block mapping or sequence whose entries begin at a column.
    /// - Parameters:
    ///   - openStart: Where the node begins: behind the key, at the rest of its line.
    ///   - first: The first entry where it stands behind `- `.
    private mutating func block(
        indentation: Int, openStart: Int, depth: Int, first: TypedEntry? = nil
    ) throws(Unparsed) -> TypedNode {
        if depth > Unparsed.deepest { throw .tooDeep(position) }
        let open = openStart..<(first == nil ? position : openStart)
        var entries = first.map { [$0] } ?? []
        var isSequence: Bool? = first == nil ? nil : false
        while true {
            let lead = position
            try skipToContent()
            let line = position
            let start = try firstContent(ofLineAt: line)
            if isMarker(at: line) { throw .unsupported("several documents", line) }
            let isElement = start < end && isSequenceMarker(at: start)
            // A sequence may stand at the column of its key; the next key ends it.
            if line == end || start - line < indentation
                || (start - line == indentation && isSequence == true && !isElement)
            {
                position = lead
                break
            }
            if start - line > indentation || (isSequence == false && isElement) { throw .malformed(start) }
            isSequence = isElement
            position = start
            var entry =
                isElement
                ? try element(indentation: indentation, depth: depth)
                : try pair(indentation: indentation, depth: depth)
            entry.lead = lead..<line
            entry.head = line..<entry.head.upperBound
            entries.append(entry)
        }
        if let (first, second) = entries.firstRepetition, let key = second.key {
            let places = (first.head.lowerBound, second.head.lowerBound)
            // Without its quotation marks a key may be a number.
            let isCertain = !entries.contains { $0.key == key && bytes[$0.head].contains(where: \.isQuotationMark) }
            throw isCertain
                ? .repeatedKey(key, first: places.0, second: places.1) : .unsupported("a key twice", places.1)
        }
        return TypedNode(
            shape: isSequence == true ? .list : .mapping, layout: .lines(indentation: indentation),
            range: openStart..<position, open: open, entries: entries, close: position..<position)
    }

    private func isSequenceMarker(at offset: Int) -> Bool {
        bytes[offset] == UInt8(ascii: "-") && (offset + 1 == end || bytes[offset + 1].isSpace)
    }

    /// `- value`, from the marker on.
    private mutating func element(indentation: Int, depth: Int) throws(Unparsed) -> TypedEntry {
        let start = position
        var content = start + 1
        while content < end, bytes[content] == UInt8(ascii: " ") { content += 1 }
        if content < end, bytes[content] == UInt8(ascii: "\t") { throw .unsupported("tabs before a value", content) }
        let column = indentation + content - start
        if content < end, isSequenceMarker(at: content) {
            throw .unsupported("a sequence on the line of another", content)
        }
        let value: TypedNode
        if content < end, !bytes[content].isSpace, try keyEnd(at: content) != nil {
            position = content
            value = try inlineBlock(indentation: column, depth: depth + 1)
            return entry(key: nil, start: start, headEnd: content, value: value)
        }
        position = start + 1
        value = try self.value(parent: indentation, isInMapping: false, depth: depth)
        return entry(key: nil, start: start, headEnd: start + 1, value: value)
    }

    /// A mapping that begins behind `- `.
    private mutating func inlineBlock(indentation: Int, depth: Int) throws(Unparsed) -> TypedNode {
        if depth > Unparsed.deepest { throw .tooDeep(position) }
        let start = position
        let first = try pair(indentation: indentation, depth: depth)
        return try block(indentation: indentation, openStart: start, depth: depth, first: first)
    }

    private func entry(key: TypedKey?, start: Int, headEnd: Int, value: TypedNode) -> TypedEntry {
        // A comment and the newline stand behind a scalar; a block ends with its last line.
        let end = value.range.upperBound
        return TypedEntry(
            key: key, lead: start..<start, head: start..<headEnd, value: value, trail: end..<position,
            separator: position..<position)
    }

    /// `key: value`, from the key on.
    private mutating func pair(indentation: Int, depth: Int) throws(Unparsed) -> TypedEntry {
        let start = position
        guard let name = try keyEnd(at: start) else {
            throw Self.isIndicator(bytes[start])
                ? .unsupported("a key that is more than a word", start) : .malformed(start)
        }
        position = name.colon + 1
        let value = try self.value(parent: indentation, isInMapping: true, depth: depth)
        return entry(key: TypedKey(name.key), start: start, headEnd: name.colon + 1, value: value)
    }

    /// The key at an offset and its colon; nil where none is on the line.
    private func keyEnd(at start: Int) throws(Unparsed) -> (key: ArraySlice<UInt8>, colon: Int)? {
        let first = bytes[start]
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            guard var after = try quotedEnd(at: start, parent: nil) else { return nil }
            let key = bytes[(start + 1)..<(after - 1)]
            while after < end, bytes[after] == UInt8(ascii: " ") { after += 1 }
            guard isColon(at: after) else { return nil }
            if key.contains(UInt8(ascii: "\\")) || key.contains(UInt8(ascii: "'")) {
                throw .unsupported("escapes in a key", start)
            }
            return (key, after)
        }
        var offset = start
        while offset < end, bytes[offset] != UInt8(ascii: "\n") {
            if isColon(at: offset) {
                var last = offset
                while last > start, bytes[last - 1] == UInt8(ascii: " ") { last -= 1 }
                let key = bytes[start..<last]
                if Self.isIndicator(first) || key.isEmpty {
                    throw .unsupported("a key that is more than a word", start)
                }
                if key.elementsEqual("<<".utf8) { throw .unsupported("merge keys", start) }
                return (key, offset)
            }
            if bytes[offset] == UInt8(ascii: "#"), offset > start, bytes[offset - 1].isSpace { return nil }
            if offset == start, Self.isIndicator(first) { return nil }
            offset += 1
        }
        return nil
    }

    private func isColon(at offset: Int) -> Bool {
        offset < end && bytes[offset] == UInt8(ascii: ":") && (offset + 1 == end || bytes[offset + 1].isSpace)
    }

    /// Bytes that no plain scalar begins with.
    private static func isIndicator(_ byte: UInt8) -> Bool {
        "[]{}&*!|>%@`,?\"'#".utf8.contains(byte)
    }

    // MARK: Values

    /// What stands behind a colon or a marker, from there on; afterwards the position is at the start of a line.
    private mutating func value(parent: Int, isInMapping: Bool, depth: Int) throws(Unparsed) -> TypedNode {
        let start = position
        var content = start
        while content < end, bytes[content] == UInt8(ascii: " ") || bytes[content] == UInt8(ascii: "\t") {
            content += 1
        }
        guard content < end, bytes[content] != UInt8(ascii: "\n"), bytes[content] != UInt8(ascii: "\r"),
            bytes[content] != UInt8(ascii: "#")
        else {
            return try nestedBlock(start: start, parent: parent, isInMapping: isInMapping, depth: depth)
        }
        let last: Int
        switch bytes[content] {
        case UInt8(ascii: "|"), UInt8(ascii: ">"):
            try skipBlockScalar(from: content, parent: parent)
            last = position
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            guard let after = try quotedEnd(at: content, parent: parent) else { throw .malformed(content) }
            last = after
            try endLine(after: last)
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            last = try flowEnd(from: content)
            try endLine(after: last)
        case UInt8(ascii: "&"), UInt8(ascii: "*"): throw .unsupported("anchors", content)
        case UInt8(ascii: "!"): throw .unsupported("tags", content)
        case UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"): throw .malformed(content)
        default: last = try skipPlain(from: content, parent: parent)
        }
        return .scalar(start..<last)
    }

    private mutating func nestedBlock(
        start: Int, parent: Int, isInMapping: Bool, depth: Int
    ) throws(Unparsed) -> TypedNode {
        position = lineEnd(from: start)
        let afterLine = position
        try skipToContent()
        let content = try firstContent(ofLineAt: position)
        let column = content - position
        let isAtKey = isInMapping && column == parent && content < end && isSequenceMarker(at: content)
        let isNested = position < end && (column > parent || isAtKey)
        position = afterLine
        if !isNested { return .scalar(start..<start) }
        if !isSequenceMarker(at: content), try keyEnd(at: content) == nil {
            throw .unsupported("a value that begins below its key", content)
        }
        return try block(indentation: column, openStart: start, depth: depth + 1)
    }

    /// Only a comment may follow a value on its line.
    private mutating func endLine(after offset: Int) throws(Unparsed) {
        var offset = offset
        while offset < end, bytes[offset] == UInt8(ascii: " ") || bytes[offset] == UInt8(ascii: "\t") { offset += 1 }
        if offset < end, bytes[offset] != UInt8(ascii: "\n"), bytes[offset] != UInt8(ascii: "\r"),
            bytes[offset] != UInt8(ascii: "#")
        {
            throw .malformed(offset)
        }
        position = lineEnd(from: offset)
    }

    private mutating func skipBlockScalar(from header: Int, parent: Int) throws(Unparsed) {
        var offset = header + 1
        while offset < end,
            bytes[offset].isDigit || bytes[offset] == UInt8(ascii: "-") || bytes[offset] == UInt8(ascii: "+")
        {
            // Blank lines at the end belong to such a scalar, elsewhere to what follows.
            if bytes[offset] == UInt8(ascii: "+") { throw .unsupported("block scalars that keep blank lines", offset) }
            offset += 1
        }
        try endLine(after: offset)
        var afterContent = position
        while position < end {
            var content = position
            while content < end, bytes[content] == UInt8(ascii: " ") { content += 1 }
            let isBlank = content == end || bytes[content] == UInt8(ascii: "\n") || bytes[content] == UInt8(ascii: "\r")
            if !isBlank && content - position <= parent { break }
            position = lineEnd(from: content)
            if !isBlank { afterContent = position }
        }
        position = afterContent
    }

    /// The offset behind a quoted scalar; nil where it does not end on its line and `parent` is nil.
    private func quotedEnd(at start: Int, parent: Int?) throws(Unparsed) -> Int? {
        let quote = bytes[start]
        var offset = start + 1
        while offset < end {
            let byte = bytes[offset]
            if byte == quote {
                if quote == UInt8(ascii: "'"), offset + 1 < end, bytes[offset + 1] == quote {
                    offset += 2
                    continue
                }
                return offset + 1
            }
            if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") { offset += 1 }
            if byte == UInt8(ascii: "\n") {
                guard let parent else { return nil }
                var content = offset + 1
                while content < end, bytes[content] == UInt8(ascii: " ") { content += 1 }
                if content < end, !bytes[content].isSpace, content - offset - 1 <= parent { throw .malformed(content) }
            }
            offset += 1
        }
        throw .malformed(start)
    }

    /// The offset behind a value in brackets, which may go over several lines.
    private func flowEnd(from start: Int) throws(Unparsed) -> Int {
        var offset = start
        var closing: [UInt8] = []
        repeat {
            guard offset < end else { throw .malformed(start) }
            let byte = bytes[offset]
            let isAfterSpace = bytes[offset - 1].isSpace
            switch byte {
            case UInt8(ascii: "["): closing.append(UInt8(ascii: "]"))
            case UInt8(ascii: "{"): closing.append(UInt8(ascii: "}"))
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                guard closing.popLast() == byte else { throw .malformed(offset) }
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                // A quote inside a word is a letter like any other.
                if isAfterSpace || "[{,:".utf8.contains(bytes[offset - 1]) {
                    guard let after = try quotedEnd(at: offset, parent: -1) else { throw .malformed(offset) }
                    offset = after - 1
                }
            case UInt8(ascii: "#") where isAfterSpace: offset = lineEnd(from: offset) - 1
            case UInt8(ascii: "&"), UInt8(ascii: "*"):
                if isAfterSpace || bytes[offset - 1] == UInt8(ascii: "[") { throw .unsupported("anchors", offset) }
            default: break
            }
            offset += 1
        } while !closing.isEmpty
        return offset
    }

    /// Skips a scalar without quotes and the lines that continue it; returns where it ends.
    private mutating func skipPlain(from start: Int, parent: Int) throws(Unparsed) -> Int {
        var line = start
        while true {
            let (last, hasComment) = try plainLineEnd(at: line)
            position = lineEnd(from: line)
            var nextLine = position
            var content = position
            while content < end, bytes[content].isSpace {
                if bytes[content] == UInt8(ascii: "\n") { nextLine = content + 1 }
                content += 1
            }
            if content == end || content - nextLine <= parent || bytes[content] == UInt8(ascii: "#") { return last }
            if hasComment || nextLine != position { throw .unsupported("blank lines inside a scalar", start) }
            line = content
        }
    }

    /// Where a line of a plain scalar ends, and whether a comment follows. Nothing on it may look like a key.
    private func plainLineEnd(at start: Int) throws(Unparsed) -> (last: Int, hasComment: Bool) {
        var offset = start
        var last = start
        while offset < end, bytes[offset] != UInt8(ascii: "\n") {
            if isColon(at: offset) { throw .malformed(offset) }
            if bytes[offset] == UInt8(ascii: "#"), offset > 0, bytes[offset - 1].isSpace { return (last, true) }
            offset += 1
            if !bytes[offset - 1].isSpace { last = offset }
        }
        return (last, false)
    }
}

extension UInt8 {
    fileprivate var isQuotationMark: Bool { self == UInt8(ascii: "\"") || self == UInt8(ascii: "'") }
}
