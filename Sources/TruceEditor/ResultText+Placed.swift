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
            let before = takeInsertion(from: region - 1, beside: region, &placed)
            let behind = takeInsertion(from: region + 1, beside: region, &placed)
            if !before.isEmpty || !behind.isEmpty { placed[region] = .text(before + behind) }
        }
        return placed
    }

    /// Whether a decision about lines that merged by themselves puts MINE in the place of what THEIRS made of them.
    func refuses(_ region: Int, _ decision: Decision) -> Bool {
        merge.regions[region].kind == .theirs
            && merge.bytes(of: region, decision: decision) == merge.bytes(of: region, decision: .ours)
    }

    /// The lines of MINE in a region, with what was typed there.
    func folded(_ region: Int, _ decision: Decision?) -> [UInt8] {
        let own = merge.bytes(of: region, decision: .ours)
        guard let decision else { return own }
        let typed = merge.bytes(of: region, decision: decision)
        // Somebody else has deleted what stands there: nothing was typed over it.
        return hasDeleted(region) && !refuses(region, decision) ? own + typed : typed
    }

    /// Whether THEIRS alone has deleted lines, and RESULT goes without them.
    private func hasDeleted(_ region: Int) -> Bool {
        pieces[region].state == .merged && pieces[region].length == 0 && !merge.regions[region].ours.isEmpty
    }

    /// The lines that were typed at the end of a region that merged by itself, beside a deletion: it loses them. None where
    /// there are none. Where the line there was changed too, they are the deleted ones typed again, or none.
    private func takeInsertion(
        from region: Int, beside deleted: Int, _ placed: inout [Int: Decision]
    ) -> [UInt8] {
        guard pieces.indices.contains(region), pieces[region].state == .edited, case .text(let text)? = placed[region],
            let merged = merge.mergedBytes(of: region)
        else { return [] }
        let isBefore = region < deleted
        let (old, new) = (Snapshot(Array(merged)), Snapshot(text))
        let hunks = difference(from: old, to: new)
        guard let hunk = isBefore ? hunks.last : hunks.first,
            isBefore ? hunk.old.upperBound == old.lineCount : hunk.old.lowerBound == 0
        else { return [] }
        var lines = hunk.new
        if !hunk.old.isEmpty {
            let count = merge.regions[deleted].ours.count
            guard lines.count > count else { return [] }
            lines = isBefore ? lines.suffix(count) : lines.prefix(count)
            guard Array(new.bytes(lines: lines)) == merge.bytes(of: deleted, decision: .ours) else { return [] }
        }
        let own = new.byteRange(lines: lines)
        let rest = Array(text[..<own.lowerBound] + text[own.upperBound...])
        placed[region] = rest == Array(merged) ? nil : .text(rest)
        return Array(text[own])
    }
}
