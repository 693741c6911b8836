import TruceDiff

/// Some bytes of a merged scalar: a range of their text where the origin is theirs, else of ours.
struct ScalarPart {
    var range: Range<Int>
    var origin: Proposal.Origin
}

/// Merges a scalar that both sides changed: where one side's edits are among the other's, or, if asked for, where both
/// changed different words of it.
///
/// Edits of two sides have a word and a space between them that neither changed: of a date or a name that each changed a
/// part of nobody wrote the whole. They may touch where one only deletes what stands beside what the other one replaces, as
/// the ending of a version. Nil where there is no such merge.
func mergedScalar(
    base: ArraySlice<UInt8>, ours: ArraySlice<UInt8>, theirs: ArraySlice<UInt8>, byWords: Bool
) -> [ScalarPart]? {
    if base.count + ours.count + theirs.count > longestScalars { return nil }
    if let isOurs = larger(base: base, ours: ours, theirs: theirs) {
        return [ScalarPart(range: (isOurs ? ours : theirs).indices, origin: isOurs ? .ours : .theirs)]
    }
    if !byWords { return nil }
    let words = [base, ours, theirs].map { TruceDiff.words(in: $0) }
    let tokens = ScalarTokens(words.map { $0.map(\.range) }, of: [base, ours, theirs])
    func canFollow(_ edit: Hunk, _ last: Hunk) -> Bool {
        let between = words[0][last.old.upperBound..<edit.old.lowerBound]
        if between.contains(where: \.isRead), between.contains(where: { !$0.isSolid }) { return true }
        let isInsertion = last.old.isEmpty || edit.old.isEmpty
        return !isInsertion && (last.new.isEmpty || edit.new.isEmpty)
    }
    let (ourEdits, theirEdits) = (tokens.edits(of: 1), tokens.edits(of: 2))
    // A key or element of a value on one line that both added, each elsewhere, would stand there twice.
    func added(_ text: Int, _ edits: [Hunk]) -> Set<Int32> {
        let added = edits.filter(\.old.isEmpty).flatMap { zip(words[text][$0.new], tokens.ids(text, $0.new)) }
        return Set(added.filter { word, _ in word.isRead }.map { _, id in id })
    }
    if !added(1, ourEdits).isDisjoint(with: added(2, theirEdits)) { return nil }
    var parts: [ScalarPart] = []
    var (ourNext, theirNext) = (0, 0)
    var ourDone = 0
    // Up to here the base is settled; this was settled last.
    var done = 0
    var last: (side: Int, edit: Hunk)?
    while ourNext < ourEdits.count || theirNext < theirEdits.count {
        let our = ourNext < ourEdits.count ? ourEdits[ourNext] : nil
        let their = theirNext < theirEdits.count ? theirEdits[theirNext] : nil
        if let our, let their, our.old == their.old, tokens.ids(1, our.new) == tokens.ids(2, their.new) {
            parts.append(ScalarPart(range: tokens.bytes(1, ourDone..<our.new.lowerBound), origin: .base))
            parts.append(ScalarPart(range: tokens.bytes(1, our.new), origin: .both))
            (ourDone, done, last) = (our.new.upperBound, our.old.upperBound, nil)
            ourNext += 1
            theirNext += 1
            continue
        }
        let isOurs = their.map { their in our.map { $0.old.lowerBound <= their.old.lowerBound } ?? false } ?? true
        guard let edit = isOurs ? our : their else { return nil }
        let side = isOurs ? 1 : 2
        if edit.old.lowerBound < done { return nil }
        if let last, last.side != side, !canFollow(edit, last.edit) { return nil }
        if let other = isOurs ? their : our, other.old.lowerBound < edit.old.upperBound { return nil }
        if let other = isOurs ? their : our, other.old.lowerBound == edit.old.lowerBound { return nil }
        // Where ours lies behind the base's place of an edit of theirs: everything before it is unchanged in both.
        let ourStart = isOurs ? edit.new.lowerBound : ourDone + edit.old.lowerBound - done
        parts.append(ScalarPart(range: tokens.bytes(1, ourDone..<ourStart), origin: .base))
        if isOurs {
            parts.append(ScalarPart(range: tokens.bytes(1, edit.new), origin: .ours))
            ourDone = edit.new.upperBound
            ourNext += 1
        } else {
            parts.append(ScalarPart(range: tokens.bytes(2, edit.new), origin: .theirs))
            ourDone = ourStart + edit.old.count
            theirNext += 1
        }
        done = edit.old.upperBound
        last = (side, edit)
    }
    parts.append(ScalarPart(range: tokens.bytes(1, ourDone..<tokens.count(1)), origin: .base))
    return parts
}

