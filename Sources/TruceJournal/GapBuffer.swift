/// Bytes with a gap where the last edit was: an edit costs its own length and the distance to the one before, so that
/// replaying what somebody typed is linear.
struct GapBuffer {
    private var storage: [UInt8]
    /// The bytes of `storage` that hold no text.
    private var gap: Range<Int>

    init(_ bytes: [UInt8]) {
        storage = bytes
        gap = bytes.count..<bytes.count
    }

    var count: Int { storage.count - gap.count }

    var bytes: [UInt8] { Array(storage[..<gap.lowerBound] + storage[gap.upperBound...]) }

    /// Replaces `range`; false, and nothing done, where it does not lie within the text.
    mutating func apply(_ edit: DraftEdit) -> Bool {
        guard edit.range.lowerBound >= 0, edit.range.upperBound <= count else { return false }
        moveGap(to: edit.range.lowerBound)
        gap = gap.lowerBound..<gap.upperBound + edit.range.count
        if gap.count < edit.replacement.count { grow(to: edit.replacement.count) }
        let start = gap.lowerBound
        storage.replaceSubrange(start..<start + edit.replacement.count, with: edit.replacement)
        gap = start + edit.replacement.count..<gap.upperBound
        return true
    }

    private mutating func moveGap(to position: Int) {
        let (lower, upper) = (gap.lowerBound, gap.upperBound)
        storage.withUnsafeMutableBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            if position < lower {
                let moved = lower - position
                (start + upper - moved).copyMemory(from: start + position, byteCount: moved)
            } else {
                (start + lower).copyMemory(from: start + upper, byteCount: position - lower)
            }
        }
        gap = position..<position + gap.count
    }

    private mutating func grow(to length: Int) {
        let extra = length - gap.count + max(256, storage.count / 2)
        storage.insert(contentsOf: repeatElement(0, count: extra), at: gap.upperBound)
        gap = gap.lowerBound..<gap.upperBound + extra
    }
}
