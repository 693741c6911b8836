/// A change of metadata: the merge patch (RFC 7396) of `PATCH /v1/documents/{name}/metadata`. What is nil stays.
public struct MetadataPatch: Hashable, Sendable {
    public var name: String?
    public var title: String?
    public var externalID: ExternalID?
    public var mediaType: String?
    public var tags: [String]?

    /// What becomes of the external id.
    public enum ExternalID: Hashable, Sendable {
        case removed
        case replaced(String)
    }

    public init(
        name: String? = nil, title: String? = nil, externalID: ExternalID? = nil, mediaType: String? = nil,
        tags: [String]? = nil
    ) {
        self.name = name
        self.title = title
        self.externalID = externalID
        self.mediaType = mediaType
        self.tags = tags
    }

    /// The metadata after the change.
    public func applied(to metadata: Metadata) -> Metadata {
        var changed = metadata
        if let name { changed.name = name }
        if let title { changed.title = title }
        switch externalID {
        case nil: break
        case .removed: changed.externalID = nil
        case .replaced(let id): changed.externalID = id
        }
        if let mediaType { changed.mediaType = mediaType }
        if let tags { changed.tags = tags }
        return changed
    }

    public func encoded() -> [UInt8] {
        var members: [JSON.Member] = []
        if let name { members.append(.init("name", .string(name))) }
        if let title { members.append(.init("title", .string(title))) }
        switch externalID {
        case nil: break
        case .removed: members.append(.init("externalId", .null))
        case .replaced(let id): members.append(.init("externalId", .string(id)))
        }
        if let mediaType { members.append(.init("mediaType", .string(mediaType))) }
        if let tags { members.append(.init("tags", .strings(tags))) }
        return JSON.object(members).bytes
    }

    /// Reads a patch. Null empties a title and tags and removes an external id; name and media type cannot be null.
    ///
    /// Throws `malformed_request` for what is no JSON, `invalid_document` with every fault for unknown and read-only
    /// members (a status is changed by a transition) and wrong types.
    public init(decoding bytes: [UInt8]) throws(Problem) {
        var patch = MetadataPatch()
        try readRequest(bytes) { name, place throws(JSON.Invalid) in
            try patch.read(name, at: place)
        }
        self = patch
    }

    private mutating func read(_ name: String, at place: JSONPlace) throws(JSON.Invalid) {
        let given = place.value == .null ? nil : place
        switch name {
        case "name": self.name = try place.string()
        case "title": title = try given?.string() ?? ""
        case "externalId": externalID = try (given?.string()).map { .replaced($0) } ?? .removed
        case "mediaType": mediaType = try place.mediaType()
        case "tags": tags = try given?.strings() ?? []
        case "status":
            throw JSON.Invalid(
                pointer: place.pointer, detail: "The status is changed by POST to the document's transitions.")
        default: throw Document.readOnlyMembers.contains(name) ? place.readOnly : place.unknown
        }
    }
}
