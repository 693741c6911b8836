/// Something that happened in the store, as `GET /v1/events` tells it.
public struct StoreEvent: Hashable, Sendable {
    /// Its place in the log. Presence and bookmarks are not stored: they repeat the place of the last event that is.
    public var cursor: EventCursor
    public var kind: Kind
    /// The document's name; nil for a bookmark.
    public var document: String?
    /// The head version afterwards, where there is one.
    public var version: Int?
    /// The tag of what changed: of the text, the metadata, or the document.
    public var etag: ETag?
    public var actor: String?
    public var at: Timestamp
    /// The request that caused it.
    public var requestID: String?

    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case documentCreated = "document.created"
        case contentUpdated = "content.updated"
        case metadataUpdated = "metadata.updated"
        case statusChanged = "status.changed"
        case documentDeleted = "document.deleted"
        case presenceChanged = "presence.changed"
        case conflictAnswered = "conflict.answered"
        case conflictSpike = "conflict.spike"
        case bookmark

        /// Whether the log keeps it, so that it has a place of its own.
        public var isStored: Bool { self != .presenceChanged && self != .bookmark }
    }

    public init(
        cursor: EventCursor, kind: Kind, document: String?, version: Int? = nil, etag: ETag? = nil,
        actor: String? = nil, at: Timestamp, requestID: String? = nil
    ) {
        self.cursor = cursor
        self.kind = kind
        self.document = document
        self.version = version
        self.etag = etag
        self.actor = actor
        self.at = at
        self.requestID = requestID
    }

    /// Says that everything up to `cursor` was sent.
    public static func bookmark(_ cursor: EventCursor, at time: Timestamp) -> StoreEvent {
        StoreEvent(cursor: cursor, kind: .bookmark, document: nil, at: time)
    }
}

extension StoreEvent: JSONConvertible {
    public var json: JSON {
        var members: [JSON.Member] = [.init("cursor", .string(cursor.text)), .init("type", .string(kind.rawValue))]
        if let document { members.append(.init("document", .string(document))) }
        if let version { members.append(.init("version", .integer(version))) }
        if let etag { members.append(.init("etag", .string(etag.header))) }
        if let actor { members.append(.init("actor", .string(actor))) }
        members.append(.init("at", .string(at.rfc3339)))
        if let requestID { members.append(.init("requestId", .string(requestID))) }
        return .object(members)
    }

    public init(json: JSON) throws(JSON.Invalid) {
        let place = JSONPlace(json)
        let cursor = try place.member("cursor")
        guard let parsed = EventCursor(try cursor.string()) else {
            throw JSON.Invalid(pointer: cursor.pointer, detail: "This must be the cursor of an event.")
        }
        self.init(
            cursor: parsed, kind: try place.member("type").oneOf(Kind.self),
            document: try place.optionalMember("document")?.string(),
            version: try place.optionalMember("version")?.integer(), etag: try place.optionalMember("etag")?.etag(),
            actor: try place.optionalMember("actor")?.string(), at: try place.member("at").timestamp(),
            requestID: try place.optionalMember("requestId")?.string())
    }
}

extension StoreEvent {
    /// The event as a stream carries it: `id`, `event`, and `data` on one line.
    public var frame: ServerSentEvent {
        ServerSentEvent(id: cursor.text, type: kind.rawValue, data: String(decoding: encoded(), as: UTF8.self))
    }

    /// Reads a stream's event. Throws what is wrong with its data; an event of a kind that this version does not know
    /// is nil, so that a newer server's stream can be followed.
    public init?(_ frame: ServerSentEvent) throws(JSON.Invalid) {
        guard Kind(rawValue: frame.type) != nil else { return nil }
        try self.init(decoding: Array(frame.data.utf8))
    }
}
