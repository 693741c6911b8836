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

/// Where two texts differ, by words, for people to see: changes with nothing but spaces between, or
/// with a single word inside a run without spaces, are one.
///
/// Cost as for ``difference(from:to:algorithm:)``, in words.
/// - Returns: The changes in order, none where the texts are equal; nil where less than 40 % of the bytes in words are
///   common (twice the common ones by those of both texts), so that marks would confuse more than help.
public func wordDifference(from old: ArraySlice<UInt8>, to new: ArraySlice<UInt8>) -> [WordHunk]? {
    let comparison = WordComparison(old: old, new: new)
    let all = (comparison.oldWords + comparison.newWords).reduce(0) { $0 + $1.weight }
    let kept = comparison.newWords.indices.reduce(0) { $0 + comparison.keptWeight(ofNew: $1) }
    // Texts without any word, such as blank lines, differ in their spaces only.
    if all > 0, 2 * kept * 100 < all * WordComparison.leastCommonPercent { return nil }
    return comparison.hunks
}
