import TruceDocument
import TruceMerge
import TruceScreen
import TruceText

/// Remembered resolutions: the same conflict again proposes the same text, which has to be accepted as any proposal.
extension Resolver {
    /// Conflicts of one merge that are remembered: asking is a request for each.
    static let rememberedConflicts = 128
    /// A letter that comes so soon after a text was proposed was not pressed for it.
    private static let unseenMilliseconds: Int64 = 300

    /// How the conflict of a region was resolved before; nil where nobody knows.
    public func memory(of region: Int) -> RememberedText? {
        result.remembered[region].flatMap { $0.isForgotten ? nil : $0 }
    }

    /// The keys of conflicts nobody was asked about yet; what is known is proposed. Once a merge: it takes time.
    mutating func keysToRecall() -> [ResolutionKey] {
        guard !memory.isUpToDate else { return [] }
        memory.isUpToDate = true
        look()
        attachRemembered()
        return memory.conflicts.sorted { $0.key < $1.key }.map(\.value.key).filter { memory.asked.insert($0).inserted }
    }

    /// Takes the answers: how conflicts were resolved before.
    mutating func take(_ found: [Memory.Entry]) {
        for entry in found { memory.entries[entry.resolution.key] = entry }
        attachRemembered()
    }

    /// Proposes what was recalled, if letters choose: nothing moves under typing or a question.
    mutating func proposeRemembered(at now: Timestamp, size: Size) {
        guard state == .decide, !memory.unproposed.isEmpty else { return }
        let regions = memory.unproposed.sorted().filter { result.pieces[$0].state == .undecided }
        memory.unproposed = []
        guard let first = regions.first else { return }
        let count = regions.count == 1 ? title(of: first) ?? "1 conflict" : "\(regions.count) conflicts"
        let title = "\(count): remembered text proposed"
        var changes: [ResultText.Change] = []
        for region in regions {
            guard let change = result.proposing(region) else { continue }
            result.apply(change)
            changes.append(change)
        }
        remember(Step(changes: changes, focus: first, title: title, typingEnd: nil))
        memory.proposedAt = now
        let was = regions.count == 1 ? "was" : "were"
        let news = "\(count) \(was) resolved before: a accepts that (~), ? says by whom"
        message = message.isEmpty || message == opening ? news : "\(message) · \(regions.count) remembered"
        reveal(size)
    }

    /// Whether a letter is too early to be meant for what was just proposed.
    func isUnseen(at now: Timestamp) -> Bool {
        memory.proposedAt.map { now.milliseconds - $0.milliseconds < Self.unseenMilliseconds } ?? false
    }

    /// Knows the texts that are remembered for the conflicts of a fresh RESULT, before decisions are applied to it.
    mutating func look(at merge: Merge) {
        memory.isUpToDate = false
        memory.unproposed = []
        guard !memory.entries.isEmpty else { return }
        look()
        result.remembered = texts
    }

    private mutating func look() {
        memory.conflicts = [:]
        for region in merge.conflicts.prefix(Self.rememberedConflicts) {
            memory.conflicts[region] = BareConflict(region, of: merge)
        }
    }

    private mutating func attachRemembered() {
        result.remembered = texts
        memory.unproposed = Set(
            texts.keys.filter { result.pieces[$0].state == .undecided && self.memory(of: $0) != nil })
    }

    private var texts: [Int: RememberedText] {
        memory.conflicts.compactMapValues { conflict in
            memory.entries[conflict.key].map { entry in
                RememberedText(
                    bytes: conflict.dressed(entry.resolution.text), by: entry.resolution.by, moment: entry.moment,
                    isForgotten: entry.isForgotten)
            }
        }
    }

    // MARK: Remembering

    /// How each conflict was resolved here, as far as it is not remembered so already.
    var resolutions: [Resolution] {
        memory.conflicts.sorted { $0.key < $1.key }.compactMap { region, conflict in
            switch result.pieces[region].state {
            // A text by hand beside others may stand for lines of theirs, too.
            case .byHand where [region - 1, region + 1].contains(where: result.isTyped): return nil
            case .accepted, .decided, .byHand: break
            case .merged, .edited, .undecided, .proposed: return nil
            }
            guard let text = conflict.bare(result.ownBytes(of: region)) else { return nil }
            if let entry = memory.entries[conflict.key], !entry.isForgotten, entry.resolution.text == text {
                return nil
            }
            return Resolution(key: conflict.key, text: text)
        }
    }

    /// Asks whether what is remembered for the conflict at hand is forgotten.
    mutating func askToForget() -> [Request] {
        guard let focus, memory(of: focus) != nil else {
            message = "Nothing is remembered for this"
            return []
        }
        return ask(.forget(conflict: focus))
    }

    /// Forgets it: where it is proposed, the conflict is open again.
    mutating func forget(_ region: Int, size: Size) -> [Request] {
        guard let key = memory.conflicts[region]?.key else { return [] }
        memory.entries[key]?.isForgotten = true
        let regions = memory.conflicts.filter { $0.value.key == key }.keys.sorted()
        for region in regions { result.remembered[region]?.isForgotten = true }
        var changes: [ResultText.Change] = []
        for region in regions where result.pieces[region].state == .proposed {
            let change = result.deciding(region, nil)
            result.apply(change)
            changes.append(change)
        }
        let title = "\(self.title(of: region) ?? "conflict"): forgotten"
        if !changes.isEmpty { remember(Step(changes: changes, focus: region, title: title, typingEnd: nil)) }
        reveal(size)
        message = changes.isEmpty ? "\(title); what you decided stays" : "\(title), for everybody: it is open again"
        return [.forget(key)]
    }
}
