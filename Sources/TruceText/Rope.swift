internal import _RopeModule

/// A text as bytes in a balanced tree of chunks.
///
/// The bytes are UTF-8 as a rule, but any bytes are carried faithfully. Offsets are bytes from 0, lines are counted from 0
/// and end with LF or CRLF; a lone CR ends no line. Copies share their structure and cost nothing; lookups and
/// replacements cost the logarithm of the text plus the size of the change.
public struct Rope: Sendable {
    typealias Tree = _RopeModule.Rope<Chunk>

    var tree: Tree

    /// An empty text: no bytes, one empty line.
    public init() {
        tree = Tree()
    }

    /// A text of these bytes. Linear.
    public init(_ bytes: some Collection<UInt8>) {
        let tree = bytes.withContiguousStorageIfAvailable { Rope.tree(of: $0) }
        self.tree = tree ?? Array(bytes).withUnsafeBufferPointer { Rope.tree(of: $0) }
    }

    init(tree: Tree) {
        self.tree = tree
    }

    private static func tree(of buffer: UnsafeBufferPointer<UInt8>) -> Tree {
        var writer = ChunkWriter()
        writer.write(buffer)
        return writer.finish()
    }

    public var byteCount: Int { tree.summary.bytes }
    public var isEmpty: Bool { tree.isEmpty }
    /// The newlines plus one: an empty text has one (empty) line, and a final newline is followed by an empty line.
    public var lineCount: Int { tree.summary.newlines + 1 }

    /// The byte at an offset below ``byteCount``.
    public subscript(byte: Int) -> UInt8 {
        let (index, remaining) = tree.find(at: byte, in: ByteMetric(), preferEnd: false)
        return tree[index].bytes[remaining]
    }

    /// All bytes, copied.
    public var allBytes: [UInt8] { bytes(in: 0..<byteCount) }

    /// The bytes of a range, copied.
    public func bytes(in range: Range<Int>) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            forEachBuffer(in: range) { piece, _ in
                _ = UnsafeMutableBufferPointer(rebasing: buffer[count...]).update(fromContentsOf: piece)
                count += piece.count
                return true
            }
        }
    }

    /// The text of a range; whole chunks are shared with this one.
    public func slice(_ range: Range<Int>) -> Rope {
        if range == 0..<byteCount { return self }
        return Rope(tree: tree.extract(range, in: ByteMetric()))
    }
}

extension Rope: Equatable {
    /// Equal bytes, however they are chunked. Chunks that both share are not looked into.
    public static func == (left: Rope, right: Rope) -> Bool {
        if left.tree.isIdentical(to: right.tree) { return true }
        guard left.tree.summary == right.tree.summary else { return false }
        return left.hasSameBytes(as: right, in: 0..<left.byteCount)
    }
}

/// Cuts bytes that arrive piece by piece into the chunks of a tree.
struct ChunkWriter {
    private var builder = Rope.Tree.Builder()
    private var pending: [UInt8] = []

    /// Adds bytes at the end.
    mutating func write(_ buffer: UnsafeBufferPointer<UInt8>) {
        var rest = buffer[...]
        if !pending.isEmpty {
            let missing = Chunk.fillCount - pending.count
            pending.append(contentsOf: rest.prefix(missing))
            rest = rest.dropFirst(missing)
            guard let next = rest.first else { return }
            if next == Byte.newline, pending.last == Byte.carriageReturn { pending.append(rest.removeFirst()) }
            builder.insertBeforeTip(Chunk(pending))
        }
        while rest.count > Chunk.fillCount {
            let start = rest.startIndex
            let isPair =
                rest[start + Chunk.fillCount] == Byte.newline
                && rest[start + Chunk.fillCount - 1] == Byte.carriageReturn
            let count = Chunk.fillCount + (isPair ? 1 : 0)
            builder.insertBeforeTip(Chunk(Array(rest.prefix(count))))
            rest = rest.dropFirst(count)
        }
        pending = Array(rest)
    }

    /// Ends the text and hands over its tree.
    mutating func finish() -> Rope.Tree {
        if !pending.isEmpty { builder.insertBeforeTip(Chunk(pending)) }
        pending = []
        return builder.finalize()
    }
}
