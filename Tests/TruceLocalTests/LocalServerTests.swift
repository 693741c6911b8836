import Glibc
import Testing
import TruceClient
import TruceDocument

@testable import TruceLocal

@Suite("LocalServer")
struct LocalServerTests {
    private let standIn = StandIn()

    @Test("The first to need it starts it, and those after it find it")
    func once() async throws {
        let address = try await standIn.server.ensure()
        #expect(address == .unixSocket(path: standIn.paths.socket))
        #expect(try await standIn.server.ensure() == address)
        #expect(standIn.processes.count == 1)
    }

    @Test("Many at the same instant start one")
    func together() async throws {
        let server = standIn.server
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<12 { group.addTask { _ = try await server.ensure() } }
            try await group.waitForAll()
        }
        #expect(standIn.processes.count == 1)
    }

    @Test("A server that has the database open elsewhere is used, as long as it serves")
    func elsewhere() async throws {
        let other = StandIn()
        let address = try await other.server.ensure()
        let server = standIn.server { [address] }
        #expect(try await server.ensure() == address)
        #expect(standIn.processes.isEmpty)
        other.killServer()
        #expect(try await server.ensure() == .unixSocket(path: standIn.paths.socket))
    }

    @Test("Stores that have their sockets in one folder have a server each, which comes back where it was")
    func two() async throws {
        let other = StandIn(sharing: standIn.paths.runtimeFolder)
        let first = try await standIn.server.ensure()
        let second = try await other.server.ensure()
        #expect(first == .unixSocket(path: standIn.paths.socket))
        #expect(second == .unixSocket(path: standIn.paths.runtimeFolder + "/store-2.sock"))
        #expect(try await standIn.server.ensure() == first)
        #expect(try await other.server.ensure() == second)
        #expect(standIn.processes.count == 1 && other.processes.count == 1)
        standIn.killServer()
        #expect(try await other.server.ensure() == second)
        other.killServer()
        // Whoever is still connected to the first finds none but the first there.
        #expect(try await other.server.ensure() == second)
        #expect(other.server.address == second && standIn.server.address == first)
        #expect(try await standIn.server.ensure() == first)
    }

    @Test("A path that is too long, and something else in the socket's place, are told before anybody connects")
    func noSocket() async throws {
        try standIn.paths.prepare()
        close(open(standIn.paths.socket, O_CREAT | O_WRONLY, 0o600))
        var problem = await #expect(throws: Problem.self) { try await standIn.server.ensure() }
        #expect(
            problem?.detail.hasSuffix("/store.sock is in the way: it is no socket. Remove it, or set XDG_RUNTIME_DIR.")
                == true)
        var paths = standIn.paths
        paths.runtimeFolder += String(repeating: "x", count: 100)
        for known in [nil, []] as [[ServerAddress]?] {
            let server = LocalServer(paths: paths, executable: "/bin/false", holder: { known }) { _ in [] }
            problem = await #expect(throws: Problem.self) { try await server.ensure() }
            #expect(problem?.detail.hasSuffix("Set XDG_RUNTIME_DIR to a shorter one.") == true)
        }
    }

    @Test("A killed server and its socket are replaced")
    func killed() async throws {
        _ = try await standIn.server.ensure()
        standIn.killServer()
        #expect(access(standIn.paths.socket, F_OK) == 0)
        _ = try await standIn.server.ensure()
        #expect(standIn.processes.count == 2)
    }

    @Test(
        "Why a server does not come up reaches the user as one line",
        arguments: [
            ("echo 'The database is newer than this truce.' >&3; exit 1", "The database is newer than this truce."),
            ("echo one >&2; echo 'not a database' >&2; exit 1", "The store's server ended at once. not a database"),
            ("exit 1", "The store's server ended at once. It said nothing; start it by hand: truce serve"),
        ])
    func dying(line: String, detail: String) async {
        let server = standIn.shell(line)
        let problem = await #expect(throws: Problem.self) { try await server.ensure() }
        #expect(problem?.reason == .unavailable && problem?.detail == detail)
        // The lock is free again, and old words in the log are not taken for new ones.
        let again = await #expect(throws: Problem.self) { try await standIn.shell("exit 1").ensure() }
        #expect(again?.detail.contains("It said nothing") == true)
    }

    @Test("A server that says nothing for too long, and a program that cannot be run")
    func late() async {
        let late = await #expect(throws: Problem.self) {
            try await standIn.shell("exec sleep 3", deadline: .milliseconds(10)).ensure()
        }
        #expect(late?.detail.contains("did not begin within") == true)
        let missing = LocalServer(paths: standIn.paths, executable: "/nonexistent/truce", holder: { nil }) { _ in [] }
        let problem = await #expect(throws: Problem.self) { try await missing.ensure() }
        #expect(problem?.detail == "The server /nonexistent/truce cannot be started: No such file or directory.")
    }

    @Test("What is started has a session, a folder and descriptors of its own, and no signal is blocked or ignored")
    func surroundings() throws {
        try standIn.paths.prepare()
        let extra = open("/dev/null", O_RDONLY)  // without close-on-exec
        defer { close(extra) }
        var (blocked, before) = (sigset_t(), sigset_t())
        sigemptyset(&blocked)
        sigaddset(&blocked, SIGTERM)
        sigaddset(&blocked, SIGWINCH)
        pthread_sigmask(SIG_BLOCK, &blocked, &before)
        let ignored = signal(SIGHUP, SIG_IGN)
        // What is read of the shell is read by the shell, or while it has nothing open for others.
        let script = """
            pwd; ls /proc/$$/fd; readlink /proc/$$/fd/0
            while read -r line; do case $line in Sig[BI][lg]*) echo "$line";; esac; done < /proc/$$/status
            test $(cut -d' ' -f6 /proc/$$/stat) != \(getsid(0)) && echo own session; echo "$1 $2" >&2; echo ready >&3
            """
        let launch = try ServerLaunch(
            command: ["/bin/sh", "-c", script, "sh", "--ready-fd", "3"], log: standIn.paths.serverLog)
        signal(SIGHUP, ignored)
        pthread_sigmask(SIG_SETMASK, &before, nil)
        #expect(launch.waitUntilReady(for: .seconds(30)) == .ready)
        let lines = standIn.log.split(separator: "\n").map(String.init)
        try #require(lines.count == 10)
        #expect(Array(lines[0...5]) == ["/", "0", "1", "2", "3", "/dev/null"])
        #expect(Array(lines[8...9]) == ["own session", "--ready-fd 3"])
        // Signals 32 and 33 are the C library's own, and stay what they were.
        let masks = lines[6...7].map { UInt64($0.dropFirst("SigBlk:\t".count), radix: 16).map { $0 & 0x7FFF_FFFF } }
        #expect(masks == [0, 0], "\(lines[6...7])")
    }
}
