public import TruceDocument

/// Whose draft a journal holds.
public struct DraftOrigin: Hashable, Sendable {
    /// The store's address as `--server` takes it, or another word that tells stores apart.
    public var store: String
    /// The document's name as the user gave it, or the real path of a plain file.
    public var document: String
    /// The document's id, which no rename changes; nil for a plain file, and for a document that was still to be created.
    public var documentID: String?
    /// Tells this editor from every other that is or was open; also the journal's file name, so of letters, digits and
    /// `-` only.
    public var session: String
    /// Who was writing; empty in journals of versions that did not write it down.
    public var actor: String

    public init(
        store: String, document: String, documentID: String? = nil, session: String, actor: String = ""
    ) {
        self.store = store
        self.document = document
        self.documentID = documentID
        self.session = session
        self.actor = actor
    }
}

/// A text that was saved: a version of a document, or what a plain file held.
public struct SavedText: Hashable, Sendable {
    /// nil for a plain file, which has no versions.
    public var version: Version?
    public var at: Timestamp
    public var text: [UInt8]

    public struct Version: Hashable, Sendable {
        public var number: Int
        /// The content's ETag.
        public var etag: ETag
        public var author: String

        public init(number: Int, etag: ETag, author: String) {
            self.number = number
            self.etag = etag
            self.author = author
        }
    }

    public init(version: Version?, at: Timestamp, text: [UInt8]) {
        self.version = version
        self.at = at
        self.text = text
    }
}

/// A text that differs from what the store or the file holds, and an unfinished resolution if there is one.
public struct Draft: Hashable, Sendable {
    /// What the editing began from; nil for a document or a file that is still to be created.
    public var base: SavedText?
    /// The user's text: MINE.
    public var text: [UInt8]
    /// The resolution of a conflict between `base`, `text` and another version, where one was begun and not sent.
    public var resolution: ResolutionDraft?

    public init(base: SavedText?, text: [UInt8], resolution: ResolutionDraft? = nil) {
        self.base = base
        self.text = text
        self.resolution = resolution
    }

    /// Whether there is anything that the store or the file does not hold.
    public var isWorthKeeping: Bool { resolution != nil || (base?.text ?? []) != text }
}

/// An unfinished resolution. Its base is the draft's.
public struct ResolutionDraft: Hashable, Sendable {
    /// What was merged as MINE: the draft's text may have been typed into since.
    public var mine: [UInt8]
    public var theirs: SavedText
    /// The id of the conflict that is being resolved; nil where the store keeps none.
    public var conflict: String?
    /// What was decided, in the editor's own encoding.
    public var decisions: [UInt8]

    public init(mine: [UInt8], theirs: SavedText, conflict: String? = nil, decisions: [UInt8]) {
        self.mine = mine
        self.theirs = theirs
        self.conflict = conflict
        self.decisions = decisions
    }
}

/// A change of a text: some bytes replaced by others.
public struct DraftEdit: Hashable, Sendable {
    /// Bytes of the text as it was before this edit.
    public var range: Range<Int>
    public var replacement: [UInt8]

    public init(range: Range<Int>, replacement: [UInt8]) {
        self.range = range
        self.replacement = replacement
    }
}

/// What a journal records, in the order of the happenings.
public enum JournalRecord: Hashable, Sendable {
    /// The whole draft; replaces all that was recorded before. Must come first.
    case draft(Draft)
    /// The user's text changed, by one edit after another; costs what the edits cost.
    case edits([DraftEdit])
    /// A resolution began or was merged again; nil when it ended.
    case resolution(ResolutionDraft?)
    /// Something was decided in the resolution.
    case decisions([UInt8])
}
