public import TruceMerge
public import TruceText

/// The text of RESULT: what the decisions make of a merge, with what was typed into it by hand.
///
/// The text is cut into one ``Piece`` a region of the merge; together they are the whole text. An undecided conflict
/// has an empty piece, so nothing typed can delete it. The law that tests hold: ``text`` equals
/// `merge.render(overrides)`, whatever was done to come here.
public struct ResultText: Sendable, Equatable {
    public let merge: Merge
    public private(set) var text: Rope
    /// One a region of ``merge``, in its order.
    public private(set) var pieces: [Piece]

    /// What one region contributes to the text.
    public struct Piece: Sendable, Equatable {
        /// Bytes.
        public var length: Int
        /// Newline bytes among them.
        public var newlines: Int
        public var endsWithNewline: Bool
        /// Bytes of the line end that was added because the region's own text has none at its end and more text follows.
        var addedNewline = 0
        public var state: State

        init(_ bytes: some Collection<UInt8>, _ state: State) {
            length = bytes.count
            newlines = bytes.reduce(0) { $0 + ($1 == 10 ? 1 : 0) }
            endsWithNewline = length > 0 && bytes[bytes.index(bytes.startIndex, offsetBy: length - 1)] == 10
            self.state = state
        }
    }

    /// How a region came to its text.
    public enum State: Sendable, Equatable {
        /// No conflict: the merge's own text.
        case merged
        /// No conflict, but typed into.
        case edited
        /// A conflict without a decision: no text.
        case undecided
        /// A conflict decided by one of the choices.
        case decided(Choice)
        /// A conflict decided by typing.
        case byHand
    }

    /// One change of the text and of the states behind it, in either direction.
    public struct Change: Sendable, Equatable {
        /// Where the text was replaced: bytes of the text before.
        public var start: Int
        public var removed: Rope
        public var inserted: Rope
        /// The first of the pieces that changed.
        public var firstPiece: Int
        public var before: [Piece]
        public var after: [Piece]

        /// The change that takes this one back.
        public var inverted: Change {
            Change(
                start: start, removed: inserted, inserted: removed, firstPiece: firstPiece, before: after,
                after: before)
        }
    }

    /// The text of `merge` with `overrides` applied: decisions of conflicts, or typed text of any region.
    public init(merge: Merge, overrides: [Int: Decision] = [:]) {
        self.merge = merge
        text = Rope()
        pieces = merge.regions.map { Piece([], $0.kind == .conflict ? .undecided : .merged) }
        var all: [UInt8] = []
        var last: Int?
        for (index, region) in merge.regions.enumerated() {
            let (bytes, state) = Self.content(of: index, region.kind, overrides[index], in: merge)
            if !bytes.isEmpty, let last, Self.lacksNewline(pieces[last]) {
                let newline = Self.terminator(of: all)
                pieces[last].add(newline)
                all += newline
            }
            pieces[index] = Piece(bytes, state)
            if !bytes.isEmpty { last = index }
            all += bytes
        }
        text = Rope(all)
    }

    private static func content(
        of index: Int, _ kind: Region.Kind, _ override: Decision?, in merge: Merge
    ) -> (bytes: [UInt8], state: State) {
        switch (override, kind) {
        case (let decision?, .conflict):
            (merge.bytes(of: index, decision: decision), Choice(decision).map(State.decided) ?? .byHand)
        case (let decision?, _): (merge.bytes(of: index, decision: decision), .edited)
        case (nil, .conflict): ([], .undecided)
        case (nil, _): (merge.mergedBytes(of: index) ?? [], .merged)
        }
    }

    /// Whether a line end has to be added before more text: what somebody typed stays as it was typed.
    private static func lacksNewline(_ piece: Piece) -> Bool {
        guard piece.length > 0, !piece.endsWithNewline else { return false }
        switch piece.state {
        case .merged, .decided: return true
        case .edited, .undecided, .byHand: return false
        }
    }

