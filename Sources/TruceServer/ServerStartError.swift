/// Why a server could not begin to listen, in words that say what to do.
public struct ServerStartError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        /// Another server holds the socket's lock.
        case inUse
        /// The socket's folder cannot be made or written.
        case folderNotWritable
        /// The socket's folder belongs to somebody else, or others may enter it.
        case folderNotPrivate
        /// A socket's path has at most 103 bytes.
        case pathTooLong
        /// Something else lies in the socket's place.
        case notASocket
        /// Beyond this machine nobody is let in without a token.
        case needsTokens
        /// Beyond this machine nothing is sent in the clear.
        case needsTLS
        /// There is no socket, and nobody has a token: nobody could ever come in.
        case nobodyHasAToken
        /// What is wrong with the certificate or the key in the file that is the address.
        case certificate(String)
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

    /// Whether the fault is in what was asked for, and not in what was found.
    public var isUsage: Bool {
        switch kind {
        case .needsTokens, .needsTLS, .nobodyHasAToken, .certificate, .pathTooLong: true
        case .inUse, .folderNotWritable, .folderNotPrivate, .notASocket, .portInUse, .other: false
        }
    }

    /// One or two sentences for people.
    public var description: String {
        switch kind {
        case .inUse:
            "Another truce server listens on \(address): use it with --server unix:\(address), or name another socket."
        case .folderNotWritable: "The folder of \(address) cannot be made or written: name another socket."
        case .folderNotPrivate:
            "The folder of \(address) is open to others: put the socket into a folder of your own of mode 0700."
        case .pathTooLong: "\(address) is too long for a socket: its path has at most 103 bytes. Choose a shorter one."
        case .notASocket: "\(address) is in the way: it is no socket. Remove it, or name another socket."
        case .needsTokens:
            "\(address) is not a loopback address, and beyond this machine everybody needs a token: leave --no-auth out."
        case .needsTLS:
            "\(address) is not a loopback address, and beyond this machine tokens and texts are not sent in the clear: "
                + "add --tls-cert FILE and --tls-key FILE."
        case .nobodyHasAToken:
            "Nobody has a token for \(address), so nobody could come in: add --socket PATH, and then "
                + "'truce user add NAME --role admin --server unix:PATH'."
        case .certificate(let fault): "\(address): \(fault)."
        case .portInUse: "\(address) is taken by another program: name another port."
        case .other(let words): "\(address) cannot be listened on: \(words)."
        }
    }
}
