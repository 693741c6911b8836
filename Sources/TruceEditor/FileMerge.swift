public import TruceText

/// A merge of plain files: what `truce resolve` opens the three-way view on.
public struct FileMerge: Sendable, Equatable {
    /// Where RESULT is written, as the person named it.
    public var path: String
    /// What stands there, and RESULT is to replace; nil where there is no file yet.
    public var present: Rope?
    public var mine: Rope
    /// nil where nothing tells what both sides began with.
    public var base: Rope?
    public var theirs: Rope
    public var names: SideNames
    /// What the person has to know before anything is decided.
    public var warning: String?

    /// Of texts in bytes.
    ///
    /// - Parameter base: an empty one stands for none, for so it is handed over where both sides added the file.
    public init(
        path: String, present: [UInt8]?, mine: [UInt8], base: [UInt8]?, theirs: [UInt8], names: SideNames,
        warning: String? = nil
    ) {
        self.path = path
        self.present = present.map { Rope($0) }
        self.mine = Rope(mine)
        self.base = base.flatMap { $0.isEmpty ? nil : Rope($0) }
        self.theirs = Rope(theirs)
        self.names = names
        self.warning = warning
    }
}

/// What the sides of a merge of files are called: by commits, or by the labels of conflict markers.
public struct SideNames: Sendable, Equatable {
    public var mine: String
    public var base: String
    public var theirs: String
    /// What has to be known about the sides: `Rebase: MINE is main, THEIRS is your commit`.
    public var note: String?

    public init(mine: String, base: String, theirs: String, note: String? = nil) {
        self.mine = mine
        self.base = base
        self.theirs = theirs
        self.note = note
    }
}
