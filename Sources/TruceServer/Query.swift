internal import TruceDocument

/// The parameters behind the question mark of a request.
struct Query: Sendable {
    private var values: [(name: String, value: String)] = []

    /// Throws `malformed_request` for bad percent-encoding.
    init(_ text: Substring) throws(Problem) {
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(parts[0]), let value = Self.decode(parts.count > 1 ? parts[1] : "")
            else { throw Problem(.malformedRequest, detail: "The query is not percent-encoded UTF-8.") }
            values.append((name, value))
        }
    }

    /// A plus is a space, as forms send it (URL Standard, application/x-www-form-urlencoded).
    fileprivate static func decode(_ text: Substring) -> String? {
        String(percentEncoded: text.replacing("+", with: " "))
    }

    /// The first value of the parameter; nil if it is not there.
    subscript(_ name: String) -> String? { values.first { $0.name == name }?.value }

    /// The page asked for. Throws `malformed_request` for a limit that is none.
    func page() throws(Problem) -> PageRequest {
        guard let text = self["limit"] else { return PageRequest(cursor: self["cursor"]) }
        guard let limit = Int(positive: text), limit <= PageRequest.maximumLimit else {
            throw Problem(.malformedRequest, detail: "limit is a number from 1 to \(PageRequest.maximumLimit).")
        }
        return PageRequest(cursor: self["cursor"], limit: limit)
    }

    /// Whether a parameter says `true`. Throws `malformed_request` for a value that is neither that nor `false`.
    func flag(_ name: String) throws(Problem) -> Bool {
        switch self[name] {
        case nil, "false": return false
        case "true": return true
        default: throw Problem(.malformedRequest, detail: "\(name) is true or false.")
        }
    }

    /// The version that a parameter names. Throws `malformed_request` if it is missing or no number.
    func version(_ name: String) throws(Problem) -> Int {
        guard let number = self[name].flatMap({ Int(positive: $0) }) else {
            throw Problem(.malformedRequest, detail: "The query needs \(name)=<version>.")
        }
        return number
    }
}

extension IncomingRequest {
    /// `Link: <…>; rel="next"` for a page that is not the last: the same request with another cursor.
    func link(next cursor: String, parameter: String) -> String {
        "<\(target(setting: parameter, to: cursor))>; rel=\"next\""
    }

    /// The target with another value of a parameter in its query, behind the others, however it spells that.
    func target(setting parameter: String, to value: String) -> String {
        let others = query.split(separator: "&").filter { Query.decode($0.prefix { $0 != "=" }) != parameter }
        return "\(path)?\((others + ["\(parameter)=\(value)"]).joined(separator: "&"))"
    }
}
