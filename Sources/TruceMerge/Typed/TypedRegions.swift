import TruceDiff

/// Gives the conflicts of a line merge the lines of a typed merge.
struct TypedRegions {
    private let regions: [Region]
    private let level: TypedLevel
    private let output: TypedOutput
    /// How much of each text the typed merge is about, in bytes.
    private let ends: (base: Int, ours: Int, theirs: Int)
    /// Where each region begins in the merged text, and where the last one ends; nil where what belongs before and what
    /// belongs behind are not apart.
    private let starts: [Int?]

    init(regions: [Region], level: TypedLevel, documents: TypedDocuments, output: TypedOutput) {
        self.regions = regions
        self.level = level
        self.output = output
        let ends = (
            base: documents.base.root.range.upperBound, ours: documents.ours.root.range.upperBound,
            theirs: documents.theirs.root.range.upperBound
        )
        self.ends = ends
        func offsets(_ text: Snapshot, _ lines: KeyPath<Region, Range<Int>>) -> [Int] {
            regions.map { text.byteRange(lines: $0[keyPath: lines]).lowerBound }
        }
        var places = BoundaryPlaces(count: regions.count, end: output.bytes.count)
        places.narrow(offsets(level.base, \.base), side: .base, parts: output.parts)
        places.narrow(offsets(level.ours, \.ours), side: .ours, parts: output.parts)
        places.narrow(offsets(level.theirs, \.theirs), side: .theirs, parts: output.parts)
        starts = places.lineStarts(in: output.bytes) + [output.bytes.count]
    }

    /// Regions that have one text in the typed merge: one, or several that cannot be told apart in it.
    private struct Run {
        var regions: Range<Int>
        /// Their text, as offsets into the merged text.
        var text: Range<Int>
        var obstacle: Obstacle?
    }

    private var runs: [Run] {
        var runs: [Run] = []
        var first = 0
        for index in regions.indices {
            guard let end = starts[index + 1] else { continue }
            runs.append(Run(regions: first..<(index + 1), text: (runs.last?.text.upperBound ?? 0)..<end))
            first = index + 1
        }
        var gap = 0
        for index in runs.indices {
            while gap < output.gaps.count, output.gaps[gap].range.upperBound < runs[index].text.lowerBound { gap += 1 }
            var next = gap
            while next < output.gaps.count, output.gaps[next].range.lowerBound <= runs[index].text.upperBound {
                let range = output.gaps[next].range
                let overlaps = range.isEmpty || range.overlaps(runs[index].text) || runs[index].text.isEmpty
                if overlaps, runs[index].obstacle == nil { runs[index].obstacle = output.gaps[next].obstacle }
                next += 1
            }
        }
        // What one side has for a gap may stand elsewhere in its text: then it is open there too.
        let ends = (ours: runs.map { end(of: $0, .ours) }, theirs: runs.map { end(of: $0, .theirs) })
        for gap in output.gaps {
            for (side, range) in gap.sources where !range.isEmpty {
                let ends = side == .ours ? ends.ours : ends.theirs
                for index in ends.partitioningIndex(where: { $0 > range.lowerBound })..<runs.count {
                    if runs[index].obstacle == nil { runs[index].obstacle = gap.obstacle }
                    if ends[index] >= range.upperBound { break }
                }
            }
        }
        return runs
    }

    /// Where the lines of a run end in one side's text, in bytes.
    private func end(of run: Run, _ side: TypedSide) -> Int {
        let last = regions[run.regions.upperBound - 1]
        return side == .theirs
            ? level.theirs.byteRange(lines: last.theirs).upperBound : level.ours.byteRange(lines: last.ours).upperBound
    }

    /// The regions in which every conflict that the typed merge covers has a text; nil where what lines have decided
    /// does not go together with it.
    var refined: [Region]? {
        let runs = runs
        guard decidesWhatLinesDecide(runs) else { return nil }
        var refined: [Region] = []
        for run in runs {
            if isResolved(run), level.mode > .cautious || !isOfOneSide(run) {
                refined.append(whole(run, kind: .merged(proposal(run))))
            } else {
                refined += regions[run.regions].map { region in
                    guard region.isConflict, isCovered(run), let obstacle = run.obstacle else { return region }
                    return Region(
                        kind: .conflict(Conflict(obstacle)), base: region.base, ours: region.ours,
                        theirs: region.theirs)
                }
            }
        }
        return refined
    }

    /// The regions in which the conflicts that the typed merge covers have its text as a suggestion, found by a rule.
    func suggesting(_ rule: Rule?) -> [Region] {
        let runs = runs
        guard decidesWhatLinesDecide(runs) else { return regions }
        var suggested = regions
        for run in runs where run.regions.count == 1 && isResolved(run) {
            let index = run.regions.lowerBound
            guard case .conflict(var conflict) = suggested[index].kind, conflict.suggestion == nil else { continue }
            conflict.suggestion = proposal(run, rule: rule)
            suggested[index].kind = .conflict(conflict)
        }
        return suggested
    }

    private func isResolved(_ run: Run) -> Bool {
        run.obstacle == nil && isCovered(run) && regions[run.regions].contains(where: \.isConflict)
    }

