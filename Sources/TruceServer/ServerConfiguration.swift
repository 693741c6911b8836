/// Where a ``StoreServer`` listens, and its limits.
public struct ServerConfiguration: Sendable {
    public enum Listener: Hashable, Sendable {
        /// A Unix socket in a folder of mode 0700, which is made if it is not there. Beside it lies `<path>.lock`, locked
        /// for as long as the server lives.
        case unix(path: String)
        /// A loopback address (`127.0.0.1`, `::1`, `localhost`); port 0 takes a free one. Only with `noAuth`.
        case tcp(host: String, port: Int)
    }

    public var listeners: [Listener]
    /// Whether TCP requests need no token: then a request with an `Origin` or for an unknown `Host` is refused, and
    /// `Truce-Actor` is taken from anybody.
    public var noAuth: Bool
    /// The largest body of a request, in bytes.
    public var bodyLimit = 16 << 20
    /// The largest header of a request, in bytes.
    public var headerLimit = 64 << 10
    /// How long after the last connection has ended the server leaves by itself; nil for never.
    public var idleExit: Duration?
    /// How long a shutdown waits for what is in flight before it closes the connections.
    public var drain = Duration.seconds(10)
    /// How long to wait for another server to give up the socket before ``ServerStartError/Kind/inUse``.
    public var lockWait = Duration.zero
    public var timeouts = Timeouts()

    /// How long a connection may take.
    public struct Timeouts: Hashable, Sendable {
        /// Without a request.
        public var idle = Duration.seconds(300)
        /// From the first byte of a request to the end of its header.
        public var header = Duration.seconds(20)
        /// For a body, before what its size earns.
        public var body = Duration.seconds(20)
        /// The rate in bytes a second by which a body earns more time.
        public var bodyRate = 16_384

        public init() {}
    }

    public init(listeners: [Listener], noAuth: Bool = false) {
        self.listeners = listeners
        self.noAuth = noAuth
    }

    /// Throws ``ServerStartError`` for a listener that may not be listened on, as far as that shows without making or
    /// locking anything; a server checks it again.
    public func check() throws(ServerStartError) {
        for listener in listeners {
            switch listener {
            case .unix(let path): try SocketClaim.check(path)
            case .tcp(let host, let port):
                let address = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
                guard ["127.0.0.1", "::1", "localhost"].contains(host) else {
                    throw ServerStartError(.notLoopback, address: address)
                }
                guard noAuth else { throw ServerStartError(.needsNoAuth, address: address) }
            }
        }
    }
}

/// Where a server came to listen.
public enum BoundAddress: Hashable, Sendable {
    case unix(path: String)
    case tcp(host: String, port: Int)
}
