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
        let earlier = self
        let isNew = theirs.map { $0.version != self.theirs.version } ?? false
        if let theirs { self.theirs = theirs }
        if let newer, newer.number <= self.theirs.version?.number ?? 0 { self.newer = nil }
        let what = self.theirs.version.map { isNew ? "v\($0.number) merged" : "merged again" } ?? "merged again"
        follow(earlier, mine: mine, isFolded: true, saying: what, size: size)
    }

    /// Takes up what was decided about other texts: those of an earlier run.
    mutating func takeUp(_ earlier: Resolver, size: Size) {
        let overrides = earlier.result.overrides
        let typed = overrides.filter { !earlier.merge.regions[$0.key].isContested }
        let carried = earlier.merge.carry(typed, to: merge).decisions
        guard carried.count < typed.count else {
            return follow(earlier, mine: mine, isFolded: false, saying: "Taken up", size: size)
        }
        // What was typed beside conflicts, and has no place of its own any more, goes into MINE.
        let own = earlier.mineWithTypedText
        let texts = mine == earlier.mine ? nil : Merge(base: .file(earlier.mine), mine: own, theirs: mine, kind: kind)
        let joined = texts.map { texts in
            Rope(texts.render(Dictionary(uniqueKeysWithValues: texts.conflicts.map { ($0, .ours) })).bytes)
        }
        follow(earlier, mine: joined ?? own, isFolded: true, saying: "Taken up", size: size)
    }

    /// Merges the present texts with another text of one's own; what was decided in an earlier merge is decided here too
    /// where its inputs are the same.
    /// - Parameter isFolded: Whether `mine` has what was typed into RESULT where it merged by lines.
    private mutating func follow(
        _ earlier: Resolver, mine: Rope, isFolded: Bool, saying what: String, size: Size
    ) {
        let old = earlier.result
        let merge = Merge(base: base, mine: mine, theirs: theirs.text, kind: kind)
        // What somebody did to lines that nobody else changed may be in MINE; that THEIRS is not wanted leaves no trace there.
        let placed = isFolded ? old.placedOverrides : old.overrides
        let refused = placed.filter { old.refuses($0.key, $0.value) }
        let carried = old.merge.carry(
            placed.filter { !isFolded || old.merge.regions[$0.key].isContested || refused[$0.key] != nil }, to: merge)
        var decisions = carried.decisions
        if isFolded, placed.keys.contains(where: { !old.merge.regions[$0].isContested }) {
            for region in merge.contested where decisions[region] == nil {
                decisions[region] = old.typed(placed, merge, region)
            }
        }
        self.mine = mine
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
        keepWritten(of: old, offered: earlier.written, putAway: earlier.putAway, decided: decisions)
        let place = placeOfWritten
        let again =
            base == earlier.base
            ? placed.keys.sorted().first { hasChangedAgain($0, of: old, refused, decisions) } : nil
        focus = place ?? again.flatMap { merge.regions(meeting: old.merge.regions[$0].base).first } ?? firstToLookAt
        func open(_ regions: [Int]) -> Int { regions.count { decisions[$0] == nil } }
        let (askedAgain, new) = (open(carried.askedAgain), open(carried.new))
        message = "\(what): \(decisions.count) kept, \(askedAgain) asked again, \(new) new"
        let rest = waiting.count - askedAgain - new
        if rest > 0 { message += ", \(rest) as before" }
        if place != nil { message += " · e has what you wrote" }
        if again != nil { message = "THEIRS changed again where you typed · " + message }
        reveal(size)
    }

    /// Whether THEIRS has another text where something was typed over it, and nothing is asked there.
    private func hasChangedAgain(
        _ region: Int, of old: ResultText, _ refused: [Int: Decision], _ decisions: [Int: Decision]
    ) -> Bool {
        let own = old.merge.regions[region]
        let there = merge.regions(meeting: own.base)
        guard own.kind == .theirs, !there.contains(where: { merge.regions[$0].isContested }) else { return false }
        if refused[region] != nil {
            return there.contains { merge.regions[$0].kind == .theirs && decisions[$0] == nil }
        }
        let text = old.merge.bytes(of: region, decision: .theirs)
        return !there.contains {
            merge.regions[$0].base == own.base && merge.bytes(of: $0, decision: .theirs) == text
        }
    }

    /// The person's own text with what was typed into RESULT where it merged by lines.
    var mineWithTypedText: Rope {
        var folded = mine
        for (region, decision) in result.placedOverrides.sorted(by: { $0.key > $1.key })
        where !merge.regions[region].isContested {
            let place = merge.ours.byteRange(lines: merge.regions[region].ours)
            // A text that ended its lines in two ways would differ in each of them from the next version.
            var bytes = merge.endedAsOurs(result.folded(region, decision))
            let lineEnd = mine.terminatorForNewLine(at: 0).bytes
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
    /// The decision that makes of a conflict or proposal of a later merge what was typed here, as ``placedOverrides`` has it,
    /// against the same lines of all three texts, with it in MINE: then it was typed knowing them. nil where nothing was.
    func typed(_ placed: [Int: Decision], _ later: Merge, _ conflict: Int) -> Decision? {
        guard merge.hasBase, later.hasBase else { return nil }
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
        let isTyped = own.contains { placed[$0] != nil && !merge.regions[$0].isContested }
        guard isTyped, !own.contains(where: { [.undecided, .proposed].contains(pieces[$0].state) }),
            own.flatMap({ merge.bytes(of: $0, decision: .theirs) })
                == others.flatMap({ later.bytes(of: $0, decision: .theirs) }),
            own.flatMap({ folded($0, merge.regions[$0].isContested ? nil : placed[$0]) })
                == others.flatMap({ later.bytes(of: $0, decision: .ours) })
        else { return nil }
        let result = own.flatMap { region in
            if merge.regions[region].isContested { return bytes(of: region) }
            return placed[region].map { merge.bytes(of: region, decision: $0) }
                ?? Array(merge.mergedBytes(of: region) ?? [])
        }
        func merged(_ others: Range<Int>) -> [UInt8] {
            others.flatMap { later.mergedBytes(of: $0) ?? later.bytes(of: $0, decision: .ours)[...] }
        }
        let (before, behind) = (merged(others.lowerBound..<conflict), merged(conflict + 1..<others.upperBound))
        guard result.count >= before.count + behind.count, result.starts(with: before),
            result.suffix(behind.count) == behind[...]
        else { return nil }
        let text = Array(result[before.count..<result.count - behind.count])
        return text == later.bytes(of: conflict, decision: .ours) ? .ours : .text(text)
    }
}

/// The hash of Fowler, Noll and Vo (FNV-1a) over 64 bits: the same in every run, as what is written down must be.
private struct FNV {
    private var state: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ value: UInt64) { state = (state ^ value) &* 0x0100_0000_01B3 }

    /// 62 bits, never negative.
    var number: Int { Int(state >> 2) }
}
