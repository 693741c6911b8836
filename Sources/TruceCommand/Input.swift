import Glibc

/// What a command reads: standard input, or a test's bytes.
struct Input: Sendable {
    /// Whether a person is there to be asked.
    var isTerminal: Bool
    /// Reads to the end. Throws ``CommandFailure``.
    var readAll: @Sendable () throws -> [UInt8]
    /// Reads a line; nil at the end.
    var readLine: @Sendable () -> String?

    /// The process's own.
    static let process = Input(
        isTerminal: isatty(STDIN_FILENO) == 1,
        readAll: {
            switch readToEnd(of: STDIN_FILENO) {
            case .success(let bytes): return bytes
            case .failure(let failure):
                throw CommandFailure(.usage, "standard input cannot be read: \(failure.words)")
            }
        }, readLine: { Swift.readLine() })
}

/// Reads a file whole. Throws a usage failure that names it.
func readFile(_ path: String) throws(CommandFailure) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw CommandFailure(.usage, "\(path) cannot be read: \(SystemFailure(errno).words)") }
    defer { close(descriptor) }
    switch readToEnd(of: descriptor) {
    case .success(let bytes): return bytes
    case .failure(let failure): throw CommandFailure(.usage, "\(path) cannot be read: \(failure.words)")
    }
}

/// Writes a file whole, over what was there. Throws a usage failure that names it.
func writeFile(_ bytes: [UInt8], to path: String) throws(CommandFailure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
        throw CommandFailure(.usage, "\(path) cannot be written: \(SystemFailure(errno).words)")
    }
    var code = writeAll(bytes, to: descriptor)
    // A disk that is full may say so only here.
    if close(descriptor) != 0, code == 0 { code = errno }
    guard code == 0 else { throw CommandFailure(.usage, "\(path) cannot be written: \(SystemFailure(code).words)") }
}

/// An errno.
private struct SystemFailure: Error {
    var code: CInt

    init(_ code: CInt) { self.code = code }

    var words: String { String(cString: strerror(code)) }
}

private func readToEnd(of descriptor: CInt) -> Result<[UInt8], SystemFailure> {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        if count == 0 { return .success(bytes) }
        if count > 0 {
            bytes += buffer[..<count]
        } else if errno == EAGAIN {
            var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            _ = poll(&ready, 1, -1)
        } else if errno != EINTR {
            return .failure(SystemFailure(errno))
        }
    }
}
