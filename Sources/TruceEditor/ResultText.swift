public import TruceMerge
public import TruceText

/// The text of RESULT: what the decisions make of a merge, with what was typed into it by hand.
///
/// The text is cut into one ``Piece`` a region of the merge; together they are the whole text. An undecided conflict has an
/// empty piece, so nothing typed can delete it; a proposal that nobody has accepted has its text. As long as nothing is typed the text is what `merge.render` makes of the
/// decisions; what is typed stays exactly as it was typed.
public struct ResultText: Sendable, Equatable {
    public let merge: Merge
    public private(set) var text: Rope
    /// One a region of ``merge``, in its order.
    public private(set) var pieces: [Piece]
    /// How conflicts were resolved before, by region: what can be accepted for them.
    public internal(set) var remembered: [Int: RememberedText] = [:]
    /// How many pieces lack a line end of their own: hardly ever any.
    private var openEnds: Int

    /// What one region contributes to the text.
    public struct Piece: Sendable, Equatable {
        /// Bytes.
        public var length: Int
        /// Newline bytes among them.
        public var newlines: Int
        public var endsWithNewline: Bool
        /// Bytes of the line end that was added because the region's own text has none at its end and more text follows.
        var addedLineEnd = 0
        public var state: State
    }

    /// How a region came to its text.
    public enum State: Sendable, Equatable {
        /// Merged by lines: the merge's own text.
        case merged
        /// The same, but typed into.
        case edited
        /// A conflict without a decision: no text.
        case undecided
        /// A proposal without a decision, or a conflict with what is remembered for it: a text, which somebody has to accept.
        case proposed
        /// The text that was found, a proposal, a suggestion or what is remembered, accepted.
        case accepted
        /// A conflict or proposal decided by one of the choices.
        case decided(Choice)
        /// A conflict or proposal decided by typing.
        case byHand
    }

    /// One change of the text and of the states behind it, in either direction.
    public struct Change: Sendable, Equatable {
        /// Where the text was replaced: bytes of the text before.
        public var start: Int
        public var removed: Rope
        public var inserted: Rope
        /// The region that it decides, or that takes what is typed.
        public var owner: Int
        /// The first of the pieces that changed.
        public var firstPiece: Int
        public var before: [Piece]
        public var after: [Piece]

        /// The change that takes this one back.
        public var inverted: Change {
            Change(
                start: start, removed: inserted, inserted: removed, owner: owner, firstPiece: firstPiece,
                before: after, after: before)
        }

        /// The regions that it decides or whose own text it changes: not those that only get a line end for what follows, or
        /// lose it.
        var regions: [Int] {
            zip(before, after).enumerated().map { (firstPiece + $0.offset, $0.element) }
                .filter { region, piece in region == owner || !piece.0.differsInLineEndAtMost(from: piece.1) }
                .map(\.0)
        }
    }

    /// The text of `merge` with `overrides` applied: decisions of conflicts and proposals, or typed text of any region.
    /// Linear.
    public init(merge: Merge, overrides: [Int: Decision] = [:]) {
        self.merge = merge
        var pieces: [Piece] = []
        pieces.reserveCapacity(merge.regions.count)
        var all: [ArraySlice<UInt8>] = []
        all.reserveCapacity(merge.regions.count)
        for (index, region) in merge.regions.enumerated() {
            let (bytes, state) = Self.content(of: index, region, overrides[index], in: merge)
            pieces.append(Piece(bytes, state))
            all.append(bytes)
        }
        self.pieces = pieces
        text = Rope(joining: all)
        openEnds = pieces.count(where: \.lacksLineEnd)
        for index in pieces.indices where pieces[index].lacksLineEnd { mendLineEnd(of: index) }
    }

    private static func content(
        of index: Int, _ region: Region, _ override: Decision?, in merge: Merge
    ) -> (bytes: ArraySlice<UInt8>, state: State) {
        guard let override else { return (merge.mergedBytes(of: index) ?? [], region.stateWithoutDecision) }
        let bytes = merge.bytes(of: index, decision: override)
        return (bytes[...], region.state(decided: override, found: region.found?.bytes))
    }

    // MARK: Looking

    /// What makes this text out of ``merge``: decisions of conflicts and proposals, and the typed text of regions typed into.
    ///
    /// A proposal without a decision has none here either, also where typing around it has left its line end as no rendering
    /// would: else it would count as decided.
    public var overrides: [Int: Decision] {
        var overrides: [Int: Decision] = [:]
        var start = 0
        for (index, piece) in pieces.enumerated() {
            let range = start..<start + piece.length
            switch piece.state {
            case .undecided, .proposed: break
            case .merged where isAsRendered(index, endingAt: range.upperBound): break
            case .decided(let choice) where isAsRendered(index, endingAt: range.upperBound):
                overrides[index] = choice.decision
            case .accepted where isAsRendered(index, endingAt: range.upperBound):
                overrides[index] = found(index).map { .text($0) }
            case .merged, .accepted, .decided, .edited, .byHand: overrides[index] = .text(text.bytes(in: range))
            }
            start = range.upperBound
        }
        return overrides
    }

