import TruceDiff

/// The newline at a text's end as a property of the text: to give the last line one, or to take it away, is no edit of
/// that line.
///
/// The texts are merged as if each had one, and what they come to has one or not as a three-way merge of the property
/// says. Lines keep their numbers.
struct FinalNewlines {
    let base: Snapshot
    let ours: Snapshot
    let theirs: Snapshot
    private let original: (base: Snapshot, ours: Snapshot, theirs: Snapshot)
    private let isWanted: Bool

    /// Nil where all texts have one, and where one of them is empty or ends in half a line end.
    init?(base: Snapshot, ours: Snapshot, theirs: Snapshot) {
        let texts = [base, ours, theirs]
        guard texts.contains(where: { $0.bytes.last != 0x0A }),
            texts.allSatisfy({ !$0.bytes.isEmpty && $0.bytes.last != 0x0D })
        else { return nil }
        let haveOne = texts.map { $0.bytes.last == 0x0A }
        isWanted = haveOne[1] == haveOne[0] ? haveOne[2] : haveOne[1]
        original = (base, ours, theirs)
        // A single line does not tell how lines end; the text with the most lines does, if any.
        let whole = texts.max { $0.lineCount < $1.lineCount }
        func ended(_ text: Snapshot) -> Snapshot {
            let end = missingLineEnd(of: text.bytes[...], before: [], in: whole?.bytes[...])
            return end.isEmpty ? text : Snapshot(text.bytes + end)
        }
        (self.base, self.ours, self.theirs) = (ended(base), ended(ours), ended(theirs))
    }

    /// The regions of the texts as they are, from those of the texts that all end in a newline.
    func restored(_ regions: [Region]) -> [Region] {
        let last = regions.lastIndex(where: hasText)
        return regions.enumerated().flatMap { index, region in
            let isLast = index == last
            guard isLast || reachesEnd(region) else { return [region] }
            guard region.kind == .unchanged, region.base.count > 1 else { return [restored(region, isLast: isLast)] }
            // The last line alone may not be what it is in the other texts.
            let parts = region.splitBeforeLastLine
            let line = restored(parts.last, isLast: isLast)
            return line.kind == .unchanged ? [region] : [parts.rest, line]
        }
    }

    private func hasText(_ region: Region) -> Bool {
        switch region.kind {
        case .unchanged, .ours, .both: !region.ours.isEmpty
        case .theirs: !region.theirs.isEmpty
        case .merged(let proposal): !proposal.bytes.isEmpty
        case .conflict: true
        }
    }

    /// Whether the last line of a text is in it.
    private func reachesEnd(_ region: Region) -> Bool {
        [(region.base, base), (region.ours, ours), (region.theirs, theirs)].contains { lines, text in
            !lines.isEmpty && lines.upperBound == text.lineCount
        }
    }

    private func restored(_ region: Region, isLast: Bool) -> Region {
        TextEnds(alike: (base, ours, theirs), original: original).restored(region) { proposal in
            proposal.ending(isLast ? isWanted : true)
        } stands: { side, text in
            // Before more text a line gets its newline anyway.
            isLast ? side.elementsEqual(text) : text.starts(with: side)
        }
    }
}

extension Proposal {
    /// With its last newline, or without: that of an empty line is more than the end of a text.
    fileprivate func ending(_ hasNewline: Bool) -> Proposal {
        guard !hasNewline, bytes.last == 0x0A, !bytes.endsWithEmptyLine else { return self }
        let end = bytes.count - (bytes.dropLast().last == 0x0D ? 2 : 1)
        return Proposal(
            rule: rule, parts: pieces.map { (bytes[$0.range.clamped(to: 0..<end)], $0.origin) })
    }
}

extension [UInt8] {
    fileprivate var endsWithEmptyLine: Bool {
        var line = dropLast()
        if line.last == 0x0D { line = line.dropLast() }
        return line.isEmpty || line.last == 0x0A
    }
}

extension Region {
    /// One that is unchanged, cut before its last line.
    fileprivate var splitBeforeLastLine: (rest: Region, last: Region) {
        func cut(_ lines: Range<Int>) -> (Range<Int>, Range<Int>) {
            (lines.lowerBound..<(lines.upperBound - 1), (lines.upperBound - 1)..<lines.upperBound)
        }
        let (base, ours, theirs) = (cut(base), cut(ours), cut(theirs))
        return (
            Region(kind: kind, base: base.0, ours: ours.0, theirs: theirs.0),
            Region(kind: kind, base: base.1, ours: ours.1, theirs: theirs.1)
        )
    }
}
