import TruceDiff
import TruceMerge
import TruceText

extension Merge {
    /// Merges what a person has with somebody else's text, as the three-way view does: by keys and words where the kind
    /// allows.
    init(base: Base, mine: Rope, theirs: Rope, kind: TextKind) {
        let ours = Snapshot(mine.allBytes)
        let theirs = Snapshot(theirs.allBytes)
        guard base != .none else {
            self.init(ours: ours, theirs: theirs)
            return
        }
        self.init(
            base: Snapshot(base.text.allBytes), ours: ours, theirs: theirs,
            options: MergeOptions(level: .typed, mode: .default, kind: kind))
    }
}
