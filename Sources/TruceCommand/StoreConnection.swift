import ArgumentParser
import Glibc
import TruceClient
import TruceDocument
import TruceLocal
import TruceRun
import TruceStorage

/// The options of every command that works with a store.
struct StoreOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The store: unix:PATH, https://HOST:PORT, or http:// for this machine. Also TRUCE_SERVER; without either "
                + "your own, on this machine.", valueName: "url"))
    var server: String?

    @Option(
        help: ArgumentHelp(
            "Trust the authorities in this PEM file, not the system's, over https://. Also TRUCE_CA_FILE.",
            valueName: "file"), completion: .file())
    var caFile: String?

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp("Who is writing, on a local store. Also TRUCE_ACTOR.", valueName: "name"))
    var actor: String?
}

/// A store that a command works with, and who is working.
struct StoreConnection: Sendable {
    var store: HTTPStore
    /// The name under which what is written is recorded.
    var actor: String
    var address: ServerAddress
    /// The folders of this user, whichever store it is.
    var paths: LocalPaths
    /// Whether it is this user's own store, although its server may have been named.
    var isLocal: Bool
    /// Starts the local server again if it has gone; returns what stands in the way. nil for a store elsewhere.
    var reconnect: (@Sendable () async -> Problem?)?
    /// Tells the person that the store lets them wait.
    var waitNotice = WaitNotice()

    /// Where drafts are kept, and of which store: the local store's is one, wherever its server listens.
    var drafts: Seat.Drafts {
        isLocal ? .ofLocalStore(paths) : Seat.Drafts(folder: paths.journals, of: .store(address.description))
    }

    /// Asks the store, with a request id of its own. If the local server was just leaving, or ended before it answered,
    /// starts it again and asks once more, as the same caller: a change is made once. If that does not say what became of a
    /// change whose answer was lost, throws `outcome_unknown`.
    func ask<Answer>(
        _ body: (any DocumentStore & UserStore & ConflictSource, Caller) async throws -> Answer
    ) async throws -> Answer {
        let caller = Caller(actor: actor, requestID: makeID())
        return try await waitNotice.during("the store at \(address)") {
            do {
                return try await body(store, caller)
            } catch let problem as Problem where [.unavailable, .outcomeUnknown].contains(problem.reason) {
                guard let reconnect else { throw problem }
                do {
                    if let obstacle = await reconnect() { throw obstacle }
                    return try await body(store, caller)
                } catch let later as Problem {
                    throw later.after(problem)
                }
            }
        }
    }
}

extension StoreConnection {
    /// Says that what is followed is interrupted, and brings the local server back, which may have to be started.
    func noteInterruption(_ problem: Problem, in surroundings: Surroundings) async {
        surroundings.output.errorLine("truce: \(problem.detail)")
        surroundings.output.errorLine("truce: trying again")
        _ = await reconnect?()
    }

    /// Asks until there is an answer, as somebody who follows something does: what may pass is told once, and waited for.
    func askUntilAnswered<Answer>(
        in surroundings: Surroundings, _ body: () async throws -> Answer
    ) async throws -> Answer {
        var isTold = false
        while true {
            do {
                return try await body()
            } catch let problem as Problem where problem.isPassing {
                if !isTold { await noteInterruption(problem, in: surroundings) }
                isTold = true
                try await surroundings.pause(.seconds(problem.retryAfter ?? 1))
            }
        }
    }
}

extension Seat.Drafts {
    /// Those of the user's own store.
    static func ofLocalStore(_ paths: LocalPaths) -> Self {
        Self(folder: paths.journals, of: .store(paths.database))
    }
}

