internal import GRDB
internal import Synchronization
public import TruceDocument

/// Documents in a SQLite database.
///
/// One connection writes, through one queue; what is current is read from memory; old versions and lists are read
/// through connections of their own, which see what was committed before they began and tell nothing that memory does not
/// know yet (``Publication``). A success is answered once its transaction is on disk (`synchronous = FULL`). Only one store
/// at a time, in whatever process, has a database open.
public final class SQLiteStore: DocumentStore {
    /// How many bytes of heads and texts a store keeps in memory unless told otherwise: 256 MiB.
    public static let defaultCacheBytes = 256 << 20

    let pool: DatabasePool
    let cache: HeadCache
    let writer: Writer
    private let publication = Publication()
    let observers = Observers<LoggedEvent>()
    /// Told the ids of tokens that were taken back.
    let revocations = Observers<String>()
    let keys: KeysAtWork
    let tokens: TokenBook
    let conflicts: ConflictBook
    /// The blame of each document that was asked for last, by the document's id: at most about 8 MiB.
    let blames = Mutex(LeastRecentlyUsed<String, KnownBlame>(limit: 8 << 20))
    let path: String
    let now: @Sendable () -> Timestamp
    let random: @Sendable () -> UInt64
    let workflow: Workflow
    private let lock: DatabaseLock

    /// Opens the database at `path`, made with the folders above it if it is not there; blocks while it does.
    /// - Parameters:
    ///   - servedAt: Where it will be served, for whoever finds it open; one line, empty for nowhere.
    ///   - now: The clock by which versions are dated.
    ///   - random: 64 random bits at each call, for ids and tokens: of a cryptographic source.
    ///   - workflow: The statuses of its documents. A document's status from before another workflow stays until it is
    ///     changed.
    ///   - cacheBytes: About how much of heads and texts is kept in memory.
    ///   - onSpike: Told of a group of conflicts whose spike begins; must return at once.
    public convenience init(
        path: String, servedAt: String = "", now: @escaping @Sendable () -> Timestamp,
        random: @escaping @Sendable () -> UInt64, workflow: Workflow = .standard, cacheBytes: Int = defaultCacheBytes,
        onSpike: @escaping @Sendable (ConflictGroup) -> Void = { _ in }
    ) throws(StoreOpenError) {
        try self.init(
            path: path, servedAt: servedAt, now: now, random: random, workflow: workflow, cacheBytes: cacheBytes,
            tuning: DatabaseTuning(), onSpike: onSpike)
    }

    init(
        path: String, servedAt: String = "", now: @escaping @Sendable () -> Timestamp,
        random: @escaping @Sendable () -> UInt64, workflow: Workflow = .standard, cacheBytes: Int,
        tuning: DatabaseTuning, onSpike: @escaping @Sendable (ConflictGroup) -> Void = { _ in }
    ) throws(StoreOpenError) {
        try makeFolder(of: path)
        lock = try DatabaseLock(database: path, servedAt: servedAt)
        pool = try openDatabase(at: path, tuning: tuning)
        let (cache, keys, conflicts) = (HeadCache(limit: cacheBytes), KeysAtWork(), ConflictBook(onSpike: onSpike))
        let tokens = TokenBook(try knownTokens(in: pool, path: path))
        (self.cache, self.keys, self.conflicts, self.path) = (cache, keys, conflicts, path)
        self.tokens = tokens
        writer = Writer(pool: pool, publication: publication) { [observers, revocations] effects in
            cache.apply(effects.heads)
            keys.noteKept(effects.kept)
            revocations.tell(tokens.apply(effects.tokens))
            conflicts.note(effects.closed)
            conflicts.noteEnd(published: effects.conflictBatch)
            observers.tell(effects.events)
        } onRollback: {
            conflicts.noteEnd(published: 0)
        }
        self.now = now
        self.random = random
        self.workflow = workflow
    }

    /// Moves what the log holds into the database and closes it; blocks while it does. Nothing may be asked of the store
    /// afterwards.
    ///
    /// Returns why something stays in the log, if it does, as on a full disk: nothing is lost, the log stays beside the
    /// database and is read from there.
    @discardableResult
    public func close() throws -> String? {
        let failure: String? = pool.writeWithoutTransaction { database in
            // A full disk costs the last refusals, and not the close.
            try? database.inTransaction {
                var effects = Effects()
                try conflicts.write(at: now(), on: database, &effects)
                return .commit
            }
            do {
                _ = try database.checkpoint(.truncate)
                return nil
            } catch {
                return (error as? DatabaseError)?.message ?? "\(error)"
            }
        }
        try pool.close()
        lock.release()
        return failure
    }

    func makeID() -> String { ULID(at: now(), random: random).text }

    /// Reads through a connection of its own. Returns once the cache knows all that the read has shown, so that nobody who
    /// asks for what is current next is told something older; also where `body` throws.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(Problem) -> Value {
        do {
            let (found, newestEvent) = try await pool.read { database in
                (Result { try body(database) }, try database.newestEvent())
            }
            await publication.wait(for: newestEvent)
            return try found.get()
        } catch {
            throw Problem(database: error, at: pool.path)
        }
    }
}
