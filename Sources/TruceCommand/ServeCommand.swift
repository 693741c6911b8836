import ArgumentParser
import Glibc
import Logging
import TruceDocument
import TruceLocal
import TruceRun
import TruceServer
import TruceStorage

/// `truce serve`: the store's server.
struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve a store over HTTP.",
        discussion: """
            Your own store needs none of this: the first command that wants it starts its server, which leaves by itself. \
            Prints the addresses it listens on, as --server takes them; logs to standard error. SIGTERM ends it when what \
            is in flight is done.

            Examples:
              truce serve --socket /srv/docs/socket --store /srv/docs/store.sqlite
              truce serve --listen 127.0.0.1:7311 --no-auth --store /tmp/play.sqlite
            """)

    @Option(help: ArgumentHelp("Listen on this Unix socket.", valueName: "path"), completion: .file())
    var socket: String?

    @Option(
        help: ArgumentHelp("Listen on this loopback address; port 0 takes a free one.", valueName: "host:port"),
        transform: { try ListenAddress($0) })
    var listen: ListenAddress?

    @Option(
        name: .customLong("store"),
        help: ArgumentHelp("The SQLite database, made if it is not there; without it your own.", valueName: "path"),
        completion: .file())
    var database: String?

    @Flag(help: "Ask nobody on --listen who they are: for trying out, on a machine of your own.")
    var noAuth = false

    @Option(help: .hidden, transform: { try seconds($0) })
    var idleExit: Duration?

    @Option(help: .hidden)
    var readyFd: CInt?

    func validate() throws {
        if listen != nil && !noAuth {
            throw ValidationError("--listen has no authentication yet: add --no-auth, or use --socket.")
        }
    }

    func run() throws {
        let readiness = readyFd.map(ReadinessPipe.init)
        do {
            try serve(readiness)
        } catch {
            let failure = CommandFailure(start: error)
            readiness?.fail(failure.message)
            throw failure
        }
    }

    private func serve(_ readiness: ReadinessPipe?) throws {
        let paths = try LocalPaths.standard(environment: processEnvironment)
        // Whoever started this server waits for it, and may have come while the one before is leaving.
        let patience = readiness == nil ? Duration.zero : .seconds(15)
        var configuration = ServerConfiguration(listeners: listeners(paths), noAuth: noAuth)
        configuration.idleExit = idleExit
        configuration.lockWait = patience
        // Before anything is touched: a database that nobody will serve is not made.
        try configuration.check()
        let store = try openStore(
            database ?? paths.database, servedAt: configuration.listeners.map(\.text).joined(separator: ", "),
            patience: patience)
        let log = BoundedLog()
        let logger = Logger(label: "truce") { _ in
            LogfmtHandler(now: { Timestamp.now.rfc3339 }, sink: { log.write($0) })
        }
        let output = Output.process(environment: processEnvironment)
        let ready = configuration
        try waitFor {
            try await TruceServer.serve(store: store, configuration: ready, logger: logger) { addresses in
                if let readiness {
                    readiness.succeed()
                } else {
                    for address in addresses { try? output.line(address.text) }
                }
            }
        }
        try store.close()
    }

    private func listeners(_ paths: LocalPaths) -> [ServerConfiguration.Listener] {
        var listeners: [ServerConfiguration.Listener] = []
        if let path = socket ?? (listen == nil ? paths.socket : nil) { listeners.append(.unix(path: path)) }
        if let listen { listeners.append(.tcp(host: listen.host, port: listen.port)) }
        return listeners
    }

    private func openStore(_ path: String, servedAt: String, patience: Duration) throws -> SQLiteStore {
        let deadline = ContinuousClock.now + patience
        while true {
            do throws(StoreOpenError) {
                return try SQLiteStore(
                    path: path, servedAt: servedAt, now: { .now },
                    random: {
                        var generator = SystemRandomNumberGenerator()
                        return generator.next()
                    })
            } catch {
                guard error.isInUse, ContinuousClock.now < deadline else { throw error }
                usleep(50_000)
            }
        }
    }
}

/// The value of `--listen`: `127.0.0.1:7311`, `[::1]:7311`.
struct ListenAddress: Hashable, Sendable {
    var host: String
    /// 0 for a free one.
    var port: Int

    /// Throws what is wrong with it, for people.
    init(_ text: String) throws {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw ValidationError("Write HOST:PORT, as in 127.0.0.1:7311")
        }
        var host = text[..<colon]
        if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
        guard !host.isEmpty else { throw ValidationError("Write HOST:PORT, as in 127.0.0.1:7311") }
        self.host = String(host)
        self.port = Int(port)
    }
}

private func seconds(_ text: String) throws -> Duration {
    guard let value = Double(text), value > 0, value < 1e9 else {
        throw ValidationError("Write a number of seconds above 0")
    }
    return .seconds(value)
}

extension ServerConfiguration.Listener {
    /// The address as `--server` takes it, but for a port that is still to be chosen.
    fileprivate var text: String {
        switch self {
        case .unix(let path): BoundAddress.unix(path: path).text
        case .tcp(let host, let port): BoundAddress.tcp(host: host, port: port).text
        }
    }
}

extension BoundAddress {
    /// The address as `--server` takes it.
    fileprivate var text: String {
        switch self {
        case .unix(let path): "unix:\(path)"
        case .tcp(let host, let port): host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
        }
    }
}

extension CommandFailure {
    /// Why a server could not begin, or ended.
    fileprivate init(start error: any Error) {
        switch error {
        case let error as ServerStartError:
            let isUsage = [.notLoopback, .needsNoAuth, .pathTooLong].contains(error.kind)
            self.init(isUsage ? .usage : .unreachable, error.description)
        case let error as StoreOpenError: self.init(.unreachable, error.description)
        case let problem as Problem: self.init(problem)
        default: self.init(.unreachable, "the server failed: \(error)")
        }
    }
}
