/// A document taken apart so that it can be put together again byte by byte: JSON, YAML, TOML, a Markdown table.
///
/// The parts of a node tile its bytes: `open`, then of each entry `lead`, `head`, `value`, `trail` and `separator`, then
/// `close`. All ranges are offsets into the text.
struct TypedNode {
    enum Shape {
        case scalar, mapping, list
    }

    /// How entries are written one after the other.
    enum Layout: Equatable {
        /// Between brackets, with commas.
        case brackets
        /// On lines of their own, which begin with so many spaces.
        case lines(indentation: Int)
    }

    var shape: Shape
    var layout: Layout
    var range: Range<Int>
    /// Before the first entry: a bracket, or the rest of the line of the key.
    var open: Range<Int>
    var entries: [TypedEntry] = []
    /// After the last entry: space and a bracket.
    var close: Range<Int>

    static func scalar(_ range: Range<Int>) -> TypedNode {
        TypedNode(
            shape: .scalar, layout: .brackets, range: range, open: range,
            close: range.upperBound..<range.upperBound)
    }

    /// Whether a comma follows the last entry.
    var endsWithSeparator: Bool { entries.last.map { !$0.separator.isEmpty } ?? false }
}

/// A key and its value, or an element of a list.
struct TypedEntry {
    /// What tells it from its siblings; nil for elements of a list that nothing names.
    var key: TypedKey?
    /// What stands before it and goes with it: space, comments, blank lines.
    var lead: Range<Int>
    /// The key and what parts it from the value, or the marker of a list.
    var head: Range<Int>
    var value: TypedNode
    /// Between the value and the separator or the end of the line.
    var trail: Range<Int>
    var separator: Range<Int>

    /// Key and value.
    var core: Range<Int> { head.lowerBound..<value.range.upperBound }
}

extension [TypedEntry] {
    /// The first entry whose key another one before it has, and that one.
    var firstRepetition: (first: TypedEntry, second: TypedEntry)? {
        repetition.flatMap { second in first { $0.key == second.key }.map { ($0, second) } }
    }

    private var repetition: TypedEntry? {
        // Most containers are small, and then comparing is faster than hashing.
        if count <= 8 {
            return indices.first { index in
                self[index].key.map { key in self[..<index].contains { $0.key == key } } ?? false
            }.map { self[$0] }
        }
        var keys: Set<TypedKey> = []
        return first { $0.key.map { !keys.insert($0).inserted } ?? false }
    }
}

/// What tells an entry from its siblings.
struct TypedKey: Hashable {
    /// The text without quotes; parts of a dotted key are separated by NUL.
    var bytes: ArraySlice<UInt8>
    /// What tells an element of a list from the others; nil for a key of a mapping, whose order says nothing.
    var element: ArraySlice<UInt8>?

    init(_ bytes: ArraySlice<UInt8>, element: ArraySlice<UInt8>? = nil) {
        self.bytes = bytes
        self.element = element
    }

    func hash(into hasher: inout Hasher) {
        for part in [bytes, element ?? []] { part.withUnsafeBytes { hasher.combine(bytes: $0) } }
    }

    /// For people to read.
    var text: String {
        let name = String(decoding: bytes.map { $0 == 0 ? UInt8(ascii: ".") : $0 }, as: UTF8.self)
        guard let element, !element.isEmpty else { return name }
        return "\(name)[\(String(decoding: element.prefix(60), as: UTF8.self))]"
    }
}

/// A text and what it is made of.
struct TypedDocument {
    let bytes: [UInt8]
    let root: TypedNode

    func slice(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }
}

/// Why a text is not taken apart.
enum Unparsed: Error, Equatable {
    /// It is not well-formed, at an offset.
    case malformed(Int)
    /// A key stands twice in one mapping, at two offsets. In JSON that is well-formed, and means nothing good.
    case repeatedKey(TypedKey, first: Int, second: Int)
    /// It is not well-formed, as what stands at two offsets gives one name two meanings.
    case clash(first: Int, second: Int)
    /// It is, or may be, well-formed, but holds something that is not merged by key, at an offset.
    case unsupported(String, Int)
    /// At an offset it is nested deeper than `deepest` levels.
    case tooDeep(Int)

    /// Where.
    var offset: Int {
        switch self {
        case .malformed(let offset), .repeatedKey(_, _, second: let offset), .clash(_, second: let offset),
            .unsupported(_, let offset), .tooDeep(let offset):
            offset
        }
    }

    /// The line of a text, from 0, that it is in. What is missing at the end is missing in the last line.
    func line(in text: [UInt8]) -> Int {
        text.prefix(offset).dropLast(offset >= text.count ? 1 : 0).count { $0 == UInt8(ascii: "\n") }
    }

    /// Keeps every walk over a tree far from the end of the stack.
    static let deepest = 100
}
