public import TruceDocument

/// How a client shows who it is, and which servers it takes for what they say.
public struct Credentials: Hashable, Sendable {
    /// Sent over TLS and to this machine alone; a Unix socket needs none.
    public var token: AccessToken?
    /// A PEM file of the authorities whose certificates are good, in place of the system's.
    public var authorities: String?

    public init(token: AccessToken? = nil, authorities: String? = nil) {
        self.token = token
        self.authorities = authorities
    }

    /// The value of `Authorization` for a server; nil for none. Throws `forbidden` rather than send a token in the clear.
    func authorization(for address: ServerAddress) throws(Problem) -> String? {
        guard let token, address.takesTokens else { return nil }
        guard address.isConfidential else {
            throw Problem(
                .forbidden,
                detail: "Your token was not sent to \(address), since everybody on the way could read it: use https://."
            )
        }
        return "Bearer \(token.secret)"
    }
}

extension ServerAddress {
    /// Whether the server asks for tokens; over a Unix socket it knows who asks.
    public var takesTokens: Bool {
        if case .unixSocket = self { false } else { true }
    }

    /// Whether nobody on the way can read what is sent.
    public var isConfidential: Bool {
        switch self {
        case .unixSocket, .https: true
        case .http(let host, _): host == "localhost" || host == "::1" || host.wholeMatch(of: /127(\.\d{1,3}){3}/) != nil
        }
    }
}
