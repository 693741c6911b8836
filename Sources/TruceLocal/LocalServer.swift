public import TruceClient
public import TruceDocument

/// The server of the user's own store, which the first command that needs it starts.
public struct LocalServer: Sendable {
    private let paths: LocalPaths
    private let executable: String
    private let arguments: [String]
    private let deadline: Duration
    private let elsewhere: @Sendable () -> ServerAddress?

    /// - Parameters:
    ///   - executable: the absolute path of the program to start.
    ///   - arguments: its arguments, to which `--ready-fd 3` is added: it must listen on ``LocalPaths/socket`` and say
    ///     so through ``ReadinessPipe``.
    ///   - deadline: how long it may take to begin.
    ///   - elsewhere: where a server that has the database open serves it, started with another runtime folder or by hand.
    public init(
        paths: LocalPaths, executable: String, arguments: [String], deadline: Duration = .seconds(30),
        elsewhere: @escaping @Sendable () -> ServerAddress? = { nil }
    ) {
        self.paths = paths
        self.executable = executable
        self.arguments = arguments
        self.deadline = deadline
        self.elsewhere = elsewhere
    }

    public var address: ServerAddress { .unixSocket(path: paths.socket) }

    /// Returns the address of a server that serves; starts one in the background if none does.
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
        try await start()
        return address
    }

    /// Where the store is served at the moment; nil for nowhere.
    private func servedAddress() async throws(Problem) -> ServerAddress? {
        if try await isServed(address) { return address }
        guard let other = elsewhere(), other != address, try await isServed(other) else { return nil }
        return other
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

    private func start() async throws(Problem) {
        let launch = try ServerLaunch(
            command: [executable] + arguments + ["--ready-fd", "3"], log: paths.serverLog)
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
