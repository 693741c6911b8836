/// Parses TOML into two levels: tables under their headers, in the order of the text, and the keys of each.
///
/// A table's key is the path in its header; an element of an array of tables has the path and its own `name`, `id` or
/// `key`, without which a document with several elements of one array is not taken apart.
struct TOMLParser {
    private let bytes: [UInt8]
    private var position = 0
    private var sections: [TypedEntry] = []

    static func parse(_ bytes: [UInt8]) throws(Unparsed) -> TypedDocument {
        var parser = TOMLParser(bytes: bytes)
        let root = try parser.document()
        try TOMLNames.check(root)
        return TypedDocument(bytes: bytes, root: root)
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The entries of a table that is being read.
    private struct Section {
        var key: TypedKey
        var lead: Range<Int>
        var head: Range<Int>
        var entries: [TypedEntry] = []
    }

    private mutating func document() throws(Unparsed) -> TypedNode {
        var section = Section(key: TypedKey([]), lead: 0..<0, head: 0..<0)
        var lead = 0
        while true {
            lead = position
            skipBlankLines()
            guard position < bytes.count else { break }
            if bytes[position] == UInt8(ascii: "[") {
                finish(section, at: lead)
                let start = position
                let key = try header()
                section = Section(key: key, lead: lead..<start, head: start..<position)
            } else {
                section.entries.append(try entry(lead: lead))
            }
        }
        finish(section, at: lead)
        try identifyElements()
        return TypedNode(
            shape: .mapping, layout: .lines(indentation: 0), range: 0..<bytes.count, open: 0..<0, entries: sections,
            close: lead..<bytes.count)
    }

    private mutating func finish(_ section: Section, at end: Int) {
        if section.head.isEmpty && section.entries.isEmpty { return }
        let start = section.head.upperBound
        let none = end..<end
        let table = TypedNode(
            shape: .mapping, layout: .lines(indentation: 0), range: start..<end, open: start..<start,
            entries: section.entries, close: none)
        sections.append(
            TypedEntry(
                key: section.key, lead: section.lead, head: section.head, value: table, trail: none, separator: none))
    }

    /// Blank lines, comments, and the indentation of the line that follows.
    private mutating func skipBlankLines() {
        while position < bytes.count {
            if bytes[position].isSpace {
                position += 1
            } else if bytes[position] == UInt8(ascii: "#") {
                skipLine()
            } else {
                return
            }
        }
    }

    private mutating func skipLine() {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    }

    /// Spaces, a comment and the newline: what may end a line.
    private mutating func endLine() throws(Unparsed) {
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n"), bytes[position].isSpace { position += 1 }
        if position < bytes.count, bytes[position] == UInt8(ascii: "#") { skipLine() }
        guard position < bytes.count else { return }
        guard bytes[position] == UInt8(ascii: "\n") else { throw .malformed(position) }
        position += 1
    }

    private mutating func header() throws(Unparsed) -> TypedKey {
        let isElement = position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "[")
        var parser = BracketParser(bytes, dialect: .toml, at: position + (isElement ? 2 : 1))
        try parser.skipSpace(newlines: false)
        let key = try parser.dottedKey()
        try parser.skipSpace(newlines: false)
        position = parser.position
        for _ in 0..<(isElement ? 2 : 1) {
            guard position < bytes.count, bytes[position] == UInt8(ascii: "]") else { throw .malformed(position) }
            position += 1
        }
        try endLine()
        return TypedKey(key, element: isElement ? [] : nil)
    }

    private mutating func entry(lead: Int) throws(Unparsed) -> TypedEntry {
        let start = position
        var parser = BracketParser(bytes, dialect: .toml, at: position)
        let key = try parser.dottedKey()
        try parser.skipSpace(newlines: false)
        guard parser.position < bytes.count, bytes[parser.position] == UInt8(ascii: "=") else {
            throw .malformed(parser.position)
        }
        parser = BracketParser(bytes, dialect: .toml, at: parser.position + 1)
        try parser.skipSpace(newlines: false)
        let head = start..<parser.position
        let value = try parser.value(depth: 0)
        position = parser.position
        try endLine()
        return TypedEntry(
            key: TypedKey(key), lead: lead..<start, head: head, value: value,
            trail: value.range.upperBound..<position, separator: position..<position)
    }

