import TruceDiff

/// Where lines conflict: ranges of bytes in the texts of both sides, rising.
struct OpenPlaces {
    private let ours: [Range<Int>]
    private let theirs: [Range<Int>]

    init(_ regions: [Region], ours: Snapshot, theirs: Snapshot) {
        let open = regions.filter(\.isConflict)
        self.ours = open.map { ours.byteRange(lines: $0.ours) }
        self.theirs = open.map { theirs.byteRange(lines: $0.theirs) }
    }

    init(allOf documents: TypedDocuments) {
        ours = [documents.ours.bytes.indices]
        theirs = [documents.theirs.bytes.indices]
    }

    func touch(_ place: (side: TypedSide, range: Range<Int>)) -> Bool {
        let ranges = place.side == .theirs ? theirs : ours
        let next = ranges.partitioningIndex { $0.upperBound > place.range.lowerBound }
        return next < ranges.count && ranges[next].lowerBound < place.range.upperBound
    }
}
