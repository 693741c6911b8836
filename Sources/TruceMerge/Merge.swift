public import TruceDiff

/// A three-way merge of immutable texts, as a value.
///
/// The regions follow from the texts alone; what people decide about conflicts is kept apart, as decisions by region
/// (see ``render(_:)``), and can be carried over when one of the texts changes (see ``carry(_:to:)``).
public struct Merge: Sendable, Equatable {
    /// The text that both sides began with.
    public let base: Snapshot
    public let ours: Snapshot
    public let theirs: Snapshot
    /// Whether there is a text that both sides began with. Without one `base` is empty.
    public let hasBase: Bool
    /// In order; together they cover every line of all three texts, each once. None covers no line at all.
    public let regions: [Region]
    /// Why documents that conflict were not merged by key; nil where they were, where nothing is left open, and where
    /// their kind or the level has no keys.
    public let fallback: Fallback?
    /// How lines of the result end, and those of ours, where the texts do not end them alike.
    let lineEnd: LineEnd?
    let ourLineEnd: LineEnd?

    /// Merges two descendants of one text: by lines (diff3), and above the level `line` what conflicts in finer parts.
    ///
    /// What only one side changed is taken from it, what both changed alike is taken once. Changes of the two sides that
    /// overlap *or touch* are one conflict, as in git: two edits with no unchanged line between them were made without
    /// regard to each other. The first and the last lines of a conflict that both sides have alike are taken out of it
    /// as `.both` regions (git's zdiff3); a conflict in whose middle the sides agree stays one.
    ///
    /// Swapping the sides mirrors the regions. Cost: that of two differences.
    public init(base: Snapshot, ours: Snapshot, theirs: Snapshot, options: MergeOptions = .lines) {
        let ends = options.level > .line ? FinalNewlines(base: base, ours: ours, theirs: theirs) : nil
        let texts = ends.map { ($0.base, $0.ours, $0.theirs) } ?? (base, ours, theirs)
        let endings = options.level > .line ? LineEndings(base: texts.0, ours: texts.1, theirs: texts.2) : nil
        let merged = Self.merged(
            base: endings?.base ?? texts.0, ours: endings?.ours ?? texts.1, theirs: endings?.theirs ?? texts.2, options)
        let regions = endings?.restored(merged.regions) ?? merged.regions
        self.init(
            base: base, ours: ours, theirs: theirs, hasBase: true, regions: ends?.restored(regions) ?? regions,
            fallback: merged.fallback, lineEnd: endings?.merged, ourLineEnd: endings?.own)
    }

    /// The regions of each level, made from those of the level before.
    private static func merged(
        base: Snapshot, ours: Snapshot, theirs: Snapshot, _ options: MergeOptions
    ) -> (regions: [Region], fallback: Fallback?) {
        let lines = InternedLines([base, ours, theirs])
        var builder = RegionBuilder(base: base, ours: ours, theirs: theirs)
        builder.add(
            ours: lines.difference(from: (0, base), to: (1, ours), algorithm: options.algorithm, sliders: .down),
            theirs: lines.difference(from: (0, base), to: (2, theirs), algorithm: options.algorithm, sliders: .down))
        let typed =
            options.level >= .typed
            ? TypedLevel.refine(builder.regions, base: base, ours: ours, theirs: theirs, options: options) : nil
        let coarse = typed?.regions ?? builder.regions
        guard options.level >= .word else { return (coarse, nil) }
        let refined = WordLevel(base: base, ours: ours, theirs: theirs, options: options).refined(coarse)
        return (typed?.checked(refined) ?? refined, typed?.fallback)
    }

    /// Merges two texts that were written independently, without a text that both began with: lines that they have
    /// alike are `.both`, all else is a conflict.
    ///
    /// Swapping the sides mirrors the regions.
    public init(ours: Snapshot, theirs: Snapshot, algorithm: DiffAlgorithm = .myers) {
        // A difference need not be the same backwards, so it always leads from the text that sorts first.
        let isMirrored = theirs.bytes.lexicographicallyPrecedes(ours.bytes)
        let (old, new) = isMirrored ? (theirs, ours) : (ours, theirs)
        let hunks = difference(from: old, to: new, algorithm: algorithm)
        let none = 0..<0
        var regions: [Region] = []
        var done = Hunk(old: none, new: none)
        func add(_ kind: Region.Kind, old: Range<Int>, new: Range<Int>) {
            if old.isEmpty && new.isEmpty { return }
            regions.append(
                Region(kind: kind, base: none, ours: isMirrored ? new : old, theirs: isMirrored ? old : new))
        }
        for hunk in hunks + [Hunk(old: old.lineCount..<old.lineCount, new: new.lineCount..<new.lineCount)] {
            add(
                .both, old: done.old.upperBound..<hunk.old.lowerBound,
                new: done.new.upperBound..<hunk.new.lowerBound)
            add(.conflict(Conflict(.noBase)), old: hunk.old, new: hunk.new)
            done = hunk
        }
        self.init(base: Snapshot([]), ours: ours, theirs: theirs, hasBase: false, regions: regions)
    }

    /// The regions that are conflicts, as indices into `regions`.
    public var conflicts: [Int] {
        regions.indices.filter { regions[$0].isConflict }
    }

    /// The merge in which every suggestion has become the text of its region, but for unions: the order of two
    /// insertions is people's to choose.
    public var takingSuggestions: Merge {
        Merge(
            base: base, ours: ours, theirs: theirs, hasBase: hasBase,
            regions: regions.map { region in
                guard let suggestion = region.conflict?.suggestion, suggestion.rule != .union else { return region }
                return Region(
                    kind: .merged(suggestion), base: region.base, ours: region.ours, theirs: region.theirs)
            }, fallback: fallback, lineEnd: lineEnd, ourLineEnd: ourLineEnd)
    }

    /// A merge of known regions, which cover every line of the texts in order; a fallback stays only where there are
    /// conflicts.
    init(
        base: Snapshot, ours: Snapshot, theirs: Snapshot, hasBase: Bool, regions: [Region], fallback: Fallback? = nil,
        lineEnd: LineEnd? = nil, ourLineEnd: LineEnd? = nil
    ) {
        self.base = base
        self.ours = ours
        self.theirs = theirs
        self.hasBase = hasBase
        self.regions = regions
        self.lineEnd = lineEnd
        self.ourLineEnd = ourLineEnd
        self.fallback = regions.contains(where: \.isConflict) ? fallback : nil
    }
}
