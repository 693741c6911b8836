public import TruceDocument

/// Where a store server listens: `unix:PATH` or `http://HOST:PORT`.
public enum ServerAddress: Hashable, Sendable {
    case unixSocket(path: String)
    case http(host: String, port: Int)

    /// Parses what `--server` and `TRUCE_SERVER` hold. Throws `malformed_request` with a sentence that names the forms.
    public init(_ text: String) throws(Problem) {
        if text.hasPrefix("unix:") {
            // unix:///path is a habit from other programs; unix:path is relative to the working folder.
            let rest = text.dropFirst("unix:".count)
            let path = rest.hasPrefix("//") ? rest.dropFirst(2) : rest
            guard !path.isEmpty else { throw Self.refuse(text, "the path is missing") }
            self = .unixSocket(path: String(path))
        } else if text.hasPrefix("http://") {
            self = try Self.parse(authority: text.dropFirst("http://".count), of: text)
        } else if text.hasPrefix("https://") {
            throw Self.refuse(text, "this version of truce speaks no TLS")
        } else {
            throw Self.refuse(text, "it begins neither with unix: nor with http://")
        }
    }

    private static func parse(authority rest: Substring, of text: String) throws(Problem) -> ServerAddress {
        let authority = rest.hasSuffix("/") ? rest.dropLast() : rest
        guard !authority.contains(where: { "/?#@".contains($0) || $0.isWhitespace }) else {
            throw refuse(text, "only a host and a port may follow http://")
        }
        let host: Substring
        let afterHost: Substring
        if authority.first == "[", let end = authority.firstIndex(of: "]") {
            host = authority[authority.index(after: authority.startIndex)..<end]
            afterHost = authority[authority.index(after: end)...]
        } else {
            host = authority.prefix { $0 != ":" }
            afterHost = authority[host.endIndex...]
        }
        guard !host.isEmpty else { throw refuse(text, "the host is missing") }
        if afterHost.isEmpty { return .http(host: String(host), port: 80) }
        guard afterHost.first == ":", let port = UInt16(afterHost.dropFirst()), port > 0 else {
            throw refuse(text, "the port is no number from 1 to 65535")
        }
        return .http(host: String(host), port: Int(port))
    }

    private static func refuse(_ text: String, _ why: String) -> Problem {
        Problem(
            .malformedRequest,
            detail: "'\(text)' is no server address: \(why). Write unix:PATH or http://HOST:PORT.")
    }

    /// The value of the `Host` header.
    var authority: String {
        switch self {
        case .unixSocket: "localhost"
        case .http(let host, 80): host.contains(":") ? "[\(host)]" : host
        case .http(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}

extension ServerAddress: CustomStringConvertible {
    /// The address as `--server` takes it.
    public var description: String {
        switch self {
        case .unixSocket(let path): "unix:\(path)"
        case .http: "http://\(authority)"
        }
    }
}
