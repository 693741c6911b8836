import TruceMerge

extension Region {
    /// The region with the sides swapped.
    var mirrored: Region {
        let kind: Kind =
            switch self.kind {
            case .ours: .theirs
            case .theirs: .ours
            case .unchanged, .both: self.kind
            case .merged(let proposal): .merged(proposal.mirrored)
            case .conflict(let conflict):
                .conflict(Conflict(conflict.obstacle, suggestion: conflict.suggestion?.mirrored))
            }
        return Region(kind: kind, base: base, ours: theirs, theirs: ours)
    }

    /// The region without an offered union, which has ours first whichever side that is.
    var withoutUnion: Region {
        guard let conflict, conflict.suggestion?.rule == .union else { return self }
        return Region(kind: .conflict(Conflict(conflict.obstacle)), base: base, ours: ours, theirs: theirs)
    }
}

extension Proposal {
    fileprivate var mirrored: Proposal {
        Proposal(
            rule: rule,
            parts: pieces.map { piece in
                let origin: Origin =
                    switch piece.origin {
                    case .ours: .theirs
                    case .theirs: .ours
                    case .base, .both: piece.origin
                    }
                return (bytes[piece.range], origin)
            })
    }
}
