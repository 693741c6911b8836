internal import _RopeModule

/// A text as bytes in a balanced tree of chunks.
///
/// The bytes are UTF-8 as a rule, but any bytes are carried faithfully. Offsets are bytes from 0, lines are counted from 0
/// and end with LF or CRLF; a lone CR ends no line. Copies share their structure and cost nothing; lookups and
/// replacements cost the logarithm of the text plus the size of the change.
public struct Rope: Sendable {
    typealias Tree = _RopeModule.Rope<Chunk>

    var tree: Tree {
        didSet { whole = nil }
    }

    /// The bytes in one piece, where the text was made of them and not changed since: the chunks are slices of it.
    private var whole: [UInt8]?

    /// An empty text: no bytes, one empty line.
    public init() {
        tree = Tree()
    }

    /// A text of these bytes. Linear; the bytes of an array are shared with it, not copied.
    public init(_ bytes: some Collection<UInt8>) {
        let whole = Array(bytes)
        self.init(joining: CollectionOfOne(whole[...]))
        self.whole = whole
    }

    /// A text of these pieces, one behind the other. Linear; long pieces share the memory that they are slices of.
    public init(joining pieces: some Sequence<ArraySlice<UInt8>>) {
        var writer = ChunkWriter()
        for piece in pieces { writer.write(piece) }
        tree = writer.finish()
    }

    init(tree: Tree) {
        self.tree = tree
    }

    public var byteCount: Int { tree.summary.bytes }
    public var isEmpty: Bool { tree.isEmpty }
    /// The newlines plus one: an empty text has one (empty) line, and a final newline is followed by an empty line.
    public var lineCount: Int { tree.summary.newlines + 1 }

    /// The byte at an offset below ``byteCount``.
    public subscript(byte: Int) -> UInt8 {
        let (index, remaining) = tree.find(at: byte, in: ByteMetric(), preferEnd: false)
        return tree[index][remaining]
    }

    /// All bytes. Copied where the text was changed since it was made of an array.
    public var allBytes: [UInt8] { whole ?? bytes(in: 0..<byteCount) }

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

/// Cuts bytes that arrive piece by piece into the chunks of a tree: slices of the pieces where these are long enough, else
/// gathered in memory of their own.
struct ChunkWriter {
    private var builder = Rope.Tree.Builder()
    /// What may still be too short for a chunk.
    private var pending: ArraySlice<UInt8> = []

    /// Adds bytes at the end.
    mutating func write(_ bytes: ArraySlice<UInt8>) {
        var rest = bytes
        if !pending.isEmpty {
            let cutsPair = pending.last == Byte.carriageReturn && rest.first == Byte.newline
            if pending.count < Chunk.minimumCount || cutsPair {
                pending += take(max(Chunk.fillCount - pending.count, 1), from: &rest)
            }
            if rest.isEmpty { return }
            builder.insertBeforeTip(Chunk(pending))
        }
        while rest.count > Chunk.fillCount {
            builder.insertBeforeTip(Chunk(take(Chunk.fillCount, from: &rest)))
        }
        pending = rest
    }

    /// Cuts off the first bytes, one more where a CR would be parted from its LF.
    private func take(_ count: Int, from rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let tail = rest.dropFirst(count)
        let isPair = tail.first == Byte.newline && rest.prefix(count).last == Byte.carriageReturn
        let taken = rest.prefix(isPair ? count + 1 : count)
        rest = rest.dropFirst(taken.count)
        return taken
    }

    /// Ends the text and hands over its tree.
    mutating func finish() -> Rope.Tree {
        if !pending.isEmpty { builder.insertBeforeTip(Chunk(pending)) }
        pending = []
        return builder.finalize()
    }
}
