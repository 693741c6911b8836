import TruceDiff

/// Line ends as a property of whole texts: where one side only exchanged `\n` and `\r\n` throughout, that is no edit of
/// every line.
///
/// The texts are merged with `\n`, and what they come to gets the line ends that a three-way merge of the property
/// gives. Lines keep their numbers.
struct LineEndings {
    let base: Snapshot
    let ours: Snapshot
    let theirs: Snapshot
    private let original: (base: Snapshot, ours: Snapshot, theirs: Snapshot)
    /// How the lines of the result end.
    let merged: LineEnd
    /// How those of ours do.
    let own: LineEnd

    /// Nil where the texts end their lines alike, or one of them has no single way to end them.
    init?(base: Snapshot, ours: Snapshot, theirs: Snapshot) {
        // The first lines tell already where nothing is to be done, nearly always, without a look at all bytes.
        let first = base.endsWithCarriageReturn(line: 0)
        if ours.endsWithCarriageReturn(line: 0) == first, theirs.endsWithCarriageReturn(line: 0) == first { return nil }
        guard let old = LineEnd(of: base), let our = LineEnd(of: ours), let their = LineEnd(of: theirs),
            our != old || their != old
        else { return nil }
        original = (base, ours, theirs)
        merged = our == old ? their : our
        own = our
        self.base = old == .lineFeed ? base : base.withoutReturns
        self.ours = our == .lineFeed ? ours : ours.withoutReturns
        self.theirs = their == .lineFeed ? theirs : theirs.withoutReturns
    }

    /// The regions of the texts as they are, from those of the texts with `\n`.
    func restored(_ regions: [Region]) -> [Region] {
        let ends = TextEnds(alike: (base, ours, theirs), original: original)
        return regions.map { ends.restored($0, ending: withEnds) }
    }

    private func withEnds(_ proposal: Proposal) -> Proposal {
        guard merged == .carriageReturnLineFeed else { return proposal }
        return Proposal(
            rule: proposal.rule,
            parts: proposal.pieces.map { (merged.ending(proposal.bytes[$0.range]), $0.origin) })
    }
}

extension Snapshot {
    fileprivate var withoutReturns: Snapshot { Snapshot(bytes.filter { $0 != 0x0D }) }
}
