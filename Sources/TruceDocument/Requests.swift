/// Who asks, and under which request id: what every call of a ``DocumentStore`` carries.
public struct Caller: Sendable {
    /// The name under which the call is recorded.
    public var actor: String
    /// 1 to 128 visible ASCII characters; echoed and logged. A client makes a new one for each change: it is also the
    /// `Idempotency-Key`, so that asking again with the same caller never makes the same change twice.
    public var requestID: String
    /// Who was authenticated, whoever the actor is: idempotency keys are theirs.
    public var principal: String
    /// What the caller may do. Only a server knows; a client's store does not look at it.
    public var role: Role
    /// Held by a mutation whose answer is to be kept.
    public var claim: IdempotencyClaim?

    /// - Parameter principal: the actor if nil.
    public init(
        actor: String, requestID: String, principal: String? = nil, role: Role = .writer,
        claim: IdempotencyClaim? = nil
    ) {
        self.actor = actor
        self.requestID = requestID
        self.principal = principal ?? actor
        self.role = role
        self.claim = claim
    }
}

/// `PUT …/content`.
public struct SaveRequest: Hashable, Sendable {
    /// Name, alias or id as the caller wrote it; validated by the store.
    public var name: String
    public var content: [UInt8]
    public var precondition: Precondition
    public var message: String
    /// For a document that this save creates; nil leaves the choice to the store (by the name's ending).
    public var mediaType: String?
    /// The conflict that this save resolves (`Truce-Resolves`).
    public var resolves: String?

    public init(
        name: String, content: [UInt8], precondition: Precondition, message: String = "", mediaType: String? = nil,
        resolves: String? = nil
    ) {
        self.name = name
        self.content = content
        self.precondition = precondition
        self.message = message
        self.mediaType = mediaType
        self.resolves = resolves
    }
}

/// What a save that succeeded gave.
public struct Saved: Hashable, Sendable {
    public var document: Document
    /// Whether the save created the document.
    public var created: Bool
    /// Whether it was the repetition of a save whose answer was lost: no new version was made.
    public var replayed: Bool

    public init(document: Document, created: Bool, replayed: Bool) {
        self.document = document
        self.created = created
        self.replayed = replayed
    }
}

/// How a mutation ended where a conflict is an expected ending and not an error.
public enum Outcome<Success: Sendable>: Sendable {
    case done(Success)
    /// The state refused it (409, or its 412 form); the problem's cause says how and what to do.
    case conflict(Problem)
}

extension Outcome: Equatable where Success: Equatable {}

public typealias SaveOutcome = Outcome<Saved>

/// `POST /v1/documents`.
public struct NewDocument: Hashable, Sendable {
    public var name: String
    public var title: String?
    public var externalID: String?
    public var mediaType: String?
    public var tags: [String]
    public var content: [UInt8]

    public init(
        name: String, title: String? = nil, externalID: String? = nil, mediaType: String? = nil, tags: [String] = [],
        content: [UInt8] = []
    ) {
        self.name = name
        self.title = title
        self.externalID = externalID
        self.mediaType = mediaType
        self.tags = tags
        self.content = content
    }
}

/// `GET /v1/documents`.
public struct DocumentQuery: Hashable, Sendable {
    /// Part of the name or title, compared without case; nil for all.
    public var text: String?
    public var status: String?
    public var tag: String?
    public var externalID: String?
    public var sort: Sort
    public var page: PageRequest

    /// The order of a list.
    public enum Sort: String, Hashable, Sendable, CaseIterable {
        case name
        case updated = "-updatedAt"
    }

    public init(
        text: String? = nil, status: String? = nil, tag: String? = nil, externalID: String? = nil,
        sort: Sort = .name, page: PageRequest = PageRequest()
    ) {
        self.text = text
        self.status = status
        self.tag = tag
        self.externalID = externalID
        self.sort = sort
        self.page = page
    }
}

/// Where a page of a list begins and how long it may be.
public struct PageRequest: Hashable, Sendable {
    public static let maximumLimit = 1_000

    /// Opaque, from the page before; nil for the first.
    public var cursor: String?
    /// 1 to 1,000 items.
    public var limit: Int

    public init(cursor: String? = nil, limit: Int = 100) {
        self.cursor = cursor
        self.limit = min(max(limit, 1), Self.maximumLimit)
    }
}

/// One page of a list.
public struct Page<Item: Sendable>: Sendable {
    public var items: [Item]
    /// Names the next page; nil on the last.
    public var next: String?

    public init(items: [Item], next: String?) {
        self.items = items
        self.next = next
    }
}

extension Page: Equatable where Item: Equatable {}
