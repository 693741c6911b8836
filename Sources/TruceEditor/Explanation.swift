import TruceMerge

/// What `?` says at length about the region at hand.
extension Resolver {
    /// Who saved the other version, as the person knows them.
    public var them: String {
        guard let version = theirs.version else { return isMerge ? "THEIRS" : "somebody else" }
        return version.actor == actor ? "your other session" : version.actor
    }

    /// Lines of at most 78 cells but for names.
    public var explanation: [String] {
        guard let focus else { return ["Both sides say the same: there is nothing to decide."] }
        let region = merge.regions[focus]
        var lines = reason(region)
        lines.append("")
        if let number = number(of: focus) {
            lines += ["Conflict \(number) of \(merge.conflicts.count): \(standing(of: focus))", ""]
            lines += outcomes(region)
        } else {
            lines += ["It is in RESULT already (+): e edits the text there by hand."]
        }
        let left = undecided.count
        lines.append("")
        lines.append(
            left == 0
                ? "Nothing is left: ^S \(theirs.version.map { "sends RESULT with If-Match \($0.etag)" } ?? "writes RESULT to the file")."
                : "^S \(isFile ? "writes" : "sends") RESULT once every conflict is decided: \(left) \(left == 1 ? "is" : "are") left."
        )
        return lines + ["", "Esc closes this."]
    }

    private func reason(_ region: Region) -> [String] {
        switch region.kind {
        case .unchanged: return ["Nobody changed these lines."]
        case .ours: return ["Only \(you) changed these lines; \(them) left them as they were."]
        case .theirs: return ["Only \(them) changed these lines; \(you) left them as they were."]
        case .both: return ["\(youFirst) and \(them) wrote the same here. It is taken once."]
        case .merged(let proposal):
            return ["\(youFirst) and \(them) both changed these lines. RESULT proposes a text that holds both."]
                + [proposal.rule.reason]
        case .conflict: break
        }
        if base == .none {
            return [
                isMerge
                    ? "MINE and THEIRS differ here."
                    : "You and \(them) both created the \(isFile ? "file" : "document"), and wrote something else here.",
                "There is no earlier text that could tell who changed what.",
            ]
        }
        if region.base.isEmpty {
            return [
                "\(youFirst) and \(them) both inserted text at the same place.",
                "Which text stays, and in which order, is yours to say.",
            ]
        }
        let mine = region.ours.isEmpty ? "\(you) deleted" : "\(you) changed"
        let others = region.theirs.isEmpty ? "\(them) deleted" : "\(them) changed"
        return [
            "Since \(base.version.map { "version \($0)" } ?? "the text"), which \(both) started from, \(mine) and",
            "\(others) these lines. Either text alone would undo the other's work,",
            "so truce does not choose.",
        ]
    }

    private func standing(of region: Int) -> String {
        switch result.pieces[region].state {
        case .undecided: "not decided yet."
        case .decided(let choice): "\(choice.title) was taken; u takes that back."
        case .byHand, .merged, .edited: "decided by your own text."
        }
    }

    private func outcomes(_ region: Region) -> [String] {
        func count(_ lines: Int) -> String { lines == 0 ? "nothing" : lines == 1 ? "1 line" : "\(lines) lines" }
        return [
            "  m  MINE: \(count(region.ours.count))\(isMerge ? "" : ", as you wrote it")",
            "  t  THEIRS: \(count(region.theirs.count))\(isMerge ? "" : ", as \(them) saved it")",
            "  b  both, MINE first; B the other way round: \(count(region.ours.count + region.theirs.count))",
            "  o  BASE: \(count(region.base.count)), as it was before \(isMerge ? "either" : "either of you")",
            "  x  neither: these lines go",
            "  e  your own text, typed by hand",
        ]
    }
}
