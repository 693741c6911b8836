import TruceDiff
import TruceMerge
import TruceText

/// What was written by hand stays at hand where the place is asked again, has grown, or merges otherwise.
extension Resolver {
    /// What EDIT of a region can begin with, as RESULT goes without it: what was put away, else what an earlier merge left.
    public func offer(at region: Int) -> WrittenText? {
        guard let text = putAway[region], !result.holds(text, in: region) else {
            let isByHand = result.pieces[region].state == .byHand
            return written[region].flatMap { isByHand && ($0.isTaken || result.holds($0.text, in: region)) ? nil : $0 }
        }
        // What was taken back stands for all that it took the place of.
        let taken = written[region].flatMap { $0.isTaken ? $0.lines : nil }
        return WrittenText(text: text, lines: taken ?? merge.lines(of: region), isTold: true)
    }

    /// Finds places in the present merge for what was written by hand in an earlier one with the same base, and that no
    /// decision holds.
    ///
    /// - Parameters:
    ///   - offered: what was offered in the earlier one.
    ///   - putAway: what a decision or undo had put away there.
    ///   - decided: the decisions that were carried over.
    mutating func keepWritten(
        of old: ResultText, offered: [Int: WrittenText], putAway: [Int: [UInt8]], decided: [Int: Decision]
    ) {
        let move = LineMove(from: old.merge, to: merge)
        var groups: [WrittenGroup] = []
        for var item in old.written(offered: offered, putAway: putAway) {
            let there = merge.regions(meeting: move(item.lines))
            guard !there.contains(where: { decided[$0] == .text(item.text) }) else { continue }
            // The decision that has put it away stays: the person knows.
            if item.isPutAway, there.contains(where: { decided[$0] != nil }) { item.written.isTold = true }
            var group = WrittenGroup([item], old, merge, move)
            // They come in the order of the text: what meets any of those before meets the last.
            while let last = groups.last, last.meets(group, in: merge) {
                group = WrittenGroup(groups.removeLast().items + group.items, old, merge, move)
            }
            groups.append(group)
        }
        written = [:]
        for group in groups {
            guard let place = place(of: group.lines) else { continue }
            written[place] = WrittenText(
                text: group.text, lines: group.lines, isTold: group.items.allSatisfy(\.written.isTold))
        }
    }

    /// Where a text that stood for these lines is offered: where something is asked, else where something changed.
    func place(of lines: Range<Int>) -> Int? {
        let there = merge.regions(around: lines)
        return there.first { isWaiting($0) } ?? there.first { merge.regions[$0].isContested }
            ?? there.first { !merge.isAgreed($0) } ?? there.first
    }

    private func isWaiting(_ region: Int) -> Bool {
        [.undecided, .proposed].contains(result.pieces[region].state)
    }

    /// Where something that was written is to be looked at first: where it is asked, else where the person has not been told.
    var placeOfWritten: Int? { waiting.first { offer(at: $0) != nil } ?? unsaidWritten }

    /// Where something stands that was written, that RESULT goes without, and of which nothing has been said: a place that
    /// is asked asks by itself.
    var unsaidWritten: Int? {
        written.keys.sorted().first { place in
            guard let item = written[place] else { return false }
            return !item.isTold && !isWaiting(place) && result.standing(for: item.lines) != item.text
        }
    }

    /// The changes, each of what the one before has made, that put a text into its place: what stands there goes.
    func placing(_ item: WrittenText, in place: Int) -> [ResultText.Change] {
        var next = result
        let there = merge.regions(around: item.lines)
        return there.compactMap { region in
            let isAgreed = merge.isAgreed(region)
            // What was typed into lines that nobody changed has no lines to be cut by.
            if isAgreed, region != place, next.pieces[region].state == .edited { return nil }
            var bytes = region == place ? next.ended(item.text, behind: there) : []
            if isAgreed {
                let own = merge.lines(of: region)
                let cut = own.clamped(to: item.lines)
                if region != place, cut.isEmpty { return nil }
                bytes =
                    merge.reference.bytes(lines: own.lowerBound..<cut.lowerBound) + bytes
                    + merge.reference.bytes(lines: cut.upperBound..<own.upperBound)
            }
            let state: ResultText.State = merge.regions[region].isContested ? .byHand : .edited
            let change = next.replacing(region, with: bytes, state: state)
            next.apply(change)
            return change
        }
    }
}

