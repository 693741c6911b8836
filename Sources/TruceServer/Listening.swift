internal import Glibc
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import Synchronization

/// A server's listeners: what is checked and claimed before they are bound, and when all of them are.
final class Listening: Sendable {
    private let listeners: [ServerConfiguration.Listener]
    /// One for each Unix socket, by its path.
    private let claims: [String: SocketClaim]
    private let bound = Mutex<[Int: BoundAddress]>([:])

    /// Checks the configuration and claims every Unix socket. Throws ``ServerStartError`` for one that is taken, and for what may not be listened on.
    init(_ configuration: ServerConfiguration) async throws {
        try configuration.check()
        listeners = configuration.listeners
        var claims: [String: SocketClaim] = [:]
        for case .unix(let path) in configuration.listeners {
            claims[path] = try await SocketClaim(path: path, wait: configuration.lockWait)
        }
        self.claims = claims
    }

    /// A listener is bound. Returns all addresses once the last one is.
    func bound(_ index: Int, _ channel: any Channel) throws(ServerStartError) -> [BoundAddress]? {
        let address: BoundAddress
        switch listeners[index] {
        case .unix(let path):
            try claims[path]?.makeSocketPrivate()
            address = .unix(path: path)
        case .tcp(let host, let port): address = .tcp(host: host, port: channel.localAddress?.port ?? port)
        }
        return bound.withLock { bound in
            bound[index] = address
            return bound.count == listeners.count ? listeners.indices.compactMap { bound[$0] } : nil
        }
    }

    /// Nobody finds the server any more; whoever is connected stays so.
    func hide() {
        for claim in claims.values { claim.removeSocket() }
    }

    /// Lets another server have the sockets.
    func release() {
        for claim in claims.values { claim.release() }
    }
}

extension ServerConfiguration.Listener {
    var isLocal: Bool {
        if case .unix = self { true } else { false }
    }

    var address: BindAddress {
        switch self {
        case .unix(let path): .unixDomainSocket(path: path)
        case .tcp(let host, let port): .hostname(host, port: port)
        }
    }

    var description: String {
        switch self {
        case .unix(let path): path
        case .tcp(let host, let port): "\(host):\(port)"
        }
    }
}

extension ServerStartError {
    /// What a failed bind means.
    init(bind error: any Error, _ listener: ServerConfiguration.Listener) {
        if let error = error as? ServerStartError {
            self = error
            return
        }
        switch (error as? IOError)?.errnoCode {
        case EADDRINUSE?: self.init(.portInUse, address: listener.description)
        case EACCES?, EROFS?: self.init(.folderNotWritable, address: listener.description)
        default: self.init(.other("\(error)"), address: listener.description)
        }
    }
}
