import Glibc

/// The server's end of the pipe on which the command that started it waits: `truce serve --ready-fd N`.
public struct ReadinessPipe: Sendable {
    private let descriptor: CInt

    static let ready = "ready"

    /// - Parameter descriptor: the number given with `--ready-fd`.
    public init(descriptor: CInt) {
        self.descriptor = descriptor
        // What the server starts itself must not hold the pipe open.
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    /// Says that the server serves, and closes the pipe.
    public func succeed() { say(Self.ready) }

    /// Says in one sentence why the server cannot serve, and closes the pipe: the user sees the sentence.
    public func fail(_ sentence: String) {
        say(String(sentence.map { $0.isNewline ? " " : $0 }))
    }

    private func say(_ line: String) {
        // The command may have been interrupted while it waited: no reason for the server to die of it.
        signal(SIGPIPE, SIG_IGN)
        var bytes = Array((line + "\n").utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { break }  // nobody waits any more
            bytes = bytes.dropFirst(count)
        }
        close(descriptor)
    }
}
