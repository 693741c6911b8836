import ArgumentParser
import Logging
import ServiceLifecycle
import Synchronization
import Testing
import TruceDocument
import TruceServer
import TruceStorage
import TruceTestSupport

@testable import TruceCommand

/// A real server in this process, on a real socket, over a real database; and the commands against it.
struct TestStore: Sendable {
    let folder: String
    let address: String
    /// Of the TCP listener, if there is one.
    let port: Int

    private let clock: SaveClock

    /// 2026-04-21T12:08:11Z: the time of the first save; each further one is a minute later than the one before.
    static let start: Int64 = 1_776_773_291_000

    /// The server's clock, which goes on with each command that saves.
    private final class SaveClock: Sendable {
        private let time = Atomic<Int64>(start - 60_000)

        func advance() { time.add(60_000, ordering: .relaxed) }

        var now: Timestamp { Timestamp(milliseconds: time.load(ordering: .relaxed)) }
    }

    /// Serves a new store for as long as `body` runs.
    /// - Parameter change: changes the configuration before the server starts.
    static func serving(
        _ change: (inout ServerConfiguration) -> Void = { _ in }, _ body: (TestStore) async throws -> Void
    ) async throws {
        let temporary = TemporaryFolder()
        defer { withExtendedLifetime(temporary) {} }
        let folder = temporary.path
        let clock = SaveClock()
        let store = try SQLiteStore(
            path: folder + "/store.sqlite", servedAt: "unix:\(folder)/socket",
            now: { clock.now },
            random: { .random(in: .min ... .max) })
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let (ready, isReady) = AsyncStream<[BoundAddress]>.makeStream()
        var configuration = ServerConfiguration(listeners: [.unix(path: folder + "/socket")])
        change(&configuration)
        let server = StoreServer(store: store, configuration: configuration, logger: logger, now: { clock.now }) {
            addresses in
            isReady.yield(addresses)
            isReady.finish()
        }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [.init(service: server)], logger: logger))
        let serving = Task {
            defer { isReady.finish() }
            try await group.run()
        }
        var port = 0
        for await addresses in ready {
            for case .tcp(_, let bound) in addresses { port = bound }
        }
        let result: Result<Void, any Error>
        do {
            result = .success(
                try await body(
                    TestStore(folder: folder, address: "unix:\(folder)/socket", port: port, clock: clock)))
        } catch {
            result = .failure(error)
        }
        await group.triggerGracefulShutdown()
        try await serving.value
        try store.close()
        try result.get()
    }

    /// What a command came to.
    struct Ran: Equatable {
        var status: Int32
        var output: [UInt8]
        var error: String

        var text: String { String(decoding: output, as: UTF8.self) }
    }

    /// Runs a command with this store in `TRUCE_SERVER`.
    /// - Parameters:
    ///   - input: standard input.
    ///   - answer: the line that a person types; with one, standard input is a terminal.
    ///   - isTerminal: whether standard output is one.
    ///   - pause: what a command does in place of waiting.
    func truce(
        _ arguments: String..., input: [UInt8] = [], answer: String? = nil, isTerminal: Bool = false,
        hasColours: Bool = false, environment: [String: String] = [:],
        pause: @escaping @Sendable (Duration) async throws -> Void = { _ in }
    ) async -> Ran {
        if arguments.first == "put" { clock.advance() }
        return await run(
            arguments, input: input, answer: answer, isTerminal: isTerminal, hasColours: hasColours,
            environment: ["TRUCE_SERVER": address].merging(environment) { $1 }, pause: pause)
    }

    func path(_ file: String) -> String { folder + "/" + file }
}

/// Runs a command as `main` does, but for the process around it.
func run(
    _ arguments: [String], input: [UInt8] = [], answer: String? = nil, isTerminal: Bool = false,
    hasColours: Bool = false, environment: [String: String] = [:],
    pause: @escaping @Sendable (Duration) async throws -> Void = { _ in }
) async -> TestStore.Ran {
    let written = WrittenBytes()
    let output = Output(
        isTerminal: isTerminal, hasColours: hasColours, write: { written.add($0) }, writeError: { written.addError($0) }
    )
    let surroundings = Surroundings(
        environment: { environment[$0] },
        input: Input(isTerminal: answer != nil, readAll: { input }, readLine: { answer }), output: output,
        utcOffset: { _ in 7200 }, now: { Timestamp(milliseconds: TestStore.start + 600_000) }, pause: pause)
    var status: Int32 = 0
    do {
        var command = try parse(arguments)
        if let command = command as? any StoreCommand {
            try await command.run(in: surroundings)
        } else if let command = command as? MergeCommand {
            try command.run(in: surroundings)
        } else {
            try command.run()
        }
    } catch {
        status = report(error, of: arguments, to: output)
    }
    return TestStore.Ran(status: status, output: written.output, error: String(decoding: written.error, as: UTF8.self))
}

/// What a command wrote.
final class WrittenBytes: Sendable {
    private let both = Mutex<(output: [UInt8], error: [UInt8])>(([], []))

    func add(_ bytes: [UInt8]) { both.withLock { $0.output += bytes } }
    func addError(_ bytes: [UInt8]) { both.withLock { $0.error += bytes } }

    var output: [UInt8] { both.withLock { $0.output } }
    var error: [UInt8] { both.withLock { $0.error } }
}