extension StoreOptions {
    /// Finds the store that the options or the environment name, or else makes sure that the local server runs, and
    /// connects. Throws ``CommandFailure``: `usage` for an address or a name that is none, else what kept the local
    /// server from running.
    ///
    /// - Parameters:
    ///   - onExchange: told every request and its answer; must return at once.
    ///   - canBeginWithout: whether the command has something to begin with although the local server does not come up;
    ///     it is asked only then.
    func connect(
        in surroundings: Surroundings = .process, onExchange: (@Sendable (Exchange) -> Void)? = nil,
        canBeginWithout: @Sendable (LocalPaths) -> Bool = { _ in false }
    ) async throws(CommandFailure) -> StoreConnection {
        let environment = surroundings.environment
        let named = try namedActor(environment)
        let notice = surroundings.waitNotice
        let paths: LocalPaths
        do { paths = try LocalPaths.standard(environment: environment) } catch { throw CommandFailure(error) }
        let address: ServerAddress
        var isLocal = true
        var reconnect: (@Sendable () async -> Problem?)?
        if let text = server ?? environment("TRUCE_SERVER").nonEmpty {
            do { address = try ServerAddress(text) } catch { throw CommandFailure(.usage, error.detail) }
            isLocal = DatabaseHolder(ofDatabase: paths.database)?.addresses.contains(address) ?? false
        } else {
            let server = LocalServer(paths)
            do {
                address = try await notice.during("your store's server") { () throws(Problem) in
                    try await server.ensure()
                }
            } catch {
                guard canBeginWithout(paths) else { throw CommandFailure(error) }
                address = server.address
            }
            let first = address
            reconnect = {
                do throws(Problem) {
                    let present = try await server.ensure()
                    guard present != first else { return nil }
                    return Problem(
                        .unavailable(retryAfter: 1),
                        detail: "Start the command again: the store has moved to \(present).")
                } catch {
                    return error
                }
            }
        }
        let credentials = Credentials(
            token: try token(for: address, environment), authorities: caFile ?? environment("TRUCE_CA_FILE").nonEmpty)
        return StoreConnection(
            store: HTTPStore(
                address, namesActor: named != nil, credentials: credentials, onExchange: onExchange),
            actor: named ?? address.defaultActor, address: address, paths: paths, isLocal: isLocal,
            reconnect: reconnect, waitNotice: notice)
    }

    private func namedActor(_ environment: (String) -> String?) throws(CommandFailure) -> String? {
        guard let name = actor ?? environment("TRUCE_ACTOR").nonEmpty else { return nil }
        guard User.isName(name) else {
            throw CommandFailure(
                .usage, "'\(name)' is no writer's name: name one without spaces and control characters with --as")
        }
        return name
    }
}

extension LocalServer {
    /// Seconds after its last client that the server of the local store leaves.
    private static let idleSeconds = 600

    /// The server of the local store, started from the program that is running.
    init(_ paths: LocalPaths) {
        self.init(
            paths: paths, executable: ownExecutable(),
            holder: { DatabaseHolder(ofDatabase: paths.database)?.addresses }
        ) { socket in
            ["serve", "--socket", socket, "--store", paths.database, "--idle-exit", "\(Self.idleSeconds)"]
        }
    }
}

extension DatabaseHolder {
    /// The addresses at which it serves the database and that every folder's commands can use.
    fileprivate var addresses: [ServerAddress] {
        servedAt.split(separator: ", ").filter { !$0.hasPrefix("unix:") || $0.hasPrefix("unix:/") }
            .compactMap { try? ServerAddress(String($0)) }
    }
}

extension ServerAddress {
    /// Whom the server takes the writer for if no name is given.
    fileprivate var defaultActor: String {
        switch self {
        case .unixSocket:
            guard let entry = getpwuid(geteuid()), let name = entry.pointee.pw_name else { return "uid\(geteuid())" }
            return String(cString: name)
        case .http, .https: return "anonymous"
        }
    }
}

extension String? {
    /// A variable that is set but empty counts as not set.
    fileprivate var nonEmpty: String? { self?.isEmpty == false ? self : nil }
}

/// The absolute path of the program that is running.
private func ownExecutable() -> String {
    let link = "/proc/self/exe"
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { readlink(link, $0.baseAddress!, $0.count) }
    guard count > 0 else { return link }
    let path = String(decoding: buffer.prefix(count), as: UTF8.self)
    // A program that was replaced since it started is reached through the link only.
    return access(path, X_OK) == 0 ? path : link
}
