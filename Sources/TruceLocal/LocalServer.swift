public import TruceClient
public import TruceDocument

/// The server of the user's own store, which the first command that needs it starts.
public struct LocalServer: Sendable {
    private let paths: LocalPaths
    private let executable: String
    private let arguments: @Sendable (String) -> [String]
    private let deadline: Duration
    private let holder: @Sendable () -> [ServerAddress]?

    /// - Parameters:
    ///   - executable: the absolute path of the program to start.
    ///   - deadline: how long it may take to begin.
    ///   - holder: where the server that has the database open serves it, as far as every folder's commands could use it;
    ///     nil where nobody has it open.
    ///   - arguments: its arguments, to which `--ready-fd 3` is added: it must listen on the socket given and say so
    ///     through ``ReadinessPipe``.
    public init(
        paths: LocalPaths, executable: String, deadline: Duration = .seconds(30),
        holder: @escaping @Sendable () -> [ServerAddress]?, arguments: @escaping @Sendable (String) -> [String]
    ) {
        self.paths = paths
        self.executable = executable
        self.arguments = arguments
        self.deadline = deadline
        self.holder = holder
    }

    /// Where the store is served, if it is: on the socket that is this store's alone.
    public var address: ServerAddress { .unixSocket(path: paths.ownSocket) }

    /// Returns the address of a server that serves the store; starts one in the background if none does, on a socket that
    /// no other store's server has.
    ///
    /// Of several commands at the same instant one starts the server and the others wait for it. A socket whose server
    /// is gone counts as none. Costs one connection and one exchange where a server is there.
    ///
    /// Throws `unavailable`, with one line that says what to do, if no server comes up: the folder's fault, or the
    /// server's own last words (a database that is none, a newer schema, a full disk); `forbidden` if the server behind
    /// the socket is another user's.
    public func ensure() async throws(Problem) -> ServerAddress {
        if let served = try await servedAddress() { return served }
        try paths.prepare()
        let path = paths.startLock
        let lock: StartLock
        switch await onThread({ StartLock.acquire(path) }) {
        case .success(let acquired): lock = acquired
        case .failure(let error): throw error
        }
        defer { lock.release() }
        // Another command may have started it while this one waited.
        if let served = try await servedAddress() { return served }
        let socket = try await freeSocket()
        try await start(on: socket)
        return .unixSocket(path: socket)
    }

    /// Where the store is served at the moment; nil for nowhere.
    private func servedAddress() async throws(Problem) -> ServerAddress? {
        guard let known = holder() else { return nil }
        if known.isEmpty { try paths.check(paths.ownSocket) }
        for candidate in known.isEmpty ? [address] : known where try await isServed(candidate) { return candidate }
        return nil
    }

    /// The first socket that no other store has, and no server: nobody serves this store. From now on it is this store's, also
    /// while no server has it: whoever was connected to one store never finds another one there.
    private func freeSocket() async throws(Problem) -> String {
        var number = 1
        while true {
            let socket = paths.socket(number)
            number += 1
            guard paths.isOpen(socket, to: paths.database) else { continue }
            try paths.check(socket)
            if await isTaken(socket) { continue }
            try paths.claim(socket, for: paths.database)
            return socket
        }
    }

    /// Whether anybody listens on a socket, who may be in no state to answer.
    private func isTaken(_ socket: String) async -> Bool {
        do throws(Problem) { return try await isServed(.unixSocket(path: socket)) } catch { return true }
    }

    private func isServed(_ address: ServerAddress) async throws(Problem) -> Bool {
        let store = HTTPStore(
            address, namesActor: false, timeouts: Timeouts(connect: .seconds(5), request: .seconds(10)))
        let isServed: Bool
        do {
            isServed = try await store.isServed()
        } catch {
            await store.close()
            throw error
        }
        await store.close()
        return isServed
    }

    private func start(on socket: String) async throws(Problem) {
        let launch = try ServerLaunch(
            command: [executable] + arguments(socket) + ["--ready-fd", "3"], log: paths.serverLog)
        let deadline = deadline
        switch await onThread({ launch.waitUntilReady(for: deadline) }) {
        case .ready: return
        case .failed(let sentence): throw LocalPaths.unusable(sentence)
        case .silent:
            let words = launch.lastWords() ?? "It said nothing; start it by hand: truce serve"
            throw LocalPaths.unusable("The store's server ended at once. \(words)")
        case .late:
            throw LocalPaths.unusable(
                "The store's server did not begin within \(deadline.components.seconds) seconds. "
                    + "See \(paths.serverLog).")
        }
    }
}
