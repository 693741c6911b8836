internal import _RopeModule

extension Rope {
    /// Adds bytes at the end: how a text loads piece by piece. Costs the piece and the logarithm of the text.
    public mutating func append(_ bytes: some Collection<UInt8>) {
        append(Rope(bytes))
    }

    /// Adds a text at the end, sharing its chunks.
    public mutating func append(_ other: Rope) {
        replace(byteCount..<byteCount, with: other)
    }

    /// Replaces the bytes of a range. Costs the change and the logarithm of the text; a change inside one chunk touches
    /// only that chunk.
    public mutating func replace(_ range: Range<Int>, with bytes: [UInt8]) {
        precondition(range.lowerBound >= 0 && range.upperBound <= byteCount, "range outside of the text")
        if range.isEmpty, bytes.isEmpty { return }
        if replaceInChunk(range, with: bytes) { return }
        replace(range, with: Rope(bytes))
    }

    /// Replaces the bytes of a range by another text, sharing its chunks.
    public mutating func replace(_ range: Range<Int>, with other: Rope) {
        precondition(range.lowerBound >= 0 && range.upperBound <= byteCount, "range outside of the text")
        if range.isEmpty, other.isEmpty { return }
        if isEmpty {
            tree = other.tree
            return
        }
        var builder = tree.builder(removing: range, in: ByteMetric())
        builder.insertBeforeTip(other.tree)
        tree = builder.finalize()
        mendSeam(at: range.lowerBound)
        if !other.isEmpty { mendSeam(at: range.lowerBound + other.byteCount) }
    }

    /// The way of a typed character: true if the change stays within one chunk and the chunk within its bounds.
    private mutating func replaceInChunk(_ range: Range<Int>, with bytes: [UInt8]) -> Bool {
        guard !isEmpty else { return false }
        var (index, offset) = tree.find(at: range.lowerBound, in: ByteMetric(), preferEnd: range.isEmpty)
        let count = tree[index].bytes.count
        let newCount = count - range.count + bytes.count
        guard offset + range.count <= count, newCount <= Chunk.maximumCount,
            newCount >= Chunk.minimumCount || (tree.isSingleton && newCount > 0)
        else { return false }
        tree.update(at: &index) { $0.replace(offset..<offset + range.count, with: bytes) }
        if offset == 0 || offset + range.count == count {
            mendSeam(at: range.lowerBound)
            if !bytes.isEmpty { mendSeam(at: range.lowerBound + bytes.count) }
        }
        return true
    }

    /// Restores the rule that no chunk ends between CR and LF, at the only place where a replacement can break it.
    private mutating func mendSeam(at offset: Int) {
        guard offset > 0, offset < byteCount else { return }
        var (index, remaining) = tree.find(at: offset, in: ByteMetric(), preferEnd: true)
        var left = tree[index]
        guard remaining == left.bytes.count, left.endsWithReturn else { return }
        var next = tree.index(after: index)
        var right = tree[next]
        guard right.startsWithNewline else { return }
        let joined = left.rebalance(nextNeighbor: &right)
        tree.update(at: &index) { $0 = left }
        next = tree.index(after: index)
        if joined {
            tree.remove(at: next)
        } else {
            tree.update(at: &next) { $0 = right }
        }
    }
}
