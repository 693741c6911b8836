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

    /// The regions of a line merge after the typed level.
    static func refine(
        _ regions: [Region], base: Snapshot, ours: Snapshot, theirs: Snapshot, options: MergeOptions
    ) -> [Region] {
        guard regions.contains(where: \.isConflict), let format = TypedFormat(options.kind) else { return regions }
        return TypedLevel(base: base, ours: ours, theirs: theirs, format: format).refine(regions)
    }

    private func refine(_ regions: [Region]) -> [Region] {
        guard hasOneLineEnding, let base = try? format.parse(base.bytes), let ours = try? format.parse(ours.bytes),
            let theirs = try? format.parse(theirs.bytes)
        else { return regions }
        let documents = Documents(base: base, ours: ours, theirs: theirs)
        guard let merged = merge(documents, unites: false) else { return regions }
        let refined = TypedRegions(regions: regions, level: self, documents: documents, output: merged).refined
        guard refined.contains(where: { $0.conflict?.obstacle == .insertions }),
            let united = merge(documents, unites: true)
        else { return refined }
        return TypedRegions(regions: refined, level: self, documents: documents, output: united).suggested
    }

    struct Documents {
        var base: TypedDocument
        var ours: TypedDocument
        var theirs: TypedDocument
    }

    /// Lines that end differently cannot stand side by side.
    private var hasOneLineEnding: Bool {
        let haveReturns = [base, ours, theirs].map { $0.bytes.contains(UInt8(ascii: "\r")) }
        return Set(haveReturns).count == 1
    }

    /// The merged text with ours in the gaps; nil where it, or the one with theirs in the gaps, is not well-formed or
    /// does not mean what was merged.
    private func merge(_ documents: Documents, unites: Bool) -> TypedOutput? {
        var outputs: [TypedOutput] = []
        for side in [TypedSide.ours, .theirs] {
            var merger = TypedMerger(
                base: documents.base, ours: documents.ours, theirs: documents.theirs,
                settings: .init(gapSide: side, unites: unites))
            merger.run()
            guard means(merger.output.bytes, merger.outline) else { return nil }
            outputs.append(merger.output)
            if merger.output.gaps.isEmpty { break }
        }
        return outputs[0]
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
