internal import TruceDocument

/// What stands under a name when a write arrives.
enum NameState: Sendable {
    case living(HeadRecord)
    /// The name is free again; the document that it led to last is gone.
    case free(after: Tombstone, reached: Numbering)
    /// The name is free again; the document that it led to last lives under another.
    case left(reached: Numbering)
    /// A deleted document, asked for by its id.
    case gone(Tombstone)
    case neverUsed
}

/// Why the state refuses a write.
enum Refusal: Hashable, Sendable {
    case stale
    case deleted
    case alreadyExists
}

/// How a save meets the state: the compare of compare-and-save, without side effects.
enum SaveDecision: Hashable, Sendable {
    case update(forced: Bool)
    /// The numbers with which the document begins: those of the name go on.
    case create(version: Int, metadataRevision: Int)
    /// The repetition of a save whose answer was lost.
    case replay(created: Bool)
    case refuse(Refusal)
    case notFound

    init(state: NameState, precondition: Precondition, digest: Digest, actor: String) {
        switch (state, precondition) {
        case (.living(let head), .ifMatch(let tags)):
            let isRepetition = head.isSave(of: digest, by: actor) && tags.strongMatch(head.parentETag)
            if tags.strongMatch(head.version.etag) {
                self = .update(forced: tags == .any)
            } else {
                self = isRepetition ? .replay(created: false) : .refuse(.stale)
            }
        case (.living(let head), .ifNoneExists):
            let isRepetition = head.isSave(of: digest, by: actor) && head.version.parent == nil
            self = isRepetition ? .replay(created: true) : .refuse(.alreadyExists)
        case (.free, .ifMatch), (.gone, .ifMatch):
            self = .refuse(.deleted)
        case (.gone, .ifNoneExists):
            self = .refuse(.alreadyExists)
        case (.free(_, let reached), .ifNoneExists), (.left(let reached), .ifNoneExists):
            self = .create(version: reached.version + 1, metadataRevision: reached.metadataRevision + 1)
        case (.left, .ifMatch), (.neverUsed, .ifMatch):
            self = .notFound
        case (.neverUsed, .ifNoneExists):
            self = .create(version: 1, metadataRevision: 1)
        }
    }
}

/// How a change of a document that exists meets the state: a deletion, a change of metadata, a transition.
enum ChangeDecision: Hashable, Sendable {
    case proceed(HeadRecord)
    case refuse(Refusal)
    case notFound

    /// - Parameter tag: What the precondition is about.
    init(state: NameState, tag: (Document) -> ETag, precondition: ETagList) {
        switch state {
        case .living(let head):
            self = precondition.strongMatch(tag(head.document)) ? .proceed(head) : .refuse(.stale)
        case .free, .gone: self = .refuse(.deleted)
        case .left, .neverUsed: self = .notFound
        }
    }
}

extension HeadRecord {
    /// Whether the head version is `actor`'s save of the text with this digest.
    fileprivate func isSave(of digest: Digest, by actor: String) -> Bool {
        version.author == actor && version.digest == digest
    }
}
