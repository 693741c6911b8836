import TruceMerge

/// What `?` says at length about the region at hand.
extension Resolver {
    private static let width = 78
    /// Lines of a found text that are shown of it.
    private static let shownLines = 12

    /// Who saved the other version, as the person knows them.
    public var them: String {
        guard let version = theirs.version else { return isMerge ? "THEIRS" : "somebody else" }
        return version.saver(for: actor)
    }

    /// Lines of at most 78 characters.
    public var explanation: [String] {
        guard let focus else { return ["Both sides say the same: there is nothing to decide."] }
        var lines = reasons(of: focus).flatMap { wrappedWords($0, width: Self.width) }
        lines += foundText(of: focus)
        lines.append("")
        if let place = placeAmongItsKind(focus) {
            lines += [place.prefix(1).uppercased() + place.dropFirst() + ": \(standing(of: focus))", ""]
            lines += outcomes(focus)
        } else {
            lines += ["It is in RESULT already (+): e edits the text there by hand."]
        }
        let sends = isFile ? "writes" : "sends"
        let gate =
            remainder.map { "^S \(sends) RESULT once everything is decided or accepted: \($0)." }
            ?? "Nothing is left: ^S \(theirs.version.map { "sends RESULT with If-Match \($0.etag)" } ?? "writes RESULT to the file")."
        return lines + [""] + wrappedWords(gate, width: Self.width) + ["", "Esc closes this."]
    }

    // MARK: Why

    /// A sentence or two each.
    private func reasons(of index: Int) -> [String] {
        let region = merge.regions[index]
        switch region.kind {
        case .unchanged: return ["Nobody changed these lines."]
        case .ours where region.base.isEmpty: return ["Only \(you) inserted text here; \(them) did not."]
        case .theirs where region.base.isEmpty: return ["Only \(them) inserted text here; \(you) did not."]
        case .ours: return ["Only \(you) changed these lines; \(them) left them as they were."] + spaceReason(index)
        case .theirs: return ["Only \(them) changed these lines; \(you) left them as they were."] + spaceReason(index)
        case .both: return ["\(youFirst) and \(them) wrote the same here. It is taken once."]
        case .merged(let proposal):
            return ["\(deeds(region)) RESULT proposes a text that has both (~).", ruleReason(proposal)]
                + spaceReason(index)
        case .conflict where memory(of: index) != nil: return [deeds(region)] + memoryReason(index) + spaceReason(index)
        case .conflict(let conflict):
            // Of lines that both changed it is said of words in them.
            let isInside = conflict.obstacle == .insertions && !region.base.isEmpty
            let reason = isInside ? "Both put in words at the same point of them." : conflict.obstacle.reason
            return [deeds(region), "\(reason) So truce does not choose."] + spaceReason(index)
                + fallbackReason
        }
    }

    private func deeds(_ region: Region) -> String {
        if base == .none {
            return isMerge
                ? "MINE and THEIRS differ here."
                : "You and \(them) both created the \(isFile ? "file" : "document"), and wrote something else here."
        }
        let since = "Since \(base.version.map { "v\($0)" } ?? "the text"), which \(both) started from,"
        if region.base.isEmpty { return "\(since) \(you) and \(them) both inserted text here." }
        if region.ours.isEmpty { return "\(since) \(you) deleted these lines, and \(them) changed them." }
        if region.theirs.isEmpty { return "\(since) \(them) deleted these lines, and \(you) changed them." }
        return "\(since) \(you) and \(them) both changed these lines."
    }

    /// Who resolved it so before, and when.
    private func memoryReason(_ index: Int) -> [String] {
        guard let memory = memory(of: index) else { return [] }
        let who = memory.by == actor ? "you" : memory.by
        return ["Rule 'remembered': \(who) resolved the same conflict so, on \(memory.moment). f forgets it."]
    }

    private func spaceReason(_ region: Int) -> [String] { spaceSentence(region).map { [$0] } ?? [] }

    /// How the text was found, by the name that the rule has, and why it has both changes.
    private func ruleReason(_ proposal: Proposal) -> String {
        let name = proposal.rule.rawValue.map { $0.isUppercase ? " \($0.lowercased())" : String($0) }.joined()
        return "Rule '\(name)': \(proposal.rule.reason)"
    }

    /// Why a document that has keys was not merged by them.
    private var fallbackReason: [String] {
        guard let fallback = merge.fallback else { return [] }
        let names: [Fallback.Text: String] = [.base: "BASE", .ours: "MINE", .theirs: "THEIRS"]
        let reason = fallback.reason
        // The engine's sentence begins with the text that it is about.
        let said = fallback.place.flatMap { names[$0.text] }.map { $0 + reason.drop { $0 != " " } } ?? reason
        return ["By keys nothing could be merged. \(said)"]
    }

    // MARK: What is there to take

    /// The text that was found, with the key that takes it.
    private func foundText(of index: Int) -> [String] {
        let region = merge.regions[index]
        guard let found = result.found(index) else { return [] }
        var lines = [""]
        if memory(of: index) == nil, let key = suggestionKey(index) {
            lines += wrappedWords(
                "Suggested, and taken by \(key). \(region.found.map(ruleReason) ?? "")", width: Self.width)
        } else {
            lines.append("The text, which a accepts:")
        }
        if found.isEmpty { return lines + ["    (none: these lines go)"] }
        let text = String(decoding: found, as: UTF8.self)
        var shown = text.split(separator: "\n", omittingEmptySubsequences: false)
        if shown.last?.isEmpty == true { shown.removeLast() }
        let pieces = shown.prefix(Self.shownLines).flatMap { line in
            let wrapped = wrappedWords(String(line), width: Self.width - 4)
            return wrapped.count > 1 ? wrapped : [String(line)]
        }
        lines += pieces.prefix(Self.shownLines).map { "    " + $0 }
        let isWhole = shown.count <= Self.shownLines && pieces.count <= Self.shownLines
        return isWhole ? lines : lines + ["    … and more: it is in the text of RESULT when it is taken"]
    }

    private func standing(of region: Int) -> String {
        switch result.pieces[region].state {
        case .undecided: "not decided yet."
        case .proposed: "not accepted yet; being on the screen is not acceptance."
        case .accepted: "accepted; u takes that back."
        case .decided(let choice): "\(choice.title) was taken; u takes that back."
        case .byHand, .merged, .edited: "decided by your own text."
        }
    }

    private func outcomes(_ index: Int) -> [String] {
        let region = merge.regions[index]
        func count(_ lines: Int) -> String { lines == 0 ? "nothing" : lines == 1 ? "1 line" : "\(lines) lines" }
        let accept =
            region.proposal != nil || result.pieces[index].state == .proposed
            ? ["  a  accept what RESULT proposes"] : suggestionKey(index) == "a" ? ["  a  take what is suggested"] : []
        return accept + [
            "  m  MINE: \(count(region.ours.count))\(isMerge ? "" : ", as you wrote it")",
            "  t  THEIRS: \(count(region.theirs.count))\(isMerge ? "" : ", as \(them) saved it")",
            "  b  both, MINE first; B the other way round: \(count(region.ours.count + region.theirs.count))",
            "  o  BASE: \(count(region.base.count)), as it was before \(isMerge ? "either" : "either of you")",
            "  x  neither: these lines go",
            "  e  your own text, typed by hand",
        ] + (offer(at: index) == nil ? [] : ["  e w  what you wrote here before"])
    }
}
