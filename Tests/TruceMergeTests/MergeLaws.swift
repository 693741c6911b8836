import TruceDiff

@testable import TruceMerge

/// What holds for every merge, whatever the texts and the options.
struct MergeLaws {
    private let input: MergeInput
    private let merge: Merge
    private let mirrored: Merge

    init(_ input: MergeInput) {
        self.input = input
        merge = Merge(base: input.base, ours: input.ours, theirs: input.theirs, options: input.options)
        mirrored = Merge(base: input.base, ours: input.theirs, theirs: input.ours, options: input.options)
    }

    /// The first law that does not hold, in words.
    var firstBroken: String? {
        if !merge.tilesTexts { return "regions tile the texts" }
        return brokenLawOfRendering ?? brokenLawOfSwapping ?? brokenLawOfProposals ?? brokenLawOfMarkers
            ?? brokenLawOfCarrying ?? brokenLawOfDocuments
    }

    private var isTyped: Bool { input.options.level == .typed && TypedFormat(input.options.kind) != nil }

    // MARK: Regions

    private var brokenLawOfRendering: String? {
        let rendering = merge.render()
        if rendering.isComplete != merge.conflicts.isEmpty { return "a text is whole without conflicts" }
        var end = 0
        for range in rendering.ranges {
            if range.lowerBound != end { return "ranges tile the result" }
            end = range.upperBound
        }
        if end != rendering.bytes.count { return "ranges tile the result" }
        for (side, decision) in [(input.ours, Decision.ours), (input.theirs, .theirs), (input.base, .base)] {
            // Where the texts do not end their lines alike, that is decided once for all of them.
            if merge.render(all(decision)).bytes != Array(merge.ended(side.bytes[...])) {
                return "deciding everything for one text gives that text"
            }
        }
        let whole = merge.takingSuggestions.render().bytes
        if input.ours == input.base || input.ours == input.theirs, whole != input.theirs.bytes {
            return "merge(b, b, x) = merge(b, x, x) = x"
        }
        if input.theirs == input.base, whole != input.ours.bytes { return "merge(b, x, b) = x" }
        return nil
    }

    private func all(_ decision: Decision) -> [Int: Decision] {
        Dictionary(uniqueKeysWithValues: merge.regions.indices.map { ($0, decision) })
    }

    /// Where both sides' insertions at one point are merged by key, ours stand first.
    private var brokenLawOfSwapping: String? {
        let hasUnions = isTyped && TypedFormat(input.options.kind)?.unions(input.options.mode) == .mappings
        let isMirrored = mirrored.regions.elementsEqual(merge.regions.map(\.mirrored)) { left, right in
            hasUnions ? left.isOpen(like: right) : left.withoutUnion == right.withoutUnion
        }
        return isMirrored ? nil : "swapping the sides mirrors the regions"
    }

    // MARK: Proposals

    private var brokenLawOfProposals: String? {
        for region in merge.regions {
            guard let proposal = region.proposal ?? region.conflict?.suggestion else { continue }
            var end = 0
            for piece in proposal.pieces {
                if piece.range.lowerBound != end || piece.range.isEmpty { return "pieces tile a proposal" }
                end = piece.range.upperBound
            }
            if end != proposal.bytes.count { return "pieces tile a proposal" }
            if hasLawOfWords(proposal.rule), let law = brokenLaw(of: proposal, for: region) { return law }
        }
        return nil
    }

    /// A union of entries may need another comma.
    private func hasLawOfWords(_ rule: Rule) -> Bool {
        rule.level == .word && !(rule == .union && isTyped)
    }

    private func brokenLaw(of proposal: Proposal, for region: Region) -> String? {
        let merged = wordCounts(in: proposal.bytes[...])
        let old = wordCounts(in: input.base.bytes(lines: region.base))
        let our = wordCounts(in: input.ours.bytes(lines: region.ours))
        let their = wordCounts(in: input.theirs.bytes(lines: region.theirs))
        for word in Set(merged.keys).union(our.keys).union(their.keys) {
            let (was, first, second) = (old[word] ?? 0, our[word] ?? 0, their[word] ?? 0)
            let has = merged[word] ?? 0
            if has < max(0, first - was, second - was) { return "no word of a side is lost" }
            if has > first + second { return "no word is invented" }
        }
        return nil
    }

    private func wordCounts(in bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>: Int] {
        var counts: [ArraySlice<UInt8>: Int] = [:]
        for word in words(in: bytes) where word.kind != .space && word.kind != .newline {
            counts[bytes[word.range], default: 0] += 1
        }
        return counts
    }

