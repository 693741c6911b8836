import Glibc

/// What the system said to a call that failed.
struct SystemError: Error, Equatable {
    let code: CInt
    let call: String

    /// For the call that has just failed.
    init(_ call: String) {
        code = errno
        self.call = call
    }

    var sentence: String { "\(call): \(String(cString: strerror(code)))" }
}

/// An open file that this process alone has locked (flock), as long as the value lives or the process does.
struct LockedFile: ~Copyable {
    private(set) var path: String
    private let descriptor: CInt

    private init(path: String, descriptor: CInt) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        // A child that another thread has just forked may hold the descriptor too: closing alone would not unlock it.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// Creates the file at `path` for its owner alone, and locks it. Throws if there is one.
    static func create(_ path: String) throws(SystemError) -> LockedFile {
        try open(path, O_CREAT | O_EXCL)
    }

    /// Creates or empties the file at `path` and locks it. Throws if somebody else holds it.
    static func replace(_ path: String) throws(SystemError) -> LockedFile {
        let file = try open(path, O_CREAT)
        try file.truncate(to: 0)
        return file
    }

    private static func open(_ path: String, _ flags: CInt) throws(SystemError) -> LockedFile {
        while true {
            let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0o600)
            guard descriptor >= 0 else { throw SystemError("open \(path)") }
            let file = LockedFile(path: path, descriptor: descriptor)
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw SystemError("lock \(path)") }
            // Somebody who cleans up may have removed the file between the two calls.
            if try file.isLinked() { return file }
        }
    }

    /// Opens and locks a file that is there and that nobody holds; nil where there is none or somebody does.
    static func openAbandoned(_ path: String) -> LockedFile? {
        try? open(path, 0)
    }

    /// All of the file's bytes.
    borrowing func contents() throws(SystemError) -> [UInt8] {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemError("read \(path)") }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var position = 0
        while position < bytes.count {
            let room = bytes.count - position
            let read = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress! + position, room, off_t(position))
            }
            if read < 0 && errno == EINTR { continue }
            guard read > 0 else { break }
            position += read
        }
        return Array(bytes.prefix(position))
    }

    /// Writes all of `bytes` at `position`; what was written of them where it fails is left behind.
    borrowing func write(_ bytes: [UInt8], at position: Int) throws(SystemError) {
        var written = 0
        while written < bytes.count {
            let room = bytes.count - written
            let count = bytes.withUnsafeBytes {
                pwrite(descriptor, $0.baseAddress! + written, room, off_t(position + written))
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw SystemError("write \(path)") }
            written += count
        }
    }

    borrowing func truncate(to size: Int) throws(SystemError) {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw SystemError("truncate \(path)") }
    }

    /// Returns once everything written is on disk.
    borrowing func sync() throws(SystemError) {
        guard fsync(descriptor) == 0 else { throw SystemError("sync \(path)") }
    }

    borrowing func remove() {
        unlink(path)
    }

    /// Renames the file, over one that is there; the lock stays with it.
    mutating func rename(to newPath: String) throws(SystemError) {
        guard Glibc.rename(path, newPath) == 0 else { throw SystemError("rename \(path)") }
        path = newPath
    }

    private borrowing func isLinked() throws(SystemError) -> Bool {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemError("open \(path)") }
        return status.st_nlink > 0
    }
}

/// Makes the folder's entries durable: files that were created, renamed or removed in it.
func syncFolder(_ path: String) throws(SystemError) {
    let descriptor = Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError("open \(path)") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw SystemError("sync \(path)") }
}

/// Creates the folder and those above it, for their owner alone, where they are missing.
func createFolder(_ path: String) throws(SystemError) {
    if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
    guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
        throw SystemError("create \(path)")
    }
    try createFolder(String(path[..<slash]))
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw SystemError("create \(path)") }
}
