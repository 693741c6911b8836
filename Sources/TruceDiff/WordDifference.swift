/// Where two texts differ, by words, for people to see: changes with nothing but spaces between, or
/// with a single word inside a run without spaces, are one.
///
/// Cost as for ``difference(from:to:algorithm:isWanted:)``, in words.
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
