import TruceDiff
import TruceMerge
import TruceScreen
import TruceText

/// Merging again, and what is written down so that a resolution can be taken up again.
extension Resolver {
    /// Merges again because the head moved or the person's own text changed; `mine` holds what was typed into RESULT where it
    /// merged by lines (``mineWithTypedText``). Decisions whose inputs are the same stay.
    mutating func mergeAgain(mine: Rope, theirs: Theirs? = nil, size: Size) {
        settleEditing()
        let old = (result: result, written: written, putAway: putAway)
        let before = self.theirs
        self.mine = mine
        if let theirs { self.theirs = theirs }
        let merge = Merge(base: base, mine: self.mine, theirs: self.theirs.text, kind: kind)
        let placed = old.result.placedOverrides
        // What somebody did to lines that nobody else changed is in MINE; that THEIRS is not wanted leaves no trace there.
        let refused = placed.filter { old.result.refuses($0.key, $0.value) }
        let carried = old.result.merge.carry(
            placed.filter { old.result.merge.regions[$0.key].isContested || refused[$0.key] != nil }, to: merge)
        var decisions = carried.decisions
        let stillRefused = decisions.count { !merge.regions[$0.key].isContested }
        if placed.keys.contains(where: { !old.result.merge.regions[$0].isContested }) {
            for region in merge.contested where decisions[region] == nil && old.result.hasTyped(placed, merge, region) {
                decisions[region] = .ours
            }
        }
        result = ResultText(merge: merge)
        look(at: merge)
        alignment = Alignment(merge)
        undoStack = []
        redoStack = []
        state = .decide
        // They go by the regions of the old merge.
        written = [:]
        putAway = [:]
        take(decisions)
        keepWritten(of: old.result, offered: old.written, putAway: old.putAway, decided: decisions)
        if let newer, newer.number <= self.theirs.version?.number ?? 0 { self.newer = nil }
        let place = placeOfWritten
        func open(_ regions: [Int]) -> Int { regions.count { decisions[$0] == nil } }
        focus = place ?? firstToLookAt
        let isNew = before.version != self.theirs.version
        let what = self.theirs.version.map { isNew ? "v\($0.number) merged" : "merged again" } ?? "merged again"
        message = "\(what): \(decisions.count) kept, \(open(carried.askedAgain)) asked again, \(open(carried.new)) new"
        if place != nil { message += " · e has what you wrote" }
        if stillRefused < refused.count { message += " · what you took out came again, changed" }
        reveal(size)
    }

    /// The person's own text with what was typed into RESULT where it merged by lines.
    var mineWithTypedText: Rope {
        var folded = mine
        for (region, decision) in result.placedOverrides.sorted(by: { $0.key > $1.key })
        where !merge.regions[region].isContested {
            let place = merge.ours.byteRange(lines: merge.regions[region].ours)
            var bytes = merge.bytes(of: region, decision: decision)
            let lineEnd = result.text.terminatorForNewLine(at: 0).bytes
            if let last = bytes.last, last != 10, place.upperBound < folded.byteCount { bytes += lineEnd }
            if !bytes.isEmpty, place.lowerBound > 0, folded[place.lowerBound - 1] != 10 { bytes = lineEnd + bytes }
            folded.replace(place, with: bytes)
        }
        return folded
    }

    /// The resolution as it is written down and taken up again: as if EDIT were ended now.
    public var saved: SavedResolution {
        let settled = settled
        var decisions: [Int: Decision] = [:]
        for (region, decision) in settled.result.overrides { decisions[fingerprint(of: region)] = decision }
        return SavedResolution(
            mine: mine, theirs: theirs, decisions: decisions, written: settled.written, putAway: settled.putAway)
    }

    /// Takes up what was written down about the very texts that are merged here.
    mutating func resume(_ saved: SavedResolution) {
        var decisions: [Int: Decision] = [:]
        for region in merge.regions.indices { decisions[region] = saved.decisions[fingerprint(of: region)] }
        take(decisions, parting: false)
        // Regions beyond the last are those of a program that merges in another way.
        written = saved.written.filter { merge.regions.indices.contains($0.key) }
        putAway = saved.putAway.filter { merge.regions.indices.contains($0.key) }
    }

    /// Tells a region by the lines of BASE and THEIRS that it covers and by the text of MINE there: so a decision that was
    /// written down is found again only where its inputs are the same, also by a program that merges in another way.
    func fingerprint(of region: Int) -> Int {
        let lines = merge.regions[region]
        var hash = FNV()
        for number in [lines.base.lowerBound, lines.base.count, lines.theirs.lowerBound, lines.theirs.count] {
            hash.add(UInt64(number))
        }
        for byte in merge.ours.bytes(lines: lines.ours) { hash.add(UInt64(byte)) }
        return hash.number
    }
}

extension ResultText {
    /// Whether a conflict or proposal of a later merge is about text that was typed here, as ``placedOverrides`` has it, against
    /// the same lines of BASE and THEIRS: then it was typed knowing both, and taking MINE makes what stood here.
    func hasTyped(_ placed: [Int: Decision], _ later: Merge, _ conflict: Int) -> Bool {
        guard merge.hasBase, later.hasBase else { return false }
        // The lines of BASE, the same text in both, that both merges cut out of the rest alike.
        var lines = later.regions[conflict].base
        var own = merge.regions(meeting: lines)
        var others = later.regions(meeting: lines)
        while true {
            let wider = lines.union(merge.lines(of: own)).union(later.lines(of: others))
            if wider == lines { break }
            lines = wider
            own = merge.regions(meeting: lines)
            others = later.regions(meeting: lines)
        }
        let typed = own.filter { placed[$0] != nil && !merge.regions[$0].isContested }
        guard !typed.isEmpty, !own.contains(where: { [.undecided, .proposed].contains(pieces[$0].state) }) else {
            return false
        }
        let result = own.flatMap { region in
            if merge.regions[region].isContested { return bytes(of: region) }
            return placed[region].map { merge.bytes(of: region, decision: $0) }
                ?? Array(merge.mergedBytes(of: region) ?? [])
        }
        let wanted = others.flatMap { other in
            let merged = later.regions[other].isContested ? nil : later.mergedBytes(of: other)
            return merged ?? later.bytes(of: other, decision: .ours)[...]
        }
        return result == wanted
            && own.flatMap { merge.bytes(of: $0, decision: .theirs) }
                == others.flatMap { later.bytes(of: $0, decision: .theirs) }
    }
}

/// The hash of Fowler, Noll and Vo (FNV-1a) over 64 bits: the same in every run, as what is written down must be.
private struct FNV {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ value: UInt64) { state = (state ^ value) &* 0x0100_0000_01B3 }

    /// 62 bits, never negative.
    var number: Int { Int(state >> 2) }
}
