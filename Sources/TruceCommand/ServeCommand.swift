import ArgumentParser
import Glibc
import Logging
import TruceClient
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
              truce serve --listen 0.0.0.0:7311 --tls-cert crt.pem --tls-key key.pem
              truce serve --webhook http://127.0.0.1:9000/ --webhook-secret key.txt
              truce serve --workflow steps.json --store /srv/docs/store.sqlite
              curl -i $url/readyz          whether it serves

            Over TCP everybody needs a token: 'truce user'. SIGHUP reads certificates again.

            A workflow is a JSON file; what 'truce status --json' prints is one, to begin with:
              {"start":"idea","statuses":[{"name":"idea","transitions":["done"]},
                {"name":"done","editable":false,"transitions":["idea"]}]}
            """)

    @Option(help: ArgumentHelp("Listen on this Unix socket.", valueName: "path"), completion: .file())
    var socket: String?

    @Option(
        help: ArgumentHelp(
            "Listen on this address; port 0 takes a free one. Beyond this machine only with TLS.",
            valueName: "host:port"
        ),
        transform: { try ListenAddress($0) })
    var listen: ListenAddress?

    @Option(
        name: .customLong("store"),
        help: ArgumentHelp("The SQLite database, made if it is not there; without it your own.", valueName: "path"),
        completion: .file())
    var database: String?

    @Option(
        help: ArgumentHelp("The statuses of documents and the steps between them.", valueName: "file"),
        completion: .file())
    var workflow: String?

    @Flag(help: "Ask nobody on --listen who they are: for trying out, on a machine of your own.")
    var noAuth = false

    @Option(
        help: ArgumentHelp(
            "Encrypt --listen: a PEM file with the certificate and those that lead to its authority.", valueName: "file"
        ),
        completion: .file())
    var tlsCert: String?

    @Option(
        help: ArgumentHelp("The PEM file with the certificate's key, which nobody else may read.", valueName: "file"),
        completion: .file())
    var tlsKey: String?

    @Option(
        help: ArgumentHelp(
            "POST there when conflicts become frequent: JSON, signed with TRUCE_WEBHOOK_SECRET.", valueName: "url"),
        transform: { try webhookTarget($0) })
    var webhook: Webhook.Target?

    @Option(
        help: ArgumentHelp("The file with the key that signs for --webhook.", valueName: "path"), completion: .file())
    var webhookSecret: String?

    @Option(
        help: ArgumentHelp("Log from this level on; debug has a line for every request.", valueName: "level"),
        transform: { try level(named: $0) })
    var logLevel = Logger.Level.info

    @Option(help: .hidden, transform: { try seconds($0) })
    var idleExit: Duration?

    @Option(help: .hidden)
    var readyFd: CInt?

    func validate() throws {
        if (tlsCert == nil) != (tlsKey == nil) {
            throw ValidationError("--tls-cert and --tls-key belong together: name both.")
        }
        if listen == nil, noAuth {
            throw ValidationError("--no-auth is about --listen: name an address.")
        }
        if listen == nil, tlsCert != nil {
            throw ValidationError("--tls-cert and --tls-key are about --listen: name an address.")
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
        let database = absolute(database ?? paths.database)
        var configuration = ServerConfiguration(
            listeners: listeners(socket ?? paths.socket(ofDatabase: database)), noAuth: noAuth)
        let sockets = configuration.listeners.compactMap {
            if case .unix(let path) = $0 { absolute(path) } else { nil }
        }
        for socket in sockets {
            guard let owner = paths.owner(of: socket), owner != database else { continue }
            throw CommandFailure(
                .unreachable, "\(socket) is the socket of the store at \(owner): name another one with --socket.")
        }
        configuration.idleExit = idleExit
        configuration.lockWait = patience
        configuration.tls = tls
        // Some files are the store's own.
        configuration.connectionLimit = min(configuration.connectionLimit, raiseDescriptorLimit() - 100)
        // Before anything is touched: a database that nobody will serve is not made.
        try configuration.check()
        let workflow = try workflow.map(readWorkflow) ?? .standard
        let log = BoundedLog()
        let logger = Logger(label: "truce") { [logLevel] _ in
            LogfmtHandler(level: logLevel, now: { Timestamp.now.rfc3339 }, sink: { log.write($0) })
        }
        let webhook = try makeWebhook(logger)
        defer { webhook?.stop() }
        let store = try openStore(
            database, workflow,
            servedAt: configuration.listeners.map { $0.text(isEncrypted: tls != nil) }.joined(separator: ", "),
            patience: patience
        ) { group in
            logger.warning(
                "spike", metadata: ["document": "\(group.document ?? "")", "reason": "\(group.reason.rawValue)"])
            webhook?.send(group.spikeMessage)
        }
        let output = Output.process(environment: processEnvironment)
        let ready = configuration
        let isEncrypted = tls != nil
        try waitFor {
            try await TruceServer.serve(store: store, configuration: ready, logger: logger, now: { .now }) {
                addresses in
                // Whoever is connected to this store finds no other one there.
                for socket in sockets { try? paths.claim(socket, for: database) }
                if let readiness {
                    readiness.succeed()
                } else {
                    for address in addresses { try? output.line(address.text(isEncrypted: isEncrypted)) }
                }
            }
        }
        if let failure = try store.close() {
            logger.warning(
                "part of what was saved stays in the log beside the database, and is read from there: \(failure)")
        }
    }

    private var tls: ServerConfiguration.TLSFiles? {
        guard let tlsCert, let tlsKey else { return nil }
        return ServerConfiguration.TLSFiles(certificate: tlsCert, key: tlsKey)
    }

    private func listeners(_ path: String) -> [ServerConfiguration.Listener] {
        var listeners: [ServerConfiguration.Listener] = []
        if socket != nil || listen == nil { listeners.append(.unix(path: path)) }
        if let listen { listeners.append(.tcp(host: listen.host, port: listen.port)) }
        return listeners
    }

    private func makeWebhook(_ logger: Logger) throws -> Webhook? {
        guard let webhook else { return nil }
        let secret = try webhookSecret.map(readFile) ?? Array((processEnvironment("TRUCE_WEBHOOK_SECRET") ?? "").utf8)
        let key = secret.last == UInt8(ascii: "\n") ? Array(secret.dropLast()) : secret
        guard !key.isEmpty else {
            throw CommandFailure(
                .usage,
                "--webhook needs a secret to sign with: set TRUCE_WEBHOOK_SECRET, or name a file with --webhook-secret")
        }
        return Webhook(webhook, secret: key) { logger.warning("\($0)") }
    }

    private func readWorkflow(_ path: String) throws(CommandFailure) -> Workflow {
        let bytes = try readFile(path)
        do { return try Workflow(decoding: bytes) } catch {
            throw CommandFailure(.usage, "\(path) is no workflow: \(error.sentence)")
        }
    }

    private func openStore(
        _ path: String, _ workflow: Workflow, servedAt: String, patience: Duration,
        onSpike: @escaping @Sendable (ConflictGroup) -> Void
    ) throws -> SQLiteStore {
        let deadline = ContinuousClock.now + patience
        while true {
            do throws(StoreOpenError) {
                return try SQLiteStore(
                    path: path, servedAt: servedAt, now: { .now },
                    random: {
                        var generator = SystemRandomNumberGenerator()
                        return generator.next()
                    }, workflow: workflow, onSpike: onSpike)
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

private func webhookTarget(_ text: String) throws -> Webhook.Target {
    do throws(Problem) { return try Webhook.Target(text) } catch { throw ValidationError(error.detail) }
}

private func level(named text: String) throws -> Logger.Level {
    let levels: [Logger.Level] = [.debug, .info, .warning, .error]
    guard let level = levels.first(where: { $0.rawValue == text }) else {
        throw ValidationError("Write one of \(levels.map(\.rawValue).joined(separator: ", "))")
    }
    return level
}

private func seconds(_ text: String) throws -> Duration {
    guard let value = Double(text), value > 0, value < 1e9 else {
        throw ValidationError("Write a number of seconds above 0")
    }
    return .seconds(value)
}

extension ServerConfiguration.Listener {
    /// The address as `--server` takes it, but for a port that is still to be chosen.
    fileprivate func text(isEncrypted: Bool) -> String {
        let bound: BoundAddress =
            switch self {
            // Whoever reads it is in another folder.
            case .unix(let path): .unix(path: absolute(path))
            case .tcp(let host, let port): .tcp(host: host, port: port)
            }
        return bound.text(isEncrypted: isEncrypted)
    }
}

extension BoundAddress {
    /// The address as `--server` takes it.
    fileprivate func text(isEncrypted: Bool) -> String {
        switch self {
        case .unix(let path): return "unix:\(path)"
        case .tcp(let host, let port):
            return "\(isEncrypted ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        }
    }
}

extension CommandFailure {
    /// Why a server could not begin, or ended.
    fileprivate init(start error: any Error) {
        switch error {
        case let error as ServerStartError:
            self.init(error.isUsage ? .usage : .unreachable, error.description)
        case let error as StoreOpenError: self.init(.unreachable, error.description)
        case let problem as Problem: self.init(problem)
        case let failure as CommandFailure: self = failure
        default: self.init(.unreachable, "the server failed: \(error)")
        }
    }
}

/// A path from the root, for whoever is in another folder.
private func absolute(_ path: String) -> String {
    guard !path.hasPrefix("/"), let folder = getcwd(nil, 0) else { return path }
    defer { free(folder) }
    return String(cString: folder) + "/" + path
}
