import TruceDiff
import TruceMerge

/// What was typed into RESULT, as the text of the places that it is about.
extension ResultText {
    /// The same as ``overrides``, with what was typed where THEIRS has deleted lines as the text of those lines.
    ///
    /// A deletion leaves no line in RESULT that could be typed into: the lines beside it get what is typed there. Costs a
    /// difference of each region beside a deletion that somebody typed into.
    var placedOverrides: [Int: Decision] {
        var placed = overrides
        for region in pieces.indices where hasDeleted(region) {
            let before = takeInsertion(from: region - 1, atEnd: true, &placed)
            let behind = takeInsertion(from: region + 1, atEnd: false, &placed)
            if !before.isEmpty || !behind.isEmpty { placed[region] = .text(before + behind) }
        }
        return placed
    }

    /// Whether a decision about lines that merged by themselves puts MINE in the place of what THEIRS made of them.
    func refuses(_ region: Int, _ decision: Decision) -> Bool {
        merge.regions[region].kind == .theirs
            && merge.bytes(of: region, decision: decision) == merge.bytes(of: region, decision: .ours)
    }

    /// Whether THEIRS alone has deleted lines, and RESULT goes without them.
    private func hasDeleted(_ region: Int) -> Bool {
        pieces[region].state == .merged && pieces[region].length == 0 && !merge.regions[region].ours.isEmpty
    }

    /// The lines that were typed at an end of a region that merged by itself, which loses them; none where there are none.
    private func takeInsertion(from region: Int, atEnd: Bool, _ placed: inout [Int: Decision]) -> [UInt8] {
        guard pieces.indices.contains(region), pieces[region].state == .edited, case .text(let text)? = placed[region],
            let merged = merge.mergedBytes(of: region)
        else { return [] }
        let (old, new) = (Snapshot(Array(merged)), Snapshot(text))
        let hunks = difference(from: old, to: new)
        let place = atEnd ? old.lineCount : 0
        guard let hunk = atEnd ? hunks.last : hunks.first, hunk.old == place..<place else { return [] }
        let own = new.byteRange(lines: hunk.new)
        let rest = Array(text[..<own.lowerBound] + text[own.upperBound...])
        placed[region] = rest == Array(merged) ? nil : .text(rest)
        return Array(text[own])
    }
}
