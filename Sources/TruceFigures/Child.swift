import Glibc
import Synchronization

/// A child process.
final class Child {
    let id: pid_t
    /// Those that have been started and not waited for.
    private static let running = Mutex<Set<pid_t>>([])
    /// A measurement that fails ends them, too.
    private static let endsAllAtExit: Void = { atexit { Child.endAll() } }()

    /// Starts a program; its output is thrown away unless `terminal` is given for all three of its streams.
    init(_ words: [String], terminal: Int32? = nil) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let terminal {
            for stream in Int32(0)...2 { posix_spawn_file_actions_adddup2(&actions, terminal, stream) }
        } else {
            posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        }
        let arguments = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        guard posix_spawnp(&child, words[0], &actions, nil, arguments, environ) == 0 else {
            fail("\(words[0]) cannot be started")
        }
        id = child
        Self.endsAllAtExit
        _ = Self.running.withLock { $0.insert(child) }
    }

    func end() {
        kill(id, SIGTERM)
        wait()
    }

    @discardableResult
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        hasEnded()
        return status
    }

    /// Runs a program to its end: its exit status, the seconds it took and those it computed, and its largest resident
    /// set in bytes.
    static func usage(of words: [String]) -> (status: Int32, seconds: Double, computed: Double, peak: Int) {
        let start = now()
        let child = Child(words)
        var status: Int32 = 0
        var usage = rusage()
        while wait4(child.id, &status, 0, &usage) < 0, errno == EINTR {}
        child.hasEnded()
        let code = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F
        let computed = [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        return (code, now() - start, computed, usage.ru_maxrss * 1024)
    }

    private func hasEnded() { _ = Self.running.withLock { $0.remove(id) } }

    private static func endAll() {
        for id in running.withLock({ $0 }) { kill(id, SIGTERM) }
    }

    static func run(_ words: [String]) -> Int32 { Child(words).wait() }
}
