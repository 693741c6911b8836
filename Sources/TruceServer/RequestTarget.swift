internal import NIOHTTP1

extension HTTPRequestHead {
    private static let schemes = ["http://", "https://"]

    /// Whether the target is in the absolute-form of another scheme than HTTP's: nothing of it is here.
    var isOfAnotherScheme: Bool {
        uri.first != "/" && uri.prefix { !"/?#".contains($0) }.hasSuffix(":")
            && !Self.schemes.contains { uri.lowercased().hasPrefix($0) }
    }

    /// The same request with its target in origin-form: of an absolute-form (`http://host/path`) the host counts, and the
    /// `Host` field does not (RFC 9112, section 3.2.2). Without it a request could name one host and mean another.
    ///
    /// A missing or a second `Host` stays as it is, for the request is malformed.
    var inOriginForm: HTTPRequestHead {
        guard uri.first != "/", let scheme = Self.schemes.first(where: { uri.lowercased().hasPrefix($0) }),
            headers["Host"].count == 1
        else { return self }
        let rest = uri.dropFirst(scheme.count)
        let authority = rest.prefix { !"/?#".contains($0) }
        let path = rest.dropFirst(authority.count)
        var head = self
        head.uri = path.first == "/" ? String(path) : "/" + path
        head.headers.replaceOrAdd(name: "Host", value: String(authority))
        return head
    }
}
