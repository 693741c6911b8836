internal import Glibc
internal import _RopeModule

/// The leaves of a ``Rope``: at most ``Chunk/maximumCount`` bytes with the counts that the tree adds up.
///
/// A chunk never ends between a CR and the LF that follows it, so that line terminators can be counted chunk by chunk. Any
/// other place will do as a border, the middle of a UTF-8 sequence included.
///
/// The bytes are a slice: chunks of a text that was there as a whole share its memory until they are changed.
struct Chunk: Sendable {
    private(set) var bytes: ArraySlice<UInt8>
    private(set) var newlines: Int32
    /// The newlines that have a CR before them.
    private(set) var pairs: Int32

    static let maximumCount = 2048
    static let minimumCount = 512
    /// What a fresh chunk is filled to: room is left for typing.
    static let fillCount = 1536

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        newlines = 0
        pairs = 0
        count()
    }

    private init(bytes: ArraySlice<UInt8>, newlines: Int32, pairs: Int32) {
        self.bytes = bytes
        self.newlines = newlines
        self.pairs = pairs
    }

    private mutating func count() {
        let (newlines, pairs) = bytes.withUnsafeBufferPointer { Chunk.terminators(in: $0) }
        self.newlines = newlines
        self.pairs = pairs
    }

    subscript(offset: Int) -> UInt8 { bytes[bytes.startIndex + offset] }

    /// Replaces bytes, in memory of its own; the caller keeps the size within bounds.
    mutating func replace(_ range: Range<Int>, with replacement: [UInt8]) {
        self = Chunk(Array(bytes.prefix(range.lowerBound) + replacement + bytes.dropFirst(range.upperBound))[...])
    }

    var endsWithReturn: Bool { bytes.last == Byte.carriageReturn }
    var startsWithNewline: Bool { bytes.first == Byte.newline }

    /// The newlines among the first `prefix` bytes.
    func newlines(before prefix: Int) -> Int {
        bytes.withUnsafeBufferPointer { Int(Chunk.newlines(in: UnsafeBufferPointer(rebasing: $0[..<prefix]))) }
    }

    /// The offset behind the newline with this ordinal (from 1).
    func offset(afterNewline ordinal: Int) -> Int {
        bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return 0 }
            var offset = 0
            for _ in 0..<ordinal {
                guard let hit = memchr(base + offset, Int32(Byte.newline), buffer.count - offset) else { return offset }
                offset = UnsafeRawPointer(hit) - UnsafeRawPointer(base) + 1
            }
            return offset
        }
    }

    private static func newlines(in buffer: UnsafeBufferPointer<UInt8>) -> Int32 {
        var total: Int32 = 0
        for byte in buffer { total &+= byte == Byte.newline ? 1 : 0 }
        return total
    }

    private static func terminators(in buffer: UnsafeBufferPointer<UInt8>) -> (newlines: Int32, pairs: Int32) {
        let total = newlines(in: buffer)
        guard total > 0, let base = buffer.baseAddress,
            memchr(base, Int32(Byte.carriageReturn), buffer.count) != nil
        else { return (total, 0) }
        var pairs: Int32 = 0
        for index in 1..<buffer.count {
            pairs &+= (buffer[index] == Byte.newline) && (buffer[index - 1] == Byte.carriageReturn) ? 1 : 0
        }
        return (total, pairs)
    }
}

extension Chunk: RopeElement {
    struct Summary: RopeSummary {
        var bytes: Int
        var newlines: Int
        var pairs: Int

        static var maxNodeSize: Int { 15 }
        static var zero: Summary { Summary(bytes: 0, newlines: 0, pairs: 0) }
        var isZero: Bool { bytes == 0 }

        mutating func add(_ other: Summary) {
            bytes &+= other.bytes
            newlines &+= other.newlines
            pairs &+= other.pairs
        }

        mutating func subtract(_ other: Summary) {
            bytes &-= other.bytes
            newlines &-= other.newlines
            pairs &-= other.pairs
        }
    }

    var summary: Summary { Summary(bytes: bytes.count, newlines: Int(newlines), pairs: Int(pairs)) }
    var isEmpty: Bool { bytes.isEmpty }
    var isUndersized: Bool { bytes.count < Chunk.minimumCount }

    func invariantCheck() {
        precondition(bytes.count <= Chunk.maximumCount)
    }

    /// Joins the two where they fit into one, else shares the bytes out evenly.
    mutating func rebalance(nextNeighbor right: inout Chunk) -> Bool {
        let seam: Int32 = endsWithReturn && right.startsWithNewline ? 1 : 0
        if bytes.count + right.bytes.count <= Chunk.maximumCount {
            bytes = Array(bytes + right.bytes)[...]
            newlines += right.newlines
            pairs += right.pairs + seam
            right = Chunk(bytes: [], newlines: 0, pairs: 0)
            return true
        }
        let all = Array(bytes + right.bytes)
        let half = all.count / 2
        let middle = all[half] == Byte.newline && all[half - 1] == Byte.carriageReturn ? half - 1 : half
        self = Chunk(all[..<middle])
        right = Chunk(all[middle...])
        return false
    }

    mutating func split(at index: Int) -> Chunk {
        if index == bytes.count { return Chunk(bytes: [], newlines: 0, pairs: 0) }
        let tail = Chunk(bytes.dropFirst(index))
        self = Chunk(bytes.prefix(index))
        return tail
    }
}

/// Measures a rope in bytes.
struct ByteMetric: RopeMetric {
    func size(of summary: Chunk.Summary) -> Int { summary.bytes }
    func index(at offset: Int, in chunk: Chunk) -> Int { offset }
}

/// Measures a rope in newlines: the index at `offset` lies behind that many of them.
struct NewlineMetric: RopeMetric {
    func size(of summary: Chunk.Summary) -> Int { summary.newlines }
    func index(at offset: Int, in chunk: Chunk) -> Int { chunk.offset(afterNewline: offset) }
}