/// A text that was written in an earlier result or before it.
private struct WrittenItem {
    var written: WrittenText
    /// The regions in whose place it stands.
    var regions: Range<Int>
    /// Whether the person has put it away by another decision.
    var isPutAway = false

    var text: [UInt8] { written.text }
    var lines: Range<Int> { written.lines }

    /// Whether it has the whole text of another, in the same place.
    func repeats(_ other: Self) -> Bool {
        other.regions.clamped(to: regions) == other.regions && text.tells(other.text)
    }

    /// Whether it stands before another.
    func isBefore(_ other: Self) -> Bool {
        (lines.lowerBound, regions.lowerBound) < (other.lines.lowerBound, other.regions.lowerBound)
    }
}

/// Texts that were written for places that are one in a later merge, or touch.
private struct WrittenGroup {
    let items: [WrittenItem]
    /// The lines of the later merge that they stand for, with all that changed there.
    let lines: Range<Int>
    /// What stood there, with them in it: so whoever takes it back loses no line around it.
    let text: [UInt8]

    init(_ items: [WrittenItem], _ old: ResultText, _ new: Merge, _ move: LineMove) {
        let items = items.sorted { $0.isBefore($1) }.withoutRepetitions()
        self.items = items
        var own = items.dropFirst().reduce(items[0].lines) { $0.union($1.lines) }
        var later = new.extent(of: move(own))
        while true {
            let wider = old.merge.extent(of: move.isNeeded ? own : own.union(later)) { old.pieces[$0].state == .edited }
            let laterWider = new.extent(of: later.union(move(wider)))
            if wider == own, laterWider == later { break }
            (own, later) = (wider, laterWider)
        }
        lines = later
        let covered = move(own)
        let before = new.reference.bytes(lines: later.lowerBound..<max(later.lowerBound, covered.lowerBound))
        let behind = new.reference.bytes(lines: min(covered.upperBound, later.upperBound)..<later.upperBound)
        text = old.joined([Array(before)] + old.pieces(standingFor: own, with: items) + [Array(behind)])
    }

    /// Whether both are about one region: only one text can be offered there.
    func meets(_ other: WrittenGroup, in merge: Merge) -> Bool {
        merge.regions(around: lines).overlaps(merge.regions(around: other.lines))
    }
}

extension [WrittenItem] {
    /// Those whose text no other has that stands in the same place.
    fileprivate func withoutRepetitions() -> [WrittenItem] {
        reduce(into: []) { kept, item in
            if kept.contains(where: { $0.repeats(item) }) { return }
            kept.removeAll { item.repeats($0) }
            kept.append(item)
        }
    }
}

extension [UInt8] {
    /// Whether each line of another text is, in the same order, all of a line of this one, or its start or end, or whole
    /// words of it.
    func tells(_ other: [UInt8]) -> Bool {
        var lines = split(separator: 10)[...]
        return other.split(separator: 10).allSatisfy { line in
            let wanted = line.last == 13 ? line.dropLast() : line
            guard let place = lines.firstIndex(where: { $0.hasWords(wanted) }) else { return false }
            lines = lines[(place + 1)...]
            return true
        }
    }
}

extension ArraySlice<UInt8> {
    /// Whether some bytes stand here as they are: at the start or the end, where somebody typed on, or with no word cut.
    fileprivate func hasWords(_ bytes: Self) -> Bool {
        ranges(of: bytes).contains { place in
            let isCut = { (border: Index) in
                border > startIndex && border < endIndex && self[border - 1].isWordByte && self[border].isWordByte
            }
            let isTypedOn = place.lowerBound == startIndex || place.upperBound == endIndex
            return isTypedOn || !isCut(place.lowerBound) && !isCut(place.upperBound)
        }
    }
}

extension UInt8 {
    /// Whether it is a letter or a digit, or a part of a character beyond ASCII.
    fileprivate var isWordByte: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), 0x80...:
            true
        default: false
        }
    }
}

