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
