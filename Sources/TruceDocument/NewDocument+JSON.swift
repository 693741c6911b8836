extension NewDocument {
    /// The body of `POST /v1/documents`. Throws `invalid_document` for a text that is not UTF-8, which JSON cannot hold.
    public func encoded() throws(Problem) -> [UInt8] {
        guard let text = String(validating: content, as: UTF8.self) else {
            throw Problem(
                .invalidDocument([Fault(pointer: "/content", detail: "The text is not UTF-8.")]),
                detail: "JSON cannot hold a text that is not UTF-8: save it under its name with If-None-Match: *.")
        }
        var members: [JSON.Member] = [.init("name", .string(name))]
        if let title { members.append(.init("title", .string(title))) }
        if let externalID { members.append(.init("externalId", .string(externalID))) }
        if let mediaType { members.append(.init("mediaType", .string(mediaType))) }
        if !tags.isEmpty { members.append(.init("tags", .array(tags.map(JSON.string)))) }
        if !content.isEmpty { members.append(.init("content", .string(text))) }
        return JSON.object(members).bytes
    }

    /// Reads the body of `POST /v1/documents`. Null counts as absent, but for `name`.
    ///
    /// Throws `malformed_request` for what is no JSON, `invalid_document` with every fault for unknown and read-only
    /// members, wrong types, and values that no document may have. Whether the name is well-formed is the store's check.
    public init(decoding bytes: [UInt8]) throws(Problem) {
        var new = NewDocument(name: "")
        try readRequest(bytes, required: ["name"]) { name, place throws(JSON.Invalid) in
            try new.read(name, at: place)
        }
        self = new
    }

    private mutating func read(_ name: String, at place: JSONPlace) throws(JSON.Invalid) {
        let given = place.value == .null ? nil : place
        switch name {
        case "name": self.name = try place.string()
        case "title": title = try given?.string()
        case "externalId": externalID = try given?.string()
        case "mediaType": mediaType = try given?.mediaType()
        case "tags": tags = try given?.strings() ?? []
        case "content": content = Array(try given?.string().utf8 ?? "".utf8)
        case "status": throw place.readOnly
        default: throw Document.readOnlyMembers.contains(name) ? place.readOnly : place.unknown
        }
    }
}

extension Document {
    /// The members that answers have and no request sets, but for `status`, which a transition sets.
    static let readOnlyMembers: Set = [
        "id", "aliases", "version", "size", "etag", "metadataETag", "contentETag", "createdAt", "createdBy",
        "updatedAt", "updatedBy",
    ]
}
