internal import GRDB
internal import Synchronization
public import TruceDocument

/// Documents in a SQLite database.
///
/// One connection writes, through one queue; what is current is read from memory; old versions and lists are read
/// through connections of their own, which see what was committed before they began. A success is answered once its
/// transaction is on disk (`synchronous = FULL`). Only one store at a time, in whatever process, has a database open.
public final class SQLiteStore: ServedStore {
    /// How many bytes of heads and texts a store keeps in memory unless told otherwise: 256 MiB.
    public static let defaultCacheBytes = 256 << 20

    let pool: DatabasePool
    let cache: HeadCache
    let writer: Writer
    let keys = KeysAtWork()
    let tokens: TokenBook
    let refusals = Mutex(RefusalLog())
    let now: @Sendable () -> Timestamp
    let random: @Sendable () -> UInt64
    private let lock: DatabaseLock

    /// Opens the database at `path`, made with the folders above it if it is not there; blocks while it does.
    /// - Parameters:
    ///   - servedAt: Where it will be served, for whoever finds it open; one line, empty for nowhere.
    ///   - now: The clock by which versions are dated.
    ///   - random: 64 random bits at each call, for ids and tokens: of a cryptographic source.
    ///   - cacheBytes: About how much of heads and texts is kept in memory.
    public convenience init(
        path: String, servedAt: String = "", now: @escaping @Sendable () -> Timestamp,
        random: @escaping @Sendable () -> UInt64, cacheBytes: Int = defaultCacheBytes
    ) throws(StoreOpenError) {
        try self.init(
            path: path, servedAt: servedAt, now: now, random: random, cacheBytes: cacheBytes,
            tuning: DatabaseTuning())
    }

    init(
        path: String, servedAt: String = "", now: @escaping @Sendable () -> Timestamp,
        random: @escaping @Sendable () -> UInt64, cacheBytes: Int, tuning: DatabaseTuning
    ) throws(StoreOpenError) {
        try makeFolder(of: path)
        lock = try DatabaseLock(database: path, servedAt: servedAt)
        pool = try openDatabase(at: path, tuning: tuning)
        cache = HeadCache(limit: cacheBytes)
        tokens = TokenBook(try knownTokens(in: pool, path: path))
        writer = Writer(pool: pool, cache: cache, keys: keys, tokens: tokens, publish: { _ in })
        self.now = now
        self.random = random
    }

    /// Moves what the log holds into the database and closes it; blocks while it does. Nothing may be asked of the store
    /// afterwards.
    public func close() throws {
        try pool.writeWithoutTransaction { database in _ = try database.checkpoint(.truncate) }
        try pool.close()
        lock.release()
    }

    func makeID() -> String { ULID(at: now(), random: random).text }

    /// Reads through a connection of its own.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(Problem) -> Value {
        do { return try await pool.read(body) } catch { throw Problem(database: error) }
    }
}
