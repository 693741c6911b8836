/// What is said about a document beside its text: `GET /v1/documents/{name}/metadata`.
public struct Metadata: Hashable, Sendable {
    public var name: String
    public var title: String
    public var externalID: String?
    public var mediaType: String
    public var tags: [String]
    public var status: String

    public init(
        name: String, title: String, externalID: String?, mediaType: String, tags: [String], status: String
    ) {
        self.name = name
        self.title = title
        self.externalID = externalID
        self.mediaType = mediaType
        self.tags = tags
        self.status = status
    }
}

extension Document {
    /// The part of the document that has the metadata's tag.
    public var metadata: Metadata {
        Metadata(
            name: name, title: title, externalID: externalID, mediaType: mediaType, tags: tags, status: status)
    }
}

extension Metadata: JSONConvertible {
    public var json: JSON {
        [
            "name": .string(name), "title": .string(title), "externalId": .optional(externalID),
            "mediaType": .string(mediaType), "tags": .strings(tags), "status": .string(status),
        ]
    }

    public init(json: JSON) throws(JSON.Invalid) { try self.init(at: JSONPlace(json)) }

    init(at place: JSONPlace) throws(JSON.Invalid) {
        self.init(
            name: try place.member("name").string(), title: try place.member("title").string(),
            externalID: try place.optionalMember("externalId")?.string(),
            mediaType: try place.member("mediaType").string(), tags: try place.member("tags").strings(),
            status: try place.member("status").string())
    }
}
