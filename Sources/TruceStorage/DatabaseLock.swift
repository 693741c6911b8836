internal import Glibc
internal import Synchronization

/// The claim of one process on a database: a lock on the file `<database>-lock`, held until it is released.
///
/// The cache of heads is right only while nobody else writes. The lock is `flock`'s and lies on a file of its own, since
/// closing any descriptor of the database itself would drop the locks that SQLite holds there (POSIX).
final class DatabaseLock: Sendable {
    private let descriptor: Mutex<Int32?>

    init(database path: String) throws(StoreOpenError) {
        let descriptor = open(path + "-lock", O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StoreOpenError(errno == ENOSPC ? .diskFull : .notWritable, path: path) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw StoreOpenError(.inUse, path: path)
        }
        self.descriptor = Mutex(descriptor)
    }

    func release() {
        descriptor.withLock { descriptor in
            if let held = descriptor {
                // A child that was forked just now may hold a copy: closing alone would not unlock it.
                flock(held, LOCK_UN)
                close(held)
            }
            descriptor = nil
        }
    }

    deinit { release() }
}
