public import TruceDocument

/// Whose draft a journal holds.
public struct DraftOrigin: Hashable, Sendable {
    /// The store's address as `--server` takes it, or another word that tells stores apart.
    public var store: String
    /// The document's name as the user gave it.
    public var document: String
    /// Tells this editor from every other that is or was open; also the journal's file name, so of letters, digits and
    /// `-` only.
    public var session: String

    public init(store: String, document: String, session: String) {
        self.store = store
        self.document = document
        self.session = session
    }
}

/// A version of a document that the store holds, and its text.
public struct StoredVersion: Hashable, Sendable {
    public var version: Int
    /// The content's ETag.
    public var etag: ETag
    public var author: String
    public var at: Timestamp
    public var text: [UInt8]

    public init(version: Int, etag: ETag, author: String, at: Timestamp, text: [UInt8]) {
        self.version = version
        self.etag = etag
        self.author = author
        self.at = at
        self.text = text
    }
}

/// A text that differs from what the store holds, and an unfinished resolution if there is one.
public struct Draft: Hashable, Sendable {
    /// What the editing began from; nil for a document that is still to be created.
    public var base: StoredVersion?
    /// The user's text: MINE.
    public var text: [UInt8]
    /// The resolution of a conflict between `base`, `text` and another version, where one was begun and not sent.
    public var resolution: ResolutionDraft?

    public init(base: StoredVersion?, text: [UInt8], resolution: ResolutionDraft? = nil) {
        self.base = base
        self.text = text
        self.resolution = resolution
    }

    /// Whether there is anything that the store does not hold.
    public var isWorthKeeping: Bool { resolution != nil || (base?.text ?? []) != text }
}

/// An unfinished resolution. Its base and its MINE are the draft's.
public struct ResolutionDraft: Hashable, Sendable {
    public var theirs: StoredVersion
    /// What was decided, in the editor's own encoding.
    public var decisions: [UInt8]
    /// The text of RESULT.
    public var result: [UInt8]

    public init(theirs: StoredVersion, decisions: [UInt8], result: [UInt8]) {
        self.theirs = theirs
        self.decisions = decisions
        self.result = result
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
    /// Something was decided in the resolution; the result's edits come apart.
    case decisions([UInt8])
    /// The text of RESULT changed.
    case resultEdits([DraftEdit])
}
