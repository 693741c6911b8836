internal import Glibc
internal import _RopeModule

extension Rope {
    /// Hands over the bytes of a range in order, piece by piece and without copying, each with the offset of its first byte;
    /// stops early when `body` returns false. For search, hashing and writing.
    public func forEachChunk<Failure: Error>(
        in range: Range<Int>, _ body: (Span<UInt8>, Int) throws(Failure) -> Bool
    ) throws(Failure) {
        try forEachPiece(in: range) { (piece, offset) throws(Failure) in try body(piece.span, offset) }
    }

    /// ``forEachChunk(in:_:)`` with slices, which keep the memory of the chunks alive.
    func forEachPiece<Failure: Error>(
        in range: Range<Int>, _ body: (ArraySlice<UInt8>, Int) throws(Failure) -> Bool
    ) throws(Failure) {
        guard !range.isEmpty else { return }
        var (index, skipped) = tree.find(at: range.lowerBound, in: ByteMetric(), preferEnd: false)
        var offset = range.lowerBound
        while offset < range.upperBound {
            let bytes = tree[index].bytes
            let piece = bytes.dropFirst(skipped).prefix(range.upperBound - offset)
            guard try body(piece, offset) else { return }
            offset += piece.count
            skipped = 0
            tree.formIndex(after: &index)
        }
    }

    /// ``forEachChunk(in:_:)`` with buffers, for what stays inside this module.
    func forEachBuffer(in range: Range<Int>, _ body: (UnsafeBufferPointer<UInt8>, Int) -> Bool) {
        forEachChunk(in: range) { span, offset in
            span.withUnsafeBufferPointer { body($0, offset) }
        }
    }

    /// Whether both texts have the same bytes in a range that both have.
    func hasSameBytes(as other: Rope, in range: Range<Int>) -> Bool {
        var equal = true
        forEachBuffer(in: range) { piece, start in
            other.forEachBuffer(in: start..<start + piece.count) { otherPiece, otherStart in
                // The range is not empty and lies inside both pieces, so that both have a base address.
                let mine = piece.baseAddress! + (otherStart - start)
                equal = mine == otherPiece.baseAddress! || memcmp(mine, otherPiece.baseAddress!, otherPiece.count) == 0
                return equal
            }
            return equal
        }
        return equal
    }
}
