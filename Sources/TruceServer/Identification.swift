internal import Glibc
internal import HTTPTypes
internal import Synchronization
internal import TruceDocument

/// Finds out who asks: the peer's user on a Unix socket, the holder of a token over TCP, or whom `Truce-Actor` names.
final class Identification: Sendable {
    private let noAuth: Bool
    private let ownUser: UInt32
    private let tokens: any TokenKeeper
    private let now: @Sendable () -> Timestamp
    /// Names of users, by id.
    private let users = Mutex<[UInt32: String]>([:])
    private let buckets: Mutex<Buckets>

    private struct Buckets {
        /// Requests, by token.
        var requests: RateLimiter<String>
        /// Wrong tokens, by where they came from.
        var guesses: RateLimiter<String>
    }

    init(
        noAuth: Bool, ownUser: UInt32 = geteuid(), tokens: any TokenKeeper,
        limits: ServerConfiguration.Rates = .init(), now: @escaping @Sendable () -> Timestamp
    ) {
        self.noAuth = noAuth
        self.ownUser = ownUser
        self.tokens = tokens
        self.now = now
        buckets = Mutex(
            Buckets(requests: RateLimiter(limits.token), guesses: RateLimiter(limits.guesses)))
    }

    /// Who sends a request.
    ///
    /// Throws `unauthenticated` for a request over TCP without a good token, `rate_limited` for too many of them and for
    /// too many wrong ones. Without authentication: `forbidden` for a request over TCP with an `Origin` (a page in a
    /// browser), `unknown_host` for a `Host` that is not loopback (rebinding). Throws `forbidden` for a `Truce-Actor` from
    /// somebody who may not name one, `malformed_request` for one that no actor can have.
    func identity(of request: IncomingRequest) throws(Problem) -> Identity {
        var identity = try authenticate(request)
        guard let header = request.headers[.actor] else { return identity }
        guard noAuth || request.peer == .user(ownUser) else {
            throw Problem(.forbidden, detail: "Only the server's own user may name another actor.")
        }
        guard let actor = String(percentEncodedHeader: header), User.isName(actor) else {
            throw Problem(
                .malformedRequest,
                detail: "Truce-Actor is a percent-encoded name of 1 to 200 bytes without spaces or controls.")
        }
        identity.actor = actor
        return identity
    }

    /// Somebody who asks for what everybody may have.
    func visitor(_ request: IncomingRequest) throws(Problem) -> Identity {
        if noAuth, request.peer == .network { try refuseRebinding(request) }
        return .anonymous
    }

    private func authenticate(_ request: IncomingRequest) throws(Problem) -> Identity {
        switch request.peer {
        case .user(let id):
            let name = name(ofUser: id)
            return Identity(principal: "uid:\(id)", actor: name, role: id == ownUser ? .admin : .writer)
        case .network where noAuth:
            try refuseRebinding(request)
            return .anonymous
        case .network:
            let holder = try holder(of: request)
            return Identity(
                principal: User.principal(holder.user), actor: holder.user, role: holder.role, tokenID: holder.tokenID)
        }
    }

    /// The holder of the request's token, who has not asked too often.
    ///
    /// A good token is let in however many wrong ones came from the same address: 160 random bits are guessed by nobody,
    /// and one broken script must not lock out all others behind its address.
    private func holder(of request: IncomingRequest) throws(Problem) -> TokenHolder {
        guard let header = request.headers[.authorization] else {
            throw Problem(.unauthenticated, detail: "Send a token, as in Authorization: Bearer $TRUCE_TOKEN.")
        }
        guard let token = AccessToken(authorization: header), let holder = tokens.holder(of: token) else {
            try buckets.withLock { buckets throws(Problem) in
                try buckets.guesses.spend(request.sender, at: now(), "Too many wrong tokens came from your address")
            }
            throw Problem(.unauthenticated, detail: "The token is not good: it is mistyped, or was taken back.")
        }
        try buckets.withLock { buckets throws(Problem) in
            try buckets.requests.spend(holder.tokenID, at: now(), "Too many requests came with your token")
        }
        return holder
    }

    /// A page in a browser can send requests to this machine, and have its own name lead here.
    private func refuseRebinding(_ request: IncomingRequest) throws(Problem) {
        guard request.headers[.origin] == nil else {
            throw Problem(.forbidden, detail: "A server without authentication takes no requests from web pages.")
        }
        guard let authority = request.authority, Self.isLoopback(authority) else {
            throw Problem(.unknownHost, detail: "This server answers for localhost, 127.0.0.1 and [::1] only.")
        }
    }

    /// Whether a `Host` names this machine, whatever the port.
    static func isLoopback(_ authority: String) -> Bool {
        let host = authority.first == "[" ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        let rest = authority.dropFirst(host.count)
        let isPort = rest.isEmpty || (rest.first == ":" && rest.dropFirst().allSatisfy { ("0"..."9").contains($0) })
        return isPort && ["localhost", "127.0.0.1", "[::1]"].contains(host.lowercased())
    }

    private func name(ofUser id: UInt32) -> String {
        users.withLock { users in
            if let known = users[id] { return known }
            let name = Self.lookUp(id) ?? "uid\(id)"
            users[id] = name
            return name
        }
    }

    /// The user's name in the system's database.
    private static func lookUp(_ id: UInt32) -> String? {
        var entry = passwd()
        var found: UnsafeMutablePointer<passwd>?
        var buffer = [CChar](repeating: 0, count: 16_384)
        guard getpwuid_r(id, &entry, &buffer, buffer.count, &found) == 0, found != nil, let name = entry.pw_name else {
            return nil
        }
        return String(cString: name)
    }
}

extension RateLimiter {
    /// Takes a token from a bucket. Throws `rate_limited`, which begins with `complaint`.
    fileprivate mutating func spend(_ key: Key, at time: Timestamp, _ complaint: String) throws(Problem) {
        guard case .refused(let seconds) = take(key, at: time) else { return }
        throw Problem(
            .rateLimited(retryAfter: seconds),
            detail: "\(complaint): wait \(seconds) second\(seconds == 1 ? "" : "s").")
    }
}
