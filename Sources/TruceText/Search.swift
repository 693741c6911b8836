/// A text to find in a rope, bytes for bytes or without regard to case. Matches lie on scalar boundaries where the pattern is
/// well-formed UTF-8; they may begin or end inside a grapheme (the e of a decomposed é). An empty pattern matches nothing.
public struct Search: Sendable, Equatable {
    public enum CaseRule: Sendable, Equatable {
        case sensitive
        case insensitive
        /// Insensitive as long as the pattern has no upper case letter.
        case smart
    }

    public struct Match: Sendable, Equatable {
        /// Bytes. Not always as long as the pattern: the cases of a letter may differ in length.
        public var range: Range<Int>
        /// Whether the search went on from the other end of the text to find it.
        public var hasWrapped: Bool

        public init(range: Range<Int>, hasWrapped: Bool) {
            self.range = range
            self.hasWrapped = hasWrapped
        }
    }

    public let pattern: [UInt8]
    public let caseRule: CaseRule
    let matcher: Matcher

    public init(_ pattern: [UInt8], caseRule: CaseRule = .smart) {
        self.pattern = pattern
        self.caseRule = caseRule
        matcher = Matcher(pattern, caseRule: caseRule)
    }

    /// The next match: forwards the first that starts at or behind `offset`, backwards the last that ends at or before it.
    ///
    /// Linear in the bytes passed over, in blocks of bounded size.
    /// - Parameter wrapping: go on from the other end of the text.
    public func firstMatch(in rope: Rope, from offset: Int, wrapping: Bool = true, backwards: Bool = false) -> Match? {
        guard !pattern.isEmpty else { return nil }
        let reach = matcher.maximumCount - 1
        if backwards {
            if let range = last(in: rope, 0..<offset) { return Match(range: range, hasWrapped: false) }
            guard wrapping else { return nil }
            return last(in: rope, max(0, offset - reach)..<rope.byteCount).map { Match(range: $0, hasWrapped: true) }
        }
        if let range = first(in: rope, offset..<rope.byteCount) { return Match(range: range, hasWrapped: false) }
        guard wrapping else { return nil }
        return first(in: rope, 0..<min(rope.byteCount, offset + reach)).map { Match(range: $0, hasWrapped: true) }
    }

    /// The matches that lie in a range (nil: the whole text), in order, not overlapping, `limit` at most. Linear in the range.
    public func matches(in rope: Rope, range: Range<Int>? = nil, limit: Int = .max) -> [Range<Int>] {
        var found: [Range<Int>] = []
        forEachMatch(in: rope, range ?? 0..<rope.byteCount) { match in
            guard found.count < limit else { return false }
            found.append(match)
            return found.count < limit
        }
        return found
    }

    /// The number of matches in a range (nil: the whole text), counted no further than `limit`. Linear in the range.
    public func count(in rope: Rope, range: Range<Int>? = nil, limit: Int = .max) -> Int {
        var count = 0
        forEachMatch(in: rope, range ?? 0..<rope.byteCount) { _ in
            guard count < limit else { return false }
            count += 1
            return count < limit
        }
        return count
    }

    private func first(in rope: Rope, _ range: Range<Int>) -> Range<Int>? {
        var found: Range<Int>?
        forEachMatch(in: rope, range) { match in
            found = match
            return false
        }
        return found
    }

    /// Blocks start small, since most matches are near, and grow so that their overlap does not count.
    private static let blockCounts = (first: 4 << 10, last: 256 << 10)

    private func forEachMatch(in rope: Rope, _ range: Range<Int>, _ body: (Range<Int>) -> Bool) {
        guard !pattern.isEmpty else { return }
        var scanner = matcher.scanner()
        var blockCount = Search.blockCounts.first
        var start = range.lowerBound
        while start < range.upperBound {
            let end = min(range.upperBound, start + blockCount)
            scanner.fill(from: rope, start..<min(range.upperBound, end + matcher.maximumCount - 1))
            var next = start
            while let match = scanner.match(from: next), match.lowerBound < end {
                guard body(match) else { return }
                next = match.upperBound
            }
            start = max(end, next)
            blockCount = min(blockCount * 2, max(Search.blockCounts.last, matcher.maximumCount))
        }
    }

    private func last(in rope: Rope, _ range: Range<Int>) -> Range<Int>? {
        guard !pattern.isEmpty else { return nil }
        var scanner = matcher.scanner()
        var blockCount = Search.blockCounts.first
        var end = range.upperBound
        while end > range.lowerBound {
            let start = max(range.lowerBound, end - blockCount)
            scanner.fill(from: rope, start..<min(range.upperBound, end + matcher.maximumCount - 1))
            var found: Range<Int>?
            while let match = scanner.match(from: (found?.lowerBound ?? start - 1) + 1), match.lowerBound < end {
                found = match
            }
            if let found { return found }
            end = start
            blockCount = min(blockCount * 2, max(Search.blockCounts.last, matcher.maximumCount))
        }
        return nil
    }
}