extension ResultText {
    /// What was written by hand: what decides a region, what is offered there, what was put away.
    fileprivate func written(offered: [Int: WrittenText], putAway: [Int: [UInt8]]) -> [WrittenItem] {
        var items: [WrittenItem] = []
        var start = 0
        for (region, piece) in pieces.enumerated() {
            let offer = offered[region]
            let state = piece.state
            let range = Range(start, count: piece.length)
            start = range.upperBound
            // What was taken back stands for all that it took the place of.
            let taken = offer.flatMap { $0.isTaken ? $0.lines : nil }
            func add(_ text: [UInt8], isPutAway: Bool) {
                items.append(
                    WrittenItem(
                        written: WrittenText(text: text, lines: taken ?? merge.lines(of: region)),
                        regions: taken.map(merge.regions(around:)) ?? region..<region + 1, isPutAway: isPutAway))
            }
            if state == .byHand {
                let own = text.bytes(in: range.lowerBound..<range.upperBound - piece.addedLineEnd)
                if isOwn(own, of: region) { add(own, isPutAway: false) }
            }
            if let text = putAway[region], !holds(text, in: region) {
                add(text, isPutAway: state != .undecided && state != .proposed)
            }
            if let offer, !(offer.isTaken && (state == .byHand || state == .edited || putAway[region] != nil)) {
                items.append(WrittenItem(written: offer, regions: merge.regions(around: offer.lines)))
            }
        }
        return items.sorted { $0.isBefore($1) }
    }

    /// Whether a text by hand stands for a region, and has all of another.
    func holds(_ text: [UInt8], in region: Int) -> Bool {
        pieces[region].state == .byHand && bytes(of: region).tells(text)
    }

    /// A text behind another, on lines of its own, unless it is there already.
    func joined(_ first: [UInt8], _ second: [UInt8]) -> [UInt8] {
        if first.tells(second) { return first }
        return second.tells(first) ? second : joined([first, second])
    }

    /// Whether a text of a region is one that no letter would have chosen. Line ends alone are nobody's.
    func isOwn(_ bytes: [UInt8], of region: Int) -> Bool {
        bytes.contains { $0 != 10 && $0 != 13 }
            && Choice.allCases.allSatisfy { merge.bytes(of: region, decision: $0.decision) != bytes }
    }

    /// The text that stands for some lines.
    fileprivate func standing(for lines: Range<Int>) -> [UInt8] { joined(pieces(standingFor: lines, with: [])) }

    /// The text that stands for some lines, in pieces, with others in the place of what stands for theirs. What is not decided
    /// stands as MINE.
    fileprivate func pieces(standingFor lines: Range<Int>, with items: [WrittenItem]) -> [[UInt8]] {
        var rest = items[...]
        var pieces: [[UInt8]] = []
        // Where the lines and the regions end that an item stands for.
        var (lineEnd, regionEnd) = (0, 0)
        func take(_ item: WrittenItem) {
            pieces.append(item.text)
            lineEnd = max(lineEnd, item.lines.upperBound)
            regionEnd = max(regionEnd, item.regions.upperBound)
            rest.removeFirst()
        }
        for region in merge.regions(around: lines) {
            let own = merge.lines(of: region)
            if merge.isAgreed(region), self.pieces[region].state != .edited {
                var next = max(own.lowerBound, lines.lowerBound, lineEnd)
                while let item = rest.first, item.regions.contains(region), item.lines.lowerBound <= own.upperBound {
                    pieces.append(Array(merge.reference.bytes(lines: next..<max(next, item.lines.lowerBound))))
                    take(item)
                    next = max(next, lineEnd)
                }
                let end = min(own.upperBound, lines.upperBound)
                if next < end { pieces.append(Array(merge.reference.bytes(lines: next..<end))) }
            } else {
                while let item = rest.first, item.regions.contains(region) { take(item) }
                if region < regionEnd { continue }
                let isOpen = self.pieces[region].state == .undecided
                pieces.append(isOpen ? merge.bytes(of: region, decision: .ours) : bytes(of: region))
            }
        }
        return pieces + rest.map(\.text)
    }

    /// Texts one after the other, each on lines of its own.
    fileprivate func joined(_ pieces: [[UInt8]]) -> [UInt8] {
        let lineEnd = text.terminatorForNewLine(at: 0).bytes
        return pieces.reduce(into: []) { all, piece in
            if let last = all.last, last != 10, !piece.isEmpty { all += lineEnd }
            all += piece
        }
    }

    /// A text with its last line ended, where more follows the regions that it stands for.
    fileprivate func ended(_ own: [UInt8], behind regions: Range<Int>) -> [UInt8] {
        guard let last = own.last, last != 10, pieces[regions.upperBound...].contains(where: { $0.length > 0 }) else {
            return own
        }
        return own + text.terminatorForNewLine(at: 0).bytes
    }
}