    /// Whether the line end that was added to a piece, or was not, is what a fresh rendering would do. Typing around the piece
    /// may have changed what follows.
    private func isAsRendered(_ index: Int, endingAt end: Int) -> Bool {
        let piece = pieces[index]
        guard piece.lacksLineEnd else { return true }
        return text.bytes(in: end - piece.addedLineEnd..<end) == wantedLineEnd(of: index, endingAt: end)
    }

    /// The bytes of ``text`` that region `index` contributes; O(regions).
    public func range(of index: Int) -> Range<Int> {
        var start = 0
        for piece in pieces[..<index] { start += piece.length }
        return start..<start + pieces[index].length
    }

    /// The same without the line end behind the region's last line.
    func rangeWithoutLastLineEnd(of index: Int) -> Range<Int> {
        let range = range(of: index)
        guard pieces[index].endsWithNewline else { return range }
        let end = range.upperBound - 1
        let isCRLF = end > range.lowerBound && text[end - 1] == 13
        return range.lowerBound..<(isCRLF ? end - 1 : end)
    }

    public func bytes(of index: Int) -> [UInt8] { text.bytes(in: range(of: index)) }

    /// The text of a region without the line end that was only added because more text follows.
    func ownBytes(of index: Int) -> [UInt8] {
        let range = range(of: index)
        return text.bytes(in: range.lowerBound..<range.upperBound - pieces[index].addedLineEnd)
    }

    /// The region whose text byte `byte` is in, at the end of the text the last one with text; nil in an empty text.
    public func region(at byte: Int) -> Int? {
        var start = 0
        var last: Int?
        for (index, piece) in pieces.enumerated() where piece.length > 0 {
            last = index
            start += piece.length
            if byte < start { break }
        }
        return last
    }

    /// Whether there is such a region, and somebody has typed into it.
    func isTyped(_ index: Int) -> Bool {
        pieces.indices.contains(index) && pieces[index].isTyped
    }

    // MARK: Changing

    /// Makes a change of this very text, or takes one back.
    mutating func apply(_ change: Change) {
        let range = Range(change.start, count: change.removed.byteCount)
        if change.inserted.byteCount <= Self.smallChange {
            text.replace(range, with: change.inserted.allBytes)
        } else {
            text.replace(range, with: change.inserted)
        }
        pieces.replaceSubrange(Range(change.firstPiece, count: change.before.count), with: change.after)
        openEnds += change.after.count(where: \.lacksLineEnd) - change.before.count(where: \.lacksLineEnd)
    }

    /// Bytes up to which a change goes into a chunk of the rope rather than between chunks.
    private static let smallChange = 1024

    /// The change that decides conflict or proposal `index`, or takes its decision back (nil).
    func deciding(_ index: Int, _ choice: Choice?) -> Change {
        guard let choice else {
            return replacing(
                index, with: Array(merge.mergedBytes(of: index) ?? []), state: merge.regions[index].stateWithoutDecision
            )
        }
        return making(index, choice.decision)
    }

    /// The text that can be accepted for a region: what is remembered, what it was merged to, or what is suggested; nil where
    /// there is none.
    func found(_ index: Int) -> [UInt8]? {
        let isOpen = pieces[index].state == .undecided
        let known = remembered[index].flatMap { isOpen && $0.isForgotten ? nil : $0.bytes }
        return known ?? merge.regions[index].found?.bytes
    }

    /// The change that accepts the text that was found for region `index`; nil where none was.
    func accepting(_ index: Int) -> Change? { found(index).map { making(index, .text($0)) } }

    /// The change that proposes what is remembered for conflict `index`; nil where nothing is.
    func proposing(_ index: Int) -> Change? {
        remembered[index].map { replacing(index, with: $0.bytes, state: .proposed) }
    }

    /// The change that makes of region `index` what a decision says; `start`, where it is known, is the region's first byte.
    func making(_ index: Int, _ decision: Decision, at start: Int? = nil, parting: Bool = true) -> Change {
        replacing(
            index, with: merge.bytes(of: index, decision: decision),
            state: merge.regions[index].state(decided: decision, found: found(index)), at: start, parting: parting)
    }

    /// The change that gives region `index` this text and state. Line ends are added and taken back where a text that has none
    /// at its end is followed by more, or no longer is. `start`, where it is known, is the region's first byte; `parting` says
    /// whether a line that typing has joined to this region's is ended.
    func replacing(
        _ index: Int, with bytes: [UInt8], state: State, at start: Int? = nil, parting: Bool = true
    ) -> Change {
        let range = start.map { Range($0, count: pieces[index].length) } ?? range(of: index)
        let piece = Piece(bytes[...], state)
        let own = Change(
            start: range.lowerBound, removed: text.slice(range), inserted: Rope(bytes), owner: index,
            firstPiece: index, before: [pieces[index]], after: [piece])
        // Only the last line of a text, or one that typing has joined, can lack its end: hardly ever is there anything to mend.
        let joined = parting ? openLine(before: index, at: range.lowerBound) : nil
        guard piece.lacksLineEnd || openEnds > 0 || joined != nil else { return own }
        return mendingLineEnds(own, joined)
    }

