import TruceText

/// Typing into RESULT: any bytes of it can be replaced, and each region keeps its own.
extension ResultText {
    /// The change that replaces bytes `range` by `bytes` as typing does.
    ///
    /// What takes the place of some of `owner`'s text, or is inserted at its border, belongs to it; else to the region whose
    /// line it is in. Of a line that is joined across a border each region keeps its words.
    /// Returns nil where there is no text to type into: between conflicts and empty proposals without a decision.
    func typing(_ range: Range<Int>, _ bytes: [UInt8], owner: Int?) -> Change? {
        guard let target = target(of: range, owner: owner) else { return nil }
        let touched = pieces(touching: range, and: target)
        var after: [Piece] = []
        var start = self.range(of: touched.lowerBound).lowerBound
        for index in touched {
            let own = Range(start, count: pieces[index].length)
            let cut = range.clamped(to: own)
            if index == target || !cut.isEmpty {
                after.append(typed(index, at: own, cutting: cut, inserting: index == target ? bytes : []))
            } else {
                after.append(pieces[index])
            }
            start = own.upperBound
        }
        return Change(
            start: range.lowerBound, removed: text.slice(range), inserted: Rope(bytes), owner: target,
            firstPiece: touched.lowerBound, before: Array(pieces[touched]), after: after)
    }

    /// The pieces from the first to the last that `range` cuts into, and the one that takes what is typed.
    private func pieces(touching range: Range<Int>, and target: Int) -> Range<Int> {
        var touched = target..<target + 1
        var start = 0
        for (index, piece) in pieces.enumerated() {
            if !Range(start, count: piece.length).clamped(to: range).isEmpty {
                touched = min(touched.lowerBound, index)..<max(touched.upperBound, index + 1)
            }
            start += piece.length
        }
        return touched
    }

    /// The piece at `own` once `cut`, a part of it, is replaced by `bytes`; the rest of it is not read.
    private func typed(
        _ index: Int, at own: Range<Int>, cutting cut: Range<Int>, inserting bytes: [UInt8]
    ) -> Piece {
        var piece = pieces[index]
        piece.state = piece.state.whenTyped
        piece.addedLineEnd = 0
        piece.length += bytes.count - cut.count
        piece.newlines += bytes.count { $0 == 10 } - text.newlines(in: cut)
        if cut.upperBound == own.upperBound {
            let last = bytes.last ?? (cut.lowerBound > own.lowerBound ? text[cut.lowerBound - 1] : nil)
            piece.endsWithNewline = last == 10
        }
        return piece
    }

    /// The region that text typed at `range` goes to.
    private func target(of range: Range<Int>, owner: Int?) -> Int? {
        if let owner {
            let own = self.range(of: owner)
            let isInside = own.lowerBound <= range.lowerBound && range.upperBound <= own.upperBound
            if isInside || own.overlaps(range) { return owner }
        }
        var start = 0
        var before: Int?
        for (index, piece) in pieces.enumerated() where !piece.waitsWithoutText {
            let end = start + piece.length
            let isInLastLine = range.lowerBound == end && piece.length > 0 && !piece.endsWithNewline
            if range.lowerBound < end || isInLastLine { return index }
            if range.lowerBound == end { before = index }
            start = end
        }
        return before
    }
}

extension ResultText.Piece {
    /// Whether it stands for what nobody has decided, and has no text that could be typed into.
    fileprivate var waitsWithoutText: Bool { state == .undecided || (state == .proposed && length == 0) }
}

extension ResultText.State {
    /// The state of a region that somebody typed into.
    fileprivate var whenTyped: Self {
        switch self {
        case .merged, .edited: .edited
        case .undecided, .proposed, .accepted, .decided, .byHand: .byHand
        }
    }
}

extension LineTerminator {
    /// The line end to put between the text up to byte `end` of a rope and the bytes `following` of it, as `Merge.render`
    /// chooses it: as the first line of what follows ends, else as the first of the text; where the text ends in CR only LF is
    /// lacking.
    init(between rope: Rope, upTo end: Int, and following: Range<Int>) {
        let usesCRLF =
            rope.endsFirstLineWithCRLF(in: following) ?? rope.endsFirstLineWithCRLF(in: 0..<end) ?? false
        self = usesCRLF && (end == 0 || rope[end - 1] != 13) ? .crlf : .lf
    }
}

extension Rope {
    /// Newline bytes in `range`.
    fileprivate func newlines(in range: Range<Int>) -> Int {
        range.isEmpty ? 0 : line(at: range.upperBound) - line(at: range.lowerBound)
    }

    /// Whether the first line that ends in `range`, a part of the text that is not empty, ends in CR LF; nil where none does.
    fileprivate func endsFirstLineWithCRLF(in range: Range<Int>) -> Bool? {
        let line = line(at: range.lowerBound)
        let end = lineRangeWithTerminator(line).upperBound
        guard let terminator = terminator(ofLine: line), end <= range.upperBound else { return nil }
        return terminator == .crlf && end - 2 >= range.lowerBound
    }
}

extension Range<Int> {
    init(_ start: Int, count: Int) { self = start..<start + count }
}
