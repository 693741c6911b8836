/// The text as it was last saved, and how far the present text is known to agree with it, so that the question whether
/// they differ costs the part that was edited and not the document.
struct SavePoint: Sendable {
    private var rope: Rope
    /// Bytes at the start and at the end that both texts have in common at least. They overlap only if the texts are equal.
    private var commonPrefix: Int
    private var commonSuffix: Int

    /// The present text is the saved one.
    init(_ rope: Rope) {
        self.rope = rope
        commonPrefix = rope.byteCount
        commonSuffix = rope.byteCount
    }

    /// A text that was saved while the present one went on.
    init(earlier rope: Rope) {
        self.rope = rope
        commonPrefix = 0
        commonSuffix = 0
    }

    /// Takes note of a change within a range of a text that was `byteCount` long before it.
    mutating func noteChange(in range: Range<Int>, of byteCount: Int) {
        commonPrefix = min(commonPrefix, range.lowerBound)
        commonSuffix = min(commonSuffix, byteCount - range.upperBound)
    }

    /// Takes note of bytes that were loaded at the end: both texts have them.
    mutating func noteLoaded(_ piece: Rope) {
        rope.append(piece)
        commonSuffix += piece.byteCount
        if commonPrefix == rope.byteCount - piece.byteCount { commonPrefix = rope.byteCount }
    }

    /// Whether the present text differs from the saved one.
    func differs(from present: Rope) -> Bool {
        guard present.byteCount == rope.byteCount else { return true }
        let end = present.byteCount - commonSuffix
        return commonPrefix < end && !present.hasSameBytes(as: rope, in: commonPrefix..<end)
    }
}
