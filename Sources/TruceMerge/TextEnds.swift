import TruceDiff

/// Texts that were merged with their ends made alike, and what they are: a line's terminator, or the newline behind the last.
struct TextEnds {
    let alike: (base: Snapshot, ours: Snapshot, theirs: Snapshot)
    let original: (base: Snapshot, ours: Snapshot, theirs: Snapshot)

    /// A region of the texts as they are, from one of those that were merged.
    /// - Parameters:
    ///   - ending: Gives a text of the region the ends that the result has.
    ///   - stands: Whether what a side has there makes that text of the result.
    func restored(
        _ region: Region, ending: (Proposal) -> Proposal,
        stands: (_ side: ArraySlice<UInt8>, _ text: [UInt8]) -> Bool = { $0.elementsEqual($1) }
    ) -> Region {
        let (text, origin): (ArraySlice<UInt8>, Proposal.Origin)
        var region = region
        switch region.kind {
        case .conflict(var conflict):
            conflict.suggestion = conflict.suggestion.map(ending)
            region.kind = .conflict(conflict)
            return region
        case .merged(let proposal):
            region.kind = .merged(ending(proposal))
            return region
        case .unchanged: (text, origin) = (alike.ours.bytes(lines: region.ours), .base)
        case .ours: (text, origin) = (alike.ours.bytes(lines: region.ours), .ours)
        case .theirs: (text, origin) = (alike.theirs.bytes(lines: region.theirs), .theirs)
        case .both: (text, origin) = (alike.ours.bytes(lines: region.ours), .both)
        }
        // What became of it: its text is known but for the ends.
        let proposal = ending(Proposal(rule: .lineEndings, parts: [(text, origin)]))
        let old = original.base.bytes(lines: region.base)
        let our = original.ours.bytes(lines: region.ours)
        let their = original.theirs.bytes(lines: region.theirs)
        region.kind =
            switch (our == old, their == old) {
            case _ where our == their && stands(our, proposal.bytes): our == old ? .unchanged : .both
            case (false, true) where stands(our, proposal.bytes): .ours
            case (true, false) where stands(their, proposal.bytes): .theirs
            default: .merged(proposal)
            }
        return region
    }
}
