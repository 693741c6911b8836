import TruceDiff

/// Merges documents by key where lines conflict.
///
/// The whole document is merged once as data; the conflicts of the line merge get the lines of that text, and all other
/// lines stay as they are. The text that this comes to must mean what the merge by key means; else nothing is changed.
struct TypedLevel {
    let base: Snapshot
    let ours: Snapshot
    let theirs: Snapshot
    let format: TypedFormat
    let mode: MergeMode
    /// Whose insertion stands first in a union.
    var unionStart = TypedSide.ours

    /// What the typed level makes of the regions of a line merge.
    struct Outcome {
        var regions: [Region]
        /// Why it did nothing for the document as a whole.
        var fallback: Fallback?
        /// The level, where all three texts are well-formed and a conflict is in what is merged by key.
        fileprivate var level: TypedLevel?
    }

    static func refine(
        _ regions: [Region], base: Snapshot, ours: Snapshot, theirs: Snapshot, options: MergeOptions
    ) -> Outcome {
        var outcome = Outcome(regions: regions)
        guard let format = TypedFormat(options.kind) else { return outcome }
        let level = TypedLevel(base: base, ours: ours, theirs: theirs, format: format, mode: options.mode)
        let isClean = !regions.contains(where: \.isConflict)
        if isClean, !Collisions.mayBe(in: regions, format) { return outcome }
        // The side that sorts first is taken for ours, so that swapping the sides mirrors what becomes of them.
        let isMirrored = theirs.bytes.lexicographicallyPrecedes(ours.bytes)
        let sorted = isMirrored ? level.mirrored : level
        let wanted = isMirrored ? sorted.startingWithTheirs : sorted
        var refined = isMirrored ? regions.map(\.mirrored) : regions
        let collided = Collisions(level: sorted).opened(refined)
        if isClean, collided == nil { return outcome }
        let open = collided ?? refined
        if level.concernsConflict(among: open) {
            do throws(Fallback) {
                let documents = try TypedDocuments(base.bytes, ours.bytes, theirs.bytes, options.kind, format)
                outcome.level = level
                refined = open
                refined = try sorted.refine(open, isMirrored ? documents.mirrored : documents, as: wanted)
            } catch {
                outcome.fallback = error
            }
        }
        // People often go on writing where both worked at one table or list.
        if format == .frontMatter && options.mode > .cautious { refined = refined.map(wanted.refineMarkdown) }
        outcome.regions = isMirrored ? refined.map(\.mirrored) : refined
        return outcome
    }

    private var mirrored: TypedLevel {
        TypedLevel(base: base, ours: theirs, theirs: ours, format: format, mode: mode)
    }

    private var startingWithTheirs: TypedLevel {
        var level = self
        level.unionStart = .theirs
        return level
    }

    /// Refines regions with the unions of another level, unless their order decides more than the text.
    private func refine(
        _ regions: [Region], _ documents: TypedDocuments, as wanted: TypedLevel
    ) throws(Fallback) -> [Region] {
        if unionStart == wanted.unionStart { return try refine(regions, documents) }
        if format.unions(mode) == .nowhere { return try wanted.refine(regions, documents) }
        let refined = try refine(regions, documents)
        let own = try? wanted.refine(regions, documents)
        return own.flatMap { $0.elementsEqual(refined) { $0.isOpen(like: $1) } ? $0 : nil } ?? refined
    }

    /// What a region comes to where one side is taken for what is open.
    func text(of region: Region, openAs side: TypedSide) -> ArraySlice<UInt8> {
        if let proposal = region.proposal { return proposal.bytes[...] }
        let isTheirs = region.kind == .theirs || (region.isConflict && side == .theirs)
        return isTheirs ? theirs.bytes(lines: region.theirs) : ours.bytes(lines: region.ours)
    }

    /// Whether one of the regions is a conflict in, or at the end of, what is merged by key.
    private func concernsConflict(among regions: [Region]) -> Bool {
        guard let part = format.part(of: base.bytes), format.part(of: ours.bytes) != nil,
            format.part(of: theirs.bytes) != nil
        else { return false }
        return regions.contains {
            $0.isConflict && base.byteRange(lines: $0.base).lowerBound <= part.upperBound
        }
    }

    private func refine(_ regions: [Region], _ documents: TypedDocuments) throws(Fallback) -> [Region] {
        if !documents.endLinesAlike { throw .lineEnds }
        let open = OpenPlaces(regions, ours: ours, theirs: theirs)
        let outputs = merge(documents, open, settings)
        var merged: [Region]?
        // What lines have decided around a gap may go together with only one side's text in it.
        for output in outputs where merged == nil {
            merged = TypedRegions(regions: regions, level: self, documents: documents, output: output).refined
        }
        guard var refined = merged else { throw .unsafe }
        for (rule, settings) in suggesting where outputs.count > 1 && refined.contains(where: \.isConflict) {
            guard let merged = merge(documents, open, settings).first else { continue }
            refined = TypedRegions(regions: refined, level: self, documents: documents, output: merged).suggesting(rule)
        }
        return refined
    }