/// Which of two values that one new key got, written alike, holds every word of the other one in its order, and at most as
/// many more: true for ours; nil where neither does. What is more may be a `not`: good enough for a suggestion.
func holdsNewValue(ours: ArraySlice<UInt8>, theirs: ArraySlice<UInt8>) -> Bool? {
    func holds(_ large: ArraySlice<UInt8>, _ small: ArraySlice<UInt8>) -> Bool {
        let words = [small, large].map { TruceDiff.words(in: $0) }
        let read = words.map { $0.count(where: \.isRead) }
        guard read[0] > 0, read[1] <= 2 * read[0] else { return false }
        let tokens = ScalarTokens(words.map { $0.map(\.range) }, of: [small, large])
        return tokens.edits(of: 1).allSatisfy(\.old.isEmpty)
    }
    let areQuotedAlike = ours.first?.isQuote != true && theirs.first?.isQuote != true || ours.first == theirs.first
    if !areQuotedAlike || ours.count + theirs.count > longestScalars { return nil }
    return holds(ours, theirs) ? true : holds(theirs, ours) ? false : nil
}

/// Which side's edits hold all of the other side's: true for ours; nil where neither does.
private func larger(base: ArraySlice<UInt8>, ours: ArraySlice<UInt8>, theirs: ArraySlice<UInt8>) -> Bool? {
    let texts = [base, ours, theirs]
    let tokens = ScalarTokens(texts.map(pieces), of: texts)
    func edits(_ text: Int) -> Set<Edit> {
        Set(
            tokens.edits(of: text).flatMap { hunk -> [Edit] in
                let new = Array(tokens.ids(text, hunk.new))
                // Of as many tokens each replaces its own.
                if hunk.old.count == new.count { return zip(hunk.old, new).map { Edit(old: $0..<($0 + 1), new: [$1]) } }
                return [Edit(old: hunk.old, new: new)]
            })
    }
    let (ourEdits, theirEdits) = (edits(1), edits(2))
    if theirEdits.isSubset(of: ourEdits) { return true }
    return ourEdits.isSubset(of: theirEdits) ? false : nil
}

private struct Edit: Hashable {
    var old: Range<Int>
    var new: [Int32]
}

extension UInt8 {
    fileprivate var isQuote: Bool { self == UInt8(ascii: "\"") || self == UInt8(ascii: "'") }
}

/// How many bytes are compared by words.
private let longestScalars = 10_000

/// Runs of digits, runs of other word bytes, and every other byte by itself.
private func pieces(of text: ArraySlice<UInt8>) -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = text.startIndex
    func kind(_ byte: UInt8) -> Int { byte.isDigit ? 1 : byte.isLetter || byte >= 0x80 ? 2 : 0 }
    while start < text.endIndex {
        var end = start + 1
        let first = kind(text[start])
        while first != 0, end < text.endIndex, kind(text[end]) == first { end += 1 }
        pieces.append(start..<end)
        start = end
    }
    return pieces
}

/// Three texts cut into tokens.
private struct ScalarTokens {
    private let ranges: [[Range<Int>]]
    private let tokens: InternedTokens
    private let texts: [ArraySlice<UInt8>]

    /// - Parameter ranges: The tokens of each text, which tile it.
    init(_ ranges: [[Range<Int>]], of texts: [ArraySlice<UInt8>]) {
        self.ranges = ranges
        self.texts = texts
        tokens = InternedTokens(
            zip(ranges, texts).map { ranges, text in
                let starts = ranges.map { UInt32($0.lowerBound) } + [UInt32(text.endIndex)]
                return TokenisedText(bytes: text, starts: starts[...])
            })
    }

    func count(_ text: Int) -> Int { ranges[text].count }

    func ids(_ text: Int, _ range: Range<Int>) -> ArraySlice<Int32> { tokens.ids[text][range] }

    func edits(of text: Int) -> [Hunk] {
        sequenceDifference(
            from: tokens.ids[0], to: tokens.ids[text], distinct: tokens.distinct, algorithm: .myers)
    }

    /// The bytes of some tokens, as indices of the text.
    func bytes(_ text: Int, _ tokens: Range<Int>) -> Range<Int> {
        func start(_ index: Int) -> Int {
            index < ranges[text].count ? ranges[text][index].lowerBound : texts[text].endIndex
        }
        return start(tokens.lowerBound)..<start(tokens.upperBound)
    }
}
