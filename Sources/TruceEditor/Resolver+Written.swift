import TruceDiff
import TruceMerge
import TruceText

/// What was written by hand stays at hand where the place is asked again, has grown, or merges otherwise.
extension Resolver {
    /// A text that the person wrote and that RESULT holds no more.
    public struct Written: Sendable, Equatable {
        public var text: [UInt8]
        /// The lines in whose place it stood, from 0: of BASE, or of MINE where there is no base.
        public var lines: Range<Int>
        /// Whether the person has seen that RESULT goes without it.
        public var isTold: Bool
        /// Whether it was taken back: as long as its place is edited by hand, RESULT has what became of it.
        public var isTaken: Bool

        public init(text: [UInt8], lines: Range<Int>, isTold: Bool = false, isTaken: Bool = false) {
            self.text = text
            self.lines = lines
            self.isTold = isTold
            self.isTaken = isTaken
        }
    }

    /// Texts written by hand that a decision or undo has put away, by region: undo or redo would bring them back.
    var textsNotHeld: [Int: [UInt8]] {
        var texts: [Int: [UInt8]] = [:]
        var then = result
        for step in undoStack.reversed() {
            for change in step.changes.reversed() { then.apply(change.inverted) }
            then.gather(&texts, touchedBy: step)
        }
        then = result
        for step in redoStack.reversed() {
            for change in step.changes { then.apply(change) }
            then.gather(&texts, touchedBy: step)
        }
        return texts
    }

    /// Finds places in the present merge for what was written by hand in an earlier one with the same base, and that no
    /// decision holds.
    ///
    /// - Parameters:
    ///   - offered: what was offered in the earlier one.
    ///   - notHeld: what undo could bring back of it.
    ///   - decided: the decisions that were carried over.
    mutating func keepWritten(
        of old: ResultText, offered: [Int: Written], notHeld: [Int: [UInt8]], decided: [Int: Decision]
    ) {
        let move = LineMove(from: old.merge, to: merge)
        var groups: [WrittenGroup] = []
        for item in old.written(offered: offered, notHeld: notHeld) {
            let there = merge.regions(meeting: move(item.lines))
            let isHeld = there.contains { decided[$0] == .text(item.text) }
            let isSettled = item.isPutAway && there.contains { decided[$0] != nil }
            guard !isHeld, !isSettled else { continue }
            var group = WrittenGroup([item], old, merge, move)
            while let other = groups.firstIndex(where: { $0.meets(group, in: merge) }) {
                group = WrittenGroup(groups.remove(at: other).items + group.items, old, merge, move)
            }
            groups.append(group)
        }
        written = [:]
        for group in groups {
            guard let place = place(of: group.lines) else { continue }
            written[place] = Written(
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
    var placeOfWritten: Int? { waiting.first { written[$0] != nil } ?? unsaidWritten }

    /// Where something stands that was written, that RESULT goes without, and of which nothing has been said: a place that
    /// is asked asks by itself.
    var unsaidWritten: Int? {
        written.filter { place, item in
            !item.isTold && !isWaiting(place) && result.standing(for: item.lines) != item.text
        }.keys.min()
    }

    /// The changes, each of what the one before has made, that put a text into its place: what stands there goes.
    func placing(_ item: Written, in place: Int) -> [ResultText.Change] {
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
    var written: Resolver.Written
    /// The regions in whose place it stands.
    var regions: Range<Int>
    /// Whether the person has put it away by another decision.
    var isPutAway = false

    var text: [UInt8] { written.text }
    var lines: Range<Int> { written.lines }
}

/// Texts that were written for places that are one in a later merge, or touch.
private struct WrittenGroup {
    let items: [WrittenItem]
    /// The lines of the later merge that they stand for, with all that changed there.
    let lines: Range<Int>
    /// What stood there, with them in it: so whoever takes it back loses no line around it.
    let text: [UInt8]

    init(_ items: [WrittenItem], _ old: ResultText, _ new: Merge, _ move: LineMove) {
        let items = items.sorted {
            ($0.lines.lowerBound, $0.regions.lowerBound) < ($1.lines.lowerBound, $1.regions.lowerBound)
        }
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

extension ResultText {
    /// What was written by hand: what decides a region, what is offered there, what undo would bring back.
    fileprivate func written(offered: [Int: Resolver.Written], notHeld: [Int: [UInt8]]) -> [WrittenItem] {
        merge.regions.indices.flatMap { region -> [WrittenItem] in
            let offer = offered[region]
            let state = pieces[region].state
            var items: [WrittenItem] = []
            // What was taken back stands for all that it took the place of.
            let taken = offer.flatMap { $0.isTaken ? $0.lines : nil }
            func add(_ text: [UInt8], isPutAway: Bool) {
                items.append(
                    WrittenItem(
                        written: Resolver.Written(text: text, lines: taken ?? merge.lines(of: region)),
                        regions: taken.map(merge.regions(around:)) ?? region..<region + 1, isPutAway: isPutAway))
            }
            if state == .byHand, isOwn(bytes(of: region), of: region) {
                add(bytes(of: region), isPutAway: false)
            } else if let text = notHeld[region], state != .byHand {
                add(text, isPutAway: state != .undecided && state != .proposed)
            }
            if let offer, !(offer.isTaken && (state == .byHand || state == .edited || notHeld[region] != nil)) {
                items.append(WrittenItem(written: offer, regions: merge.regions(around: offer.lines)))
            }
            return items
        }
    }

    /// Whether a text is none that a letter would have chosen.
    private func isOwn(_ bytes: [UInt8], of region: Int) -> Bool {
        !bytes.isEmpty && Choice.allCases.allSatisfy { merge.bytes(of: region, decision: $0.decision) != bytes }
    }

    /// Adds what stands here by hand in the regions that a step has changed, unless a later text of theirs is known.
    fileprivate func gather(_ texts: inout [Int: [UInt8]], touchedBy step: Resolver.Step) {
        for change in step.changes {
            for region in change.firstPiece..<change.firstPiece + change.after.count
            where texts[region] == nil && pieces[region].state == .byHand && isOwn(bytes(of: region), of: region) {
                texts[region] = bytes(of: region)
            }
        }
    }

    /// The text that stands for some lines.
    fileprivate func standing(for lines: Range<Int>) -> [UInt8] { joined(pieces(standingFor: lines, with: [])) }

    /// The text that stands for some lines, in pieces, with others in the place of what stands for theirs. What is not decided
    /// stands as MINE.
    fileprivate func pieces(standingFor lines: Range<Int>, with items: [WrittenItem]) -> [[UInt8]] {
        var rest = items[...]
        var pieces: [[UInt8]] = []
        var last: WrittenItem?
        for region in merge.regions(around: lines) {
            let own = merge.lines(of: region)
            if merge.isAgreed(region), self.pieces[region].state != .edited {
                var next = max(own.lowerBound, lines.lowerBound, last?.lines.upperBound ?? 0)
                while let item = rest.first, item.regions.contains(region), item.lines.lowerBound <= own.upperBound {
                    pieces.append(Array(merge.reference.bytes(lines: next..<max(next, item.lines.lowerBound))))
                    pieces.append(item.text)
                    next = max(next, item.lines.upperBound)
                    last = rest.popFirst()
                }
                let end = min(own.upperBound, lines.upperBound)
                if next < end { pieces.append(Array(merge.reference.bytes(lines: next..<end))) }
            } else if let last, last.regions.contains(region) {
                continue
            } else if let item = rest.first, item.regions.contains(region) {
                pieces.append(item.text)
                last = rest.popFirst()
            } else {
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
