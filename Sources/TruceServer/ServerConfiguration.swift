public import TruceDocument

/// Where a ``StoreServer`` listens, and its limits.
public struct ServerConfiguration: Sendable {
    public enum Listener: Hashable, Sendable {
        /// A Unix socket in a folder of mode 0700, which is made if it is not there. Beside it lies `<path>.lock`, locked
        /// for as long as the server lives.
        case unix(path: String)
        /// An address of this machine; port 0 takes a free one. Beyond loopback (`127.0.0.1`, `::1`, `localhost`) only
        /// with TLS, and not with `noAuth`.
        case tcp(host: String, port: Int)
    }

    public var listeners: [Listener]
    /// Whether TCP requests need no token: then a request with an `Origin` or for an unknown `Host` is refused, and
    /// `Truce-Actor` is taken from anybody.
    public var noAuth: Bool
    /// What TCP is encrypted with; nil for not at all.
    public var tls: TLSFiles?
    /// The largest body of a request, in bytes.
    public var bodyLimit = 16 << 20
    /// How many bytes of bodies there may be of all requests that are not answered yet; one that would bring more is
    /// answered 503. At least ``bodyLimit``. One principal has at most half of it, or one body.
    public var bodiesLimit = 256 << 20
    /// How many bytes of large answers there may be whose readers have not taken them yet, a text that many read counted
    /// once; one more to a GET is answered 503. One principal has at most half of it.
    public var answersLimit = 256 << 20
    /// The largest header of a request, in bytes.
    public var headerLimit = 64 << 10
    /// How many connections there may be at once; one more is answered 503.
    public var connectionLimit = 10_000
    /// How long after the last connection has ended the server leaves by itself; nil for never.
    public var idleExit: Duration?
    /// How long a shutdown waits for what is in flight before it closes the connections.
    public var drain = Duration.seconds(10)
    /// How long to wait for another server to give up the socket before ``ServerStartError/Kind/inUse``.
    public var lockWait = Duration.zero
    public var timeouts = Timeouts()
    /// How often a stream of events is told where the log is.
    public var bookmarkInterval = Duration.seconds(15)
    /// After how many bookmarks without a sign of reading a stream is closed: a minute.
    public var streamPatience = 4
    public var rates = Rates()

    /// How often somebody may ask over TCP, where tokens are asked for.
    public struct Rates: Hashable, Sendable {
        /// Requests with one token.
        public var token = RateLimit(burst: 1_000, perMinute: 12_000)
        /// Wrong tokens from one address.
        public var guesses = RateLimit(burst: 20, perMinute: 20)

        public init() {}
    }

    /// PEM files: a certificate with those that lead to its authority, and its key.
    public struct TLSFiles: Hashable, Sendable {
        public var certificate: String
        public var key: String

        public init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// How long a connection may take.
    public struct Timeouts: Hashable, Sendable {
        /// From a connection to the end of its TLS handshake.
        public var handshake = Duration.seconds(20)
        /// Without a request.
        public var idle = Duration.seconds(300)
        /// From the first byte of a request to the end of its header.
        public var header = Duration.seconds(20)
        /// For a body, before what it earns as it comes; also the longest silence within one.
        public var body = Duration.seconds(20)
        /// The rate in bytes a second by which a body earns more time.
        public var bodyRate = 16_384
        /// For a reader to take the next part of what is sent to them: at most 140 KiB of a large answer over TCP.
        public var reader = Duration.seconds(120)

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
                    if noAuth { throw ServerStartError(.needsTokens, address: address) }
                    guard tls != nil else { throw ServerStartError(.needsTLS, address: address) }
                    continue
                }
            }
        }
    }
}

/// Where a server came to listen.
public enum BoundAddress: Hashable, Sendable {
    case unix(path: String)
    case tcp(host: String, port: Int)
}