    /// The line end that the text before uses.
    private static func terminator(of bytes: [UInt8]) -> [UInt8] {
        guard let newline = bytes.lastIndex(of: 10), newline > 0 else { return [10] }
        return bytes[newline - 1] == 13 ? [13, 10] : [10]
    }

    /// What makes this text out of ``merge``: decisions of conflicts, and the typed text of regions typed into.
    public var overrides: [Int: Decision] {
        var overrides: [Int: Decision] = [:]
        var start = 0
        for (index, piece) in pieces.enumerated() {
            let end = start + piece.length
            let isTyped = piece.addedNewline > 0 && end == text.byteCount
            switch piece.state {
            case .merged where !isTyped, .undecided: break
            case .decided(let choice) where !isTyped: overrides[index] = choice.decision
            case .merged, .decided, .edited, .byHand: overrides[index] = .text(text.bytes(in: start..<end))
            }
            start = end
        }
        return overrides
    }

    /// The bytes of ``text`` that region `index` contributes; O(regions).
    public func range(of index: Int) -> Range<Int> {
        var start = 0
        for piece in pieces[..<index] { start += piece.length }
        return start..<start + pieces[index].length
    }

    public func bytes(of index: Int) -> [UInt8] { text.bytes(in: range(of: index)) }

    /// The change that gives region `index` this text and state; apply it to make it so. Line ends are added and taken back
    /// where a text that has none at its end is followed by more, or no longer is.
    func replacing(_ index: Int, with bytes: [UInt8], state: State) -> Change {
        let range = range(of: index)
        let isFollowed = range.upperBound < text.byteCount
        var piece = Piece(bytes, state)
        var inserted = bytes
        if isFollowed, Self.lacksNewline(piece) {
            let newline = terminator(at: range.lowerBound)
            piece.add(newline)
            inserted += newline
        }
        let own = Change(
            start: range.lowerBound, removed: text.slice(range), inserted: Rope(inserted), firstPiece: index,
            before: [pieces[index]], after: [piece])
        guard let previous = pieces[..<index].lastIndex(where: { $0.length > 0 }) else { return own }
        return extended(own, to: previous, isFollowed: isFollowed || !bytes.isEmpty)
    }

    private func terminator(at byte: Int) -> [UInt8] { text.terminatorForNewLine(at: byte).bytes }

    /// The change that decides conflict `index`, or opens it again (nil).
    func deciding(_ index: Int, _ choice: Choice?) -> Change {
        guard let choice else { return replacing(index, with: [], state: .undecided) }
        return replacing(index, with: merge.bytes(of: index, decision: choice.decision), state: .decided(choice))
    }

    /// The change that replaces bytes `range` by `bytes` as typing does.
    ///
    /// An insertion between two regions belongs to `owner` if it touches it, else to the region whose line it is in.
    /// Returns nil where there is no text to type into: between undecided conflicts.
    func typing(_ range: Range<Int>, _ bytes: [UInt8], owner: Int?) -> Change? {
        guard let target = target(of: range, owner: owner) else { return nil }
        var touched = target..<target + 1
        var start = 0
        for (index, piece) in pieces.enumerated() {
            let overlap = Range(start, count: piece.length).clamped(to: range)
            if !overlap.isEmpty {
                touched = min(touched.lowerBound, index)..<max(touched.upperBound, index + 1)
            }
            start += piece.length
        }
        var after: [Piece] = []
        var position = self.range(of: touched.lowerBound).lowerBound
        for index in touched {
            let piece = pieces[index]
            let own = Range(position, count: piece.length)
            let cut = own.clamped(to: range)
            if index == target || !cut.isEmpty {
                let insertion = min(max(range.lowerBound, own.lowerBound), own.upperBound)
                after.append(
                    typed(
                        piece, at: own, cutting: cut.isEmpty ? insertion..<insertion : cut,
                        inserting: index == target ? bytes : []))
            } else {
                after.append(piece)
            }
            position += piece.length
        }
        return Change(
            start: range.lowerBound, removed: text.slice(range), inserted: Rope(bytes),
            firstPiece: touched.lowerBound, before: Array(pieces[touched]), after: after)
    }

