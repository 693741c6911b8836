import Glibc

/// A child process with pipes of its own. Nothing else of this process is open in it: a daemon that it leaves behind would
/// keep the pipes of other children open.
final class Child {
    let id: pid_t
    /// Where to write its input; -1 once closed.
    private(set) var input: Int32
    let output: Int32
    let errors: Int32

    /// Starts `words`, found through PATH, with `environment` on top of this process's own.
    init(_ words: [String], environment: [String: String] = [:]) throws {
        var pipes = [[Int32]](repeating: [-1, -1], count: 3)
        for index in pipes.indices {
            guard pipe(&pipes[index]) == 0 else { throw Pane.Failure(description: "pipe: error \(errno)") }
            for descriptor in pipes[index] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipes[0][0], 0)
        posix_spawn_file_actions_adddup2(&actions, pipes[1][1], 1)
        posix_spawn_file_actions_adddup2(&actions, pipes[2][1], 2)
        var variables = Child.ownEnvironment
        variables["LC_ALL"] = "C.UTF-8"
        variables.merge(environment) { _, new in new }
        let arguments = words.map { strdup($0) } + [nil]
        let settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in arguments + settings { free(pointer) } }
        // Worker threads block signals, and a child would inherit that.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var child: pid_t = 0
        let code = posix_spawnp(&child, words[0], &actions, &attributes, arguments, settings)
        guard code == 0 else { throw Pane.Failure(description: "\(words[0]) cannot be started: error \(code)") }
        for descriptor in [pipes[0][0], pipes[1][1], pipes[2][1]] { close(descriptor) }
        id = child
        input = pipes[0][1]
        output = pipes[1][0]
        errors = pipes[2][0]
    }

    deinit {
        closeInput()
        close(output)
        close(errors)
    }

    private static var ownEnvironment: [String: String] {
        var variables: [String: String] = [:]
        var pointer = environ
        while let entry = pointer.pointee {
            let parts = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            pointer += 1
        }
        return variables
    }

    func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(input, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    func closeInput() {
        guard input >= 0 else { return }
        close(input)
        input = -1
    }

    /// Reads output and errors to their ends and waits; the exit status, 128 and more for a signal.
    func finish() -> (status: Int32, output: [UInt8], errors: [UInt8]) {
        var texts: [Int32: [UInt8]] = [output: [], errors: []]
        var open = [output, errors]
        while !open.isEmpty {
            var pollers = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&pollers, nfds_t(pollers.count), -1) > 0 else { break }
            for poller in pollers where poller.revents != 0 {
                var chunk = [UInt8](repeating: 0, count: 65_536)
                let count = read(poller.fd, &chunk, chunk.count)
                if count > 0 { texts[poller.fd]! += chunk[..<count] } else { open.removeAll { $0 == poller.fd } }
            }
        }
        return (wait(), texts[output]!, texts[errors]!)
    }

    @discardableResult
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }
}
