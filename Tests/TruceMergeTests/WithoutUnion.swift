import TruceMerge

extension Region {
    /// The region without an offered union, which has ours first whichever side that is.
    var withoutUnion: Region {
        guard let conflict, conflict.suggestion?.rule == .union else { return self }
        return Region(kind: .conflict(Conflict(conflict.obstacle)), base: base, ours: ours, theirs: theirs)
    }
}
