/// What a cursor steps over: an extended grapheme cluster (Unicode annex 29) or one invalid byte.
public struct GraphemeSpan: Sendable, Equatable {
    /// Bytes, relative to the start of what was segmented.
    public var range: Range<Int>
    /// False for a single byte that is part of no well-formed UTF-8.
    public var isValid: Bool

    public init(range: Range<Int>, isValid: Bool) {
        self.range = range
        self.isValid = isValid
    }
}

/// The graphemes of a line (or of any bytes that start at a line's start), in order and without gaps.
///
/// CRLF is one unit, every invalid byte is one, every control character is one. A run of more than about 1 KB
/// without a certain boundary (a thousand combining marks) is cut, so that no unit is longer than about 2 KB. Linear.
public func graphemes(in bytes: [UInt8]) -> [GraphemeSpan] {
    bytes.withUnsafeBufferPointer { buffer in
        var scanner = GraphemeScanner(BufferSource(buffer), origin: 0, start: 0, certain: 0, end: buffer.count)
        var spans: [GraphemeSpan] = []
        spans.reserveCapacity(buffer.count)
        while let span = scanner.next() { spans.append(span) }
        return spans
    }
}

/// Walks bytes grapheme by grapheme.
///
/// A boundary is *certain* when it follows from the two scalars beside it alone. To segment from the middle of a line
/// one steps back to a certain boundary, never far: where none is found between two multiples of ``GraphemeInterval`` bytes,
/// counted from the start of the line, a boundary is put at the multiple. Every way of getting there finds the same boundaries.
struct GraphemeScanner<Source: ByteSource> {
    var source: Source
    /// The end of what was segmented so far: a boundary.
    private(set) var position: Int
    private let end: Int
    /// The start of the line, as far as newlines before `originKnown` tell.
    private var origin: Int
    private var originKnown: Int
    private var lastCertain: Int

    init(_ source: Source, origin: Int, start: Int, certain: Int, end: Int) {
        self.source = source
        self.origin = origin
        self.end = end
        originKnown = start
        position = start
        lastCertain = certain
    }

    /// The next grapheme; nil at the end.
    mutating func next() -> GraphemeSpan? {
        guard position < end else { return nil }
        let start = position
        let first = source.byte(at: start)
        if first < 0x80 {
            let second = start + 1 < end ? source.byte(at: start + 1) : 0
            if second < 0x80 {
                position = first == Byte.carriageReturn && second == Byte.newline ? start + 2 : start + 1
                lastCertain = position
                return GraphemeSpan(range: start..<position, isValid: true)
            }
        }
        let decoded = source.scalar(at: start, end: end)
        position += decoded.length
        guard let scalar = decoded.scalar else {
            lastCertain = position
            return GraphemeSpan(range: start..<position, isValid: false)
        }
        extend(from: scalar, at: start)
        return GraphemeSpan(range: start..<position, isValid: true)
    }

    /// Counts graphemes up to an offset, runs of ASCII at a stride.
    mutating func count(upTo limit: Int) -> Int {
        var count = 0
        while position < limit {
            let run = source.plainRun(at: position, limit: limit)
            if run > 1 {
                // Boundaries inside the run are certain; its last byte may join what follows.
                count += run - 1
                position += run - 1
                lastCertain = position
            }
            guard next() != nil else { break }
            count += 1
        }
        return count
    }

    /// Moves `position` to the end of the grapheme that starts with `first`.
    private mutating func extend(from first: Unicode.Scalar, at start: Int) {
        if isPlain(first), position < end, let next = source.scalar(at: position, end: end).scalar, isPlain(next) {
            lastCertain = position
            return
        }
        var recognizer = Unicode._CharacterRecognizer(behind: first)
        var previous = first
        var previousStart = start
        while position < end {
            let decoded = source.scalar(at: position, end: end)
            guard let scalar = decoded.scalar else {
                lastCertain = position
                break
            }
            if recognizer.hasBreak(before: scalar) {
                if startsAnywhere(previous) { lastCertain = position }
                break
            }
            if mustCut(between: previousStart, and: position) { break }
            previous = scalar
            previousStart = position
            position += decoded.length
        }
    }

    private mutating func mustCut(between previousStart: Int, and offset: Int) -> Bool {
        guard offset - lastCertain >= GraphemeInterval.length else { return false }
        findOrigin()
        let multiple = GraphemeInterval.floor(offset, from: origin)
        return previousStart < multiple && lastCertain <= multiple - GraphemeInterval.length
    }

    /// Looks for the start of the line among the bytes passed so far. Behind the last certain boundary there is none.
    private mutating func findOrigin() {
        var offset = lastCertain
        while offset > originKnown, source.byte(at: offset - 1) != Byte.newline { offset -= 1 }
        if offset > originKnown { origin = offset }
        originKnown = max(originKnown, lastCertain)
    }
}

/// The distance at which a line without certain boundaries is cut.
enum GraphemeInterval {
    /// Bytes. A multiple of 8, so that a run of flags (pairs of four-byte scalars) is cut at most once between the two.
    static let length = 1024

    /// The greatest multiple at or below an offset.
    static func floor(_ offset: Int, from origin: Int) -> Int {
        origin + (offset - origin) / length * length
    }
}

/// Whether a scalar is one of those that most texts are made of and that never join each other, CR and LF apart: the scanner
/// looks at ASCII before it asks.
func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x300, 0x370..<0x483, 0x48A..<0x591, 0x3041...0x3096, 0x30A0...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF:
        true
    default: false
    }
}

/// Whether a break behind this scalar depends on nothing before it: it attaches to no scalar before it (as marks, joiners
/// and linkers do), and is no regional indicator, which pairs up by counting.
func startsAnywhere(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.value < 0x300 { return true }
    if (0x1F1E6...0x1F1FF).contains(scalar.value) { return false }
    var recognizer = Unicode._CharacterRecognizer(behind: "a")
    return recognizer.hasBreak(before: scalar)
}

/// Whether there is a grapheme boundary between two neighbours whatever comes before them.
func isCertainBoundary(between left: DecodedScalar, and right: DecodedScalar) -> Bool {
    guard let left = left.scalar, let right = right.scalar else { return true }
    guard startsAnywhere(left) else { return false }
    var recognizer = Unicode._CharacterRecognizer(behind: left)
    return recognizer.hasBreak(before: right)
}

extension Unicode._CharacterRecognizer {
    /// The standard library's own breaking of characters, scalar by scalar, as it stands behind a first scalar.
    fileprivate init(behind first: Unicode.Scalar) {
        self.init()
        _ = hasBreak(before: first)
    }
}
