public import TruceDiff

extension MarkedText {
    /// Whether the text is what a merge of three texts by lines leaves behind, with markers around its conflicts, and was
    /// not changed since: read with our side of all its conflicts, and with theirs, it is the merge decided so.
    ///
    /// What stands between markers for the base plays no part, for nobody's work is in it. Costs a merge or two, as the
    /// text may have been merged by either algorithm.
    public func isMerge(base: Snapshot, ours: Snapshot, theirs: Snapshot) -> Bool {
        [.histogram, .myers].contains { (algorithm: DiffAlgorithm) in
            let options = MergeOptions(level: .line, algorithm: algorithm)
            let merge = Merge(base: base, ours: ours, theirs: theirs, options: options)
            return [Decision.ours, .theirs].allSatisfy {
                isSame(merge.render(taking: $0), self.merge.render(taking: $0))
            }
        }
    }

    /// Whether two texts are the same but for the line end that the marker behind a last conflict needs.
    private func isSame(_ decided: [UInt8], _ marked: [UInt8]) -> Bool {
        if decided == marked { return true }
        guard case .conflict? = parts.last, decided.last != 0x0A else { return false }
        return decided + [0x0A] == marked || decided + [0x0D, 0x0A] == marked
    }
}

extension Merge {
    /// The text with one decision for all conflicts.
    fileprivate func render(taking decision: Decision) -> [UInt8] {
        render(Dictionary(uniqueKeysWithValues: conflicts.map { ($0, decision) })).bytes
    }
}
