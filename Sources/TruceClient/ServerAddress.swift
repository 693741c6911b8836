public import TruceDocument

/// Where a store server listens: `unix:PATH`, `http://HOST:PORT` or `https://HOST:PORT`.
public enum ServerAddress: Hashable, Sendable {
    case unixSocket(path: String)
    case http(host: String, port: Int)
    /// HTTP over TLS.
    case https(host: String, port: Int)

    /// Parses what `--server` and `TRUCE_SERVER` hold. Throws `malformed_request` with a sentence that names the forms.
    public init(_ text: String) throws(Problem) {
        if text.hasPrefix("unix:") {
            // unix:///path is a habit from other programs; unix:path is relative to the working folder.
            let rest = text.dropFirst("unix:".count)
            let path = rest.hasPrefix("//") ? rest.dropFirst(2) : rest
            guard !path.isEmpty else { throw Self.refuse(text, "the path is missing") }
            self = .unixSocket(path: String(path))
        } else if text.hasPrefix("http://") {
            let (host, port) = try Self.parse(authority: text.dropFirst("http://".count), of: text)
            self = .http(host: host, port: port ?? 80)
        } else if text.hasPrefix("https://") {
            let (host, port) = try Self.parse(authority: text.dropFirst("https://".count), of: text)
            self = .https(host: host, port: port ?? 443)
        } else {
            throw Self.refuse(text, "it names no scheme")
        }
    }

    /// The host and the port; nil for the scheme's own port.
    private static func parse(
        authority rest: Substring, of text: String
    ) throws(Problem) -> (host: String, port: Int?) {
        let authority = rest.hasSuffix("/") ? rest.dropLast() : rest
        guard !authority.contains(where: { "/?#@".contains($0) || $0.isWhitespace }) else {
            throw refuse(text, "only a host and a port may follow the //")
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
        if afterHost.isEmpty { return (String(host), nil) }
        guard afterHost.first == ":", let port = UInt16(afterHost.dropFirst()), port > 0 else {
            throw refuse(text, "the port is no number from 1 to 65535")
        }
        return (String(host), Int(port))
    }

    private static func refuse(_ text: String, _ why: String) -> Problem {
        Problem(
            .malformedRequest,
            detail: "'\(text)' is no server address: \(why). Write unix:PATH, http://HOST:PORT or https://HOST:PORT.")
    }

    /// The value of the `Host` header.
    var authority: String {
        switch self {
        case .unixSocket: "localhost"
        case .http(let host, 80), .https(let host, 443): Self.bracketed(host)
        case .http(let host, let port), .https(let host, let port): "\(Self.bracketed(host)):\(port)"
        }
    }

    /// A host as it stands before a port.
    private static func bracketed(_ host: String) -> String { host.contains(":") ? "[\(host)]" : host }
}

extension ServerAddress: CustomStringConvertible {
    /// The address as `--server` takes it.
    public var description: String {
        switch self {
        case .unixSocket(let path): "unix:\(path)"
        case .http: "http://\(authority)"
        case .https: "https://\(authority)"
        }
    }
}
