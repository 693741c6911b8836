/// The rows of the layout in which RESULT stands between MINE and THEIRS: each region is as high as its highest column.
public struct JointRows: Sendable {
    /// What stands in one row.
    public struct Row: Sendable, Equatable {
        /// nil for the empty line after RESULT's last newline.
        public var region: Int?
        /// The row of the alignment.
        public var sides: Int?
        /// The row of RESULT.
        public var result: Int?
    }

    private let starts: [Int]
    private let alignment: Alignment
    private let result: ResultRows
    private var regionCount: Int { starts.count - 1 }

    public init(_ alignment: Alignment, _ result: ResultRows) {
        self.alignment = alignment
        self.result = result
        var starts = [0]
        starts.reserveCapacity(result.regionCount + 1)
        for region in 0..<result.regionCount {
            starts.append(starts[region] + max(alignment.rows(of: region).count, result.rows(of: region).count))
        }
        self.starts = starts
    }

    /// The rows that belong to regions: all but the empty line after a last newline.
    public var endOfRegions: Int { starts[regionCount] }

    /// All rows; the empty line after RESULT's last newline is the last of them.
    public var count: Int { endOfRegions + result.count - result.endOfRegions }

    public func rows(of region: Int) -> Range<Int> { starts[region]..<starts[region + 1] }

    /// What stands in row `row`, which is in `0..<count`; O(log regions).
    public subscript(row: Int) -> Row {
        guard row < endOfRegions else {
            return Row(region: nil, sides: nil, result: result.endOfRegions + row - endOfRegions)
        }
        let region = starts.lastIndex(notAbove: row)
        let offset = row - starts[region]
        return Row(
            region: region, sides: alignment.rows(of: region).dropFirst(offset).first,
            result: result.rows(of: region).dropFirst(offset).first)
    }

    /// The row in which line `line` of RESULT stands.
    public func row(ofLine line: Int) -> Int {
        let own = result.row(ofLine: line)
        guard let region = result.region(at: own) else { return endOfRegions + own - result.endOfRegions }
        return starts[region] + own - result.rows(of: region).lowerBound
    }
}
