/// Why a server could not begin to listen, in words that say what to do.
public struct ServerStartError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        /// Another server holds the socket's lock.
        case inUse
        /// The socket's folder cannot be made or written.
        case folderNotWritable
        /// The socket's folder belongs to somebody else, or others may enter it.
        case folderNotPrivate
        /// A socket's path has at most 107 bytes.
        case pathTooLong
        /// The TCP address is not a loopback address.
        case notLoopback
        /// TCP is served without tokens only, which must be asked for.
        case needsNoAuth
        /// The TCP port is taken.
        case portInUse
        /// The system's own words.
        case other(String)
    }

    public let kind: Kind
    /// A path, or host and port.
    public let address: String

    init(_ kind: Kind, address: String) {
        self.kind = kind
        self.address = address
    }

    /// One or two sentences for people.
    public var description: String {
        switch kind {
        case .inUse:
            "Another truce server listens on \(address): use it with --server unix:\(address), or name another socket."
        case .folderNotWritable: "The folder of \(address) cannot be made or written: name another socket."
        case .folderNotPrivate:
            "The folder of \(address) is open to others: put the socket into a folder of your own of mode 0700."
        case .pathTooLong: "\(address) is too long for a socket: its path has at most 107 bytes. Choose a shorter one."
        case .notLoopback: "\(address) is not a loopback address: truce listens on 127.0.0.1 or ::1 only."
        case .needsNoAuth: "TCP on \(address) has no authentication: ask for it with --no-auth, or use the Unix socket."
        case .portInUse: "\(address) is taken by another program: name another port."
        case .other(let words): "\(address) cannot be listened on: \(words)."
        }
    }
}