    // MARK: Markers and decisions

    /// Conflicts that are written are found again, and nothing else is.
    private var brokenLawOfMarkers: String? {
        for style in MarkerOptions.Style.allCases {
            var options = MarkerOptions(style: style, size: .atLeast(7), algorithm: input.options.algorithm)
            let rendering = merge.marked([:], options)
            let marked = MarkedText(Snapshot(rendering.bytes), markerSize: rendering.markerSize)
            if marked.conflicts.count != rendering.conflicts { return "written conflicts are found again" }
            let read = marked.merge
            for (favour, side) in [(MarkerOptions.Favour.ours, read.ours), (.theirs, read.theirs)] {
                options.favour = favour
                if !isAlike(side.bytes, merge.marked([:], options).bytes) {
                    return "a side between markers is what favouring it gives"
                }
            }
        }
        let any = MarkedText(input.ours)
        return any.merge.conflicts.count == any.conflicts.count ? nil : "any text is read"
    }

    /// A last line without its newline gets one between markers.
    private func isAlike(_ read: [UInt8], _ favoured: [UInt8]) -> Bool {
        read == favoured || read.filter { !$0.isSpace } == favoured.filter { !$0.isSpace }
    }

    private var brokenLawOfCarrying: String? {
        let decisions = Dictionary(uniqueKeysWithValues: merge.conflicts.map { ($0, Decision.theirsThenOurs) })
        return merge.carry(decisions, to: merge).decisions == decisions ? nil : "nothing changed, so decisions stay"
    }

    // MARK: Documents

    /// Of a document that lines alone leave in conflict.
    private var brokenLawOfDocuments: String? {
        guard input.options.level == .typed, merge.conflicts.isEmpty, let format = TypedFormat(input.options.kind),
            let base = try? format.parse(input.base.bytes), let ours = try? format.parse(input.ours.bytes),
            let theirs = try? format.parse(input.theirs.bytes),
            !Merge(base: input.base, ours: input.ours, theirs: input.theirs).conflicts.isEmpty
        else { return nil }
        guard let merged = try? format.parse(merge.render().bytes) else { return "the result is well-formed" }
        let rules = merge.regions.compactMap { $0.proposal?.rule }
        // What words merge is held by the laws of words.
        if rules.isEmpty || rules.contains(where: { $0.level == .word }) { return nil }
        let (old, our, their, new) = (Leaves(base), Leaves(ours), Leaves(theirs), Leaves(merged))
        guard let swapped = try? format.parse(mirrored.render().bytes) else { return "the mirror image is well-formed" }
        if new != Leaves(swapped) { return "the mirror image holds the same data" }
        for side in [our, their] {
            if !side.names.subtracting(old.names).isSubset(of: new.names) { return "no insertion is lost" }
            if !old.names.subtracting(side.names).isDisjoint(with: new.names) {
                return "what a side took away stays away"
            }
        }
        for (name, values) in new.values {
            let (was, first, second) = (old.values[name], our.values[name], their.values[name])
            if first == was, values != second { return "what one side changed is taken from it" }
            if second == was, values != first { return "what one side changed is taken from it" }
        }
        return nil
    }

    /// Every scalar outside lists by its path.
    private struct Leaves: Equatable {
        private(set) var values: [String: Set<String>] = [:]
        var names: Set<String> { Set(values.keys) }

        init(_ document: TypedDocument) {
            visit(document.root, "", document)
        }

        private mutating func visit(_ node: TypedNode, _ path: String, _ document: TypedDocument) {
            switch node.shape {
            case .list: return
            case .scalar: values[path, default: []].insert(text(document.bytes[node.range].trimmed))
            case .mapping:
                for entry in node.entries { visit(entry.value, path + "/" + (entry.key?.text ?? ""), document) }
            }
        }

        private func text(_ bytes: ArraySlice<UInt8>) -> String {
            String(decoding: bytes, as: UTF8.self)
        }
    }
}

extension Merge {
    /// Whether the regions cover every line of all three texts, each once and in order, and none covers nothing.
    var tilesTexts: Bool {
        var (base, ours, theirs) = (0, 0, 0)
        for region in regions {
            if region.base.lowerBound != base || region.ours.lowerBound != ours { return false }
            if region.theirs.lowerBound != theirs { return false }
            if region.base.isEmpty && region.ours.isEmpty && region.theirs.isEmpty { return false }
            (base, ours, theirs) = (region.base.upperBound, region.ours.upperBound, region.theirs.upperBound)
        }
        return base == self.base.lineCount && ours == self.ours.lineCount && theirs == self.theirs.lineCount
    }
}
