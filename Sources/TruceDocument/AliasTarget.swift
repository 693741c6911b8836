/// What an alias leads to: `{"document":"runbook"}`, the body of `GET` and `PUT /v1/aliases/{alias}`.
public struct AliasTarget: Hashable, Sendable {
    /// The document's name.
    public var document: String

    public init(document: String) { self.document = document }

    public func encoded() -> [UInt8] { JSON.object([.init("document", .string(document))]).bytes }

    /// Throws `malformed_request` for what is no JSON, `invalid_document` for a missing or unknown member.
    public init(decoding bytes: [UInt8]) throws(Problem) {
        var document = ""
        try readRequest(bytes, required: ["document"]) { name, place throws(JSON.Invalid) in
            guard name == "document" else { throw place.unknown }
            document = try place.string()
        }
        self.init(document: document)
    }
}
