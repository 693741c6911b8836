/// The changed places that lead from one text to another, in order: replacing each hunk's old lines in `old` by its new
/// lines gives `new` byte for byte.
///
/// Cost: about n + d² for n lines and d changed ones, and never more than about 150 n however unlike the texts are;
/// past that bound the script is still right, but no longer the shortest. Changed runs that could lie in several places
/// are put where a reader expects them, by indentation and blank lines.
/// - Parameter isWanted: Asked now and then. Once it says no, what is not compared yet counts as changed, so that the rest
///   takes no time: the script is right then, too, but long.
public func difference(
    from old: Snapshot, to new: Snapshot, algorithm: DiffAlgorithm = .myers, isWanted: () -> Bool = { true }
) -> [Hunk] {
    let lines = InternedLines([old, new])
    return lines.difference(
        from: (0, old), to: (1, new), algorithm: algorithm, sliders: .indentation, isWanted: isWanted)
}

extension InternedLines {
    /// The hunks between two of the texts; `index` is a text's place in the list that was interned.
    package func difference(
        from old: (index: Int, text: Snapshot), to new: (index: Int, text: Snapshot), algorithm: DiffAlgorithm,
        sliders: SliderRule, isWanted: () -> Bool = { true }
    ) -> [Hunk] {
        let hunks = sequenceDifference(
            from: ids[old.index], to: ids[new.index], distinct: distinct, offset: prefix, algorithm: algorithm,
            isWanted: isWanted)
        return settleSliders(hunks, old: old.text, new: new.text, rule: sliders)
    }
}

/// The hunks between two sequences of numbers below `distinct`; `offset` is added to every index.
package func sequenceDifference(
    from old: [Int32], to new: [Int32], distinct: Int, offset: Int = 0, algorithm: DiffAlgorithm,
    isWanted: () -> Bool = { true }
) -> [Hunk] {
    sequenceDifference(
        from: old[...], to: new[...], distinct: distinct, offset: offset, algorithm: algorithm, isWanted: isWanted)
}

/// The same for parts of sequences; the hunks count from the start of each part.
package func sequenceDifference(
    from old: ArraySlice<Int32>, to new: ArraySlice<Int32>, distinct: Int, offset: Int = 0, algorithm: DiffAlgorithm,
    isWanted: () -> Bool = { true }
) -> [Hunk] {
    old.withUnsafeBufferPointer { old in
        new.withUnsafeBufferPointer { new in
            var list = HunkList(offset: offset)
            let whole = Box(old: 0..<old.count, new: 0..<new.count)
            var box = whole
            box.trim(old, new)
            if box.old.isEmpty || box.new.isEmpty {
                list.append(old: box.old, new: box.new)
                return list.hunks
            }
            switch algorithm {
            case .myers:
                var myers = MyersDiff(old: old, new: new, distinct: distinct)
                myers.append(whole, to: &list, isWanted: isWanted)
            case .histogram:
                var histogram = HistogramDiff(old: old, new: new, distinct: distinct)
                histogram.append(whole, to: &list, isWanted: isWanted)
            }
            return list.hunks
        }
    }
}
