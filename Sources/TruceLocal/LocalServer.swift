public import TruceClient
public import TruceDocument

/// The server of the user's own store, which the first command that needs it starts.
public struct LocalServer: Sendable {
    private let paths: LocalPaths
    private let executable: String
    private let arguments: [String]
    private let deadline: Duration

    /// - Parameters:
    ///   - executable: the absolute path of the program to start.
    ///   - arguments: its arguments, to which `--ready-fd 3` is added: it must listen on ``LocalPaths/socket`` and say
    ///     so through ``ReadinessPipe``.
    ///   - deadline: how long it may take to begin.
    public init(
        paths: LocalPaths, executable: String, arguments: [String], deadline: Duration = .seconds(30)
    ) {
        self.paths = paths
        self.executable = executable
        self.arguments = arguments
        self.deadline = deadline
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
        if try await isServed() { return address }
        try paths.prepare()
        let path = paths.startLock
        let lock: StartLock
        switch await onThread({ StartLock.acquire(path) }) {
        case .success(let acquired): lock = acquired
        case .failure(let error): throw error
        }
        defer { lock.release() }
        // Another command may have started it while this one waited.
        if try await !isServed() { try await start() }
        return address
    }

    private func isServed() async throws(Problem) -> Bool {
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
