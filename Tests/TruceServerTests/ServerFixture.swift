import Dispatch
import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import TruceDocument
import TruceStorage
import TruceTestSupport

@testable import TruceServer

/// A server on real sockets, for as long as a test's body runs.
struct ServerFixture: Sendable {
    let folder: TemporaryFolder
    let store: SQLiteStore
    let log: LogLines
    let addresses: [BoundAddress]
    let group: ServiceGroup
    let running: Task<Void, any Error>

    var unix: BoundAddress { addresses[0] }
    var tcp: BoundAddress { addresses[1] }

    /// - Parameters:
    ///   - gate: Stands before the store, if given.
    ///   - clock: By which presence lapses; one that stands still unless it is given.
    ///   - change: Changes the configuration before the server starts.
    static func run<Result: Sendable>(
        gate: Gate? = nil, clock: Clock? = nil, _ change: (inout ServerConfiguration) -> Void = { _ in },
        _ body: (ServerFixture) async throws -> Result
    ) async throws -> Result {
        let folder = TemporaryFolder()
        let store = try openStore(folder)
        let log = LogLines()
        var configuration = ServerConfiguration(
            listeners: [.unix(path: folder("s")), .tcp(host: "127.0.0.1", port: 0)], noAuth: true)
        change(&configuration)
        let (ready, becomeReady) = AsyncStream.makeStream(of: [BoundAddress].self)
        let clock = clock ?? Clock()
        let server = StoreServer(
            store: gate.map { GatedStore(store: store, gate: $0) } ?? store, configuration: configuration,
            logger: log.logger(), now: { clock.now }, onReady: { becomeReady.yield($0) })
        var quiet = log.logger()
        quiet.logLevel = .error
        let service = ServiceGroupConfiguration.ServiceConfiguration(
            service: server, successTerminationBehavior: .gracefullyShutdownGroup)
        let group = ServiceGroup(configuration: .init(services: [service], logger: quiet))
        let running = Task {
            defer { becomeReady.finish() }
            try await group.run()
        }
        guard let addresses = await ready.first(where: { _ in true }) else {
            try await running.value
            throw RawClient.Failure(description: "the server ended before it was ready")
        }
        let fixture = ServerFixture(
            folder: folder, store: store, log: log, addresses: addresses, group: group, running: running)
        do {
            let result = try await body(fixture)
            await group.triggerGracefulShutdown()
            try await running.value
            return result
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
    }

    /// Talks to the server over its Unix socket, on a thread.
    func talk<Value: Sendable>(
        over address: BoundAddress? = nil, _ body: @escaping @Sendable (RawClient) throws -> Value
    ) async throws -> Value {
        let address = address ?? unix
        return try await onThread { try body(try RawClient(address)) }
    }
}

/// A clock that is set.
final class Clock: Sendable {
    private let milliseconds = Atomic<Int64>(1_776_000_000_000)

    var now: Timestamp { Timestamp(milliseconds: milliseconds.load(ordering: .relaxed)) }

    func advance(seconds: Int64) { milliseconds.wrappingAdd(seconds * 1_000, ordering: .relaxed) }
}

/// Holds saves up until it is opened, and differences and blames until they are let go on; tells when one has come.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let arrivals = AsyncStream.makeStream(of: Void.self)
    private let comparisons = AsyncStream.makeStream(of: Void.self)
    private let comparisonsMayGoOn = DispatchSemaphore(value: 0)

    func pass() async {
        arrivals.continuation.yield()
        await withCheckedContinuation { continuation in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if isOpen { continuation.resume() }
        }
    }

    /// Holds a thread, as what takes long does, until that is let go on.
    func compare() {
        comparisons.continuation.yield()
        comparisonsMayGoOn.wait()
        comparisonsMayGoOn.signal()
    }

    func untilCompared(_ count: Int) async { for await _ in comparisons.stream.prefix(count) {} }

    func letCompare() { comparisonsMayGoOn.signal() }

    func untilSomebodyWaits() async { _ = await arrivals.stream.first { _ in true } }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}

/// A store behind a gate.
struct GatedStore: ServedStore {
    let store: SQLiteStore
    let gate: Gate

    func claim(_ claim: IdempotencyClaim) async throws(Problem) -> IdempotencyDecision { try await store.claim(claim) }

    func settle(_ claim: IdempotencyClaim, with answer: KeptAnswer?) async {
        await store.settle(claim, with: answer)
    }

    var hasTokens: Bool { store.hasTokens }

    func holder(of token: AccessToken) -> TokenHolder? { store.holder(of: token) }

    func isGood(tokenID: String) -> Bool { store.isGood(tokenID: tokenID) }

    func observeRevocations(_ receiver: @escaping @Sendable ([String]) -> Void) { store.observeRevocations(receiver) }

    func users(_ page: PageRequest, as caller: Caller) async throws(Problem) -> Page<User> {
        try await store.users(page, as: caller)
    }

    func add(_ new: NewUser, as caller: Caller) async throws(Problem) -> Outcome<User> {
        try await store.add(new, as: caller)
    }

    func removeUser(_ name: String, as caller: Caller) async throws(Problem) -> Outcome<Void> {
        try await store.removeUser(name, as: caller)
    }