    /// Gives each element of an array of tables a key of its own.
    private mutating func identifyElements() throws(Unparsed) {
        var arrays: [ArraySlice<UInt8>: [Int]] = [:]
        for (index, section) in sections.enumerated() {
            guard let key = section.key else { continue }
            if key.element != nil { arrays[key.bytes, default: []].append(index) }
        }
        if arrays.isEmpty { return }
        for section in sections {
            guard let key = section.key, key.element == nil else { continue }
            let place = section.head.lowerBound
            // A table below an array of tables belongs to the element above it.
            for end in key.bytes.indices where key.bytes[end] == 0 {
                if arrays[key.bytes[..<end]] != nil { throw .unsupported("tables inside an array of tables", place) }
            }
        }
        for (path, elements) in arrays.sorted(by: { $0.value[0] < $1.value[0] }) {
            let place = sections[elements[0]].head.lowerBound
            for end in path.indices where path[end] == 0 {
                if arrays[path[..<end]] != nil { throw .unsupported("tables inside an array of tables", place) }
            }
            for index in elements {
                let names = ["name", "id", "key"].lazy.compactMap { [section = sections[index]] name in
                    section.value.entries.first { $0.key?.bytes.elementsEqual(name.utf8) == true }
                }
                guard let name = names.first else {
                    if elements.count > 1 { throw .unsupported("an array of tables without names", place) }
                    continue
                }
                sections[index].key = TypedKey(path, element: bytes[name.value.range])
            }
        }
    }
}

/// Checks that no name of a TOML document is given two meanings.
private struct TOMLNames {
    private enum Meaning {
        case value
        /// A table that headers of tables below it have made.
        case implied
        /// A table that dotted keys have made; no header names it any more.
        case dotted
        /// A table with a header.
        case table
        case array
    }

    private var names: [[UInt8]: (meaning: Meaning, place: Int)] = [:]

    static func check(_ root: TypedNode) throws(Unparsed) {
        var names = TOMLNames()
        var elements = 0
        for section in root.entries {
            guard let key = section.key else { continue }
            let place = section.head.lowerBound
            var path = Array(key.bytes)
            if key.element != nil {
                // The elements of an array are told apart by a number, so that their keys may be alike.
                elements += 1
                try names.imply(path, at: place)
                try names.give(path, .array, at: place, unlike: [.array])
                path = [0] + Array(String(elements).utf8)
                try names.give(path, .table, at: place)
            } else if !path.isEmpty {
                try names.imply(path, at: place)
                try names.give(path, .table, at: place, unlike: [.implied])
            }
            for entry in section.value.entries {
                guard let key = entry.key else { continue }
                let name = path.isEmpty ? Array(key.bytes) : path + [0] + key.bytes
                let place = entry.head.lowerBound
                try names.imply(name, behind: path.count, at: place)
                if let known = names.names[name], known.meaning == .value {
                    throw .repeatedKey(key, first: known.place, second: place)
                }
                try names.give(name, .value, at: place)
            }
        }
    }

    /// Gives a name its meaning, which it may not have had before, unless it was one of some others.
    private mutating func give(
        _ name: [UInt8], _ meaning: Meaning, at place: Int, unlike others: [Meaning] = []
    ) throws(Unparsed) {
        if let known = names[name], !others.contains(known.meaning) { throw .clash(first: known.place, second: place) }
        names[name] = (meaning, place)
    }

    /// The tables on the way to a name: for a dotted key those behind the name of its own table, which are then closed to
    /// headers (TOML 1.0, Table).
    private mutating func imply(_ name: [UInt8], behind start: Int? = nil, at place: Int) throws(Unparsed) {
        for index in name.indices.dropFirst((start ?? 0) + 1) where name[index] == 0 {
            let table = Array(name[..<index])
            let known = names[table]
            switch (known?.meaning, start) {
            case (nil, nil): names[table] = (.implied, place)
            case (nil, _?), (.implied, _?): names[table] = (.dotted, place)
            case (.implied, nil), (.table, nil), (.dotted, _): break
            case (.value, _), (.array, _), (.table, _?): throw .clash(first: known?.place ?? place, second: place)
            }
        }
    }
}
