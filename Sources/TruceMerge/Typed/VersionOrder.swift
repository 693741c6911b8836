/// Which side raised a version higher: true for ours; nil where not both raised one.
///
/// A version is a number with dots between the same bytes in all three texts (`^1.2.0`, `"1.2.0"`).
func hasHigherVersion(base: ArraySlice<UInt8>, ours: ArraySlice<UInt8>, theirs: ArraySlice<UInt8>) -> Bool? {
    guard let base = Version(base), let ours = Version(ours), let theirs = Version(theirs),
        base.before == ours.before, base.before == theirs.before, base.behind == ours.behind,
        base.behind == theirs.behind, base.precedes(ours), base.precedes(theirs)
    else { return nil }
    if theirs.precedes(ours) { return true }
    return ours.precedes(theirs) ? false : nil
}

private struct Version {
    let before: ArraySlice<UInt8>
    let behind: ArraySlice<UInt8>
    /// Each number without zeros at its start, so that the longer one is the higher one.
    private let numbers: [ArraySlice<UInt8>]

    init?(_ text: ArraySlice<UInt8>) {
        guard let first = text.firstIndex(where: \.isDigit), let last = text.lastIndex(where: \.isDigit) else {
            return nil
        }
        let number = text[first...last]
        guard number.allSatisfy({ $0.isDigit || $0 == UInt8(ascii: ".") }), number.contains(UInt8(ascii: ".")) else {
            return nil
        }
        before = text[..<first]
        behind = text[(last + 1)...]
        numbers = number.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map {
            $0.drop { $0 == UInt8(ascii: "0") }
        }
    }

    func precedes(_ other: Version) -> Bool {
        for (own, others) in zip(numbers, other.numbers) where own != others {
            return own.count == others.count ? own.lexicographicallyPrecedes(others) : own.count < others.count
        }
        return numbers.count < other.numbers.count
    }
}
