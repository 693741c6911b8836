/// One place where two texts differ by words: bytes of the old one that were replaced by bytes of the new one.
public struct WordHunk: Sendable, Equatable {
    /// In the indices of the old bytes.
    public var old: Range<Int>
    /// In the indices of the new bytes.
    public var new: Range<Int>

    public init(old: Range<Int>, new: Range<Int>) {
        self.old = old
        self.new = new
    }
}
