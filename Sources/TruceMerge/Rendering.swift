import TruceDiff

/// The text that a merge and the decisions made so far come to.
public struct Rendering: Sendable, Equatable {
    /// The text. An undecided conflict contributes nothing to it.
    public let bytes: [UInt8]
    /// For each region of the merge the bytes that it contributed, as offsets into `bytes`; together they tile it. A
    /// newline that had to be put between two regions belongs to the first.
    public let ranges: [Range<Int>]
    /// The conflicts without a decision, as indices into the merge's regions.
    public let undecided: [Int]

    /// Whether the text is whole: no conflict waits for a decision.
    public var isComplete: Bool { undecided.isEmpty }
}

extension Merge {
    /// The text under some decisions, whatever they are: a region with a decision contributes what it says, another
    /// what it merged to, an undecided conflict nothing.
    ///
    /// A region whose contribution lacks a final newline gets one where more text follows. Costs one copy of the text.
    /// - Parameter decisions: By index into `regions`. A decision for a region that is no conflict overrules the merge.
    public func render(_ decisions: [Int: Decision] = [:]) -> Rendering {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(max(ours.bytes.count, theirs.bytes.count) + 256)
        var starts: [Int] = []
        starts.reserveCapacity(regions.count + 1)
        var undecided: [Int] = []
        for index in regions.indices {
            let text: ArraySlice<UInt8>
            if let decision = decisions[index] {
                text = self.bytes(of: index, decision: decision)[...]
            } else if let merged = mergedBytes(of: index) {
                text = merged
            } else {
                undecided.append(index)
                text = []
            }
            if !text.isEmpty { endLine(of: &bytes, before: text) }
            starts.append(bytes.count)
            bytes += text
        }
        starts.append(bytes.count)
        return Rendering(bytes: bytes, ranges: zip(starts, starts.dropFirst()).map { $0..<$1 }, undecided: undecided)
    }
}