    /// The region before another one, which begins at byte `start`, whose text was typed by hand and does not end its line;
    /// nil where that does.
    private func openLine(before index: Int, at start: Int) -> Int? {
        // Seldom is there one: no region is looked at for nothing.
        guard start > 0, text[start - 1] != 10 else { return nil }
        return pieces[..<index].lastIndex { $0.length > 0 }.flatMap { pieces[$0].isTyped ? $0 : nil }
    }

    /// Whether the first line of a region goes on a line that typing has left open before it.
    func isJoined(_ index: Int) -> Bool { openLine(before: index, at: range(of: index).lowerBound) != nil }

    private func mendingLineEnds(_ change: Change, _ joined: Int?) -> Change {
        var next = self
        next.apply(change)
        var changed = Range(change.firstPiece, count: change.after.count)
        for index in next.pieces.indices where next.pieces[index].lacksLineEnd || index == joined {
            guard next.mendLineEnd(of: index) else { continue }
            changed = min(changed.lowerBound, index)..<max(changed.upperBound, index + 1)
        }
        let start = range(of: changed.lowerBound).lowerBound
        return Change(
            start: start, removed: text.slice(start..<range(of: changed.upperBound - 1).upperBound),
            inserted: next.text.slice(start..<next.range(of: changed.upperBound - 1).upperBound),
            owner: change.owner, firstPiece: changed.lowerBound, before: Array(pieces[changed]),
            after: Array(next.pieces[changed]))
    }

    /// Makes the added line end of a piece what it has to be; false if it is so already.
    @discardableResult
    private mutating func mendLineEnd(of index: Int) -> Bool {
        let end = range(of: index).upperBound
        let added = end - pieces[index].addedLineEnd..<end
        let wanted = wantedLineEnd(of: index, endingAt: end)
        guard text.bytes(in: added) != wanted else { return false }
        text.replace(added, with: wanted)
        pieces[index].removeAddedLineEnd()
        if !wanted.isEmpty { pieces[index].add(wanted) }
        return true
    }

    /// The line end that a rendering adds to a piece whose own text has none; nothing where no text follows.
    private func wantedLineEnd(of index: Int, endingAt end: Int) -> [UInt8] {
        guard let next = pieces[(index + 1)...].first(where: { $0.length > 0 }) else { return [] }
        let own = end - pieces[index].addedLineEnd
        return LineTerminator(
            between: text, upTo: own, and: end..<end + next.length - next.addedLineEnd
        ).bytes
    }
}

extension ResultText.Piece {
    init(_ bytes: ArraySlice<UInt8>, _ state: ResultText.State) {
        length = bytes.count
        newlines = bytes.count { $0 == 10 }
        endsWithNewline = bytes.last == 10
        self.state = state
    }

    /// Whether the region's own text has no line end after its last line, and gets one where more text follows. What somebody
    /// typed stays as it was typed, until a decision brings another text behind it.
    var lacksLineEnd: Bool {
        guard length > addedLineEnd else { return false }
        return addedLineEnd > 0 || (!endsWithNewline && !isTyped)
    }

    /// Whether somebody has typed into it.
    public var isTyped: Bool { state == .edited || state == .byHand }

    /// Whether nothing but the line end that is added, or is not, tells it from another.
    fileprivate func differsInLineEndAtMost(from other: Self) -> Bool {
        state == other.state && length - addedLineEnd == other.length - other.addedLineEnd
    }

    /// Adds a line end that the region's own text does not have.
    fileprivate mutating func add(_ lineEnd: [UInt8]) {
        length += lineEnd.count
        newlines += 1
        endsWithNewline = true
        addedLineEnd = lineEnd.count
    }

    fileprivate mutating func removeAddedLineEnd() {
        guard addedLineEnd > 0 else { return }
        length -= addedLineEnd
        newlines -= 1
        endsWithNewline = false
        addedLineEnd = 0
    }
}

extension Region {
    /// The text that can be accepted for it: what it was merged to, or what is suggested inside a conflict.
    public var found: Proposal? { proposal ?? conflict?.suggestion }

    fileprivate var stateWithoutDecision: ResultText.State {
        switch kind {
        case .conflict: .undecided
        case .merged: .proposed
        case .unchanged, .ours, .theirs, .both: .merged
        }
    }

    /// A text that is the one that was found counts as accepted.
    fileprivate func state(decided decision: Decision, found: [UInt8]?) -> ResultText.State {
        guard isContested else { return .edited }
        if let choice = Choice(decision) { return .decided(choice) }
        if case .text(let bytes) = decision, bytes == found { return .accepted }
        return .byHand
    }
}