    /// Whether it is one side's text as it stands, but for a newline at the end: that side made the other side's change
    /// too. What people then take depends on how much else was changed, which the word level looks at.
    private func isOfOneSide(_ run: Run) -> Bool {
        let region = whole(run, kind: .both)
        let text = output.bytes[run.text].withoutLastNewline
        return [.ours, .theirs].contains { lines(region, $0).withoutLastNewline == text }
    }

    /// Whether all of it lies in the part of the texts that the typed merge is about.
    private func isCovered(_ run: Run) -> Bool {
        let last = regions[run.regions.upperBound - 1]
        return level.base.byteRange(lines: last.base).upperBound <= ends.base
            && level.ours.byteRange(lines: last.ours).upperBound <= ends.ours
            && level.theirs.byteRange(lines: last.theirs).upperBound <= ends.theirs
    }

    private func whole(_ run: Run, kind: Region.Kind) -> Region {
        let (first, last) = (regions[run.regions.lowerBound], regions[run.regions.upperBound - 1])
        return Region(
            kind: kind, base: first.base.lowerBound..<last.base.upperBound,
            ours: first.ours.lowerBound..<last.ours.upperBound,
            theirs: first.theirs.lowerBound..<last.theirs.upperBound)
    }

    private func proposal(_ run: Run, rule: Rule? = nil) -> Proposal {
        var text = run.text
        if run.regions.upperBound == regions.count, !endsInNewline, output.bytes[text].last == UInt8(ascii: "\n") {
            text = text.lowerBound..<(text.upperBound - 1)
        }
        return output.proposal(text, rule: rule)
    }

    /// Whether the merged text ends in a newline: what one side changed about it stands.
    private var endsInNewline: Bool {
        let base = level.base.bytes.last == UInt8(ascii: "\n")
        let ours = level.ours.bytes.last == UInt8(ascii: "\n")
        return ours == base ? level.theirs.bytes.last == UInt8(ascii: "\n") : ours
    }

    // MARK: The rest of the text

    /// Whether the lines outside conflicts, which stay as they are, go together with the typed merge: the text that
    /// they make with it means the same, and stays well-formed whichever side is taken for what is open.
    private func decidesWhatLinesDecide(_ runs: [Run]) -> Bool {
        let isOpen = { (run: Run) in regions[run.regions].contains(where: \.isConflict) && !isResolved(run) }
        let hasOpen = runs.contains(where: isOpen)
        let open = runs.filter { $0.obstacle != nil && isOpen($0) }
        let areGapsOpen = output.gaps.allSatisfy { gap in
            let next = open.partitioningIndex { $0.text.upperBound >= gap.range.lowerBound }
            return next < open.count && open[next].text.touches(gap.range)
        }
        if !areGapsOpen { return false }
        var isSame = true
        var texts: [[UInt8]] = [[], [], []]
        for run in runs {
            let merged = output.bytes[run.text]
            let hasConflict = regions[run.regions].contains(where: \.isConflict)
            let kept = hasConflict ? [merged] : regions[run.regions].map { lines($0) }
            let isAtEnd = run.regions.upperBound == regions.count
            if !hasConflict, !Self.isEqual(kept, merged, isAtEnd: isAtEnd) { isSame = false }
            for text in kept { append(text, to: &texts[0]) }
            guard hasOpen else { continue }
            for (index, side) in [(1, TypedSide.ours), (2, .theirs)] {
                if hasConflict && !isResolved(run) {
                    for region in regions[run.regions] {
                        append(region.isConflict ? lines(region, side) : lines(region), to: &texts[index])
                    }
                } else {
                    for text in kept { append(text, to: &texts[index]) }
                }
            }
        }
        if !isSame {
            guard let whole = try? level.parse(texts[0]), let merged = try? level.parse(output.bytes),
                Outline(of: whole) == Outline(of: merged)
            else { return false }
        }
        return !hasOpen || ((try? level.parse(texts[1])) != nil && (try? level.parse(texts[2])) != nil)
    }

    private func append(_ text: ArraySlice<UInt8>, to whole: inout [UInt8]) {
        if text.isEmpty { return }
        endLine(of: &whole, before: text)
        whole += text
    }

    /// What the line merge gives a region that is no conflict, as far as the typed merge is about it.
    private func lines(_ region: Region) -> ArraySlice<UInt8> {
        lines(region, region.kind == .theirs ? .theirs : .ours)
    }

    private func lines(_ region: Region, _ side: TypedSide) -> ArraySlice<UInt8> {
        let (text, lines, end) =
            side == .theirs ? (level.theirs, region.theirs, ends.theirs) : (level.ours, region.ours, ends.ours)
        let range = text.byteRange(lines: lines)
        return text.bytes[min(range.lowerBound, end)..<min(range.upperBound, end, text.bytes.count)]
    }

    private static func isEqual(_ lines: [ArraySlice<UInt8>], _ merged: ArraySlice<UInt8>, isAtEnd: Bool) -> Bool {
        let joined = joinLines(lines)
        if joined[...] == merged { return true }
        return isAtEnd && joined[...] == merged.dropLast() && merged.last == UInt8(ascii: "\n")
    }
}

extension Range<Int> {
    fileprivate func touches(_ other: Range<Int>) -> Bool {
        lowerBound <= other.upperBound && other.lowerBound <= upperBound
    }
}

extension ArraySlice<UInt8> {
    fileprivate var withoutLastNewline: Self { last == UInt8(ascii: "\n") ? dropLast() : self }
}
