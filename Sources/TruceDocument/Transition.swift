/// The body of `POST /v1/documents/{name}/transitions`: `{"to":"published"}`.
public struct Transition: Hashable, Sendable {
    public var to: String

    public init(to: String) { self.to = to }

    public func encoded() -> [UInt8] { JSON.object([.init("to", .string(to))]).bytes }

    /// Throws `malformed_request` for what is no JSON, `invalid_document` for a missing or unknown member.
    public init(decoding bytes: [UInt8]) throws(Problem) {
        var to = ""
        try readRequest(bytes, required: ["to"]) { name, place throws(JSON.Invalid) in
            guard name == "to" else { throw place.unknown }
            to = try place.string()
        }
        self.init(to: to)
    }
}
