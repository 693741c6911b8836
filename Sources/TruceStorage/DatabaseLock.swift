internal import Glibc
internal import Synchronization

/// The claim of one process on a database: a lock on the file `<database>-lock`, held until it is released. The file says
/// who holds it, so that whoever is refused learns whom to ask.
///
/// The cache of heads is right only while nobody else writes. The lock is `flock`'s and lies on a file of its own, since
/// closing any descriptor of the database itself would drop the locks that SQLite holds there (POSIX).
final class DatabaseLock: Sendable {
    private let descriptor: Mutex<Int32?>

    fileprivate static func file(of database: String) -> String { database + "-lock" }

    init(database path: String, servedAt: String) throws(StoreOpenError) {
        let descriptor = open(Self.file(of: path), O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreOpenError(errno == ENOSPC ? .diskFull : .notWritable, path: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let holder = DatabaseHolder(read: descriptor)
            close(descriptor)
            throw StoreOpenError(.inUse(by: holder), path: path)
        }
        DatabaseHolder(process: getpid(), servedAt: servedAt).write(to: descriptor)
        self.descriptor = Mutex(descriptor)
    }

    func release() {
        descriptor.withLock { descriptor in
            if let held = descriptor {
                ftruncate(held, 0)
                // A child that was forked just now may hold a copy: closing alone would not unlock it.
                flock(held, LOCK_UN)
                close(held)
            }
            descriptor = nil
        }
    }

    deinit { release() }
}

/// The process that has a database open.
public struct DatabaseHolder: Hashable, Sendable {
    /// Its process id.
    public let process: Int32
    /// Where it serves the database, as it said when it opened it; empty for nowhere.
    public let servedAt: String
}

extension DatabaseHolder {
    /// Who has the database at `path` open; nil for nobody, or for one that has not said so yet.
    public init?(ofDatabase path: String) {
        let descriptor = open(DatabaseLock.file(of: path), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // Whoever gets the lock, and gives it back at once, has found nobody.
        if flock(descriptor, LOCK_SH | LOCK_NB) == 0 {
            flock(descriptor, LOCK_UN)
            return nil
        }
        self.init(read: descriptor)
    }

    /// Reads what the holder wrote; nil if it is not there yet, or was left by a process that is gone.
    fileprivate init?(read descriptor: Int32) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = pread(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return nil }
        let words = buffer.prefix(count).prefix { $0 != UInt8(ascii: "\n") }
            .split(separator: UInt8(ascii: " "), maxSplits: 1, omittingEmptySubsequences: false)
        guard words.count == 2, let process = Int32(String(decoding: words[0], as: UTF8.self)),
            kill(process, 0) == 0 || errno == EPERM
        else { return nil }
        self.init(process: process, servedAt: String(decoding: words[1], as: UTF8.self))
    }

    /// A disk that is full costs the words and nothing else.
    fileprivate func write(to descriptor: Int32) {
        let line = Array("\(process) \(servedAt)\n".utf8)
        ftruncate(descriptor, 0)
        _ = pwrite(descriptor, line, line.count, 0)
    }
}
