import TruceDiff
import TruceMerge
import TruceText

/// What was written by hand stays at hand where the place is asked again, has grown, or merges otherwise.
extension Resolver {
    /// A text that the person wrote and that RESULT holds no more.
    public struct Written: Sendable, Equatable {
        public var text: [UInt8]
        /// The lines of BASE in whose place it stood.
        var base: Range<Int>
        /// Whether the person has been told that RESULT goes without it.
        var isTold = false
    }

    /// Under what a text is written down that was written for a region, and does not decide it.
    static func writtenKey(_ fingerprint: Int) -> Int { fingerprint ^ 1 << 61 }

    /// Finds places in the present merge for what was written by hand in an earlier one with the same base, and that no
    /// decision holds.
    ///
    /// - Parameters:
    ///   - overrides: the decisions of the earlier merge.
    ///   - steps: what undo could take back of it.
    ///   - decided: the decisions that were carried over.
    mutating func keepWritten(
        of old: ResultText, _ overrides: [Int: Decision], _ steps: [Step], decided: [Int: Decision]
    ) {
        let known = Set(decided.values.compactMap { if case .text(let bytes) = $0 { bytes } else { nil } })
        let items = old.merge.regions.indices.compactMap { region -> Written? in
            let base = old.merge.regions[region].base
            if old.pieces[region].state == .byHand, case .text(let bytes) = overrides[region] {
                return Written(text: bytes, base: base)
            }
            if let earlier = written[region] { return Written(text: earlier.text, base: earlier.base) }
            // What was decided otherwise since could be taken back until now.
            guard merge.regions(meeting: base).allSatisfy({ decided[$0] == nil }) else { return nil }
            return steps.lastWritten(for: region).map { Written(text: $0, base: base) }
        }
        var places: [Int: [Written]] = [:]
        for item in items where !known.contains(item.text) {
            let there = merge.regions(meeting: item.base)
            let open = there.first { merge.regions[$0].isContested && decided[$0] == nil }
            let changed = there.first { merge.regions[$0].kind != .unchanged }
            if let place = open ?? changed ?? there.first { places[place, default: []].append(item) }
        }
        written = places.reduce(into: [:]) { written, place in
            let extent = place.value.reduce(merge.regions[place.key].base) { $0.union($1.base) }
            let text = old.text(over: extent, with: place.value, inOrder: merge.hasBase)
            written[place.key] = Written(text: text, base: extent)
        }
    }

    /// Where something stands that was written and that nothing has been said about: a place that is asked again asks by
    /// itself.
    var unsaidWritten: Int? {
        written.keys.filter { place in
            let isAsked = merge.regions[place].isContested || result.pieces[place].state == .edited
            return !isAsked && written[place]?.isTold == false
        }.min()
    }
}

extension [Resolver.Step] {
    /// The text that was written by hand for a region before it was decided otherwise; nil where undo would bring none back.
    fileprivate func lastWritten(for region: Int) -> [UInt8]? {
        for change in lazy.reversed().flatMap({ $0.changes.reversed() }) {
            if change.firstPiece == region, change.before.count == 1, change.before[0].state == .byHand {
                return change.removed.allBytes
            }
        }
        return nil
    }
}

extension ResultText {
    /// What stood in the place of these lines of BASE, with texts that were written for some of them: so whoever takes it back
    /// loses no line around it.
    fileprivate func text(
        over extent: Range<Int>, with items: [Resolver.Written], inOrder hasBase: Bool
    ) -> [UInt8] {
        var pieces: [[UInt8]] = []
        var isPlaced = items.map { _ in false }
        for index in hasBase ? merge.regions(meeting: extent) : 0..<0 {
            let region = merge.regions[index]
            if let item = items.firstIndex(where: { $0.base == region.base || $0.base.overlaps(region.base) }) {
                if !isPlaced[item] { pieces.append(items[item].text) }
                isPlaced[item] = true
            } else if region.kind == .unchanged {
                pieces.append(Array(merge.base.bytes(lines: region.base.clamped(to: extent))))
            } else if !region.base.isEmpty
                || extent.lowerBound < region.base.lowerBound && region.base.upperBound < extent.upperBound
            {
                let isOpen = self.pieces[index].state == .undecided
                pieces.append(isOpen ? merge.bytes(of: index, decision: .ours) : bytes(of: index))
            }
        }
        for (item, isPlaced) in zip(items, isPlaced) where !isPlaced { pieces.append(item.text) }
        let lineEnd = text.terminatorForNewLine(at: 0).bytes
        return pieces.reduce(into: []) { all, piece in
            if let last = all.last, last != 10, !piece.isEmpty { all += lineEnd }
            all += piece
        }
    }
}

extension Range<Int> {
    /// Both, and what is between them.
    func union(_ other: Range<Int>?) -> Range<Int> {
        guard let other else { return self }
        return Swift.min(lowerBound, other.lowerBound)..<Swift.max(upperBound, other.upperBound)
    }
}
