internal import GRDB
internal import Glibc

/// What can be set when a database is opened, besides its path.
struct DatabaseTuning: Sendable {
    /// Pages of 4 KiB beyond which SQLite calls the disk full; nil for SQLite's own limit.
    var maximumPages: Int?
    /// How many seconds somebody else who is at the files is waited for: a person with the sqlite3 shell.
    var patience = 5.0
}

/// Opens the database at `path`, made if it is not there, migrated to the newest schema: WAL, `synchronous = FULL`,
/// foreign keys, and files that only their owner may read.
func openDatabase(at path: String, tuning: DatabaseTuning) throws(StoreOpenError) -> DatabasePool {
    try makePrivateFile(path)
    do {
        let pool = try DatabasePool(path: path, configuration: configuration(tuning))
        try pool.writeWithoutTransaction { database in
            try prepare(database, path: path, tuning: tuning)
        }
        return pool
    } catch let error as StoreOpenError {
        throw error
    } catch let error as DatabaseError {
        throw StoreOpenError(openErrorKind(of: error), path: path)
    } catch {
        throw StoreOpenError(.other("\(error)"), path: path)
    }
}

private func configuration(_ tuning: DatabaseTuning) -> Configuration {
    var configuration = Configuration()
    configuration.label = "store"
    configuration.foreignKeysEnabled = true
    configuration.maximumReaderCount = 3
    configuration.busyMode = .timeout(tuning.patience)
    return configuration
}

private func prepare(_ database: Database, path: String, tuning: DatabaseTuning) throws {
    // GRDB sets NORMAL for a pool after its own preparation hook, so FULL must be set here, and is verified.
    try database.execute(sql: "PRAGMA synchronous = FULL")
    guard try Int.fetchOne(database, sql: "PRAGMA synchronous") == 2,
        try String.fetchOne(database, sql: "PRAGMA journal_mode") == "wal"
    else {
        throw StoreOpenError(.other("SQLite does not keep its write-ahead log with full synchronization"), path: path)
    }
    if let pages = tuning.maximumPages { try database.execute(sql: "PRAGMA max_page_count = \(pages)") }

    let application = try Int.fetchOne(database, sql: "PRAGMA application_id")
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
    guard application == Schema.applicationID || (application == 0 && version == 0 && tables == 0) else {
        throw StoreOpenError(.foreignDatabase, path: path)
    }
    guard version <= Schema.newest else {
        throw StoreOpenError(.newerSchema(found: version, known: Schema.newest), path: path)
    }
    try Schema.migrate(database, from: version)
}

private func openErrorKind(of error: DatabaseError) -> StoreOpenError.Kind {
    switch error.resultCode {
    case .SQLITE_NOTADB, .SQLITE_CORRUPT: .notADatabase
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH: .notWritable
    case .SQLITE_FULL: .diskFull
    case .SQLITE_BUSY, .SQLITE_LOCKED: .inUse(by: nil)
    default: .other(error.message ?? error.resultCode.description)
    }
}

/// Makes the folders above `path` that are missing, for their owner alone.
func makeFolder(of path: String) throws(StoreOpenError) {
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
    let folder = String(path[..<slash])
    if access(folder, F_OK) == 0 { return }
    try makeFolder(of: folder)
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
        throw StoreOpenError(errno == ENOSPC ? .diskFull : .notWritable, path: path)
    }
}

/// Makes the file before SQLite does, of mode 0600: SQLite gives its log and its index the same mode.
private func makePrivateFile(_ path: String) throws(StoreOpenError) {
    let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StoreOpenError(kindOfRefusal(of: path, errno), path: path) }
    defer { close(descriptor) }
    guard fchmod(descriptor, 0o600) == 0 else { throw StoreOpenError(.fileNotWritable, path: path) }
}

/// Why the file cannot be opened or made, by what the system said.
private func kindOfRefusal(of path: String, _ code: CInt) -> StoreOpenError.Kind {
    switch code {
    case ENOSPC: .diskFull
    case EISDIR: .isFolder
    default: access(path, F_OK) == 0 ? .fileNotWritable : .notWritable
    }
}
