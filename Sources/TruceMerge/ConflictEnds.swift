import TruceDiff

/// Takes the lines that both sides have alike off the start and the end of a conflict.
struct ConflictEnds {
    let base: Snapshot
    let ours: Snapshot
    let theirs: Snapshot

    /// The parts of a conflict: what is alike at its start, the conflict proper, what is alike at its end.
    func split(base: Range<Int>, ours: Range<Int>, theirs: Range<Int>) -> [Region] {
        let shorter = min(ours.count, theirs.count)
        var start = 0
        while start < shorter,
            self.ours.line(ours.lowerBound + start, equals: theirs.lowerBound + start, of: self.theirs)
        { start += 1 }
        var end = 0
        while end < shorter - start,
            self.ours.line(ours.upperBound - end - 1, equals: theirs.upperBound - end - 1, of: self.theirs)
        { end += 1 }
        let ourMiddle = (ours.lowerBound + start)..<(ours.upperBound - end)
        let theirMiddle = (theirs.lowerBound + start)..<(theirs.upperBound - end)
        let baseMiddle = baseLines(
            of: base, ours: ours, theirs: theirs, ourMiddle: ourMiddle, theirMiddle: theirMiddle)
        return [
            alike(
                base: base.lowerBound..<baseMiddle.lowerBound, ours: ours.lowerBound..<ourMiddle.lowerBound,
                theirs: theirs.lowerBound..<theirMiddle.lowerBound),
            Region(
                kind: .conflict(Conflict(Obstacle(base: baseMiddle, ours: ourMiddle, theirs: theirMiddle))),
                base: baseMiddle, ours: ourMiddle, theirs: theirMiddle),
            alike(
                base: baseMiddle.upperBound..<base.upperBound, ours: ourMiddle.upperBound..<ours.upperBound,
                theirs: theirMiddle.upperBound..<theirs.upperBound),
        ]
    }

    /// A part that both sides have alike; where the base has it too, nobody changed it.
    private func alike(base: Range<Int>, ours: Range<Int>, theirs: Range<Int>) -> Region {
        let isUnchanged = self.base.bytes(lines: base) == self.ours.bytes(lines: ours)
        return Region(kind: isUnchanged ? .unchanged : .both, base: base, ours: ours, theirs: theirs)
    }

    /// Which lines of the base belong to the conflict proper, so that deciding for the base does not bring back a line
    /// that both sides have replaced alike.
    ///
    /// Each line goes where its words are found again; where words do not tell, lines of equally many correspond one by
    /// one, and others stay in the conflict. Linear in the bytes of the conflict.
    private func baseLines(
        of base: Range<Int>, ours: Range<Int>, theirs: Range<Int>, ourMiddle: Range<Int>, theirMiddle: Range<Int>
    ) -> Range<Int> {
        if base.isEmpty || (ourMiddle == ours && theirMiddle == theirs) { return base }
        let isOneToOne = base.count == ours.count && base.count == theirs.count
        let expected =
            isOneToOne
            ? (base.lowerBound + ourMiddle.lowerBound - ours.lowerBound)..<(base.upperBound
                - (ours.upperBound - ourMiddle.upperBound)) : base
        let votes = votes(of: base, ours: ours, theirs: theirs, ourMiddle: ourMiddle, theirMiddle: theirMiddle)

        // The middle [from, to) with the most votes for its three parts. A vote outweighs any distance from what is
        // expected. The best start up to each end is kept, so one pass finds the best pair.
        let voteWeight = 2 * base.count + 1
        var startVotes = 0
        var bestStart = (value: -abs(expected.lowerBound - base.lowerBound), line: base.lowerBound)
        var best = (value: Int.min, lines: base)
        var endVotes = votes.reduce(0) { $0 + $1.end - $1.middle }
        for to in base.lowerBound...base.upperBound {
            if to > base.lowerBound {
                let vote = votes[to - base.lowerBound - 1]
                startVotes += vote.start - vote.middle
                endVotes -= vote.end - vote.middle
            }
            let start = startVotes * voteWeight - abs(to - expected.lowerBound)
            if start > bestStart.value { bestStart = (start, to) }
            let value = bestStart.value + endVotes * voteWeight - abs(to - expected.upperBound)
            if value > best.value { best = (value, bestStart.line..<to) }
        }
        return best.lines
    }

    /// For each line of the base how many bytes of its words are found in what is alike at the start, in what differs,
    /// and in what is alike at the end.
    private func votes(
        of base: Range<Int>, ours: Range<Int>, theirs: Range<Int>, ourMiddle: Range<Int>, theirMiddle: Range<Int>
    ) -> [(start: Int, middle: Int, end: Int)] {
        let parts = [
            (self.ours, ours.lowerBound..<ourMiddle.lowerBound), (self.ours, ourMiddle), (self.theirs, theirMiddle),
            (self.ours, ourMiddle.upperBound..<ours.upperBound), (self.base, base),
        ].map { text, lines in text.bytes(lines: lines) }
        let words = parts.map { TruceDiff.words(in: $0) }
        let tokens = InternedTokens(zip(words, parts).map { TokenisedText($0, of: $1) })
        var places = [UInt8](repeating: 0, count: tokens.distinct)
        for (ids, place) in zip(tokens.ids, [1, 2, 2, 4] as [UInt8]) {
            for id in ids { places[Int(id)] |= place }
        }

        var result: [(start: Int, middle: Int, end: Int)] = []
        result.reserveCapacity(base.count)
        var index = 0
        for line in base {
            let lineEnd = self.base.byteRange(line: line).upperBound
            var vote = (start: 0, middle: 0, end: 0)
            while index < words[4].count, words[4][index].range.upperBound <= lineEnd {
                let word = words[4][index]
                let place = places[Int(tokens.ids[4][index])]
                if word.kind == .word || word.kind == .number || word.kind == .ideograph {
                    if place & 1 != 0 { vote.start += word.range.count }
                    if place & 2 != 0 { vote.middle += word.range.count }
                    if place & 4 != 0 { vote.end += word.range.count }
                }
                index += 1
            }
            result.append(vote)
        }
        return result
    }
}
