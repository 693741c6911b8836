extension Document: JSONConvertible {
    /// The members of the JSON.
    public static let memberNames: Set<String> = [
        "id", "name", "aliases", "title", "externalId", "mediaType", "status", "tags", "version", "size", "etag",
        "metadataETag", "contentETag", "createdAt", "createdBy", "updatedAt", "updatedBy",
    ]

    public var json: JSON {
        [
            "id": .string(id), "name": .string(name), "aliases": .array(aliases.map(JSON.string)),
            "title": .string(title), "externalId": .optional(externalID), "mediaType": .string(mediaType),
            "status": .string(status), "tags": .array(tags.map(JSON.string)), "version": .integer(version),
            "size": .integer(size), "etag": .string(etag.header), "metadataETag": .string(metadataETag.header),
            "contentETag": .string(contentETag.header), "createdAt": .string(createdAt.rfc3339),
            "createdBy": .string(createdBy), "updatedAt": .string(updatedAt.rfc3339), "updatedBy": .string(updatedBy),
        ]
    }

    public init(json: JSON) throws(JSON.Invalid) {
        let place = JSONPlace(json)
        self.init(
            id: try place.member("id").string(), name: try place.member("name").string(),
            aliases: try place.member("aliases").strings(), title: try place.member("title").string(),
            externalID: try place.optionalMember("externalId")?.string(),
            mediaType: try place.member("mediaType").string(), status: try place.member("status").string(),
            tags: try place.member("tags").strings(), version: try place.member("version").integer(),
            size: try place.member("size").integer(), metadataETag: try place.member("metadataETag").etag(),
            contentETag: try place.member("contentETag").etag(),
            createdAt: try place.member("createdAt").timestamp(), createdBy: try place.member("createdBy").string(),
            updatedAt: try place.member("updatedAt").timestamp(), updatedBy: try place.member("updatedBy").string())
    }
}

extension Version: JSONConvertible {
    public var json: JSON {
        var members: [JSON.Member] = [
            .init("version", .integer(number)), .init("parent", .optional(parent)), .init("author", .string(author)),
            .init("at", .string(at.rfc3339)), .init("message", .string(message)), .init("size", .integer(size)),
            .init("sha256", .string(digest.hex)), .init("etag", .string(etag.header)),
        ]
        if let mergeOf { members.append(.init("mergeOf", .integer(mergeOf))) }
        if isForced { members.append(.init("forced", .bool(true))) }
        return .object(members)
    }

    public init(json: JSON) throws(JSON.Invalid) {
        let place = JSONPlace(json)
        self.init(
            number: try place.member("version").integer(), parent: try place.optionalMember("parent")?.integer(),
            author: try place.member("author").string(), at: try place.member("at").timestamp(),
            message: try place.member("message").string(), size: try place.member("size").integer(),
            digest: try place.member("sha256").digest(), mergeOf: try place.optionalMember("mergeOf")?.integer(),
            isForced: try place.optionalMember("forced")?.bool() ?? false)
    }
}

extension Page where Item: JSONConvertible {
    /// `{"items": […]}`; where the next page begins stands in the `Link` header.
    public var json: JSON { ["items": .array(items.map(\.json))] }

    /// The page as JSON text in UTF-8.
    public func encoded() -> [UInt8] { json.bytes }

    /// Reads a page's items; `next` comes from the `Link` header.
    public init(decoding bytes: [UInt8], next: String?) throws(JSON.Invalid) {
        var items: [Item] = []
        for place in try JSONPlace(JSON(parsing: bytes)).member("items").items() {
            do {
                items.append(try Item(json: place.value))
            } catch {
                throw JSON.Invalid(pointer: place.pointer + error.pointer, detail: error.detail)
            }
        }
        self.init(items: items, next: next)
    }
}
