import CTruceSystem
import Glibc
import TruceDocument

/// A server that was just started, and the pipe on which it says whether it serves.
struct ServerLaunch: Sendable {
    /// How the beginning of a server ends.
    enum Beginning: Equatable {
        case ready
        /// It could not begin, for a reason that it gave.
        case failed(String)
        /// It ended and gave no reason on the pipe.
        case silent
        /// It did neither in time.
        case late
    }

    private let pipe: CInt
    private let log: String
    /// Bytes of the log before the server began.
    private let logStart: off_t

    /// Starts `command` in the background. Throws `unavailable` where it cannot be run at all.
    init(command: [String], log: String) throws(Problem) {
        let logDescriptor = open(log, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard logDescriptor >= 0 else {
            throw LocalPaths.unusable("The server's log \(log) cannot be written: \(String(cString: strerror(errno))).")
        }
        defer { close(logDescriptor) }
        var ends: [CInt] = [-1, -1]
        guard Glibc.pipe(&ends) == 0 else {
            throw LocalPaths.unusable("The server cannot be started: \(String(cString: strerror(errno))).")
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        pipe = ends[0]
        self.log = log
        logStart = lseek(logDescriptor, 0, SEEK_END)
        let code = withCStrings(command) { truce_spawn_detached($0, logDescriptor, ends[1]) }
        close(ends[1])
        guard code == 0 else {
            close(pipe)
            throw LocalPaths.unusable("The server \(command[0]) cannot be started: \(String(cString: strerror(code))).")
        }
    }

    /// Blocks until the server said that it serves or why not, ended, or `duration` is over. Call once.
    func waitUntilReady(for duration: Duration) -> Beginning {
        defer { close(pipe) }
        let deadline = ContinuousClock.now + duration
        var message: [UInt8] = []
        while true {
            var descriptor = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
            let rest = max(.zero, deadline - .now) / .milliseconds(1)
            let found = poll(&descriptor, 1, CInt(clamping: Int(rest.rounded(.up))))
            if found < 0 && errno == EINTR { continue }
            guard found > 0 else { return .late }
            var part = [UInt8](repeating: 0, count: 4096)
            let count = read(pipe, &part, part.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }
            message += part.prefix(count)
            if message.last == UInt8(ascii: "\n") { break }
        }
        return Beginning(message: message)
    }

    /// The last line that the server wrote to its log since it began; nil if it wrote none.
    func lastWords() -> String? {
        let descriptor = open(log, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let end = lseek(descriptor, 0, SEEK_END)
        let start = max(logStart, end - 4096)
        guard end > start else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(end - start))
        let count = pread(descriptor, &bytes, bytes.count, start)
        guard count > 0 else { return nil }
        return bytes.prefix(count).split(separator: UInt8(ascii: "\n")).last.map { String(decoding: $0, as: UTF8.self) }
    }
}

extension ServerLaunch.Beginning {
    /// What ``ReadinessPipe`` wrote.
    init(message: [UInt8]) {
        let line = message.prefix { $0 != UInt8(ascii: "\n") }
        if line.elementsEqual(ReadinessPipe.ready.utf8) {
            self = .ready
        } else if line.isEmpty {
            self = .silent
        } else {
            self = .failed(String(decoding: line, as: UTF8.self))
        }
    }
}

private func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result
) -> Result {
    let copies = strings.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return (copies.map { UnsafePointer($0) } + [nil]).withUnsafeBufferPointer { body($0.baseAddress!) }
}
