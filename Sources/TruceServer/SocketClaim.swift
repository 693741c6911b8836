internal import Glibc
internal import Synchronization

/// The claim of one server on a Unix socket's path: a lock on `<path>.lock`, held until it is given up.
///
/// Whoever holds it may replace a socket that lies there, since nobody lives behind it. The lock file stays when the
/// server leaves: removing it would let two servers lock two files of one name.
final class SocketClaim: Sendable {
    let path: String
    private let lock: Mutex<Int32?>

    /// Makes the folder, checks that it is private, and locks; polls for `wait` while another server holds the lock.
    init(path: String, wait: Duration) async throws {
        guard Self.makeFolders(Self.folder(of: path)) else { throw ServerStartError(.folderNotWritable, address: path) }
        try Self.checkFolder(of: path)
        let lock = open(path + ".lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw ServerStartError(.folderNotWritable, address: path) }
        let deadline = ContinuousClock.now.advanced(by: wait)
        while flock(lock, LOCK_EX | LOCK_NB) != 0 {
            guard ContinuousClock.now < deadline else {
                close(lock)
                throw ServerStartError(.inUse, address: path)
            }
            do {
                try await Task.sleep(for: .milliseconds(10))
            } catch {
                close(lock)
                throw error
            }
        }
        self.path = path
        self.lock = Mutex(lock)
    }

    /// Nobody finds the socket from now on; a client that comes starts a server of its own.
    func removeSocket() {
        var status = stat()
        // What lies there may be a file that kept the socket from being bound.
        if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK { unlink(path) }
    }

    /// Closes the socket file to others, whatever the umask was when it was bound.
    func makeSocketPrivate() throws(ServerStartError) {
        guard chmod(path, 0o600) == 0 else { throw ServerStartError(.folderNotWritable, address: path) }
    }

    /// Gives the path to whoever comes next.
    func release() {
        lock.withLock { lock in
            if let descriptor = lock {
                // A child that was forked just now may hold a copy: closing alone would not unlock it.
                flock(descriptor, LOCK_UN)
                close(descriptor)
            }
            lock = nil
        }
    }

    deinit { release() }

    /// What shows without making anything: a path that is too long, a folder that is there and cannot be used.
    static func check(_ path: String) throws(ServerStartError) {
        guard path.utf8.count <= 103 else { throw ServerStartError(.pathTooLong, address: path) }
        if access(folder(of: path), F_OK) == 0 { try checkFolder(of: path) }
        var status = stat()
        guard lstat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFSOCK else {
            throw ServerStartError(.notASocket, address: path)
        }
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    /// Refuses a folder that others may enter or own, since between binding the socket and closing it to others only the
    /// folder protects it.
    private static func checkFolder(of path: String) throws(ServerStartError) {
        var status = stat()
        guard stat(folder(of: path), &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw ServerStartError(.folderNotWritable, address: path)
        }
        guard status.st_uid == geteuid(), status.st_mode & 0o077 == 0 else {
            throw ServerStartError(.folderNotPrivate, address: path)
        }
    }

    private static func makeFolders(_ folder: String) -> Bool {
        if access(folder, F_OK) == 0 { return true }
        if let slash = folder.lastIndex(of: "/"), slash > folder.startIndex {
            guard makeFolders(String(folder[..<slash])) else { return false }
        }
        return mkdir(folder, 0o700) == 0 || errno == EEXIST
    }
}
