extension LineLayout {
    /// Which `limit` of the pieces of a wrapped line to show where there is no room for all: those that hold a byte of
    /// `marked` (ranges in ascending order), then those next to them; of a line without marks the first. Ascending.
    public func excerpt(of pieces: [Range<Int>], marked: [Range<Int>], limit: Int) -> [Int] {
        guard pieces.count > limit else { return Array(pieces.indices) }
        let distances = distances(of: pieces, from: marked)
        let nearest = pieces.indices.sorted { (distances[$0], $0) < (distances[$1], $1) }
        return nearest.prefix(limit).sorted()
    }

    /// How many pieces each one is away from one that holds a byte of `marked`; from the first where none does.
    private func distances(of pieces: [Range<Int>], from marked: [Range<Int>]) -> [Int] {
        var telling = indices(of: pieces, holding: marked)[...]
        if telling.isEmpty { telling = [0] }
        var last: Int?
        return pieces.indices.map { index in
            if telling.first == index { last = telling.popFirst() }
            return [last.map { index - $0 }, telling.first.map { $0 - index }].compactMap(\.self).min() ?? 0
        }
    }

    private func indices(of pieces: [Range<Int>], holding marked: [Range<Int>]) -> [Int] {
        guard let end = pieces.last?.upperBound else { return [] }
        var marked = marked[...]
        var piece = 0
        var found: [Int] = []
        for item in items(in: 0..<end) {
            while item.column >= pieces[piece].upperBound { piece += 1 }
            while let first = marked.first, first.upperBound <= item.range.lowerBound { marked.removeFirst() }
            guard let first = marked.first else { break }
            if first.overlaps(item.range), found.last != piece { found.append(piece) }
        }
        return found
    }
}