    /// The piece at `own` once `cut`, a part of it, is replaced by `bytes`; the rest of it is not read.
    private func typed(
        _ piece: Piece, at own: Range<Int>, cutting cut: Range<Int>, inserting bytes: [UInt8]
    ) -> Piece {
        var typed = piece
        typed.state = piece.state.whenTyped
        typed.addedNewline = 0
        typed.length += bytes.count - cut.count
        typed.newlines += bytes.reduce(0) { $0 + ($1 == 10 ? 1 : 0) } - text.newlines(in: cut)
        if cut.upperBound == own.upperBound {
            let before = cut.lowerBound > own.lowerBound ? text.bytes(in: cut.lowerBound - 1..<cut.lowerBound) : []
            typed.endsWithNewline = (bytes.last ?? before.last) == 10
        }
        return typed
    }

    /// The region that text typed at `range` goes to.
    private func target(of range: Range<Int>, owner: Int?) -> Int? {
        if let owner {
            let own = self.range(of: owner)
            if own.lowerBound <= range.lowerBound && range.upperBound <= own.upperBound { return owner }
        }
        var start = 0
        var before: Int?
        for (index, piece) in pieces.enumerated() where piece.state != .undecided {
            let end = start + piece.length
            if range.lowerBound < end || (range.lowerBound == end && !piece.endsWithNewline && piece.length > 0) {
                return index
            }
            if range.lowerBound == end { before = index }
            start = end
        }
        return before
    }

    /// The change of one piece, extended to the piece of text before it where that gains or loses its added line end.
    fileprivate func extended(_ change: Change, to previous: Int, isFollowed: Bool) -> Change {
        var piece = pieces[previous]
        var extended = change
        let between = pieces[previous + 1..<change.firstPiece]
        if isFollowed, Self.lacksNewline(piece) {
            let newline = terminator(at: change.start)
            piece.add(newline)
            var inserted = Rope(newline)
            inserted.append(change.inserted)
            extended.inserted = inserted
        } else if !isFollowed, piece.addedNewline > 0 {
            extended.start -= piece.addedNewline
            extended.removed = text.slice(extended.start..<change.start + change.removed.byteCount)
            piece.length -= piece.addedNewline
            piece.newlines -= 1
            piece.endsWithNewline = false
            piece.addedNewline = 0
        } else {
            return change
        }
        extended.firstPiece = previous
        extended.before = [pieces[previous]] + between + change.before
        extended.after = [piece] + between + change.after
        return extended
    }

    mutating func apply(_ change: Change) {
        text.replace(change.start..<change.start + change.removed.byteCount, with: change.inserted)
        pieces.replaceSubrange(change.firstPiece..<change.firstPiece + change.before.count, with: change.after)
    }
}

extension ResultText.Piece {
    /// Adds a line end that the region's own text does not have.
    fileprivate mutating func add(_ newline: [UInt8]) {
        length += newline.count
        newlines += 1
        endsWithNewline = true
        addedNewline = newline.count
    }
}

extension ResultText.State {
    /// The state of a region that somebody typed into.
    fileprivate var whenTyped: Self {
        switch self {
        case .merged, .edited: .edited
        case .undecided, .decided, .byHand: .byHand
        }
    }
}

extension Rope {
    /// Newline bytes in `range`.
    fileprivate func newlines(in range: Range<Int>) -> Int {
        range.isEmpty ? 0 : line(at: range.upperBound) - line(at: range.lowerBound)
    }
}

extension Range<Int> {
    fileprivate init(_ start: Int, count: Int) { self = start..<start + count }
}
