public import TruceDocument
public import TruceText

/// What an editor's text was made from: what its next save is compared with.
public enum Base: Sendable, Equatable {
    /// There was no document: the save creates it (`If-None-Match: *`).
    case none
    case version(BaseVersion)
    /// A plain file, as it was read or written last: it has no versions.
    case file(Rope)

    /// What editing goes on from where the other side is taken.
    init(_ theirs: Theirs) {
        self =
            theirs.version.map { .version(BaseVersion(number: $0.number, etag: $0.etag, text: theirs.text)) }
            ?? .file(theirs.text)
    }

    public var version: Int? {
        guard case .version(let version) = self else { return nil }
        return version.number
    }

    /// The text; empty where there was none.
    public var text: Rope {
        switch self {
        case .none: Rope()
        case .version(let version): version.text
        case .file(let text): text
        }
    }

    /// What a save of a text made from this base demands.
    public var precondition: Precondition {
        switch self {
        case .none, .file: .ifNoneExists
        case .version(let version): .ifMatch(.tags([version.etag]))
        }
    }
}

/// A version that was read or saved.
public struct BaseVersion: Sendable, Equatable {
    public var number: Int
    /// The content's ETag.
    public var etag: ETag
    public var text: Rope

    public init(number: Int, etag: ETag, text: Rope) {
        self.number = number
        self.etag = etag
        self.text = text
    }
}

/// What somebody else saved first: the other side of a conflict.
public struct Theirs: Sendable, Equatable {
    /// Which version it is; nil for a plain file, which has none.
    public var version: Version?
    public var at: Timestamp
    public var text: Rope

    public struct Version: Sendable, Equatable {
        public var number: Int
        /// What the resubmission carries as `If-Match`.
        public var etag: ETag
        public var actor: String
        /// The conflict's id, sent as `Truce-Resolves`; nil where the store keeps none.
        public var conflict: String?

        public init(number: Int, etag: ETag, actor: String, conflict: String?) {
            self.number = number
            self.etag = etag
            self.actor = actor
            self.conflict = conflict
        }
    }

    public init(version: Version?, at: Timestamp, text: Rope) {
        self.version = version
        self.at = at
        self.text = text
    }

    /// The head of a document.
    ///
    /// - Parameter conflict: the id of the conflict that is being resolved.
    init(_ head: Head, conflict: String?) {
        let document = head.document
        self.init(
            version: Version(
                number: document.version, etag: document.contentETag, actor: document.updatedBy, conflict: conflict),
            at: document.updatedAt, text: Rope(head.content))
    }

    /// A document's version without its text, for where that has to be fetched.
    public struct Source: Sendable, Equatable {
        /// The document's name.
        public var name: String
        public var version: Version
        public var at: Timestamp

        public init(name: String, version: Version, at: Timestamp) {
            self.name = name
            self.version = version
            self.at = at
        }

        /// The source with the text that was fetched.
        public func with(_ text: [UInt8]) -> Theirs { Theirs(version: version, at: at, text: Rope(text)) }
    }
}

extension Theirs.Version {
    /// Who saved it, as `reader` knows them.
    func saver(for reader: String) -> String { actor == reader ? "your other session" : actor }
}
