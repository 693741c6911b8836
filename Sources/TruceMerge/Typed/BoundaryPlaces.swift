/// Finds where offsets of the three texts lie in a merged text.
///
/// The bytes of a text before an offset must lie before its place, and those behind it behind. Costs one sort of the
/// parts for each text.
struct BoundaryPlaces {
    private var low: [Int]
    private var high: [Int]

    /// - Parameter end: The length of the merged text.
    init(count: Int, end: Int) {
        low = Array(repeating: 0, count: count)
        high = Array(repeating: end, count: count)
    }

    /// Takes account of one text.
    /// - Parameter offsets: Of each boundary in that text, rising.
    mutating func narrow(_ offsets: [Int], side: TypedSide, parts: [TypedOutput.Part]) {
        let own = parts.compactMap { part in
            part.source.flatMap { $0.side == side ? (source: $0.start, range: part.range) : nil }
        }.sorted { $0.source < $1.source }
        var lastEnd = 0
        var next = 0
        for (index, offset) in offsets.enumerated() {
            while next < own.count, own[next].source + own[next].range.count <= offset {
                lastEnd = max(lastEnd, own[next].range.upperBound)
                next += 1
            }
            low[index] = max(low[index], lastEnd)
            if next < own.count, own[next].source < offset {
                low[index] = max(low[index], own[next].range.lowerBound + offset - own[next].source)
            }
        }
        var firstStart = high.isEmpty ? 0 : Int.max
        next = own.count
        for (index, offset) in offsets.enumerated().reversed() {
            while next > 0, own[next - 1].source >= offset {
                firstStart = min(firstStart, own[next - 1].range.lowerBound)
                next -= 1
            }
            high[index] = min(high[index], firstStart)
            if next > 0, own[next - 1].source + own[next - 1].range.count > offset {
                high[index] = min(high[index], own[next - 1].range.lowerBound + offset - own[next - 1].source)
            }
        }
    }

    /// The start of a line at each boundary; nil where there is none, or what lies before and behind are not apart.
    func lineStarts(in bytes: [UInt8]) -> [Int?] {
        var last = 0
        return zip(low, high).enumerated().map { index, bounds in
            if index == 0 { return 0 }
            guard bounds.0 <= bounds.1, bounds.1 >= last else { return nil }
            for place in (max(bounds.0, last)...bounds.1).reversed()
            where place == 0 || place == bytes.count || bytes[place - 1] == UInt8(ascii: "\n") {
                last = place
                return place
            }
            return nil
        }
    }
}
