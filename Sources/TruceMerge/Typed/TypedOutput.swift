import TruceDiff

/// The text that a typed merge writes, and where each part of it came from.
struct TypedOutput {
    /// Some of the bytes and where they came from.
    struct Part {
        var range: Range<Int>
        /// The text they were copied from, and from where; nil for a comma that no text has there.
        var source: (side: TypedSide, start: Int)?
        var origin: Proposal.Origin
        var rule: Rule
    }

    /// Bytes that stand for a place that no rule decides; they may be none.
    struct Gap {
        var range: Range<Int>
        var obstacle: Obstacle
        /// What the sides have for it, wherever in their texts.
        var sources: [(side: TypedSide, range: Range<Int>)]
    }

    private(set) var bytes: [UInt8] = []
    /// They tile the bytes.
    private(set) var parts: [Part] = []
    private(set) var gaps: [Gap] = []
    /// What is being merged.
    var rule: Rule

    init(rule: Rule) {
        self.rule = rule
    }

    mutating func append(_ range: Range<Int>, of document: TypedDocument, side: TypedSide, origin: Proposal.Origin) {
        append(document.bytes[range], source: (side, range.lowerBound), origin: origin)
    }

    /// Appends bytes that stand in no text at this place.
    mutating func append(_ text: ArraySlice<UInt8>, origin: Proposal.Origin) {
        append(text, source: nil, origin: origin)
    }

    private mutating func append(
        _ text: ArraySlice<UInt8>, source: (side: TypedSide, start: Int)?, origin: Proposal.Origin
    ) {
        if text.isEmpty { return }
        let start = bytes.count
        bytes += text
        parts.append(Part(range: start..<bytes.count, source: source, origin: origin, rule: rule))
    }

    /// The parts of some of the bytes, cut to them.
    func parts(in range: Range<Int>) -> [Part] {
        let first = parts.partitioningIndex { $0.range.upperBound > range.lowerBound }
        return parts[first...].prefix { $0.range.lowerBound < range.upperBound }.map { part in
            var part = part
            part.range = part.range.clamped(to: range)
            return part
        }
    }

    /// Some of the text as a proposal; unless it is given, its rule is that of the first change in it.
    func proposal(_ range: Range<Int>, rule: Rule? = nil) -> Proposal {
        let parts = parts(in: range)
        let rule = rule ?? parts.first { $0.origin == .ours || $0.origin == .theirs }?.rule ?? self.rule
        return Proposal(rule: rule, parts: parts.map { (bytes[$0.range], $0.origin) })
    }

    /// Makes what was written since `start` a gap.
    mutating func markGap(
        from start: Int, _ obstacle: Obstacle, _ sources: [(side: TypedSide, range: Range<Int>)]
    ) {
        gaps.append(Gap(range: start..<bytes.count, obstacle: obstacle, sources: sources))
    }
}

enum TypedSide {
    case base, ours, theirs
}
