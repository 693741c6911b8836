/// How a conflict was resolved before, for whoever meets it again: `/v1/resolutions/{key}`.
public struct RememberedResolution: Hashable, Sendable {
    public var key: ResolutionKey
    /// The text that took the place of the conflict.
    public var text: String
    /// Who resolved it last.
    public var by: String
    public var at: Timestamp

    /// In bytes of UTF-8: a resolution is a place in a text and not a text.
    public static let maximumBytes = 64 << 10
    /// The store keeps so many; those remembered longest ago are forgotten first.
    public static let maximumCount = 10_000

    public init(key: ResolutionKey, text: String, by: String, at: Timestamp) {
        self.key = key
        self.text = text
        self.by = by
        self.at = at
    }
}

/// What a conflict is recognised by: the SHA-256, in 64 small hexadecimal digits, of whatever the merge says makes two
/// conflicts the same. Texts cannot be read out of it.
public struct ResolutionKey: Hashable, Sendable {
    public let digest: Digest

    public init(_ digest: Digest) { self.digest = digest }

    /// The `{key}` of a path; nil for what is no key.
    public init?(_ text: String) {
        guard let digest = Digest(hex: text) else { return nil }
        self.digest = digest
    }

    public var text: String { digest.hex }

    /// Under what one person's own resolution is kept, beside everybody's.
    public func personal(to actor: String) -> ResolutionKey {
        ResolutionKey(Digest(of: Array("\(actor)\n\(text)".utf8)))
    }
}

extension RememberedResolution: JSONConvertible {
    public var json: JSON {
        ["key": .string(key.text), "text": .string(text), "by": .string(by), "at": .string(at.rfc3339)]
    }

    public init(json: JSON) throws(JSON.Invalid) {
        let place = JSONPlace(json)
        self.init(
            key: ResolutionKey(try place.member("key").digest()), text: try place.member("text").string(),
            by: try place.member("by").string(), at: try place.member("at").timestamp())
    }
}

/// What remembering a resolution gave.
public struct Remembered: Hashable, Sendable {
    public var resolution: RememberedResolution
    /// Whether nobody had resolved such a conflict before.
    public var created: Bool

    public init(resolution: RememberedResolution, created: Bool) {
        self.resolution = resolution
        self.created = created
    }
}

/// The body of `PUT /v1/resolutions/{key}`: `{"text":"…"}`. Key, author and time are known from the request.
public struct ResolutionReport: Hashable, Sendable {
    public var text: String

    public init(text: String) { self.text = text }

    public func encoded() -> [UInt8] { JSON.object([.init("text", .string(text))]).bytes }

    /// Throws `malformed_request` for what is no JSON, `invalid_document` with every fault, a text that is too long among
    /// them.
    public init(decoding bytes: [UInt8]) throws(Problem) {
        var text = ""
        try readRequest(bytes, required: ["text"]) { name, place throws(JSON.Invalid) in
            switch name {
            case "text":
                text = try place.string()
                guard text.utf8.count <= RememberedResolution.maximumBytes else {
                    throw JSON.Invalid(
                        pointer: place.pointer,
                        detail: "A resolution has at most \(RememberedResolution.maximumBytes) bytes; "
                            + "this one has \(text.utf8.count).")
                }
            case "key", "by", "at": throw place.readOnly
            default: throw place.unknown
            }
        }
        self.init(text: text)
    }
}
