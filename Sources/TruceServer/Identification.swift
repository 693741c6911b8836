internal import Glibc
internal import HTTPTypes
internal import Synchronization
internal import TruceDocument

/// Finds out who asks: the peer's user on a Unix socket, somebody on this machine over TCP, or whom `Truce-Actor` names.
final class Identification: Sendable {
    private let noAuth: Bool
    private let ownUser: UInt32
    /// Names of users, by id.
    private let users = Mutex<[UInt32: String]>([:])

    /// Over TCP without a name of one's own.
    static let anonymous = "anonymous"

    init(noAuth: Bool, ownUser: UInt32 = geteuid()) {
        self.noAuth = noAuth
        self.ownUser = ownUser
    }

    /// The actor of a request.
    ///
    /// Throws `forbidden` for a request over TCP with an `Origin` (a page in a browser) and for a `Truce-Actor` from
    /// somebody who may not name one, `unknown_host` for a `Host` that is not loopback (rebinding), `malformed_request`
    /// for a `Truce-Actor` that no actor can have.
    func actor(of request: IncomingRequest) throws(Problem) -> String {
        if request.peer == .network { try check(request) }
        guard let header = request.headers[.actor] else { return name(of: request.peer) }
        guard noAuth || request.peer == .user(ownUser) else {
            throw Problem(.forbidden, detail: "Only the server's own user may name another actor.")
        }
        guard let actor = String(percentEncoded: header), User.isName(actor) else {
            throw Problem(
                .malformedRequest,
                detail: "Truce-Actor is a percent-encoded name of 1 to 200 bytes without spaces or controls.")
        }
        return actor
    }

    /// Who was authenticated, whoever the actor is: idempotency keys are theirs.
    func principal(of peer: Peer) -> String {
        switch peer {
        case .network: Self.anonymous
        case .user: "user:\(name(of: peer))"
        }
    }

    private func check(_ request: IncomingRequest) throws(Problem) {
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

    private func name(of peer: Peer) -> String {
        switch peer {
        case .network: Self.anonymous
        case .user(let id):
            users.withLock { users in
                if let known = users[id] { return known }
                let name = Self.lookUp(id) ?? "uid\(id)"
                users[id] = name
                return name
            }
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
