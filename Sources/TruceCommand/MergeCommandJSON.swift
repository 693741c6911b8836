import TruceDocument
import TruceMerge

extension Output {
    /// Writes the regions of a merge, each as JSON on a line of its own, and behind them why it was not merged by key.
    func regions(of merge: Merge) throws {
        let lines =
            merge.regions.map(\.json) + (merge.fallback.map { [JSON.object([.init("fallback", $0.json)])] } ?? [])
        try text(lines.flatMap { $0.bytes + [UInt8(ascii: "\n")] })
    }
}

extension Fallback {
    /// The text and its line from 0, if it is one of them, and the sentence.
    fileprivate var json: JSON {
        let place = place.map { [JSON.Member("text", .string($0.text.rawValue)), .init("line", .integer($0.line))] }
        return .object((place ?? []) + [.init("reason", .string(reason))])
    }
}

extension Region {
    /// Its kind; its lines in the three texts as `[first, end]` from 0, the end not included; for a merged region how it
    /// was merged and to what text; for a conflict what kept it from being merged, and a suggestion if there is one.
    fileprivate var json: JSON {
        var members = [JSON.Member("kind", .string(kind.name))]
        members += [("base", base), ("ours", ours), ("theirs", theirs)].map { name, lines in
            JSON.Member(name, .array([.integer(lines.lowerBound), .integer(lines.upperBound)]))
        }
        if let proposal { members += proposal.members }
        if let conflict {
            members.append(JSON.Member("obstacle", .string(conflict.obstacle.name)))
            members.append(JSON.Member("reason", .string(conflict.obstacle.reason)))
            if let suggestion = conflict.suggestion {
                members.append(JSON.Member("suggestion", .object(suggestion.members)))
            }
        }
        return .object(members)
    }
}

extension Region.Kind {
    fileprivate var name: String {
        switch self {
        case .unchanged: "unchanged"
        case .ours: "ours"
        case .theirs: "theirs"
        case .both: "both"
        case .merged: "merged"
        case .conflict: "conflict"
        }
    }
}

extension Proposal {
    fileprivate var members: [JSON.Member] {
        [
            JSON.Member("rule", .string(rule.rawValue)), JSON.Member("reason", .string(rule.reason)),
            JSON.Member("text", .string(String(decoding: bytes, as: UTF8.self))),
        ]
    }
}

extension Obstacle {
    fileprivate var name: String {
        // The case's name; what it carries is in the reason.
        String("\(self)".prefix { $0 != "(" })
    }
}