    func issueToken(to name: String, as caller: Caller) async throws(Problem) -> Outcome<IssuedToken> {
        try await store.issueToken(to: name, as: caller)
    }

    func revokeToken(_ id: String, of name: String, as caller: Caller) async throws(Problem) -> Outcome<Void> {
        try await store.revokeToken(id, of: name, as: caller)
    }

    func keep(_ refused: RefusedRequest) async -> String { await store.keep(refused) }

    func figures() -> StoreFigures { store.figures() }

    func conflicts(_ query: ConflictQuery, as caller: Caller) async throws(Problem) -> Page<ConflictRecord> {
        try await store.conflicts(query, as: caller)
    }

    func conflict(_ id: String, as caller: Caller) async throws(Problem) -> ConflictRecord {
        try await store.conflict(id, as: caller)
    }

    func conflictGroups(as caller: Caller) async throws(Problem) -> [ConflictGroup] {
        try await store.conflictGroups(as: caller)
    }

    func resolution(_ key: ResolutionKey, as caller: Caller) async throws(Problem) -> RememberedResolution {
        try await store.resolution(key, as: caller)
    }

    func remember(
        _ report: ResolutionReport, under key: ResolutionKey, as caller: Caller
    ) async throws(Problem) -> Outcome<Remembered> {
        try await store.remember(report, under: key, as: caller)
    }

    func forget(_ key: ResolutionKey, as caller: Caller) async throws(Problem) -> Outcome<Void> {
        try await store.forget(key, as: caller)
    }

    func save(_ request: SaveRequest, as caller: Caller) async throws(Problem) -> SaveOutcome {
        await gate.pass()
        return try await store.save(request, as: caller)
    }

    func list(_ query: DocumentQuery, as caller: Caller) async throws(Problem) -> Page<Document> {
        try await store.list(query, as: caller)
    }

    func create(_ new: NewDocument, as caller: Caller) async throws(Problem) -> Outcome<Document> {
        try await store.create(new, as: caller)
    }

    func document(_ name: String, as caller: Caller) async throws(Problem) -> Document {
        try await store.document(name, as: caller)
    }

    func head(_ name: String, as caller: Caller) async throws(Problem) -> Head {
        try await store.head(name, as: caller)
    }

    func delete(
        _ name: String, if precondition: Precondition, force: Bool, as caller: Caller
    ) async throws(Problem) -> Outcome<Void> {
        try await store.delete(name, if: precondition, force: force, as: caller)
    }

    func versions(of name: String, page: PageRequest, as caller: Caller) async throws(Problem) -> Page<Version> {
        try await store.versions(of: name, page: page, as: caller)
    }

    func version(_ number: Int, of name: String, as caller: Caller) async throws(Problem) -> Version {
        try await store.version(number, of: name, as: caller)
    }

    func content(ofVersion number: Int, of name: String, as caller: Caller) async throws(Problem) -> [UInt8] {
        gate.compare()
        return try await store.content(ofVersion: number, of: name, as: caller)
    }

    func text(ofVersion number: Int, of name: String, as caller: Caller) async throws(Problem) -> VersionText {
        try await store.text(ofVersion: number, of: name, as: caller)
    }

    func subject(named name: String) async throws(Problem) -> String { try await store.subject(named: name) }

    func newestEvent() async throws(Problem) -> EventCursor { try await store.newestEvent() }

    func events(after place: EventCursor?, of subject: String?, limit: Int) async throws(Problem) -> EventPage {
        try await store.events(after: place, of: subject, limit: limit)
    }

    func observe(_ receiver: @escaping @Sendable ([LoggedEvent]) -> Void) { store.observe(receiver) }
}

extension GatedStore {
    func changeMetadata(
        of name: String, by patch: MetadataPatch, if precondition: Precondition, as caller: Caller
    ) async throws(Problem) -> Outcome<Tagged<Metadata>> {
        try await store.changeMetadata(of: name, by: patch, if: precondition, as: caller)
    }

    func changeStatus(
        of name: String, to status: String, if precondition: Precondition, as caller: Caller
    ) async throws(Problem) -> Outcome<Tagged<Metadata>> {
        try await store.changeStatus(of: name, to: status, if: precondition, as: caller)
    }

    func workflow(as caller: Caller) async throws(Problem) -> Workflow { try await store.workflow(as: caller) }

    func alias(_ alias: String, as caller: Caller) async throws(Problem) -> Tagged<AliasTarget> {
        try await store.alias(alias, as: caller)
    }

    func setAlias(
        _ alias: String, to document: String, if precondition: Precondition, as caller: Caller
    ) async throws(Problem) -> Outcome<SavedAlias> {
        try await store.setAlias(alias, to: document, if: precondition, as: caller)
    }

    func removeAlias(
        _ alias: String, if precondition: Precondition, as caller: Caller
    ) async throws(Problem) -> Outcome<Void> {
        try await store.removeAlias(alias, if: precondition, as: caller)
    }

    func dependents(of name: String, page: PageRequest, as caller: Caller) async throws(Problem) -> Page<Dependent> {
        try await store.dependents(of: name, page: page, as: caller)
    }

    func blame(_ name: String, as caller: Caller) async throws(Problem) -> Tagged<[BlameItem]> {
        gate.compare()
        return try await store.blame(name, as: caller)
    }
}
