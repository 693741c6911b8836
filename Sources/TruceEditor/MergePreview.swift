import TruceDocument
public import TruceMerge
public import TruceText

/// What a merge of unsaved text with a version that somebody else saved would come to.
public struct MergePreview: Sendable, Equatable {
    /// Places that would have to be decided; nil where there are no lines to merge.
    public var conflicts: Int?

    public init(conflicts: Int?) { self.conflicts = conflicts }

    /// Merges as the three-way view does. Costs as much: not for where a person waits.
    public init(_ subject: Subject, theirs: [UInt8]) {
        let theirs = Rope(theirs)
        guard ![subject.base.text, subject.mine, theirs].contains(where: \.isBinary) else { return }
        let merge = Merge(base: subject.base, mine: subject.mine, theirs: theirs, kind: subject.kind)
        conflicts = merge.conflicts.count
    }

    /// What is to be merged with whose version.
    public struct Subject: Sendable, Equatable {
        /// The document's name.
        public var name: String
        /// The version that somebody else saved.
        public var version: Int
        public var base: Base
        public var mine: Rope
        public var kind: TextKind
    }

    /// `[~ merges]`, `[! 2 conflicts]`, `[! binary]`.
    public var title: String {
        switch conflicts {
        case nil: "[! binary]"
        case 0: "[~ merges]"
        case 1: "[! 1 conflict]"
        case let count?: "[! \(count) conflicts]"
        }
    }
}

/// What is known ahead of a merge with what somebody else saved.
struct Foresight: Sendable {
    /// The version that would be merged.
    var version: Int
    /// The text that was looked at last.
    var seen: History.State?
    /// When the text is looked at again; nil while it is as it was.
    var due: Timestamp?
    var isAwaited = false
    var preview: MergePreview?

    /// The text is looked at again so many milliseconds after it was last typed into.
    static let delay: Int64 = 1_000
}
