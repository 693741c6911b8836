import TruceDiff

/// A merge in the parts that are written one after the other when open conflicts get markers.
///
/// Which lines become one conflict follows git's rules (its `xmerge.c`) unless options say else, so that the level of
/// lines gives the text that `git merge-file` writes.
struct MarkedParts {
    enum Part: Equatable {
        /// Lines of our text.
        case ours(Range<Int>)
        /// Lines of their text.
        case theirs(Range<Int>)
        /// A decided or proposed text, which may lack a final newline.
        case own([UInt8])
        case conflict(Hunk)
    }

    /// The lines of a conflict.
    struct Hunk: Equatable {
        var base: Range<Int>
        var ours: Range<Int>
        var theirs: Range<Int>
    }

    private(set) var parts: [Part] = []
    private let merge: Merge
    private let decisions: [Int: Decision]
    private let style: MarkerOptions.Style
    private let algorithm: DiffAlgorithm
    private let cutsAnew: Bool
    /// Where in `parts` the last conflict is, as long as nothing has followed it but lines that both sides have alike.
    private var last: Int?

    /// Conflicts of style `merge` with no more lines between them are one.
    private static let longestSeam = 3

    init(_ merge: Merge, _ decisions: [Int: Decision], _ options: MarkerOptions) {
        self.merge = merge
        self.decisions = decisions
        style = options.style
        algorithm = options.algorithm
        cutsAnew = options.cutsAnew
        var index = 0
        while index < merge.regions.count {
            if let conflict = conflict(from: index) {
                append(conflict, of: merge.regions[conflict.regions])
                index = conflict.regions.upperBound
            } else {
                append(index)
                index += 1
            }
        }
    }

    private mutating func append(_ index: Int) {
        let region = merge.regions[index]
        if let decision = decisions[index] {
            parts.append(.own(merge.bytes(of: index, decision: decision)))
            last = nil
            return
        }
        switch region.kind {
        case .unchanged, .both:
            append(ours: region.ours)
        case .ours:
            append(ours: region.ours)
            last = nil
        case .theirs:
            parts.append(.theirs(region.theirs))
            last = nil
        case .merged(let proposal):
            parts.append(.own(proposal.bytes))
            last = nil
        case .conflict:
            break
        }
    }

    private mutating func append(ours lines: Range<Int>) {
        if lines.isEmpty { return }
        if case .ours(let before) = parts.last, before.upperBound == lines.lowerBound {
            parts[parts.count - 1] = .ours(before.lowerBound..<lines.upperBound)
        } else {
            parts.append(.ours(lines))
        }
    }
}

// MARK: - Conflicts

extension MarkedParts {
    /// An open conflict among the regions, and those beside it that were taken off it because both sides have them
    /// alike.
    private struct Conflict {
        /// At most three.
        var regions: Range<Int>
        var open: Int
    }

    /// The conflict that begins with a region, whether with the open one or with what was taken off its start.
    private func conflict(from index: Int) -> Conflict? {
        let open = isEnd(index) ? index + 1 : index
        guard open < merge.regions.count, merge.regions[open].isConflict, decisions[open] == nil else { return nil }
        return Conflict(regions: index..<(isEnd(open + 1) ? open + 2 : open + 1), open: open)
    }

    /// Whether a region, if it lies beside a conflict, was taken off its end. Where there is a base, changes that touch
    /// are one region at first, so nothing else lies there.
    private func isEnd(_ index: Int) -> Bool {
        merge.hasBase && index < merge.regions.count && merge.regions[index].kind == .both && decisions[index] == nil
    }

    private mutating func append(_ conflict: Conflict, of regions: ArraySlice<Region>) {
        guard let first = regions.first, let end = regions.last else { return }
        let whole = Hunk(
            base: first.base.lowerBound..<end.base.upperBound, ours: first.ours.lowerBound..<end.ours.upperBound,
            theirs: first.theirs.lowerBound..<end.theirs.upperBound)
        switch (style, cutsAnew) {
        case (.diff3, _):
            parts.append(.conflict(whole))
        case (.zdiff3, _), (.merge, false):
            let open = merge.regions[conflict.open]
            append(ours: whole.ours.lowerBound..<open.ours.lowerBound)
            parts.append(.conflict(Hunk(base: whole.base, ours: open.ours, theirs: open.theirs)))
            append(ours: open.ours.upperBound..<whole.ours.upperBound)
        case (.merge, true):
            var done = whole.ours.lowerBound
            for hunk in refined(whole) {
                append(ours: done..<hunk.ours.lowerBound)
                appendOrJoin(hunk)
                done = hunk.ours.upperBound
            }
            append(ours: done..<whole.ours.upperBound)
        }
    }

    /// The places in a conflict where the sides differ. The base is not divided: style `merge` does not show it.
    private func refined(_ whole: Hunk) -> [Hunk] {
        if whole.ours.isEmpty || whole.theirs.isEmpty { return [whole] }
        let ours = Snapshot(Array(merge.ours.bytes(lines: whole.ours)))
        let theirs = Snapshot(Array(merge.theirs.bytes(lines: whole.theirs)))
        let lines = InternedLines([ours, theirs])
        return lines.difference(from: (0, ours), to: (1, theirs), algorithm: algorithm, sliders: .down).map { hunk in
            Hunk(
                base: whole.base, ours: hunk.old.shifted(by: whole.ours.lowerBound),
                theirs: hunk.new.shifted(by: whole.theirs.lowerBound))
        }
    }

    /// Appends a conflict, or makes it one with the last where what lies between is too little to be read by itself: up
    /// to three lines, or lines without a letter or digit.
    private mutating func appendOrJoin(_ hunk: Hunk) {
        if let last, case .conflict(let before) = parts[last] {
            let seam = before.ours.upperBound..<hunk.ours.lowerBound
            if seam.count <= Self.longestSeam || !merge.ours.bytes(lines: seam).contains(where: \.isAlphanumeric) {
                parts.removeSubrange(last...)
                parts.append(
                    .conflict(
                        Hunk(
                            base: before.base.lowerBound..<hunk.base.upperBound,
                            ours: before.ours.lowerBound..<hunk.ours.upperBound,
                            theirs: before.theirs.lowerBound..<hunk.theirs.upperBound)))
                return
            }
        }
        last = parts.count
        parts.append(.conflict(hunk))
    }
}

extension Range<Int> {
    fileprivate func shifted(by distance: Int) -> Range {
        (lowerBound + distance)..<(upperBound + distance)
    }
}

extension UInt8 {
    /// Whether it is a letter or digit of ASCII.
    fileprivate var isAlphanumeric: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