    /// A conflict that is rows of a table or items of a list, merged by itself.
    private func refineMarkdown(_ region: Region) -> Region {
        guard var conflict = region.conflict, !region.base.isEmpty else { return region }
        let texts = (
            Array(base.bytes(lines: region.base)), Array(ours.bytes(lines: region.ours)),
            Array(theirs.bytes(lines: region.theirs))
        )
        for format in [TypedFormat.table, .items] {
            let level = TypedLevel(
                base: base, ours: ours, theirs: theirs, format: format, mode: mode, unionStart: unionStart)
            guard let documents = try? TypedDocuments(texts.0, texts.1, texts.2, .markdown, format),
                documents.endLinesAlike
            else { continue }
            let open = OpenPlaces(allOf: documents)
            guard let merged = level.merge(documents, open, level.settings).first else { return region }
            var region = region
            if merged.gaps.isEmpty {
                region.kind = .merged(merged.proposal(merged.bytes.indices))
                return region
            }
            for (rule, settings) in level.suggesting {
                guard let merged = level.merge(documents, open, settings).first, merged.gaps.isEmpty else { continue }
                conflict.suggestion = merged.proposal(merged.bytes.indices, rule: rule)
                region.kind = .conflict(conflict)
                break
            }
            return region
        }
        return region
    }

    // MARK: The text

    private var settings: TypedMerger.Settings {
        TypedMerger.Settings(
            unions: format.unions(mode), unionStart: unionStart, touching: mode == .cautious ? .nowhere : .mappings,
            mergesWords: mode > .cautious, listRule: format.listRule)
    }

    /// What is offered beyond that, never made, and the rule that finds it where it is not the one that merges.
    private var suggesting: [(rule: Rule?, settings: TypedMerger.Settings)] {
        var touching = settings
        touching.touching = .everywhere
        touching.prefersLargerNewValue = true
        var versions = touching
        versions.prefersHigherVersion = true
        var unions = versions
        unions.unions = .all
        return mode == .wide ? [(nil, touching), (.version, versions), (.union, unions)] : [(.union, unions)]
    }

    /// The merged text with ours in the gaps, and the one with theirs if there are any; none where one of them is not
    /// well-formed or does not mean what was merged.
    private func merge(
        _ documents: TypedDocuments, _ open: OpenPlaces, _ settings: TypedMerger.Settings
    ) -> [TypedOutput] {
        var settings = settings
        var outputs: [TypedOutput] = []
        for side in [TypedSide.ours, .theirs] {
            settings.gapSide = side
            var merger = TypedMerger(documents, open: open, settings: settings)
            merger.run()
            guard means(merger.output.bytes, merger.outline) else { return [] }
            outputs.append(merger.output)
            if merger.output.gaps.isEmpty { break }
        }
        return outputs
    }

    /// Whether a text is well-formed and means something.
    private func means(_ text: [UInt8], _ outline: Outline) -> Bool {
        guard let document = try? parse(text) else { return false }
        return Outline(of: document) == outline
    }

    /// Takes a merged text apart.
    func parse(_ text: [UInt8]) throws(Unparsed) -> TypedDocument {
        // Front matter is merged without the line that closes it.
        try format.parse(format == .frontMatter ? text + Array("---\n".utf8) : text)
    }
}

extension TypedLevel.Outcome {
    /// The regions after the word level, unless its words make a document that is not well-formed any more: then the
    /// regions as they were before it.
    func checked(_ refined: [Region]) -> [Region] {
        guard let level, refined != regions else { return refined }
        func isWellFormed(_ regions: [Region], _ side: TypedSide) -> Bool {
            (try? level.format.parse(joinLines(regions.map { level.text(of: $0, openAs: side) }))) != nil
        }
        let hasOpen = refined.contains(where: \.isConflict)
        for side in [TypedSide.ours, .theirs] where !isWellFormed(refined, side) {
            // What lines alone have broken is not the words' fault.
            if hasOpen && !isWellFormed(regions, side) { continue }
            return regions.map { region in
                var region = region
                if let conflict = region.conflict {
                    region.kind = .conflict(Conflict(.wouldNotParse, suggestion: conflict.suggestion))
                }
                return region
            }
        }
        return refined
    }
}

extension Region {
    /// Whether as much is open as in another one, for the same reason.
    func isOpen(like other: Region) -> Bool {
        base == other.base && ours == other.ours && theirs == other.theirs && isConflict == other.isConflict
            && conflict?.obstacle == other.conflict?.obstacle
    }
}
