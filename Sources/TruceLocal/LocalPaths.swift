import Glibc
public import TruceDocument

/// Where the local store and what belongs to it lie on this machine.
public struct LocalPaths: Hashable, Sendable {
    /// Holds the socket; only its owner may enter it.
    public var runtimeFolder: String
    /// Holds the documents.
    public var dataFolder: String
    /// Holds what a machine may lose: the server's log, the journals of drafts.
    public var stateFolder: String

    public init(runtimeFolder: String, dataFolder: String, stateFolder: String) {
        self.runtimeFolder = runtimeFolder
        self.dataFolder = dataFolder
        self.stateFolder = stateFolder
    }

    /// The folders of the XDG base directory specification, for the user who runs this process.
    ///
    /// `XDG_RUNTIME_DIR` counts only if it exists and is the user's own (after `su` or `sudo` it is another's);
    /// otherwise the runtime folder is `/tmp/truce-<user id>`. Relative values do not count, as the specification has
    /// it. Throws `unavailable` where the user has no home folder.
    ///
    /// - Parameter environment: the value of an environment variable; nil where it is not set.
    public static func standard(environment: (String) -> String?) throws(Problem) -> LocalPaths {
        func folder(_ variable: String) -> String? { Self.folder(variable, environment) }
        let runtime = folder("XDG_RUNTIME_DIR").flatMap { isOwnFolder($0) ? $0 + "/truce" : nil }
        let data = folder("XDG_DATA_HOME")
        let state = folder("XDG_STATE_HOME")
        let home = folder("HOME") ?? homeOfUser()
        guard let data = data ?? home.map({ $0 + "/.local/share" }),
            let state = state ?? home.map({ $0 + "/.local/state" })
        else {
            throw Problem(
                .unavailable(retryAfter: 1),
                detail: "You have no home folder for the local store. Set HOME, or name a server with --server.")
        }
        return LocalPaths(
            runtimeFolder: runtime ?? "/tmp/truce-\(geteuid())", dataFolder: data + "/truce",
            stateFolder: state + "/truce")
    }

    /// Holds what the user sets; nil where the user has no home folder.
    public static func configurationFolder(environment: (String) -> String?) -> String? {
        let home = folder("HOME", environment) ?? homeOfUser()
        return (folder("XDG_CONFIG_HOME", environment) ?? home.map { $0 + "/.config" }).map { $0 + "/truce" }
    }

    private static func folder(_ variable: String, _ environment: (String) -> String?) -> String? {
        environment(variable).flatMap { $0.hasPrefix("/") ? $0 : nil }
    }

    public var socket: String { socket(1) }
    /// The first is the usual one; the others are for stores whose folder is elsewhere, where another has it.
    func socket(_ number: Int) -> String { "\(runtimeFolder)/store\(number == 1 ? "" : "-\(number)").sock" }
    /// The socket of this store, or the one that it would have now.
    var ownSocket: String { socket(ofDatabase: database) }
    /// The same for the store of another database.
    public func socket(ofDatabase database: String) -> String {
        var number = 1
        while !isOpen(socket(number), to: database) { number += 1 }
        return socket(number)
    }
    /// Whether a socket is for the store of a database, or for none yet.
    func isOpen(_ socket: String, to database: String) -> Bool { [nil, database].contains(owner(of: socket)) }
    /// The database of the store that a socket is for, whether or not a server has it; nil for none. A link beside the socket
    /// says so: it is there as a whole or not at all.
    public func owner(of socket: String) -> String? {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(socket + ".of", &bytes, bytes.count)
        return count > 0 ? String(decoding: bytes.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }
    /// Held while somebody starts the server. The server's own lock is another one.
    var startLock: String { socket + ".start" }
    /// The SQLite database.
    public var database: String { dataFolder + "/store.sqlite" }
    public var serverLog: String { stateFolder + "/server.log" }
    public var journals: String { stateFolder + "/journals" }

    private static func isOwnFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR && status.st_uid == geteuid()
    }

    private static func homeOfUser() -> String? {
        guard let entry = getpwuid(geteuid()), let home = entry.pointee.pw_dir else { return nil }
        let path = String(cString: home)
        return path.hasPrefix("/") ? path : nil
    }
}

extension LocalPaths {
    /// Makes the runtime and the state folder where they are missing, for their owner alone, and makes sure that nobody
    /// else could have put a socket into the runtime folder. Throws `unavailable` with a sentence that says what to do.
    func prepare() throws(Problem) {
        try check(ownSocket)
        for folder in [runtimeFolder, stateFolder] {
            let code = createFolder(folder)
            guard code == 0 else {
                throw Self.unusable("The folder \(folder) cannot be created: \(String(cString: strerror(code))).")
            }
        }
        var status = stat()
        // lstat: a link would lead into a folder of somebody else's choice.
        guard lstat(runtimeFolder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw Self.unusable("\(runtimeFolder) is no folder. Remove it, or set XDG_RUNTIME_DIR.")
        }
        guard status.st_uid == geteuid() else {
            throw Self.unusable(
                "The folder \(runtimeFolder) belongs to user \(status.st_uid), not to you. Set XDG_RUNTIME_DIR.")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw Self.unusable(
                "The folder \(runtimeFolder) is open to others. Close it with: chmod 700 \(runtimeFolder)")
        }
    }

    /// Makes sure that a socket can be where it is to be. Throws `unavailable` with a sentence that says what to do.
    func check(_ socket: String) throws(Problem) {
        guard socket.utf8.count <= Self.longestSocketPath else {
            throw Self.unusable(
                "The socket's path \(socket) is \(socket.utf8.count) bytes long; "
                    + "\(Self.longestSocketPath) are allowed. Set XDG_RUNTIME_DIR to a shorter one.")
        }
        var status = stat()
        guard lstat(socket, &status) != 0 || status.st_mode & S_IFMT == S_IFSOCK else {
            throw Self.unusable("\(socket) is in the way: it is no socket. Remove it, or set XDG_RUNTIME_DIR.")
        }
    }

    /// Makes a socket of the runtime folder the store's alone that has a database; others are nobody's. Throws `unavailable`
    /// with a sentence that says what to do.
    public func claim(_ socket: String, for database: String) throws(Problem) {
        guard socket.hasPrefix(runtimeFolder + "/") else { return }
        guard symlink(database, socket + ".of") == 0 || errno == EEXIST else {
            throw Self.unusable("\(socket).of cannot be made: \(String(cString: strerror(errno))).")
        }
    }

    /// `sun_path` is 108 bytes with its terminating zero; swift-nio allows four bytes less.
    private static let longestSocketPath = 103

    static func unusable(_ detail: String) -> Problem {
        Problem(.unavailable(retryAfter: 1), detail: detail)
    }
}

/// Creates the folder and those above it, of mode 0700, where they are missing. Returns 0 or the errno.
private func createFolder(_ path: String) -> CInt {
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return 0 }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return errno }
    let code = createFolder(String(path[..<slash]))
    if code != 0 { return code }
    return mkdir(path, 0o700) == 0 || errno == EEXIST ? 0 : errno
}
