/// Lines that one version brought: an item of `GET /v1/documents/{name}/blame`.
public struct BlameItem: Hashable, Sendable {
    /// The first line, from 1.
    public var from: Int
    /// The last line.
    public var to: Int
    public var version: Int
    public var author: String
    public var at: Timestamp

    public init(from: Int, to: Int, version: Int, author: String, at: Timestamp) {
        self.from = from
        self.to = to
        self.version = version
        self.author = author
        self.at = at
    }
}

extension BlameItem: JSONConvertible {
    public var json: JSON {
        [
            "from": .integer(from), "to": .integer(to), "version": .integer(version), "author": .string(author),
            "at": .string(at.rfc3339),
        ]
    }

    public init(json: JSON) throws(JSON.Invalid) {
        let place = JSONPlace(json)
        self.init(
            from: try place.member("from").integer(), to: try place.member("to").integer(),
            version: try place.member("version").integer(), author: try place.member("author").string(),
            at: try place.member("at").timestamp())
    }
}
